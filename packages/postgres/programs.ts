import { readFileSync, readdirSync } from 'node:fs';
import type { Kind } from './names.ts';

/** A file of this package, whole: programs and SQL are part of the source, as an import would be. */
const source = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

export const PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries(
  ['start-patroni.sh', 'backup.sh', 'settle.py', 'provision.py', 'restore-drill.py'].map((name) => [
    name,
    source(`programs/${name}`),
  ]),
);

/** Migrations by file name, in their order. */
export const MIGRATIONS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  postgres: migrationsOf('postgres'),
  timescale: migrationsOf('timescale'),
};

function migrationsOf(kind: Kind): Readonly<Record<string, string>> {
  const names = readdirSync(new URL(`sql/${kind}/`, import.meta.url)).sort();
  return Object.fromEntries(names.map((name) => [name, source(`sql/${kind}/${name}`)]));
}
