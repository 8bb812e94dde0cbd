import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file, and the directories that it is in. */
export function writeText(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** JSON as it is kept in the output: indented, and with a newline at the end. */
export const writeJson = (path: string, value: unknown): void => {
  writeText(path, `${JSON.stringify(value, null, 2)}\n`);
};
