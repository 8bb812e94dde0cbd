import type { Judged, Severity } from '@catalyst/model';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { countsOf, summarise, type Report } from './report.ts';

const HEADINGS: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', info: 'Remarks' };
const WIDTH = 80;

/** Colours for a stream: none where nobody looks at it. */
export const coloursFor = (stream: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> =>
  pc.createColors(stream.isTTY === true && pc.isColorSupported);

/** Text at most 80 columns wide, every line of it behind the margin. A word that is longer stays whole. */
function paragraph(text: string, first: string, margin = ' '.repeat(first.length)): string {
  const lines = wrapAnsi(text, WIDTH - margin.length).split('\n');
  return lines.map((line, i) => (i === 0 ? first : margin) + line).join('\n');
}

/** Findings for people: by severity, each with where it is, what is wrong, and the way out. */
export function textReport(report: Report, stream: { readonly isTTY?: boolean }): string {
  const colours = coloursFor(stream);
  const tint = { error: colours.red, warning: colours.yellow, info: colours.cyan };
  const open = report.findings.filter(({ acknowledged }) => acknowledged === null);
  const accepted = report.findings.filter(({ acknowledged }) => acknowledged !== null);

  // Long names do not share a line.
  const head = ({ code, path, subject }: Judged, tinted: string, bold: (text: string) => string): string => {
    const where = path === '' ? subject : path;
    return code.length + where.length + 4 <= WIDTH ? `  ${tinted}  ${bold(where)}` : `  ${tinted}\n  ${bold(where)}`;
  };
  const entry = (finding: Judged): string =>
    [
      head(finding, tint[finding.severity](finding.code), colours.bold),
      paragraph(about(finding), '    '),
      paragraph(finding.fix, '    → '),
    ].join('\n');
  const acceptedEntry = (finding: Judged): string =>
    [
      head(finding, colours.dim(finding.code), (text) => text),
      paragraph(about(finding), '    '),
      paragraph(`accepted: ${finding.acknowledged ?? ''}`, '    '),
    ].join('\n');

  const severities = ['error', 'warning', 'info'] as const;
  const sections = severities.flatMap((severity) => {
    const entries = open.filter((finding) => finding.severity === severity).map(entry);
    return entries.length === 0 ? [] : [[colours.bold(HEADINGS[severity]), ...entries].join('\n\n')];
  });
  if (accepted.length > 0) sections.push([colours.bold('Acknowledged'), ...accepted.map(acceptedEntry)].join('\n\n'));
  const title = report.profile === '' ? '' : `${report.profile}: `;
  return `${[...sections, title + summarise(countsOf(report))].join('\n\n')}\n`;
}

/** The message, with the subject where the path does not already say it. */
function about({ subject, path, message }: Judged): string {
  const said = path === '' || path.includes(subject) || subject === 'profile';
  return said ? message : `${subject}: ${message}`;
}
