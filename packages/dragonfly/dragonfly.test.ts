import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { across } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { engine } from '../../test/support/engines.ts';
import { KEYSPACES } from './keyspaces.ts';
import { placeOf } from './shards.ts';
import { planned, resolved, server, type SiteText } from './testing/site.ts';
import { usersOf } from './users.ts';

const promtool = engine('promtool');
const sentinels = ['r01', 'r02', 'r03'];
const site = (nodes: number, more: Partial<SiteText> = {}): SiteText => ({
  nodes: across(nodes, 'r01', 'r02', 'r03'),
  sentinels,
  ...more,
});
const codes = (text: SiteText): readonly string[] => [
  ...resolved(text).findings.map(({ code }) => code),
  ...(resolved(text).ok ? planned(text).assessment.findings.map(({ code }) => code) : []),
];
const used = (text: SiteText, code: string): number =>
  planned(text).assessment.utilisation.find((u) => u.code === `dragonfly/${code}`)?.used ?? -1;

describe('The cache of a site', () => {
  it('deals its hosts into shards by number, so that a retired one leaves a gap in its own', () => {
    expect([1, 2, 3, 4, 5].map((n) => placeOf(n, { replicas: 1 }).shard)).toEqual([1, 1, 2, 2, 3]);
    expect(codes({ ...site(0), nodes: ['r01', 'retired', 'r03', 'r01'] })).toContain('dragonfly/short-shard');
  });

  it('is content with complete shards over several racks and three Sentinels', () => {
    expect(codes(site(10))).toEqual([]);
  });

  it('says which shard is in one rack, and that nobody decides who is master', () => {
    expect(codes({ ...site(0), nodes: ['r01', 'r01'] })).toContain('dragonfly/one-domain');
    expect(codes({ nodes: ['r01', 'r02'] })).toContain('dragonfly/no-failover');
    expect(codes({ nodes: ['r01'] })).not.toContain('dragonfly/no-failover');
  });

  it('refuses a quorum of too few, timers that contradict, and memory that is too little for its threads', () => {
    expect(codes({ ...site(2), sentinels: ['r01', 'r02'] })).toContain('profile/quorum');
    expect(codes(site(2, { cache: { failover: { downAfter: '10 s', timeout: '20 s' } } }))).toContain(
      'dragonfly/timers',
    );
    expect(codes(site(2, { cache: { memory: '1 %', threads: 64 } }))).toContain('profile/memory');
  });
});

describe('Users of the cache', () => {
  it('are the services of the table of keys, each with its own keys, and none with all', () => {
    const users = new Map(usersOf().map(({ name, rules }) => [name, rules]));
    expect(users.get('billing')).toEqual(expect.arrayContaining(['~tenant:*:balance', '~ratecard:*', '+@write']));
    expect(users.get('api')).not.toContain('+@write');
    for (const [name, rules] of users) {
      expect(rules, name).not.toContain('+@all');
      if (name !== 'observer') expect(rules, name).not.toContain('~*');
    }
    for (const { writers } of Object.values(KEYSPACES))
      for (const writer of writers) expect([...users.keys()]).toContain(writer);
  });
});

