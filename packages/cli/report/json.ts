import { countsOf, type Report } from './report.ts';

/** Findings for programs. */
export const jsonReport = (report: Report): string =>
  `${JSON.stringify({ profile: report.profile, counts: countsOf(report), findings: report.findings }, null, 2)}\n`;
