import XMLBuilder from 'fast-xml-builder';
import type { Judged } from '@catalyst/model';
import { countsOf, type Report } from './report.ts';

/** A finding as a test: an error has failed, an acknowledged one is skipped, and a warning has passed with a remark. */
function testCase(finding: Judged): object {
  const { code, subject, path, severity, message, fix, acknowledged } = finding;
  const text = `${message}\n${fix}`;
  const outcome =
    acknowledged !== null
      ? { skipped: { '@message': acknowledged } }
      : severity === 'error'
        ? { failure: { '@message': message, '@type': code, '#text': text } }
        : { 'system-out': `${severity}: ${text}` };
  return {
    '@classname': code,
    '@name': path === '' || path === subject ? subject : `${subject} (${path})`,
    ...outcome,
  };
}

/** Findings as JUnit XML, for the test tab of a build server. A profile without findings is one test that passed. */
export function junitReport(report: Report): string {
  const { error, acknowledged } = countsOf(report);
  const cases =
    report.findings.length === 0
      ? [{ '@classname': 'catalyst', '@name': `${report.profile} has no findings` }]
      : report.findings.map(testCase);
  const counts = { '@tests': cases.length, '@failures': error, '@errors': 0, '@skipped': acknowledged };
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'catalyst check',
      ...counts,
      testsuite: { '@name': report.profile, ...counts, testcase: cases },
    },
  });
}