describe('The capacity of the cache', () => {
  it('is that of the audit (§4.4): 5 shards of 2 hosts with 124 GB each, at 71 % of their operations at peak', () => {
    const { utilisation } = planned(site(10)).assessment;
    expect(utilisation.find(({ code }) => code === 'dragonfly/memory')?.arithmetic).toContain(
      '622 GB of keys ÷ 5 shards = 124 GB',
    );
    expect(used(site(10), 'operations')).toBeCloseTo(0.708, 2);
    expect(utilisation.filter((u) => u.used > u.limit)).toEqual([]);
  });

  it('says how many shards are needed where one is not enough', () => {
    const memory = planned(site(2)).assessment.utilisation.find(({ code }) => code === 'dragonfly/memory');
    expect(memory?.used).toBeGreaterThan(1);
    expect(memory?.fix).toMatch(/^use \d+ shards of 2 nodes, which are \d+ hosts$/);
  });

  it('is used more with more keys and more transactions, and less with more shards and more memory', () => {
    const GB = ['50 GB', '100 GB', '200 GB', '500 GB'] as const;
    fc.assert(
      fc.property(
        fc.nat({ max: 2 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        (size, shards, operations) => {
          const text = (i: number, n: number, o: number): SiteText =>
            site(2 * n, { cache: { keyspaces: { balances: GB[i] ?? '900 GB' }, operationsPerTransaction: o } });
          for (const code of ['memory', 'operations', 'network', 'disk']) {
            const now = used(text(size, shards, operations), code);
            expect(used(text(size + 1, shards, operations), code)).toBeGreaterThanOrEqual(now);
            expect(used(text(size, shards, operations + 1), code)).toBeGreaterThanOrEqual(now);
            expect(used(text(size, shards + 1, operations), code)).toBeLessThan(now);
          }
        },
      ),
      { numRuns: 15 },
    );
    expect(used(site(2, { hardware: { ...server, memory: '512 GiB' } }), 'memory')).toBeLessThan(
      used(site(2), 'memory'),
    );
  });

  it('holds what the guide says against the arithmetic (audit E01 to E13)', () => {
    const claims = {
      active: '500 GB',
      memoryAlert: '90 %',
      operations: 1_000_000,
      eviction: 'lru',
      recovery: '30 s',
      snapshot: '50 GB',
      newNode: '30 s',
      lineRate: '10 Gbps',
      tables: { 'rate-cards': '100 MB' },
      sessions: 100_000,
    } as const;
    const hardware = { ...server, memory: '512 GiB', nics: { ports: 1, speed: '10 Gbps' } } as const;
    const { findings } = planned({ nodes: ['r01'], cache: { claims }, hardware }).assessment;
    const said = new Map(findings.map(({ code, message }) => [code, message]));
    expect(said.get('dragonfly/allotted')).toContain('= 622 GB, and 500 GB is said, in 512 GiB of memory');
    expect(said.get('dragonfly/memory-alert')).toContain('97.7 %');
    expect(said.get('dragonfly/throughput')).toContain(
      '2,740,000/s, and 1,000,000 are said: 1.46 for each transaction',
    );
    expect(said.get('dragonfly/recovery')).toContain('16.7 GB/s');
    expect(said.get('dragonfly/new-node')).toContain('take 400 s; in 30 s come 37.5 GB');
    expect(said.get('dragonfly/rate-cards-size')).toContain('500 times as much');
    expect(said.get('dragonfly/session-size')).toContain('500 kB each');
    expect([...said.keys()]).toEqual(
      expect.arrayContaining(['dragonfly/eviction', 'dragonfly/durability', 'dragonfly/line-rate']),
    );
  });
});

describe('What is watched of the cache', () => {
  const { targets, rules } = planned(site(4)).observation;

  it('is every node with the shard that it is of', () => {
    expect(targets.map(({ instance, port, labels }) => `${instance}:${String(port)} ${labels['shard'] ?? ''}`)).toEqual(
      ['dragonfly-1:6380 cache-1', 'dragonfly-2:6380 cache-1', 'dragonfly-3:6380 cache-2', 'dragonfly-4:6380 cache-2'],
    );
  });

  it.runIf(promtool.present)(
    'is understood by Prometheus, which tells two masters, a missing copy and full memory from a cache that is well',
    () => {
      const dir = mkdtempSync(join(inject('scratch'), 'cache-rules-'));
      const groups = [
        {
          name: 'cache',
          rules: rules.map(({ alert, expr, for: lasts, severity, summary }) => ({
            alert,
            expr,
            for: `${String(lasts / 1000)}s`,
            labels: { severity },
            annotations: { summary },
          })),
        },
      ];
      writeFileSync(join(dir, 'rules.yml'), stringify({ groups }));
      const run = (...args: readonly string[]) =>
        execFileSync(promtool.path, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(run('check', 'rules', 'rules.yml')).toContain(`SUCCESS: ${String(rules.length)} rules found`);
      const expression = (name: string): string => rules.find((rule) => rule.alert === name)?.expr ?? '';
      const series = (name: string, labels: string, values: string) => ({
        series: `${name}{job="dragonfly",site="dc1",${labels}}`,
        values,
      });
      const test = (input: readonly unknown[], expected: Readonly<Record<string, number>>) => ({
        interval: '1m',
        input_series: input,
        promql_expr_test: Object.entries(expected).map(([name, value]) => ({
          expr: `count(${expression(name)}) or vector(0)`,
          eval_time: '10m',
          exp_samples: [{ labels: '{}', value }],
        })),
      });
      const well = [
        series('dragonfly_master', 'shard="cache-1",instance="a"', '1x20'),
        series('dragonfly_master', 'shard="cache-1",instance="b"', '0x20'),
        series('dragonfly_memory_used_bytes', 'instance="a"', '80x20'),
        series('dragonfly_memory_max_bytes', 'instance="a"', '100x20'),
      ];
      const ill = [
        series('dragonfly_master', 'shard="cache-1",instance="a"', '1x20'),
        series('dragonfly_master', 'shard="cache-1",instance="b"', '1x20'),
        series('dragonfly_memory_used_bytes', 'instance="a"', '95x20'),
        series('dragonfly_memory_max_bytes', 'instance="a"', '100x20'),
      ];
      writeFileSync(
        join(dir, 'test.yml'),
        stringify({
          evaluation_interval: '1m',
          tests: [
            test(well, { CacheMasters: 0, CacheCopyMissing: 0, CacheMemory: 0 }),
            test(ill, { CacheMasters: 1, CacheCopyMissing: 1, CacheMemory: 1 }),
          ],
        }),
      );
      expect(run('test', 'rules', 'test.yml')).toContain('SUCCESS');
    },
  );
});
