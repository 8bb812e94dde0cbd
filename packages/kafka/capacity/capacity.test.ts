import {
  across,
  BytesPerSecond,
  GB,
  MBps,
  TransactionsPerSecond,
  hours,
  type Bytes,
  type Utilisation,
} from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planned, server, type SiteText } from '../testing/site.ts';
import { egressOf, ingressOf, keptFor, writesOf, type Load } from './load.ts';

/** Audit §4.12: 18 brokers in 3 racks. */
const n1: SiteText = {
  brokers: across(18, 'r01', 'r02', 'r03'),
  controllers: ['r01', 'r02', 'r03'],
  kafka: { retention: '24 h' },
};

/** The guide's three brokers with one port of 10 Gbps and 4 TB in RAID 10, in two racks; audit B10 counts 3 groups. */
const guide: SiteText = {
  brokers: ['r01', 'r02', 'r01'],
  hardware: {
    ...server,
    volumes: { data: { media: 'nvme', drives: 4, drive: '1 TB', raid: 'raid10', mount: '/data' } },
    nics: { ports: 1, speed: '10 Gbps' },
  },
  demand: { consumerGroups: 3 },
  kafka: {
    claims: {
      heap: '64 GiB',
      pageCache: '64 GiB',
      brokerThroughput: '70 MB/s',
      throughput: '400 MB/s',
      peakThroughput: '600 MB/s',
      messages: '400k tps',
      lagAlert: 100_000,
      replicationTraffic: '30 Gbps',
      consumerTraffic: '20 Gbps',
    },
  },
};

const rowsOf = (text: SiteText, code: string): readonly Utilisation[] =>
  planned(text).assessment.utilisation.filter((row) => row.code === `kafka/${code}`);
const percents = (text: SiteText, code: string): readonly number[] =>
  rowsOf(text, code).map(({ used }) => Math.round(used * 100));
const messagesOf = (text: SiteText, code: string): readonly string[] =>
  planned(text)
    .assessment.findings.filter((f) => f.code === `kafka/${code}`)
    .map(({ message }) => message);

/** Bytes in and out of the brokers that are left, added up partition by partition, of copies placed as Kafka places them. */
function bruteForce({ racks, perRack, copies, readers, lost }: Case, writes: number) {
  const brokers = racks * perRack;
  // Kafka alternates the racks: broker i is in rack i mod racks. Copies go to the next brokers, so to other racks.
  const alive = (broker: number) => (lost === 'rack' ? broker % racks !== 0 : lost === 'broker' ? broker !== 0 : true);
  const into = new Array<number>(brokers).fill(0);
  const out = new Array<number>(brokers).fill(0);
  const add = (sums: number[], broker: number, bytes: number) => sums.splice(broker, 1, (sums[broker] ?? 0) + bytes);
  const partitions = brokers;
  for (let p = 0; p < partitions; p += 1) {
    const [leader, ...followers] = Array.from({ length: copies }, (_, k) => (p + k) % brokers).filter(alive);
    if (leader === undefined) throw new Error('a partition has lost all of its copies');
    const bytes = writes / partitions;
    for (const broker of [leader, ...followers]) add(into, broker, bytes);
    add(out, leader, bytes * (followers.length + readers));
  }
  const left = Array.from({ length: brokers }, (_, i) => i).filter(alive).length;
  const mean = (sums: readonly number[]) => sums.reduce((a, b) => a + b, 0) / left;
  return { into: mean(into), out: mean(out), lost: brokers - left };
}

interface Case {
  readonly racks: number;
  readonly perRack: number;
  readonly copies: number;
  readonly readers: number;
  readonly lost: 'none' | 'broker' | 'rack';
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    racks: fc.integer({ min: 2, max: 5 }),
    perRack: fc.integer({ min: 1, max: 6 }),
    copies: fc.integer({ min: 2, max: 5 }),
    readers: fc.integer({ min: 1, max: 6 }),
    lost: fc.constantFrom('none', 'broker', 'rack'),
  })
  .filter(({ racks, copies }) => copies <= racks);

