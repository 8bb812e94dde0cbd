import { BitsPerSecond, Bytes, BytesPerSecond, Milliseconds, Ratio, seconds, type Finding } from '@catalyst/model';
import { KEYSPACES, KEYSPACE_NAMES } from '../keyspaces.ts';
import type { SelfManagedDragonfly } from '../spec.ts';
import { operationsOf, type Facts } from './facts.ts';
import { grouped } from './text.ts';

type Claims = SelfManagedDragonfly['claims'];
type Check = (facts: Facts, claims: Claims) => readonly Finding[];

const finding = (
  { site, path }: Facts,
  code: string,
  severity: Finding['severity'],
  key: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'] = {},
): Finding => ({
  code: `dragonfly/${code}`,
  severity,
  subject: `${site}/dragonfly`,
  path: `${path}.${key}`,
  message,
  evidence,
  fix,
});

/** Audit E01: parts, their sum, and the memory that there is. */
const allotted: Check = (facts, { active }) => {
  if (active === undefined || facts.whole <= active) return [];
  const parts = KEYSPACE_NAMES.filter((name) => facts.spec.keyspaces[name] > 0).map(
    (name) => `${name} ${Bytes.show(facts.spec.keyspaces[name])}`,
  );
  return [
    finding(
      facts,
      'allotted',
      'error',
      'keyspaces',
      `${parts.join(' + ')} = ${Bytes.show(facts.whole)}, and ${Bytes.show(active)} is said, in ${Bytes.print(facts.physical)} of memory`,
      'say one number for each kind of keys, and use as many shards as their sum takes',
      { whole: facts.whole, active, physical: facts.physical },
    ),
  ];
};

/** Audit E02: an alert that is on from the first minute. The guide counts memory in decimal gigabytes, so does this. */
const alert: Check = (facts, { active, memoryAlert }) => {
  if (active === undefined || memoryAlert === undefined) return [];
  // A machine that is sold with 512 GiB is said to have 512 GB.
  const said = (facts.physical / 2 ** 30) * 1e9;
  if (active / said <= memoryAlert) return [];
  return [
    finding(
      facts,
      'memory-alert',
      'warning',
      'claims.memoryAlert',
      `${Bytes.show(active)} of ${Bytes.show(said)} are ${Ratio.show(Math.round((active / said) * 1000) / 1000)}, and somebody is told above ${Ratio.print(memoryAlert)}: from the first minute on`,
      `fill ${Ratio.print(facts.spec.limits.memory)} of what is for data`,
      { active, memoryAlert },
    ),
  ];
};

/** Audit E03: operations that are said, and those that follow from the transactions. */
const operations: Check = (facts, { operations: said }) => {
  const needed = operationsOf({ ...facts, shards: 1 }, facts.sustained);
  if (said === undefined || said >= needed) return [];
  return [
    finding(
      facts,
      'throughput',
      'error',
      'claims.operations',
      `${grouped(facts.sustained)} transactions/s × ${grouped(facts.spec.operationsPerTransaction)} operations (blacklist, rate card, debit, session) = ` +
        `${grouped(needed)}/s, and ${grouped(said)} are said: ${(said / facts.sustained).toFixed(2)} for each transaction`,
      'use several shards',
      { needed, said },
    ),
  ];
};

/** Audit E04, E05: what is cached is much larger than what it is a cache of. */
const tables: Check = (facts, { tables: known = {} }) =>
  KEYSPACE_NAMES.flatMap((name) => {
    const [cached, table] = [facts.spec.keyspaces[name], known[name]];
    if (table === undefined || cached <= 10 * table) return [];
    return [
      finding(
        facts,
        `${name}-size`,
        'warning',
        `keyspaces.${name}`,
        `${Bytes.show(cached)} for ${KEYSPACES[name].purpose}, whose table has ${Bytes.show(table)}: ${grouped(cached / table)} times as much, ` +
          `${grouped(cached / 1000)} keys of 1 kB`,
        'count the keys and what one takes',
        { cached, table },
      ),
    ];
  });

/** Audit E06: a balance that is evicted is money that nobody knows of. */
const eviction: Check = (facts, { eviction: policy }) => {
  const lasting = KEYSPACE_NAMES.filter((name) => !KEYSPACES[name].evictable && facts.spec.keyspaces[name] > 0);
  if (lasting.length === 0) return [];
  if (facts.spec.whenFull === 'evict')
    return [
      finding(
        facts,
        'evicts',
        'error',
        'whenFull',
        `when memory is full, keys are evicted, ${lasting.join(', ')} among them, which are nowhere else`,
        "say whenFull: 'refuse'",
        {},
      ),
    ];
  if (policy === undefined) return [];
  return [
    finding(
      facts,
      'eviction',
      'warning',
      'claims.eviction',
      `what was used least is to go when memory is full, and ${lasting.join(', ')} may not go: writes are refused instead (cache_mode is off)`,
      'keep what may be missing in a cache of its own, with whenFull: evict',
      {},
    ),
  ];
};

