import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { ROOT } from '../../scripts/bootstrap.mjs';
import { areas } from './areas/index.ts';
import { Evidence } from './evidence.ts';
import { hold } from './hold.ts';
import { count, report, total, type Count } from './report.ts';
import { requirements } from './requirements.ts';

// npm run conformance [-- --check]: judges every row, prints the table and writes docs/conformance.md.
// With --check it writes nothing and fails where the file is not what it would write.

const FILE = join(ROOT, 'docs/conformance.md');
const evidence = new Evidence();
const failed = areas
  .flatMap(({ entries }) => entries)
  .flatMap((entry) => {
    try {
      hold(entry, evidence);
      return [];
    } catch (error) {
      return [`${pc.red(entry.id)} is not ${entry.verdict}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });

const table = new Table({
  head: ['Area', 'Rows', 'Met', 'Finding', 'Open'],
  colAligns: ['left', 'right', 'right', 'right', 'right'],
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: { head: pc.isColorSupported ? ['bold'] : [], border: [] },
});
const cells = ({ area, rows, met, finding, open }: Count) => [area, rows, met, finding, open];
table.push(...areas.map(({ area, entries }) => cells(count(area, entries))), cells(total(areas)));
process.stdout.write(`${table.toString()}\n`);

const text = report(areas, requirements);
if (failed.length > 0) {
  process.stderr.write(`${failed.join('\n')}\n`);
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write('docs/conformance.md is stale: run `npm run conformance` and commit it\n');
  process.exitCode = 1;
}