describe('the load of a broker', () => {
  it('is what adding up all partitions gives, with all brokers, without one, and without a rack', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const writes = MBps(685);
        const sums = bruteForce(c, writes);
        const load: Load = {
          writes,
          copies: c.copies,
          readers: c.readers,
          brokers: c.racks * c.perRack,
          lost: sums.lost,
        };
        expect(ingressOf(load)).toBeCloseTo(sums.into, 3);
        expect(egressOf(load)).toBeCloseTo(sums.out, 3);
      }),
    );
  });

  it('is that of the audit for 18 brokers: in 142 MB/s, out 283 MB/s, 292 without a broker, 354 without a rack', () => {
    const load = (lost: number): Load => ({ writes: MBps(850), copies: 3, readers: 4, brokers: 18, lost });
    expect(Math.round(ingressOf(load(0)) / 1e6)).toBe(142);
    expect(Math.round(ingressOf(load(1)) / 1e6)).toBe(142);
    expect(Math.round(egressOf(load(0)) / 1e6)).toBe(283);
    expect(Math.round(egressOf(load(1)) / 1e6)).toBe(292);
    expect(Math.round(egressOf(load(6)) / 1e6)).toBe(354);
  });

  it('is that of the audit for 3 brokers: 9.13 Gbps out of each, and 10.96 Gbps once one is lost', () => {
    const load = (lost: number): Load => ({ writes: MBps(685), copies: 3, readers: 3, brokers: 3, lost });
    expect((egressOf(load(0)) * 8) / 1e9).toBeCloseTo(9.13, 2);
    expect((egressOf(load(1)) * 8) / 1e9).toBeCloseTo(10.96, 2);
  });

  it('never falls when the demand rises or a broker is lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 60 }),
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (brokers, writes, more) => {
          const load: Load = { writes: BytesPerSecond.of(writes), copies: 3, readers: 4, brokers, lost: 0 };
          expect(egressOf({ ...load, writes: BytesPerSecond.of(writes * more) })).toBeGreaterThanOrEqual(
            egressOf(load),
          );
          expect(egressOf({ ...load, lost: 1 })).toBeGreaterThanOrEqual(egressOf(load));
        },
      ),
    );
  });

  it('keeps 9.9 TB on each of 18 brokers in a day', () => {
    const message: Bytes = GB(1e-6);
    const writes = writesOf(TransactionsPerSecond.of(685_000), message, 1);
    const load: Load = { writes, copies: 3, readers: 4, brokers: 18, lost: 0 };
    expect(keptFor(load, hours(24)) / 1e12).toBeCloseTo(9.86, 2);
  });
});

describe('18 brokers in 3 racks', () => {
  it('carry the demand with a broker or a rack lost', () => {
    expect(planned(n1).assessment.utilisation.filter(({ used, limit }) => used > limit)).toEqual([]);
    expect(planned(n1).assessment.findings).toEqual([]);
  });

  it('take in 79 % at peak, 83 % without a broker, 95 % without a rack', () => {
    expect(percents(n1, 'ingress')).toEqual([79, 83, 95]);
    expect(rowsOf(n1, 'ingress').map((row) => row.scenario)).toEqual([
      'all up, at peak',
      'one broker lost, at peak',
      'one rack lost, sustained',
    ]);
  });

  it('have their disks 64 % full of a day, and say how that comes', () => {
    expect(rowsOf(n1, 'disk')).toEqual([
      expect.objectContaining({
        arithmetic: '685,000/s × 1,000 B = 685 MB/s × 3 copies × 1 d ÷ 18 brokers = 9.86 TB of 15.4 TB',
      }),
    ]);
    expect(percents(n1, 'disk')).toEqual([64]);
  });

  it('are as many as the audit asks for, and 17 are too few once a rack is lost', () => {
    const fewer = { ...n1, brokers: n1.brokers.slice(0, 15) };
    const [, , rack] = rowsOf(fewer, 'ingress');
    expect(rack).toMatchObject({
      scenario: 'one rack lost, sustained',
      fix: 'use 18 brokers in 3 racks or zones, or compress',
    });
    expect(rack?.used).toBeGreaterThan(1);
  });

  it('need not be so many when messages are compressed', () => {
    const nine = {
      ...n1,
      brokers: across(9, 'r01', 'r02', 'r03'),
      kafka: { retention: '24 h', compression: 3 },
    } as const;
    expect(planned(nine).assessment.utilisation.filter(({ used, limit }) => used > limit)).toEqual([]);
  });

  it('carry half as much at a site that carries half', () => {
    const whole = percents({ ...n1, carries: '100 %' }, 'network');
    const half = percents({ ...n1, carries: '50 %' }, 'network');
    expect(half[0]).toBe(Math.round((whole[0] ?? 0) / 2));
  });
});