/** Audit E07: no append-only file, and the database does not have every debit. */
const durability: Check = (facts, { snapshot }) => {
  if (snapshot === undefined) return [];
  const { every } = facts.spec.snapshots;
  const debits = (facts.sustained * every) / seconds(1);
  return [
    finding(
      facts,
      'durability',
      'warning',
      'snapshots.every',
      `a shard of which no node is left has its last snapshot, which is up to ${Milliseconds.print(every)} old: ${grouped(debits / 1e6)} million transactions at ${grouped(facts.sustained)}/s. ` +
        'There is no append-only file in DragonflyDB, and a database that is to know them all commits as often',
      'make every change of a balance an event in Kafka, and the cache from these',
      { every, debits },
    ),
  ];
};

/** Audit E08: everything from one disk in no time. */
const recovery: Check = (facts, { recovery: time, active }) => {
  if (time === undefined || active === undefined) return [];
  const rate = (active * seconds(1)) / time;
  if (rate <= DRIVE) return [];
  return [
    finding(
      facts,
      'recovery',
      'error',
      'claims.recovery',
      `${Bytes.show(active)} in ${Milliseconds.print(time)} are ${BytesPerSecond.show(rate)}, and a drive gives ${BytesPerSecond.show(DRIVE)}: ${Milliseconds.show((active / DRIVE) * 1000)}`,
      'let a copy take over, and load snapshots only where none is left',
      { rate, active },
    ),
  ];
};

/** What an NVMe drive reads in order. @source PCIe 4.0 x4 drives of servers: 7 GB/s */
const DRIVE = 7e9;

/** Audit E09: a new copy takes what the wire gives. */
const sync: Check = (facts, { newNode, active }) => {
  if (newNode === undefined || active === undefined) return [];
  const takes = (active * 8 * 1000) / facts.network;
  if (takes <= newNode) return [];
  return [
    finding(
      facts,
      'new-node',
      'warning',
      'claims.newNode',
      `${Bytes.show(active)} at ${BitsPerSecond.show(facts.network)} take ${Milliseconds.show(takes)}; in ${Milliseconds.print(newNode)} come ${Bytes.show((facts.network / 8) * (newNode / 1000))}`,
      'use more shards, each of which is copied by itself',
      { takes, newNode },
    ),
  ];
};

/** Audit E12: the line rate, and the alert. */
const lineRate: Check = (facts, { lineRate: said, operations: rate }) => {
  if (said === undefined || rate === undefined) return [];
  const used = (rate * facts.spec.operation * 8) / said;
  if (used <= facts.spec.limits.network) return [];
  return [
    finding(
      facts,
      'line-rate',
      'warning',
      'claims.lineRate',
      `${grouped(rate)} operations/s × ${Bytes.show(facts.spec.operation)} = ${BitsPerSecond.show(rate * facts.spec.operation * 8)} of ${BitsPerSecond.show(said)}: ${Ratio.show(used)}, above the ${Ratio.print(facts.spec.limits.network)} at which somebody is told`,
      'use ports of 25 Gbps, or more shards',
      { used },
    ),
  ];
};

/** Audit E13: half a megabyte for each person in a session. */
const sessions: Check = (facts, { sessions: people }) => {
  const bytes = facts.spec.keyspaces.sessions;
  if (people === undefined || bytes / people < 100_000) return [];
  return [
    finding(
      facts,
      'session-size',
      'warning',
      'keyspaces.sessions',
      `${Bytes.show(bytes)} ÷ ${grouped(people)} sessions at a time = ${Bytes.show(bytes / people)} each`,
      'measure what a session takes',
      { bytes, people },
    ),
  ];
};

/** A site that stands by has a cache of its own: DragonflyDB copies behind the master, and Sentinels do not reach so far. */
const remote: Check = (facts) => {
  if (facts.standbyOf === null) return [];
  const written = facts.peak * facts.spec.writesPerTransaction * facts.spec.operation * 8;
  return [
    finding(
      facts,
      'remote-copy',
      'warning',
      'nodes.on',
      `it is no copy of the cache of ${facts.standbyOf}, which writes ${BitsPerSecond.show(written)} at peak: a copy over that distance is behind, and a master chosen ` +
        'here would lose what had been acknowledged there',
      `fill it from the events that Kafka mirrors from ${facts.standbyOf}`,
      { written },
    ),
  ];
};

const CHECKS: readonly Check[] = [
  remote,
  allotted,
  alert,
  operations,
  tables,
  eviction,
  durability,
  recovery,
  sync,
  lineRate,
  sessions,
];

/** What a document asserts of the cache, held against the arithmetic (audit E01 to E13). */
export const checkClaims = (facts: Facts): readonly Finding[] =>
  CHECKS.flatMap((check) => check(facts, facts.spec.claims));
