import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { catalyst } from './testing.ts';

const { resolve } = createRequire(import.meta.url);
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

describe('The README', () => {
  it('shows a profile that has no errors', async () => {
    const [, profile = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
    const dir = mkdtempSync(join(inject('scratch'), 'readme-'));
    // Outside of the repository its packages have no names.
    const located = profile.replaceAll(
      /'(@catalyst\/[^']+)'/g,
      (_, name: string) => `'${pathToFileURL(resolve(name)).href}'`,
    );
    writeFileSync(join(dir, 'south.mts'), located);
    const { status, stdout, stderr } = await catalyst(['check', '--profile', 'south.mts'], dir);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^south: \d+ warnings, 1 remark$/m);
  });

  it('names packages that are there', () => {
    for (const [, name = ''] of readme.matchAll(/^packages\/([a-z]+)\//gm))
      expect(() => resolve(`@catalyst/${name}`)).not.toThrow();
  });
});
