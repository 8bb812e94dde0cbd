import { MBps, TB, days, siteById, type Assessment } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessBackup } from './capacity.ts';
import { BackupSpec, type Repository } from './spec.ts';
import { siteWith } from './testing/site.ts';

const platform = siteWith();

function specWith(change: Partial<Repository> = {}): Repository {
  const spec = BackupSpec.parse({ engine: 'repository', repository: { on: 'backup' }, retention: '30 d' });
  if (spec.engine !== 'repository') throw new Error('not a repository');
  return { ...spec, ...change };
}

const assess = (spec: Repository): Assessment => assessBackup(spec, siteById(platform, 'dc1'), platform);

function used({ utilisation }: Assessment, code: string): number {
  const entry = utilisation.find((one) => one.code === code);
  if (entry === undefined) throw new Error(`no ${code}`);
  return entry.used;
}

describe('A backup repository', () => {
  it('holds a full backup a day and the log for as long as a restore must reach back', () => {
    // 30 × 0.8 TB and 30 d × 86,400 s × 100 MB/s, half of it after compression, on 8 of 10 drives of 10 TB.
    expect(used(assess(specWith()), 'backup/volume')).toBeCloseTo((30 * 0.8 + 259.2) / 2 / 80, 6);
  });

  it('takes a full backup by one port, while the log arrives', () => {
    // 10 Gbps × 0.94 / 8 = 1,175 MB/s, less 100 MB/s: 800 GB in 744 s of two hours.
    expect(used(assess(specWith()), 'backup/window')).toBeCloseTo(744 / 7200, 3);
  });

  it('contradicts the guide: 20 TB neither go out in two hours nor come back in one', () => {
    const claims = BackupSpec.parse({
      engine: 'repository',
      repository: { on: 'backup' },
      retention: '30 d',
      claims: { size: '20 TB', duration: '2 h', recovery: '1 h', bandwidth: '5 Gbps' },
    });
    if (claims.engine !== 'repository') throw new Error('not a repository');
    const messages = new Map(assess(claims).findings.map(({ code, message }) => [code, message]));
    expect(messages.get('backup/claimed-duration')).toContain('they take 8.9 h');
    expect(messages.get('backup/claimed-recovery')).toContain('they take 4.7 h');
    expect(messages.get('backup/claimed-size')).toContain('300 TB: the repository has 80 TB');
  });

  it('in the same building as the data is said to burn with it, until a copy goes elsewhere', () => {
    const codes = (spec: Repository) => assess(spec).findings.map(({ code }) => code);
    expect(codes(specWith())).toEqual(['backup/off-site']);
    expect(codes(specWith({ copyTo: 'use1' }))).toEqual([]);
  });

  it('is never less used with more data, more log or a longer retention', () => {
    const size = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(size, size, size, fc.constantFrom('data', 'wal', 'retention'), (data, wal, kept, grows) => {
        const more = (key: string): number => (grows === key ? 7 : 0);
        const grown = (by: (key: string) => number): Assessment =>
          assess(
            specWith({
              data: TB(data + by('data')),
              wal: MBps(wal + by('wal')),
              retention: days(kept + by('retention')),
            }),
          );
        const [before, after] = [grown(() => 0), grown(more)];
        for (const code of ['backup/volume', 'backup/window'])
          expect(used(after, code)).toBeGreaterThanOrEqual(used(before, code));
      }),
      { numRuns: 60 },
    );
  });
});
