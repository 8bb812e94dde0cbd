import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { engines } from './engines.ts';

/**
 * Ends a run with what was skipped and why, and the line `N passed, N failed`.
 * Writes the counts as JSON into the file that TEST_SUMMARY names, for CI to judge.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    // A file that does not load has no tests, and counts as one that failed.
    const broken = modules.filter((module) => module.errors().length > 0 && module.children.size === 0).length;
    const summary = {
      passed: count('passed'),
      failed: count('failed') + broken + unhandled.length,
      skipped: skipped.length,
      unfinished: count('pending'),
    };
    const lines = [
      ...(skipped.length > 0 ? ['Skipped:', ...skipped.map((test) => `  ${nameOf(test)}`), ...whySkipped()] : []),
      `${String(summary.passed)} passed, ${String(summary.failed)} failed` +
        (summary.skipped > 0 ? `, ${String(summary.skipped)} skipped` : ''),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    const file = process.env['TEST_SUMMARY'];
    if (file !== undefined && file !== '') writeFileSync(file, `${JSON.stringify(summary)}\n`);
  }
}

const nameOf = (test: TestCase): string => `${test.module.relativeModuleId} > ${test.fullName}`;

function whySkipped(): readonly string[] {
  const missing = engines.filter((engine) => !engine.present).map(({ name, why }) => `    ${name}: ${why}`);
  if (missing.length === 0) return [];
  return [
    '  This machine lacks',
    ...missing,
    '  On Debian or Ubuntu, scripts/engines installs them (as root); elsewhere put them on the PATH.',
  ];
}
