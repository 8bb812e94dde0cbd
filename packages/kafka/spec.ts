import { BitsPerSecond, Bytes, GiB, MBps, MiB, Placement, days, percent, seconds, unit } from '@catalyst/model';
import { z } from 'zod';
import { MSK_NODES } from './msk-nodes.ts';
import { TopicName, TopicPattern, TopicSpec } from './topics/spec.ts';

const partitions = z.int().min(1).max(2000);

/**
 * What a document asserts about the cluster. It is compared with what the cluster can do, and never configured:
 * a heap of 64 GiB is a claim here, and cannot be written anywhere else.
 */
export const KafkaClaims = z.strictObject({
  /** @source guide l. 365, 383: -Xms64G -Xmx64G */
  heap: unit.bytes().optional(),
  /** @source guide l. 365: 64 GB of 128 GB beside the heap */
  pageCache: unit.bytes().optional(),
  /** What one broker takes in at most. @source guide l. 399: 60 to 70 MB/s */
  brokerThroughput: unit.bytesPerSecond().optional(),
  /** How long the cluster is said to keep every message. @source guide l. 380 */
  retention: unit.duration().optional(),
  /** What all brokers together take in, sustained. @source guide l. 400 */
  throughput: unit.bytesPerSecond().optional(),
  /** @source guide l. 403 */
  peakThroughput: unit.bytesPerSecond().optional(),
  /** @source guide l. 402 */
  messages: unit.transactionsPerSecond().optional(),
  /** Messages that a consumer may be behind before somebody is told. @source guide l. 414 */
  lagAlert: z.int().min(1).optional(),
  /** Traffic between brokers. @source guide l. 815 */
  replicationTraffic: unit.bitsPerSecond({ min: BitsPerSecond.of(0) }).optional(),
  /** Traffic to consumers. @source guide l. 816 */
  consumerTraffic: unit.bitsPerSecond({ min: BitsPerSecond.of(0) }).optional(),
});

/** What holds for a cluster of our own and for one that the provider runs. */
const cluster = {
  /**
   * Copies of a partition, and how many must hold a record before it is acknowledged. Both are settings of the topics
   * that exist: raising `total` later needs a reassignment of every partition, which no apply does by itself.
   * @source https://kafka.apache.org/39/documentation.html#prodconfig; the guide gives none (audit B07), and a broker's
   * own defaults are 1 and 1: one copy
   */
  copies: z
    .strictObject({ total: z.int().min(1).max(9), inSync: z.int().min(1).max(9) })
    .default({ total: 3, inSync: 2 }),

  /** How long a message is kept where its topic says nothing else. Lowering it deletes at once. @source guide l. 380 */
  retention: unit.duration({ min: seconds(60) }).default(days(7)),

  /**
   * Most that one partition may keep, whatever its age; without it only time limits a partition. Lowering it deletes at
   * once. @source https://kafka.apache.org/39/documentation.html#brokerconfigs_log.retention.bytes
   */
  retentionPerPartition: unit.bytes({ min: MiB(1) }).optional(),

  /** Size of a log file. Only whole files are deleted, so retention is exact to one of them. @source guide l. 381 */
  segment: unit.bytes({ min: MiB(1), max: GiB(1) }).default(GiB(1)),

  /** Largest request. A client that sends more is disconnected. @source guide l. 379 */
  requestMax: unit.bytes({ min: MiB(1), max: GiB(1) }).default(MiB(100)),

  /** A follower that has not caught up for so long leaves the in-sync set. @source guide l. 382 */
  replicaLag: unit.duration({ min: seconds(1) }).default(seconds(30)),

  /** Threads that read and write sockets. More help with TLS. A change restarts the brokers. @source guide l. 375 */
  networkThreads: z.int().min(1).max(128).default(8),

  /** Threads that work on requests; at least one a drive. A change restarts the brokers. @source guide l. 376 */
  ioThreads: z.int().min(1).max(256).default(8),

  /** Connections over which a broker copies from each other one. @source audit B21: 4; Kafka's own default is 1 */
  replicaFetchers: z.int().min(1).max(32).default(4),

  /**
   * Socket buffers, in both directions. Enough inside a site; between sites 10 Gbps × 65 ms need 81 MB (audit B19).
   * @source guide l. 377, 378
   */
  socketBuffers: unit.bytes({ min: Bytes.of(4096), max: GiB(1) }).default(Bytes.of(102_400)),

  /** Partitions of a topic that says nothing else. Raising it adds partitions; they cannot be taken away. @source guide l. 385 */
  partitions: partitions.default(50),

  /** What the topics of this site differ in from those that every site has (`topics/`). */
  topics: z
    .strictObject({
      /** Partitions by name or pattern: `messaging.sms.*`. The longest pattern that fits wins. */
      partitions: z.record(TopicPattern, partitions).default({}),
      /** Topics that only this site has. */
      added: z.record(TopicName, TopicSpec).default({}),
    })
    .default({ partitions: {}, added: {} }),

  /**
   * What one broker takes in from producers, measured or assumed. Only the assessment uses it.
   * @source guide l. 399: 60 to 70 MB/s
   */
  brokerThroughput: unit.bytesPerSecond({ min: MBps(1) }).default(MBps(60)),

  /** How many times smaller compression makes a message: 3 for zstd on typical records (audit §4.1). 1 is none. */
  compression: z.number().min(1).max(20).default(1),

  /** How full a resource may be. @source guide l. 410 to 412 */
  limits: z
    .strictObject({
      cpu: unit.ratio({ max: percent(100) }).default(percent(70)),
      disk: unit.ratio({ max: percent(100) }).default(percent(80)),
      network: unit.ratio({ max: percent(100) }).default(percent(60)),
    })
    .default({ cpu: percent(70), disk: percent(80), network: percent(60) }),

  claims: KafkaClaims.default({}),
};

