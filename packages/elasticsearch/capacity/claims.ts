import { Bytes, GB, Milliseconds, days, seconds, type Finding } from '@catalyst/model';
import { findingAt } from '../checks.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { SHARD, type StreamName } from '../streams.ts';
import { SHARDS_PER_NODE } from './utilisation.ts';
import { storedOf, type Facts } from './facts.ts';
import { count, grouped } from './text.ts';

type Claims = SelfManagedElasticsearch['claims'];
type Check = (facts: Facts, claims: Claims) => readonly Finding[];

const finding = (
  facts: Facts,
  code: string,
  severity: Finding['severity'],
  key: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'] = {},
): Finding =>
  findingAt({ id: facts.site, path: facts.path }, key, `elasticsearch/${code}`, severity, { message, fix, evidence });

/** Audit F01: the sums of the list of nodes. */
const sums: Check = (facts, { nodes, total }) => {
  if (nodes === undefined || total === undefined) return [];
  const list = Object.values(nodes);
  const sum = (of: (node: (typeof list)[number]) => number): number =>
    list.reduce((all, node) => all + node.servers * of(node), 0);
  const terms = (of: (node: (typeof list)[number]) => string): string =>
    list.map((node) => `${String(node.servers)} × ${of(node)}`).join(' + ');
  const rows = [
    {
      key: 'cores',
      is: sum(({ cores }) => cores),
      said: total.cores,
      print: String,
      each: terms(({ cores }) => String(cores)),
    },
    {
      key: 'memory',
      is: sum(({ memory }) => memory),
      said: total.memory,
      print: Bytes.print,
      each: terms(({ memory }) => Bytes.print(memory)),
    },
    {
      key: 'storage',
      is: sum(({ storage }) => storage),
      said: total.storage,
      print: Bytes.show,
      each: terms(({ storage }) => Bytes.show(storage)),
    },
  ];
  return rows
    .filter(({ is, said }) => is !== said)
    .map(({ key, is, said, print, each }) =>
      finding(
        facts,
        `sum-of-${key}`,
        'warning',
        `claims.total.${key}`,
        `${each} = ${print(is)}, and ${print(said)} is said`,
        'compute it from the list',
        { is, said },
      ),
    );
};

/** What the claims say of a stream, with its retention and rate from the profile. */
const claimed = (facts: Facts, { streams = {} }: Claims) =>
  facts.streams.flatMap((stream) => {
    const claim = streams[stream.name];
    return claim === undefined ? [] : [{ stream, claim }];
  });

/** Audit F02: what the indices that are said come to with their copies. */
const volume: Check = (facts, claims) => {
  const { total } = claims;
  const rows = claimed(facts, claims).flatMap(({ stream, claim: { perDay, replicas } }) =>
    perDay === undefined || replicas === undefined
      ? []
      : [
          {
            text: `${stream.name} ${Bytes.show(perDay)} × ${String(stream.retention / days(1))} d × ${String(replicas + 1)} copies = ${Bytes.show(perDay * (stream.retention / days(1)) * (replicas + 1))}`,
            bytes: perDay * (stream.retention / days(1)) * (replicas + 1),
          },
        ],
  );
  const needed = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === undefined || needed <= total.storage) return [];
  return [
    finding(
      facts,
      'volume',
      'error',
      'claims.streams',
      `${rows.map(({ text }) => text).join(', ')}: ${Bytes.show(needed)}, and ${Bytes.show(needed / facts.spec.limits.disk)} below the watermark, of the ${Bytes.show(total.storage)} that are said`,
      'keep one copy, and what is older than a week in an object store',
      { needed, storage: total.storage },
    ),
  ];
};

/** Audit F03, F04: events, bytes and indices do not go together. */
const rates: Check = (facts, claims) => {
  const { ingest } = claims;
  if (ingest === undefined) return [];
  const events = facts.streams.reduce((sum, stream) => sum + stream.events, 0);
  const perEvent = (bytes: number, rate: number): string => `${grouped(bytes / ((rate * days(1)) / seconds(1)))} B`;
  const indices = claimed(facts, claims);
  const indexed = indices.reduce((sum, { claim }) => sum + (claim.perDay ?? 0), 0);
  const needed = facts.streams.reduce((sum, { events: rate, event }) => sum + rate * event * 86_400, 0);
  return [
    finding(
      facts,
      'event-size',
      'error',
      'claims.ingest',
      `${Bytes.show(ingest)} a day ÷ ${grouped(events)} events/s × 86,400 s = ${perEvent(ingest, events)} an event; ` +
        `at ${Bytes.show(facts.spec.streams.logs.event)} it is ${Bytes.show(needed)} a day`,
      'measure what an event takes, and leave out what nobody reads',
      { ingest, events },
    ),
    ...(indexed < ingest / 2 && indices.length > 0
      ? [
          finding(
            facts,
            'index-sizes',
            'error',
            'claims.streams',
            `${Bytes.show(ingest)} a day come in, and the indices grow by ` +
              `${indices.map(({ stream, claim }) => `${stream.name} ${Bytes.show(claim.perDay ?? 0)} (${perEvent(claim.perDay ?? 0, stream.events)} an event)`).join(', ')}: ` +
              `${Bytes.show(indexed)} together, ${grouped(ingest / indexed)} times less`,
            'say one number for each stream: events/s × bytes',
            { ingest, indexed },
          ),
        ]
      : []),
  ];
};

