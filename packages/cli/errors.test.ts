import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import { small } from './errors/small.ts';
import { findingsOf } from './findings.ts';
import { loadPlatform } from './profile.ts';
import { textReport } from './report/text.ts';

const dir = join(import.meta.dirname, 'errors');
const cases = readdirSync(dir)
  .filter((file) => file.endsWith('.ts') && file !== 'small.ts')
  .map((file) => file.slice(0, -'.ts'.length));

/** What the author of a profile sees: an error of its form, or findings about what it comes to. */
async function saidAbout(file: string): Promise<string> {
  const report = { profile: '', source: '' };
  try {
    return textReport({ ...report, findings: findingsOf(await loadPlatform(file)) }, {});
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return textReport({ ...report, findings: error.findings.map((f) => ({ ...f, acknowledged: null })) }, {});
  }
}

describe('A profile with a fault', () => {
  it.each(cases)('%s is told so, with its place, its value, the rule and a way out', async (name) => {
    const text = await saidAbout(join(dir, `${name}.ts`));
    await expect(text).toMatchFileSnapshot(join(dir, `${name}.txt`));
    expect(text).toContain('→ ');
    expect(text).not.toContain('    at ');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is refused for what was changed and for nothing else: the profile that it comes from is fine', async () => {
    const { resolvePlatform } = await import('@catalyst/platform');
    expect(resolvePlatform(small)).toMatchObject({ ok: true });
  });
});
