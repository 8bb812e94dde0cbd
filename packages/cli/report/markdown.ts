import { countsOf, summarise, type Report } from './report.ts';

/** A text inside a table cell. */
const cell = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');

/** Findings as a table, for a pull request. */
export function markdownReport(report: Report): string {
  const rows = report.findings.map(({ severity, acknowledged, code, path, subject, message, fix }) =>
    [
      acknowledged === null ? severity : 'acknowledged',
      `\`${code}\``,
      `\`${path === '' ? subject : path}\``,
      cell(message),
      cell(acknowledged ?? fix),
    ].join(' | '),
  );
  const table =
    rows.length === 0
      ? []
      : ['', '| | Code | Where | Finding | Way out, or why it is accepted |', '| --- | --- | --- | --- | --- |'];
  const head = `**${report.profile}**: ${summarise(countsOf(report))}`;
  return `${[head, ...table, ...rows.map((row) => `| ${row} |`)].join('\n')}\n`;
}
