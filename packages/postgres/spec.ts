import {
  Bytes,
  GB,
  GiB,
  ManagedNodes,
  type Milliseconds,
  MiB,
  Placement,
  days,
  minutes,
  percent,
  seconds,
  unit,
} from '@catalyst/model';
import { z } from 'zod';
import { TIMESCALEDB } from './versions.ts';

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be a name in lower case, such as billing')
  .refine((name) => !name.endsWith('_owner'), 'is what the owner of a database is called');

/** What a document asserts of the database. It is compared with what the servers can do, and never configured. */
export const DatabaseClaims = z.strictObject({
  /** @source guide l. 441 */
  connections: z.int().min(1).optional(),
  /** @source guide l. 439 */
  workMem: unit.bytes().optional(),
  /** @source guide l. 445: remote_apply */
  synchronousCommit: z.enum(['on', 'remote_apply']).optional(),
  /** @source guide l. 449 */
  transactions: unit.transactionsPerSecond().optional(),
  /** What all messages of the platform are said to take in the database. @source guide l. 463: 200 GB */
  messagesLog: unit.bytes().optional(),
  /** @source guide l. 526: 20 TB */
  fullBackup: unit.bytes().optional(),
  /** @source guide l. 525: 1 to 2 hours */
  fullBackupWithin: unit.duration().optional(),
  /** @source guide l. 528 */
  restoreWithin: unit.duration().optional(),
  /** What comes in in a month of 30 days. @source guide l. 507 */
  monthly: unit.bytes().optional(),
  /** How long all of it is kept. @source guide l. 504 */
  retention: unit.duration().optional(),
});

const cluster = {
  /** A PostgreSQL on each host of the pool. Three lose no commit and stop for no single failure; two can do one of both. */
  nodes: Placement,

  /** The quorum that decides who is primary: 3 or 5 members. Without one nothing fails over by itself. */
  etcd: Placement.optional(),

  /**
   * The longest outage of writes to be aimed at; without it, the objective of the profile. All timers follow from it.
   * A change reaches them without a restart.
   */
  failover: unit.duration({ min: seconds(1) }).optional(),

  /** What the database may use of a host's memory; all of it, where it has the host for itself. */
  memory: unit.bytes({ min: GiB(1) }).optional(),

  /**
   * Connections that PostgreSQL itself takes: the pool's, and some for replication, operators and exporters. A change
   * restarts it. @source audit D02, D03: pool and 100 more; the guide's 10,000 (l. 441) are those of clients
   */
  connections: z.int().min(50).max(2000).default(600),

  /** PgBouncer: connections that transactions share, and those of clients that wait for one. @source guide l. 451, 441 */
  pool: z
    .strictObject({ size: z.int().min(10).max(1900), clients: z.int().min(50).max(50_000) })
    .default({ size: 500, clients: 10_000 }),

  /** Memory of one sort or hash, of which a query may have several. @source audit D02: 64 MB, and not the guide's 2 GB (l. 439) */
  workMem: unit.bytes({ min: MiB(1), max: GiB(2) }).default(MiB(64)),

  /** Memory of one VACUUM or CREATE INDEX. @source guide l. 440 */
  maintenanceWorkMem: unit.bytes({ min: MiB(16), max: GiB(16) }).default(GiB(4)),

  /** Share of the memory for the cache of PostgreSQL's own. A change restarts it. @source guide l. 437: 64 of 256 GB */
  sharedBuffers: unit.ratio({ min: percent(5), max: percent(40) }).default(percent(25)),

  /** Write-ahead log between two checkpoints, where the volume has room for it. @source guide l. 442 */
  maxWal: unit.bytes({ min: GiB(1) }).default(GiB(64)),

  /** @source guide l. 443 */
  checkpointTimeout: unit.duration({ min: seconds(30), max: days(1) }).default(minutes(30)),

  /**
   * What a commit waits for at the synchronous standby: that it is on its disk (`on`), or also visible to readers there,
   * which a long query on that standby can delay by minutes (audit D09). A session can ask for more than the default.
   */
  synchronousCommit: z.enum(['on', 'remote_apply']).default('on'),

  /** @source guide l. 522 to 535 */
  backup: z
    .strictObject({
      /** The site whose repository keeps the backups, where it is not this one. */
      at: z.string().optional(),
      /**
       * The hosts of this site that keep the repository: pgBackRest takes backups from there. Where a site has none, each
       * node keeps backups of its own, which are lost with it.
       */
      repository: Placement.optional(),
      /** How far back a restore can go. */
      retention: unit.duration({ min: days(1) }).default(days(30)),
      /** Hour of the full backup of each day, UTC. */
      fullAt: z.int().min(0).max(23).default(2),
      /** Hours between the backups of what has changed since the last one. */
      every: z.literal([1, 2, 3, 4, 6, 8, 12]).default(6),
      /** A segment is archived so often even if little is written. @source guide l. 534: RPO < 60 seconds */
      archiveTimeout: unit.duration({ min: seconds(10) }).default(seconds(60)),
    })
    .prefault({}),

  claims: DatabaseClaims.default({}),
};