describe("the guide's 3 brokers", () => {
  it('do 26 % of what is asked of them, or 31 % at the most that is claimed', () => {
    expect(messagesOf(guide, 'throughput')).toEqual([
      '3 brokers × 60 MB/s = 180 MB/s is 26 % of the 685 MB/s that 685k tps write, ' +
        'and at the 70 MB/s that a broker is said to do at most 210 MB/s or 31 %',
    ]);
  });

  it('are full in 1.62 h of all their drives, and in half of that behind RAID 10', () => {
    expect(messagesOf(guide, 'retention')).toEqual([
      '7 d of 685 MB/s × 3 copies are 1.24 PB, and the cluster has 6 TB: it is full in 0.81 h; ' +
        'all 12 TB of its drives, without RAID, would be in 1.62 h',
    ]);
  });

  it('are given one advice about retention, wherever it is given', () => {
    const { findings, utilisation } = planned(guide).assessment;
    const fixes = [
      ...findings.filter(({ code }) => code === 'kafka/retention'),
      ...utilisation.filter(({ code }) => code === 'kafka/disk'),
    ].map(({ fix }) => fix);
    expect(fixes).toHaveLength(2);
    expect(new Set(fixes).size).toBe(1);
  });

  it('would have no memory left beside the heap that is claimed', () => {
    expect(messagesOf(guide, 'heap')).toEqual([
      '64 GiB of heap and 64 GiB of page cache leave 0 B of 128 GiB for the system; ' +
        'a heap above 32 GiB also loses compressed pointers, so it holds less per byte',
    ]);
  });

  it('would always alert on 100,000 messages', () => {
    expect(messagesOf(guide, 'lag-alert')).toEqual([
      '100,000 messages at 685k tps are 146 ms: such an alert is always on',
    ]);
  });

  it('are said to do less than what is asked', () => {
    expect(messagesOf(guide, 'claimed-rate')).toEqual([
      '400 MB/s is 58 % of the 685 MB/s of the demand',
      '180 MB/s is 45 % of the 400 MB/s that 3 brokers are said to do',
      '600 MB/s is 71 % of the 850 MB/s of the demand at peak',
      '400k tps is 58 % of the 685k tps of the demand',
    ]);
    expect(messagesOf(guide, 'claimed-traffic')).toEqual([
      '685 MB/s × 2 more copies = 11 Gbps, not 30 Gbps',
      '685 MB/s × 3 groups of readers = 16.4 Gbps, not 20 Gbps',
    ]);
  });

  it('refuse writes when the rack with two of them is lost', () => {
    expect(messagesOf(guide, 'rack-loss')).toEqual([
      '3 copies in 2 racks or zones: one has 2 of some partition, so losing it leaves 1, and 2 must acknowledge: writing stops',
    ]);
  });

  it('say nothing about claims that are true', () => {
    const modest = {
      ...n1,
      kafka: { ...n1.kafka, claims: { heap: '6 GiB', throughput: '1 GB/s', lagAlert: 20_000_000 } },
    } as const;
    expect(planned(modest).assessment.findings).toEqual([]);
  });
});
