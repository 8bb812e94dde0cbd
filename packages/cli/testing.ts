import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';

export const BIN = join(import.meta.dirname, 'bin/catalyst.mjs');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command as a user would, in a directory. */
export const start = (args: readonly string[], cwd: string): ChildProcessByStdio<null, Readable, Readable> =>
  spawn(process.execPath, [BIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs the command to its end. */
export function catalyst(args: readonly string[], cwd: string): Promise<Outcome> {
  return ended(start(args, cwd));
}

/** What a started command said, and how it ended. */
export function ended(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, ...text });
    });
  });
}

/** Every file below a directory, with the hash of its content. */
export function tree(directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
  return new Map(files.map((file) => [relative(directory, file), hash(file)]));
}
