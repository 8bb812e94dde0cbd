import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The real programs that tests run rendered files through. `scripts/engines` installs all of them.
 * A name with a slash is a path in the repository.
 */
const ENGINES = {
  promtool: 'promtool',
  amtool: 'amtool',
  netplan: 'netplan',
  'systemd-analyze': 'systemd-analyze',
  openssl: 'openssl',
  java: 'java',
  'kafka-libs': '.cache/kafka/libs',
} as const satisfies Readonly<Record<string, string>>;

export type EngineName = keyof typeof ENGINES;

/** A real program for tests: `describe.runIf(promtool.present)(…)` runs what needs it. */
export interface Engine {
  readonly present: boolean;
  /** Absolute path of the program, or of the directory; empty when it is not there. */
  readonly path: string;
}

const isFile = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

function find(place: string): string {
  if (place.includes('/')) return existsSync(join(ROOT, place)) ? join(ROOT, place) : '';
  const dirs = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return dirs.map((dir) => join(dir, place)).find(isFile) ?? '';
}

/** Whether `scripts/engines` works on this machine: Debian or Ubuntu, as root. */
export function installable(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * The engine of this name.
 *
 * Where it could be there (in CI, and where `scripts/engines` can install it) its absence is an error, so that nothing
 * passes by not running. Elsewhere the tests that need it are skipped, and the end of the run says which and why.
 */
export function engine(name: EngineName): Engine {
  const path = find(ENGINES[name]);
  if (path === '' && (process.env['CI'] === 'true' || installable()))
    throw new Error(`the engine '${name}' is missing: run scripts/engines`);
  return { present: path !== '', path };
}

/** The engines that this machine lacks. */
export const missingEngines = (): readonly string[] =>
  Object.entries(ENGINES).flatMap(([name, place]) => (find(place) === '' ? [name] : []));