/** Audit F06: shards that a day, or a month, adds for ever. */
const shards: Check = (facts, claims) => {
  const nodes = claims.nodes?.['data']?.servers ?? facts.data;
  const rows = claimed(facts, claims).flatMap(
    ({ stream, claim: { shards: each, shardsPerNode, replicas, index, perDay } }) =>
      each === undefined || replicas === undefined || index === undefined || perDay === undefined
        ? []
        : [
            {
              stream,
              primaries: each,
              perNode: shardsPerNode,
              copies: replicas + 1,
              indices: Math.round(stream.retention / index),
              size: (perDay * (index / days(1))) / each,
            },
          ],
  );
  if (rows.length === 0) return [];
  const total = (primaries: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + primaries(row) * row.copies * row.indices, 0);
  const least = total(({ primaries }) => primaries);
  const most = total(({ primaries, perNode }) => (perNode ? primaries * nodes : primaries));
  const text = rows
    .map(
      ({ stream, primaries, copies, indices }) =>
        `${stream.name} ${String(primaries)} × ${String(copies)} × ${String(indices)} indices`,
    )
    .join(' + ');
  const small = rows
    .filter(({ size }) => size < SHARD.least)
    .map(({ stream, size }) => `${stream.name} ${Bytes.show(size)}`);
  return [
    finding(
      facts,
      'shard-count',
      'error',
      'claims.streams',
      `${text} = ${grouped(least)} shards ÷ ${count(nodes, 'node')} = ${grouped(least / nodes)} each` +
        (most > least ? ` (${grouped(most / nodes)} if 10 a node means ${String(10 * nodes)} primaries)` : '') +
        `, of ${grouped(SHARDS_PER_NODE.data)}` +
        (small.length > 0
          ? `; they have ${small.join(', ')} where ${Bytes.show(SHARD.least)} to ${Bytes.show(SHARD.most)} is good`
          : ''),
      'begin the next index at a size, not every day',
      { shards: least, nodes },
    ),
  ];
};

/** Audit F08: one batch of each worker in each flush. */
const batches: Check = (facts, { logstash }) => {
  if (logstash === undefined) return [];
  const { workers, batch, flush } = logstash;
  const events = facts.streams.reduce((sum, stream) => sum + stream.events, 0);
  const rate = (workers * batch * seconds(1)) / flush;
  const within = (workers * batch * seconds(1)) / events;
  if (rate >= events) return [];
  return [
    finding(
      facts,
      'logstash-batches',
      'warning',
      'claims.logstash',
      `${String(workers)} workers × ${grouped(batch)} ÷ ${Milliseconds.print(flush)} = ${grouped(rate)} events/s of ${grouped(events)}: ` +
        `enough only if a batch takes ${grouped(within)} ms at most`,
      `wait ${Milliseconds.print(facts.spec.pipelines.delay)} for a batch to fill, and use a worker for each core of several hosts`,
      { rate, events },
    ),
  ];
};

/** Audit F09: an hour of events in memory. */
const buffer: Check = (facts, { logstash }) => {
  if (logstash === undefined) return [];
  const { workers, batch, buffer: time } = logstash;
  const events = facts.streams.reduce((sum, stream) => sum + stream.events, 0);
  const held = (events * time) / seconds(1);
  const bytes = held * facts.spec.streams.logs.event;
  return [
    finding(
      facts,
      'logstash-buffer',
      'error',
      'claims.logstash.buffer',
      `${grouped(events)} events/s × ${Milliseconds.print(time)} = ${grouped(held / 1e6)} million events, ${Bytes.show(bytes)} of memory, lost with the process; ` +
        `the queue in memory holds ${String(workers)} workers × ${grouped(batch)} = ${grouped(workers * batch)} events, ${grouped(((workers * batch) / events) * 1000)} ms`,
      'let Kafka be the buffer: what is not delivered is read again',
      { held, bytes },
    ),
  ];
};

/** People that one Kibana is good for. @source audit F10: hundreds; a Node.js process has one thread for all of them */
const USERS_PER_KIBANA = 500;

/** Audit F10. */
const users: Check = (facts, { kibanaUsers }) => {
  if (kibanaUsers === undefined || kibanaUsers <= USERS_PER_KIBANA) return [];
  return [
    finding(
      facts,
      'kibana-users',
      'warning',
      'claims.kibanaUsers',
      `${grouped(kibanaUsers)} people at a time ÷ ${String(USERS_PER_KIBANA)} for each Kibana, which is one process of one thread = ${count(Math.ceil(kibanaUsers / USERS_PER_KIBANA), 'instance')}`,
      'name the hosts that many people are for, or say how many there really are',
      { kibanaUsers },
    ),
  ];
};

/** Audit F11: what must be kept for years need not be searched in a moment, and may not be changed. */
const audit: Check = (facts) => {
  const stream = facts.streams.find(({ name }) => name === AUDIT);
  const stored = storedOf(facts).find(({ stream: { name } }) => name === AUDIT);
  if (stream === undefined || stored === undefined || stream.retention <= days(365) || stored.onData < GB(1000))
    return [];
  return [
    finding(
      facts,
      'audit-retention',
      'warning',
      'streams.audit.retention',
      `${grouped(stream.events * facts.share)} events/s × ${Bytes.show(stream.event)} × ${String(stream.retention / days(1))} d × ${String(stored.copies)} = ${Bytes.show(stored.onData)}, ` +
        'in indices that whoever runs the cluster can change',
      'search the last 90 days, and keep the rest in an object store that nobody can delete from',
      { bytes: stored.onData },
    ),
  ];
};
const AUDIT: StreamName = 'audit';

const CHECKS: readonly Check[] = [sums, volume, rates, shards, batches, buffer, users, audit];

/** What a document asserts of the cluster, held against the arithmetic (audit F01 to F11). */
export const checkClaims = (facts: Facts): readonly Finding[] =>
  CHECKS.flatMap((check) => check(facts, facts.spec.claims));
