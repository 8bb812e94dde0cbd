import { Bytes, GB, ManagedNodes, Placement, hours, kB, minutes, percent, seconds, unit } from '@catalyst/model';
import { z } from 'zod';
import { KEYSPACES, type KeyspaceName } from './keyspaces.ts';

/** Times that cron can say: minutes that an hour is divided by, or hours that a day is. */
const cronInterval = unit
  .duration({ min: minutes(1), max: hours(24) })
  .refine(
    (every) =>
      every < hours(1)
        ? hours(1) % every === 0 && every % minutes(1) === 0
        : every % hours(1) === 0 && hours(24) % every === 0,
    'must divide an hour in whole minutes, or a day in whole hours, such as 5 min, 1 h or 6 h',
  );

const memoryOf = (name: KeyspaceName) => unit.bytes({ min: Bytes.of(0) }).default(KEYSPACES[name].memory);

/** What a document asserts of the cache. It is compared with the platform, and never configured. */
export const DragonflyClaims = z.strictObject({
  /** @source guide l. 565: "500GB active keys" */
  active: unit.bytes().optional(),
  /** Share of memory at which somebody is told. @source guide l. 600 */
  memoryAlert: unit.ratio({ max: percent(100) }).optional(),
  /** Operations a second. @source guide l. 594 */
  operations: z.int().min(1).optional(),
  /** What is evicted when memory is full, whatever it holds. @source guide l. 586 */
  eviction: z.literal('lru').optional(),
  /** How long it takes to have all data back from a snapshot. @source guide l. 588 */
  recovery: unit.duration().optional(),
  /** What a snapshot becomes. @source guide l. 584 */
  snapshot: unit.bytes().optional(),
  /** How long it takes to add a node with its data. @source guide l. 1231-1235, SCL-16 */
  newNode: unit.duration().optional(),
  /** What a node is said to handle on the wire. @source guide l. 596 */
  lineRate: unit.bitsPerSecond().optional(),
  /** What the database keeps of what is cached, by keyspace. @source guide l. 474-478: rate_cards 100 MB, tenants 10 MB */
  tables: z.record(z.string(), unit.bytes()).optional(),
  /** People in sessions at a time. @source guide l. 225 */
  sessions: z.int().min(1).optional(),
});

const SelfManaged = z.strictObject({
  engine: z.literal('dragonfly'),

  /** A node on each host of the pool. Numbers make shards: with one replica, hosts 1 and 2 are the first shard. */
  nodes: Placement,

  /**
   * Hosts of the Sentinels, which decide by majority who is master. Of a larger pool the first `voters` are taken, so that
   * more hosts never change the quorum. Without Sentinels nothing fails over by itself.
   */
  sentinels: Placement.optional(),
  voters: z.literal([3, 5]).default(3),

  /**
   * Copies of each shard beside its master. It is said and not derived: changing it deals the hosts anew, and every key
   * moves. @source guide l. 567: three replicas; audit E03: one for each of five shards
   */
  replicas: z.int().min(0).max(5).default(1),

  /**
   * Share of the machine's memory for data. The rest is for connections, copies of replies, snapshots under way and the
   * system. A change restarts the nodes, one after the other. @source audit E02: 70 to 75 % of what is physically there
   */
  memory: unit.ratio({ max: percent(85) }).default(percent(75)),

  /**
   * What happens when memory is full: writes are refused, or keys are evicted, whichever they are. Balances must not
   * vanish, so a cache that holds them refuses. @source audit E06; flag `cache_mode`
   */
  whenFull: z.enum(['refuse', 'evict']).default('refuse'),

  /** Threads of a node. All cores where it has the host for itself, a quarter of them elsewhere. @source flag `proactor_threads` */
  threads: z.int().min(1).max(1024).optional(),

  /** Connections of clients that a node takes. @source guide l. 595 */
  connections: z.int().min(100).max(1_000_000).default(10_000),

  /**
   * Snapshots: the only thing on disk, since there is no append-only file. What came after the last one is lost with a
   * shard of which no node is left. @source guide l. 584; dragonfly docs, aof.md
   */
  snapshots: z
    .strictObject({
      every: cronInterval.default(hours(1)),
      /** Complete ones that are kept. One more is being written at times. */
      keep: z.int().min(1).max(48).default(2),
    })
    .prefault({}),

  /** How soon a silent master is given up, and how long one attempt to replace it may take. */
  failover: z
    .strictObject({
      /**
       * Shorter finds a dead master sooner, and takes a slow one for dead. Below one second, a full synchronisation of a
       * large replica is enough for that. @source dragonfly tests/dragonfly/sentinel_test.py: 3 s; dragonfly#4663: flapping
       */
      downAfter: unit.duration({ min: seconds(1), max: seconds(60) }).default(seconds(3)),
      /** The next attempt for the same master comes after twice of it. @source redis sentinel.conf: failover-timeout */
      timeout: unit.duration({ min: seconds(10), max: minutes(30) }).default(seconds(60)),
    })
    .prefault({}),

  /** Memory of each kind of keys, over all shards. @source guide l. 561-564 */
  keyspaces: z
    .strictObject({
      balances: memoryOf('balances'),
      'rate-cards': memoryOf('rate-cards'),
      sessions: memoryOf('sessions'),
      blacklist: memoryOf('blacklist'),
      workflow: memoryOf('workflow'),
    })
    .prefault({}),

  /** Operations that one transaction takes: blacklist, rate card, debit, session. Only the assessment uses it. @source audit E03 */
  operationsPerTransaction: z.number().min(0.1).max(100).default(4),

  /** How many of them write. @source audit E03: the debit and the session */
  writesPerTransaction: z.number().min(0).max(100).default(2),

  /** Request and reply of one operation. @source audit E12: 1 kB */
  operation: unit.bytes().default(kB(1)),

  /** Operations of one core. @source audit §4.4: 3.84 million on 64 vCPU */
  operationsPerCore: z.int().min(1000).default(60_000),

  /** How full a resource may be. @source audit E02 (memory), guide l. 603 (CPU), l. 604 (network) */
  limits: z
    .strictObject({
      memory: unit.ratio({ max: percent(100) }).default(percent(70)),
      cpu: unit.ratio({ max: percent(100) }).default(percent(80)),
      network: unit.ratio({ max: percent(100) }).default(percent(70)),
      disk: unit.ratio({ max: percent(100) }).default(percent(80)),
    })
    .prefault({}),

  claims: DragonflyClaims.default({}),
});

/** What a profile may say about the cache at one site. */
export const DragonflySpec = z.discriminatedUnion('engine', [
  SelfManaged,
  /** Valkey, and not Memcached: balances need hashes, sorted sets and replicas (audit K09). */
  z.strictObject({ engine: z.literal('elasticache-valkey'), ...ManagedNodes.shape }),
]);
export type DragonflySpec = z.output<typeof DragonflySpec>;
export type SelfManagedDragonfly = z.output<typeof SelfManaged>;

/** What all keys take together. */
export const wholeOf = (spec: SelfManagedDragonfly): Bytes =>
  Bytes.of(Object.values(spec.keyspaces).reduce<number>((sum, bytes) => sum + bytes, GB(0)));
