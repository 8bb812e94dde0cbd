/**
 * `npm run bench -- <area> [--json]`: runs the cases of `bench/<area>.bench.ts` and prints medians and spread.
 * Exit status: 0 measured, 1 a case failed, 2 wrong usage, an unknown area among it.
 */
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import Table from 'cli-table3';
import { statistics, type Area, type Case, type Sample, type Statistics } from './measure.ts';

interface Result {
  readonly name: string;
  readonly what: string;
  readonly metrics: Readonly<Record<string, Statistics>>;
}

/** Every area: a new one is a file and a line here. */
const areas: Readonly<Record<string, () => Promise<{ default: Area }>>> = {
  fabric: () => import('./fabric.bench.ts'),
  resolve: () => import('./resolve.bench.ts'),
  synth: () => import('./synth.bench.ts'),
};
const names = Object.keys(areas).join(', ');

const areaOf = (name: string): (() => Promise<{ default: Area }>) => {
  const load = areas[name];
  if (load === undefined) throw new InvalidArgumentError(`the areas are ${names}.`);
  return load;
};

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('it must be a whole number of at least 1.');
  return value;
};

/** What the figures depend on besides the code. */
const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.version,
  load: loadavg()[0] ?? 0,
});

type Machine = ReturnType<typeof machine>;

/** One run that does not count, since it fills the caches of disk and compiler, and then those that do. */
async function measure({ name, what, run }: Case, runs: number): Promise<Result> {
  await run();
  const samples: Sample[] = [];
  for (let i = 0; i < runs; i++) samples.push(await run());
  const metrics = Object.keys(samples[0] ?? {}).map((metric) => {
    return [metric, statistics(samples.flatMap((sample) => sample[metric] ?? []))] as const;
  });
  return { name, what, metrics: Object.fromEntries(metrics) };
}

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function print(title: string, runs: number, on: Machine, results: readonly Result[]): void {
  const { cpu, cores, memoryGiB, system, node, load } = on;
  console.log(`${title}: ${String(runs)} runs of each case, after one that does not count`);
  console.log(`${String(cores)} × ${cpu}, ${String(memoryGiB)} GiB, ${system}, Node ${node}, load ${load.toFixed(1)}`);
  const table = new Table({
    head: ['case', 'metric', 'median', 'min', 'max', 'spread'],
    style: { head: [], border: [] },
  });
  for (const { name, metrics } of results)
    for (const [metric, { median, min, max, spread }] of Object.entries(metrics))
      table.push([name, metric, figure(median), figure(min), figure(max), `${(100 * spread).toFixed(0)} %`]);
  console.log(table.toString());
  for (const what of new Set(results.map((result) => result.what))) console.log(`  ${what}`);
}

const program = new Command('bench')
  .description('Measures an area of the project.')
  .argument('<area>', `one of ${names}`, areaOf)
  .option('--json', 'print JSON')
  .option('--runs <count>', 'how often each case is run', count, 5)
  .option('--case <name>', 'only the case of this name')
  .addHelpText('after', '\nExample: npm run bench -- synth --runs 9')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (load: () => Promise<{ default: Area }>, options: { json?: true; runs: number; case?: string }) => {
    const { title, cases } = (await load()).default;
    const wanted = cases.filter(({ name }) => options.case === undefined || name === options.case);
    if (wanted.length === 0) program.error(`the cases are ${cases.map(({ name }) => name).join(', ')}.`);
    const on = machine();
    const results: Result[] = [];
    for (const one of wanted) results.push(await measure(one, options.runs));
    if (options.json) console.log(JSON.stringify({ title, runs: options.runs, machine: on, cases: results }, null, 2));
    else print(title, options.runs, on, results);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