/** What is written, for the assessment. @source audit 4.2, 4.3 */
const load = (defaults: { row: number; window: Milliseconds; compression: number; besides: Bytes }) =>
  z
    .strictObject({
      /** A row stands for what one of them sent over a channel in a window, instead of one for each message. */
      customers: z.int().min(1).default(10_000),
      window: unit.duration({ min: seconds(1) }).default(defaults.window),
      /** With its share of the indexes. */
      row: unit.bytes().default(Bytes.of(defaults.row)),
      /** Rows that one transaction writes. */
      batch: z.int().min(1).default(1000),
      /** How many times smaller the rows become. @source guide l. 512 */
      compression: z.number().min(1).max(50).default(defaults.compression),
      /** What is there besides. @source guide l. 456 to 463: 100 + 500 + 200 GB */
      besides: unit.bytes({ min: Bytes.of(0) }).default(defaults.besides),
    })
    .prefault({});

/** A database, and who may use it. Its objects belong to a role that nobody logs in as. */
const Database = z.strictObject({
  /** Users that read and write. Each has a secret `<tier>/users/<name>`. */
  writers: z.array(identifier).default([]),
  readers: z.array(identifier).default([]),
  /** Users that make tables of their own there, as n8n does. */
  owners: z.array(identifier).default([]),
});
export type Database = z.output<typeof Database>;
const databases = z.record(identifier, Database);

const Patroni = z.strictObject({
  /** PostgreSQL under Patroni, on hosts of our own. */
  engine: z.literal('patroni'),
  /** Databases and users. One that is taken out stays on the server: nobody drops data by leaving a line out. */
  databases: databases.default({
    catalyst: { writers: ['billing', 'services'], readers: ['analytics'], owners: [] },
    n8n: { writers: [], readers: [], owners: ['n8n'] },
  }),
  /** How long rows are kept. @source guide l. 224: 30 days */
  retention: unit.duration({ min: days(1) }).default(days(30)),
  load: load({ row: 250, window: minutes(1), compression: 1, besides: GB(800) }),
  ...cluster,
});

/** What a profile may say about PostgreSQL at one site. */
export const PostgresSpec = z.discriminatedUnion(
  'engine',
  [Patroni, z.strictObject({ engine: z.literal('rds'), ...ManagedNodes.shape })],
  { error: "must be 'patroni' or 'rds'" },
);

/** TimescaleDB is no extension of RDS (https://github.com/timescale/timescaledb/issues/65), so it always has hosts. */
export const TimescaleSpec = z.strictObject({
  /** The line of TimescaleDB. A later one has to run on PostgreSQL 15 too. */
  version: z
    .string()
    .regex(/^\d+\.\d+$/)
    .default(TIMESCALEDB),
  databases: databases.default({ analytics: { writers: ['ingest'], readers: ['analytics'], owners: [] } }),
  /**
   * Where the packages come from, and the public key that signs them. The vendor's archive is
   * packagecloud.io/timescale/timescaledb/ubuntu; its key is not part of Catalyst, and apt takes nothing without one.
   */
  packages: z
    .strictObject({ uri: z.url(), key: z.string().startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----') })
    .optional(),
  /** A chunk is compressed once nothing is written to it any more. @source guide l. 511 */
  compressAfter: unit.duration({ min: days(1) }).default(days(7)),
  /** @source guide l. 504: 1 year */
  retention: unit.duration({ min: days(1) }).default(days(365)),
  load: load({ row: 100, window: seconds(10), compression: 10, besides: Bytes.of(0) }),
  ...cluster,
});

export type PostgresSpec = z.output<typeof PostgresSpec>;
export type PatroniSpec = z.output<typeof Patroni>;
export type TimescaleSpec = z.output<typeof TimescaleSpec>;
/** What both tiers have in common. */
export type ClusterSpec = Omit<PatroniSpec, 'engine'>;