/** Kafka on servers or instances of our own, in KRaft mode: the guide's ZooKeeper is gone since Kafka 4.0 (audit B17). */
const SelfManaged = z.strictObject({
  engine: z.literal('self-managed').optional().default('self-managed'),

  /** A broker on each host of the pool. A larger pool adds brokers; moving partitions to them is a separate act (audit B16). */
  brokers: Placement,

  /**
   * A controller on each host of the pool: 3 or 5. Left out, the first brokers are controllers too, which Kafka's
   * documentation does not recommend for critical environments. Changing it is a migration, not an apply.
   * @source https://kafka.apache.org/39/documentation.html#kraft_deployment
   */
  controllers: Placement.optional(),

  /**
   * How many of the first brokers are controllers too, where there are no others. It is said and not derived, so that
   * more brokers never make a controller of one that exists. Changing it is a migration, not an apply.
   */
  brokersAsControllers: z.literal([1, 3, 5]).default(3),

  /**
   * JVM heap of a broker. What is left of the memory is page cache, from which readers are served; above 31 GiB pointers
   * are no longer compressed. A change restarts the brokers, one at a time.
   * @source https://kafka.apache.org/39/documentation.html#java: -Xmx6g; audit B14
   */
  heap: unit.bytes({ min: GiB(1), max: GiB(31) }).default(GiB(6)),

  /** Memory that is neither heap nor page cache: kernel, agents, and whatever else runs on the host. @source audit §4.1: 4 GB */
  systemMemory: unit.bytes().default(GiB(4)),

  ...cluster,
});

/** Amazon MSK: the provider runs brokers and controllers. */
const Msk = z.strictObject({
  engine: z.literal('msk'),

  /** Changing it replaces the brokers one after the other. */
  nodeType: z.enum(Object.keys(MSK_NODES)),

  /** The same number in every zone of the site. It can be raised, and not lowered while the brokers hold partitions. */
  brokersPerZone: z.int().min(1).max(30),

  /** Volume of each broker. It can be raised, and never lowered. @source https://docs.aws.amazon.com/msk/latest/developerguide/limits.html */
  volume: unit.bytes({ min: GiB(1), max: GiB(16_384) }),

  ...cluster,
});

/** What a profile may say about Kafka at one site. Everything but the place of the brokers has a default. */
export const KafkaSpec = z.discriminatedUnion('engine', [SelfManaged, Msk], {
  error: "must be 'self-managed' or 'msk'",
});

export type KafkaSpec = z.output<typeof KafkaSpec>;
export type SelfManagedKafka = z.output<typeof SelfManaged>;
export type MskKafka = z.output<typeof Msk>;
