import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** What one run of a case measured: by metric, the unit at the end of its name. */
export type Sample = Readonly<Record<string, number>>;

/** Something to measure. */
export interface Case {
  readonly name: string;
  /** What is measured, and how. */
  readonly what: string;
  readonly run: () => Sample | Promise<Sample>;
}

/** The cases of `npm run bench -- <area>`: the default export of `bench/<area>.bench.ts`. */
export interface Area {
  readonly title: string;
  readonly cases: readonly Case[];
}

/** Of the samples of a metric. Spread is the distance between the extremes, as a share of the median. */
export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly spread: number;
}

/** Throws when there are no values. */
export function statistics(values: readonly number[]): Statistics {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (min === undefined || max === undefined || low === undefined || high === undefined)
    throw new Error('nothing was measured');
  const median = (low + high) / 2;
  return { median, min, max, spread: median === 0 ? 0 : (max - min) / median };
}

const MILLISECONDS = 1e6;
const elapsed = (since: bigint): number => Number(process.hrtime.bigint() - since) / MILLISECONDS;

/** Wall time of a function in this process. */
export function inProcess(work: () => unknown): Sample {
  const start = process.hrtime.bigint();
  work();
  return { 'wall ms': elapsed(start) };
}

const Usage = z.object({ maxRssKiB: z.number(), cpuMicroseconds: z.number() });

/**
 * Wall time of a command in new processes, with the CPU time and memory of all Node processes that it starts: of the
 * largest one, and the sum of their peaks, which bounds what they ever held together. Throws when the command fails.
 */
export async function command(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<Sample> {
  const dir = mkdtempSync(join(tmpdir(), 'catalyst-bench-'));
  const usage = join(dir, 'usage');
  try {
    const start = process.hrtime.bigint();
    await succeed(program, args, {
      ...process.env,
      ...env,
      BENCH_USAGE: usage,
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'record-usage.mjs')).href}`,
    });
    const wall = elapsed(start);
    const processes = readFileSync(usage, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Usage.parse(JSON.parse(line)));
    const rss = processes.map(({ maxRssKiB }) => maxRssKiB / 1024);
    return {
      'wall ms': wall,
      'CPU ms': sum(processes.map(({ cpuMicroseconds }) => cpuMicroseconds / 1000)),
      'largest process MiB': Math.max(...rss),
      'all processes MiB': sum(rss),
    };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function succeed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`${program} ${args.join(' ')} ended with ${String(code ?? signal)}:\n${stderr.slice(-2000)}`));
    });
  });
}
