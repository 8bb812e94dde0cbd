import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ROOT, enginesInstallable } from '../../scripts/bootstrap.mjs';

/** A real program for tests: `describe.runIf(promtool.present)(…)` is run where it can be. */
export interface Engine {
  readonly name: string;
  /** What it is needed for. */
  readonly why: string;
  readonly present: boolean;
  /** Absolute path of the program, or of the directory; empty when it is not there. */
  readonly path: string;
}

/** The engines of `scripts/engines.list`, found on this machine or not. */
export const engines: readonly Engine[] = readFileSync(join(ROOT, 'scripts/engines.list'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', foundAs = '', , ...why] = line.split(/\s+/);
    const path = find(foundAs);
    return { name, why: why.join(' '), path, present: path !== '' };
  });

/**
 * The engine of this name.
 *
 * Where it could be there (in CI, and where `scripts/engines` can install it) its absence is an error, so that nothing
 * passes by not running. Elsewhere the tests that need it are skipped, and the end of the run says which and why.
 */
export function engine(name: string): Engine {
  const found = engines.find((known) => known.name === name);
  if (found === undefined) throw new Error(`there is no engine '${name}': add a line to scripts/engines.list`);
  if (!found.present && (process.env['CI'] === 'true' || enginesInstallable()))
    throw new Error(`'${name}' is missing (${found.why}): run scripts/engines`);
  return found;
}

function find(foundAs: string): string {
  const inRepository = resolve(ROOT, foundAs);
  if (foundAs.includes('/')) return existsSync(inRepository) ? inRepository : '';
  // Programs for administrators are not on everybody's PATH.
  const dirs = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return dirs.map((dir) => join(dir, foundAs)).find(isProgram) ?? '';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
