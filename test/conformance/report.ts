import { CAPABILITIES, type Area, type Entry } from './verdict.ts';
import type { Requirement } from './requirements.ts';

/** How many rows of an area have which verdict. */
export interface Count {
  readonly area: string;
  readonly rows: number;
  readonly met: number;
  readonly finding: number;
  readonly open: number;
}

export const count = (area: string, entries: readonly Entry[]): Count => {
  const of = (verdict: Entry['verdict']) => entries.filter((entry) => entry.verdict === verdict).length;
  return { area, rows: entries.length, met: of('met'), finding: of('finding'), open: of('open') };
};

export const total = (areas: readonly Area[]): Count =>
  count(
    'Total',
    areas.flatMap(({ entries }) => entries),
  );

/** docs/conformance.md. The same verdicts give the same bytes. */
export function report(areas: readonly Area[], requirements: readonly Requirement[]): string {
  return [
    '# Conformance',
    '',
    'What the three source documents ask for, row by row ([requirements.json](requirements.json)), and what becomes of it.',
    'Written by `npm run conformance` from [test/conformance](../test/conformance); do not edit.',
    '',
    '- **met**: an assertion on what a user gets holds, in every run of the tests',
    '- **finding**: the document contradicts itself, and `catalyst check` says so, with the arithmetic',
    '- **open**: a capability that is still to be built decides it',
    '',
    ...table(
      ['Area', 'Rows', 'Met', 'Finding', 'Open'],
      [...areas.map(({ area, entries }) => count(area, entries)), total(areas)].map((c) =>
        [c.area, c.rows, c.met, c.finding, c.open].map(String),
      ),
    ),
    '',
    'Open rows, by the capability that decides them:',
    '',
    ...table(
      ['Capability', 'Rows'],
      CAPABILITIES.map((capability) => [capability, String(waiting(areas, capability))]),
    ),
    ...areas.flatMap(({ area, entries }) => [
      '',
      `## ${area}`,
      '',
      ...table(
        ['Row', 'Requirement', 'Value', 'Source', 'Verdict', 'By'],
        requirements
          .filter((row) => row.area === area)
          .map(({ id, text, value, source }) => {
            const entry = entries.find((e) => e.id === id);
            return [id, text, value, source, entry?.verdict ?? '', entry === undefined ? '' : by(entry)];
          }),
      ),
    ]),
    '',
  ].join('\n');
}

const waiting = (areas: readonly Area[], capability: string): number =>
  areas.flatMap(({ entries }) => entries).filter((e) => e.verdict === 'open' && e.until === capability).length;

/** What a verdict rests on, in words. */
function by(entry: Entry): string {
  switch (entry.verdict) {
    case 'met':
      return entry.by;
    case 'finding':
      return `\`${entry.code}\` about ${entry.subject} in ${entry.on}: ${entry.says.join(', ')}`;
    case 'open':
      return entry.because === '' ? entry.until : `${entry.until}: ${entry.because}`;
  }
}

/** A table in Markdown, where a pipe would end the cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
