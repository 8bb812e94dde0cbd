import { across } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned, type SiteText, type SpecText } from '../testing/site.ts';

const site = (nodes: number, search: SiteText['search'] = {}, more: Partial<SiteText> = {}): SiteText => ({
  data: across(nodes, 'r01', 'r02', 'r03'),
  search: { snapshots: { bucket: 'snapshots', region: 'us-east-1' }, ...search },
  ...more,
});
const used = (text: SiteText, code: string, scenario = 'all up'): number =>
  planned(text).assessment.utilisation.find((u) => u.code === `elasticsearch/${code}` && u.scenario === scenario)
    ?.used ?? -1;
const weeks = {
  streams: { logs: { retention: '7 d' }, metrics: { retention: '7 d' }, audit: { retention: '30 d' } },
} as const;

/** From small to large. */
const EVENTS = ['200 B', '500 B', '1000 B', '2000 B'] as const;
const RETENTIONS = ['31 d', '90 d', '365 d', '700 d'] as const;

describe('The capacity of search', () => {
  it('is that of the audit (§4.5): 65,000 events of 500 B in a second, for 7 days and twice, on 8 nodes of which 7 are left', () => {
    const frozen = { frozen: ['r01', 'r02'] };
    // 39.3 TB ÷ 53.8 TB = 73 %, and what is in the index that is being written to.
    expect(used(site(8, {}, frozen), 'disk', 'one data node lost')).toBeCloseTo(0.75, 1);
    expect(used(site(8, {}, frozen), 'disk', 'one data node lost')).toBeGreaterThan(0.73);
  });

  it('has an arithmetic that adds up to what it says', () => {
    const row = planned(site(3, weeks)).assessment.utilisation.find(({ code }) => code === 'elasticsearch/indexing');
    expect(row?.arithmetic).toBe(
      '65,000 events/s with their copies = 130,000 documents/s of 3 nodes × 16 cores × 2,000 = 96,000',
    );
    expect(row?.used).toBeCloseTo(130_000 / 96_000);
  });

  it('is used more with more events, larger ones, longer retention and more copies, and less with more nodes', () => {
    const events = fc.integer({ min: 1, max: 200_000 });
    fc.assert(
      fc.property(
        events,
        events,
        fc.nat({ max: EVENTS.length - 1 }),
        fc.nat({ max: RETENTIONS.length - 1 }),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 4, max: 9 }),
        (a, b, event, retention, replicas, nodes) => {
          const text = (rate: number, more = 0): SiteText['search'] => {
            const stream: NonNullable<NonNullable<SpecText['streams']>['logs']> = {
              events: rate,
              event: EVENTS[event + more] ?? '3000 B',
              retention: RETENTIONS[retention + more] ?? '800 d',
              replicas: replicas + more,
            };
            return { streams: { logs: stream } };
          };
          const [few, many] = [Math.min(a, b), Math.max(a, b)];
          for (const code of ['disk', 'indexing', 'shards']) {
            expect(used(site(nodes, text(many)), code)).toBeGreaterThanOrEqual(used(site(nodes, text(few)), code));
            expect(used(site(nodes, text(few, 1)), code)).toBeGreaterThanOrEqual(used(site(nodes, text(few)), code));
            expect(used(site(nodes + 1, text(few)), code)).toBeLessThanOrEqual(used(site(nodes, text(few)), code));
            expect(used(site(nodes, text(few)), code, 'one data node lost')).toBeGreaterThanOrEqual(
              used(site(nodes, text(few)), code),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('says what is wrong with 10 shards on each node a day, with the arithmetic (audit F06)', () => {
    const claims = {
      nodes: { data: { servers: 5, cores: 16, memory: '128 GiB', storage: '4 TB' } },
      streams: {
        logs: { perDay: '100 GB', shards: 10, shardsPerNode: true, index: '1 d', replicas: 2 },
        metrics: { perDay: '20 GB', shards: 5, index: '1 d', replicas: 2 },
        audit: { perDay: '1.6 GB', shards: 5, index: '30 d', replicas: 3 },
      },
    } as const;
    const finding = planned(site(5, { claims })).assessment.findings.find(
      ({ code }) => code === 'elasticsearch/shard-count',
    );
    expect(finding?.message).toContain(
      '= 8,655 shards ÷ 5 nodes = 1,731 each (3,891 if 10 a node means 50 primaries), of 1,000',
    );
    expect(finding?.message).toContain('metrics 4 GB');
  });

  it('says that a site has no snapshots', () => {
    expect(planned({ data: ['r01'] }).assessment.findings.map(({ code }) => code)).toContain(
      'elasticsearch/no-snapshots',
    );
    expect(planned(site(1)).assessment.findings.map(({ code }) => code)).not.toContain('elasticsearch/no-snapshots');
  });
});
