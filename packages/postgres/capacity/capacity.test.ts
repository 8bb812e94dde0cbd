import type { Assessment, Finding, Site, Utilisation } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postgres, timescale } from '../index.ts';
import { planned, profileWith, server, type SiteText } from '../testing/site.ts';
import { assessPostgres, assessTimescale } from './index.ts';

function assessed(text: SiteText, id = 'dc1'): Assessment {
  const { platform } = planned(text);
  const site: Site | undefined = platform.sites.find((s) => s.id === id);
  if (site === undefined) throw new Error('no site');
  const tiers = profileWith(text).sites[id]?.tiers;
  return text.kind === 'timescale'
    ? assessTimescale(timescale.spec.parse(tiers?.['timescale']), site, platform)
    : assessPostgres(postgres.spec.parse(tiers?.['postgres']), site, platform);
}

const found = (text: SiteText, code: string, id = 'dc1'): Finding | undefined =>
  assessed(text, id).findings.find((f) => f.code === code);
const row = (text: SiteText, code: string): Utilisation => {
  const entry = assessed(text).utilisation.find((u) => u.code === code);
  if (entry === undefined) throw new Error(`nothing about ${code}`);
  return entry;
};

describe('The load on a database', () => {
  it('uses no less of anything when there is more of it', () => {
    const load = fc.record({
      customers: fc.integer({ min: 1, max: 100_000 }),
      more: fc.integer({ min: 0, max: 100_000 }),
      rates: fc.constantFrom(
        { slow: { sustained: '1k tps', peak: '2k tps' }, fast: { sustained: '1k tps', peak: '2k tps' } } as const,
        { slow: { sustained: '1k tps', peak: '2k tps' }, fast: { sustained: '40k tps', peak: '80k tps' } } as const,
        { slow: { sustained: '685k tps', peak: '1.37M tps' }, fast: { sustained: '2M tps', peak: '4M tps' } } as const,
      ),
    });
    fc.assert(
      fc.property(load, ({ customers, more, rates: { slow, fast } }) => {
        const at = (all: number, demand: typeof slow | typeof fast): Assessment =>
          assessed({ postgres: { load: { customers: all } }, demand });
        const [less, all] = [at(customers, slow), at(customers + more, fast)];
        less.utilisation.forEach(({ code, used }, i) => {
          expect({ code, used: all.utilisation[i]?.used ?? 0 }).toMatchObject({ code });
          expect(all.utilisation[i]?.used).toBeGreaterThanOrEqual(used);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('fits the guide’s server when a row stands for a customer’s minute (audit 4.2)', () => {
    expect(
      row(
        { demand: { channels: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`c${String(i)}`, 1])) } },
        'postgres/disk',
      ).arithmetic,
    ).toBe('2,000 rows/s × 250 B × 30 d + 800 GB = 2.1 TB of 4 TB');
    for (const { used, limit, code } of assessed({}).utilisation)
      expect({ code, fits: used <= limit }).toEqual({ code, fits: true });
  });

  it('may ask for more memory than there is', () => {
    const { used, limit, arithmetic } = row({ postgres: { workMem: '2 GiB' } }, 'postgres/memory');
    expect(used).toBeGreaterThan(limit);
    expect(arithmetic).toContain('500 × 2 GiB of work_mem');
  });
});

describe('What the guide says of PostgreSQL', () => {
  const claims = {
    connections: 10_000,
    workMem: '2 GiB',
    synchronousCommit: 'remote_apply',
    transactions: '100k tps',
    messagesLog: '200 GB',
    fullBackup: '20 TB',
    fullBackupWithin: '2 h',
  } as const;
  const guide: SiteText = { nodes: 2, quorum: 0, failover: '2 s', postgres: { claims } };

  it.each([
    ['work-mem', '10,000 connections × 2 GiB = 21.5 TB, 78.13 times the 256 GiB that there are'],
    ['connections', 'max_connections of 10,000 beside a pool of 500: 20 times as many as anybody uses'],
    ['remote-apply', 'remote_apply with 1 standby: every commit waits until the standby shows it'],
    ['transactions', '100k tps are 14.6 % of the 685k tps of the platform'],
    ['checkpoint-interval', 'long before the 30 min of checkpoint_timeout'],
    ['log-retention', '100 MB/s for 30 d are 259 TB of log'],
    ['messages-log', '200 GB of messages are 292 s of 685k tps'],
    ['backup-window', '20 TB at 10 Gbps take 4.44 h at best, and 2 h is claimed'],
    ['synchronous', '2 nodes: 2 - 1 lost = 1, which holds no second copy'],
    ['failover', '= 27 s, and 2 s are the objective'],
    ['no-off-host-backup', 'site dc1 has no repository for backups'],
  ])('has a finding with the arithmetic: %s', (code, says) => {
    expect(found(guide, `postgres/${code}`)?.message).toContain(says);
  });

  it('is right with three nodes, a quorum and a repository', () => {
    const right: SiteText = { backup: true, postgres: { backup: { repository: { on: 'backup' } } } };
    expect(assessed(right).findings).toEqual([]);
  });

  it('needs somebody who takes backups, and not only a place for the log', () => {
    expect(found({ backup: true }, 'postgres/no-backups-taken')?.severity).toBe('error');
  });
});

describe('A copy at another site', () => {
  it('loses what has not arrived, and takes over when somebody says so', () => {
    const text: SiteText = { standby: 'hot', claims: { dataLoss: '0 s' } };
    expect(found(text, 'postgres/cross-site-loss', 'dc2')?.message).toContain(
      'dc2 gets what dc1 has by asynchronous replication',
    );
    expect(found({ standby: 'hot', claims: { dataLoss: '5 s' } }, 'postgres/cross-site-loss', 'dc2')).toBeUndefined();
  });
});

describe('TimescaleDB', () => {
  it('cannot hold an event for each message (audit D14)', () => {
    const text: SiteText = {
      kind: 'timescale',
      hardware: server,
      timescale: { claims: { monthly: '500 GB', retention: '365 d' } },
    };
    expect(found(text, 'timescale/volume')?.message).toContain('500 GB a month are 0.28 B for each');
  });
});
