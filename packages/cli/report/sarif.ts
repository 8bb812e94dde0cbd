import type { Judged, Severity } from '@catalyst/model';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Report } from './report.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, Result.level>;

/** A file below the current directory as a relative URI. */
const uri = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function resultOf(finding: Judged, source: string, ruleIndex: number): Result {
  const { code, severity, subject, path, message, fix, evidence, acknowledged } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${subject}: ${message}. To resolve: ${fix}.` },
    locations: [
      {
        // A profile is a program: its lines are not known, so the key is a logical location.
        physicalLocation: { artifactLocation: { uri: uri(source) }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: path === '' ? subject : path }],
      },
    ],
    partialFingerprints: { 'finding/v1': `${code} ${subject} ${path}` },
    properties: { ...evidence },
    ...(acknowledged === null ? {} : { suppressions: [{ kind: 'inSource', justification: acknowledged }] }),
  };
}

/** Findings as SARIF 2.1.0, for code scanning. */
export function sarifReport({ source, findings }: Report): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const rules: ReportingDescriptor[] = codes.map((id) => ({ id }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'catalyst', rules } },
        results: findings.map((finding) => resultOf(finding, source, codes.indexOf(finding.code))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
