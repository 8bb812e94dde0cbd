import {
  Bytes,
  GB,
  GiB,
  MiB,
  ManagedNodes,
  Milliseconds,
  Placement,
  days,
  hours,
  minutes,
  percent,
  unit,
} from '@catalyst/model';
import { z } from 'zod';

/** What a document asserts of one stream. */
const StreamClaims = z.strictObject({
  /** What it grows by in a day. @source guide l. 650, 660, 668 (50 GB a month) */
  perDay: unit.bytes().optional(),
  /** Primary shards of an index, and whether the document means each node. @source guide l. 646, 657, 665 */
  shards: z.int().min(1).optional(),
  shardsPerNode: z.boolean().default(false),
  /** How long one index is written to. @source guide l. 645, 655, 664 */
  index: unit.duration().optional(),
  /** Copies beside the first. @source guide l. 647, 658, 666 */
  replicas: z.int().min(0).optional(),
});

const ClaimedNodes = z.strictObject({
  servers: z.int().min(1),
  cores: z.int().min(1),
  memory: unit.bytes(),
  storage: unit.bytes(),
});

/** What a document asserts of the cluster. It is compared with what the cluster can do, and never configured. */
export const ElasticsearchClaims = z.strictObject({
  /** @source guide l. 612-632 */
  nodes: z.record(z.string(), ClaimedNodes).optional(),
  /** @source guide l. 636-639 */
  total: z.strictObject({ nodes: z.int(), cores: z.int(), memory: unit.bytes(), storage: unit.bytes() }).optional(),
  /** What comes in in a day, all streams together. @source guide l. 677 */
  ingest: unit.bytes().optional(),
  streams: z.record(z.string(), StreamClaims).optional(),
  /** @source guide l. 682-685 */
  logstash: z
    .strictObject({ workers: z.int().min(1), batch: z.int().min(1), flush: unit.duration(), buffer: unit.duration() })
    .optional(),
  /** People that look at Kibana at a time. @source guide l. 699 */
  kibanaUsers: z.int().min(1).optional(),
});

interface StreamDefaults {
  readonly events: number;
  readonly retention: ReturnType<typeof days>;
  readonly primaries: number;
  readonly age: ReturnType<typeof days>;
}

const stream = ({ events, retention, primaries, age }: StreamDefaults) =>
  z
    .strictObject({
      /** Events in a second, where the site carries everything; a share of it elsewhere. @source guide l. 674-676 */
      events: z.number().min(0).max(10_000_000).default(events),
      /** What one event takes in an index, once. @source audit F03: 400 to 1,000 B a document; 500 B */
      event: unit.bytes().default(Bytes.of(500)),
      /** Indices are deleted so long after they were last written to. Lowering it deletes within minutes. @source guide l. 648, 659, 667 */
      retention: unit.duration({ min: hours(1) }).default(retention),
      /** How long it stays on data nodes, where there are frozen ones. @source audit F05 */
      hot: unit.duration({ min: hours(1) }).default(days(7)),
      /** Copies beside the first; none of them is a backup. @source audit F05: one; the guide's two and three are claims */
      replicas: z.int().min(0).max(4).default(1),
      /** Shards that an index is written to at once. It is said and not derived: the next index has the new number. */
      primaries: z.int().min(1).max(64).default(primaries),
      /** When the next index begins: at a size of a shard, or at an age, whichever comes first. */
      rollover: z
        .strictObject({
          size: unit.bytes({ min: MiB(1), max: GB(50) }).default(GB(50)),
          age: unit.duration({ min: hours(1) }).default(age),
        })
        .prefault({}),
    })
    .prefault({});

/** Where snapshots go: an object store. */
const Snapshots = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  /** Of the bucket. */
  region: z.string().min(1),
  /** An object store of one's own; Amazon's when left out. */
  endpoint: z.url({ protocol: /^https$/ }).optional(),
  /** How often. Each copies what is new. @source guide l. 201-204: incremental every hour, full every day */
  every: unit.duration({ min: minutes(15), max: days(1) }).default(hours(1)),
  /** @source guide l. 201: 30 days */
  keep: unit.duration({ min: days(1) }).default(days(30)),
});

const SelfManaged = z.strictObject({
  engine: z.literal('elasticsearch'),

  /** A data node on each host. A larger pool adds nodes, and shards move to them by themselves. */
  data: Placement,

  /**
   * Nodes that only coordinate: three. Without them the first three data nodes do it, or the only one. They are found by
   * name, so adding them later is a migration.
   */
  masters: Placement.optional(),

  /** Nodes that enrich what comes in. Without them data nodes do it. */
  ingest: Placement.optional(),

  /** Nodes that search snapshots in the object store. It takes an Enterprise licence. @source https://www.elastic.co/subscriptions */
  frozen: Placement.optional(),

  /** Reads from Kafka and writes to Elasticsearch; Kafka is its buffer. */
  logstash: Placement.optional(),

  kibana: Placement.optional(),

  /**
   * Heap of a node at most; less where that is more than half of the memory, or an eighth of a host that others use too.
   * Above 31 GiB pointers take twice the room. A change restarts the nodes, one after the other.
   * @source https://www.elastic.co/docs/reference/elasticsearch/jvm-settings: half of the memory, below 32 GB
   */
  heap: unit.bytes({ min: GiB(1), max: GiB(31) }).default(GiB(31)),

  /** What is kept, how much comes in and for how long it stays. */
  streams: z
    .strictObject({
      logs: stream({ events: 50_000, retention: days(90), primaries: 8, age: days(1) }),
      metrics: stream({ events: 5_000, retention: days(365), primaries: 2, age: days(7) }),
      audit: stream({ events: 10_000, retention: days(730), primaries: 2, age: days(30) }),
    })
    .prefault({}),

  snapshots: Snapshots.optional(),

  /** How Logstash works on what it reads. */
  pipelines: z
    .strictObject({
      /** Events that a worker takes at a time. @source guide l. 683 */
      batch: z.int().min(1).max(10_000).default(1_000),
      /** How long a worker waits for a batch to fill. @source audit F08: 50 ms; the guide's second makes 20,000 events/s of 20 workers */
      delay: unit.duration({ max: minutes(1) }).default(Milliseconds.of(50)),
      /** What one batch takes on its way. Only the assessment uses it. @source audit F08: at most 308 ms */
      latency: unit.duration().default(Milliseconds.of(200)),
      /** Events that are on their way, on disk: all that Logstash has read and not delivered. @source audit F09: Kafka is the buffer */
      queue: unit.bytes({ min: MiB(64) }).default(GiB(1)),
    })
    .prefault({}),

  /** Documents that one core indexes in a second, copies included. Assumed: measure it with your own. Only the assessment uses it. */
  documentsPerCore: z.int().min(1).default(2_000),

  /** How full a resource may be. */
  limits: z
    .strictObject({
      /** Above it no shard comes to a node any more. @source cluster.routing.allocation.disk.watermark.low */
      disk: unit.ratio({ max: percent(90) }).default(percent(85)),
      cpu: unit.ratio({ max: percent(100) }).default(percent(80)),
    })
    .prefault({}),

  claims: ElasticsearchClaims.default({}),
});

/** What a profile may say about search and logs at one site. */
export const ElasticsearchSpec = z.discriminatedUnion('engine', [
  SelfManaged,
  z.strictObject({ engine: z.literal('opensearch-service'), ...ManagedNodes.shape }),
]);
export type ElasticsearchSpec = z.output<typeof ElasticsearchSpec>;
export type SelfManagedElasticsearch = z.output<typeof SelfManaged>;
export type StreamSpec = SelfManagedElasticsearch['streams']['logs'];
