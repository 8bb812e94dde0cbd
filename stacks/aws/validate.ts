import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import type { Finding } from '@catalyst/model';

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(
        z.object({
          ruleName: z.string(),
          description: z.string(),
          suggestedFix: z.string().optional(),
          violatingConstructs: z.array(z.object({ constructPath: z.string().optional() })),
        }),
      ),
      suppressedViolations: z.array(z.unknown()).default([]),
    }),
  ),
});

/** What validators say about an app. */
export interface Validated {
  /** The validators that ran, by name. */
  readonly validators: readonly string[];
  /** Each an error, whatever the validator itself calls it. */
  readonly findings: readonly Finding[];
  /** How many are acknowledged with a reason, where the construct is made. */
  readonly acknowledged: number;
}

/**
 * Synthesizes an app into an empty directory, with cdk-nag's AwsSolutions beside the validators that it has, and collects
 * what they find. CDK prints the same on stderr, and takes the process for failed: whoever calls this sets the exit status.
 */
export function validate(app: App): Validated {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const file = join(app.outdir, 'validation-report.json');
  try {
    app.synth();
  } catch (error) {
    // Thrown for errors that are in the report, too.
    if (!existsSync(file)) throw error;
  }
  const { pluginReports } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    validators: pluginReports.map(({ pluginName }) => pluginName),
    findings: pluginReports.flatMap(({ pluginName, violations }) =>
      violations.flatMap(({ ruleName, description, suggestedFix, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath = '' }): Finding => ({
          code: `${pluginName}/${ruleName}`,
          severity: 'error',
          subject: constructPath,
          path: '',
          message: description,
          evidence: {},
          fix: suggestedFix ?? 'correct it, or acknowledge it with a reason where the construct is made',
        })),
      ),
    ),
    acknowledged: pluginReports.reduce((sum, { suppressedViolations }) => sum + suppressedViolations.length, 0),
  };
}
