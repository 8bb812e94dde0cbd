import { Bytes, GiB, MiB, usable, type Machine, type Volume } from '@catalyst/model';
import type { ClusterSpec } from './spec.ts';

/** Where a database is on its host, and what it may use there. */
export interface Sizes {
  readonly memory: Bytes;
  readonly sharedBuffers: Bytes;
  /** What the planner may believe to be cached, by PostgreSQL and the kernel. */
  readonly cache: Bytes;
  readonly maxWal: Bytes;
  /** Of each worker that vacuums. */
  readonly autovacuum: Bytes;
  /** Of the write-ahead log, that may wait for an archive which does not answer. */
  readonly archiveQueue: Bytes;
  /** Of the write-ahead log, that is kept for a standby which is away. */
  readonly slotKeep: Bytes;
  readonly data: Volume | undefined;
  readonly wal: Volume | undefined;
  readonly archive: Volume | undefined;
  readonly dataSize: Bytes;
  readonly walSize: Bytes;
}

/** Guide l. 438: 192 of 256 GB. */
const CACHE_SHARE = 0.75;
/** Connections cost so much each beside what their queries take. @source audit 4.2 */
export const PER_CONNECTION = MiB(10);
/** Workers that vacuum at a time. @source PostgreSQL's default */
export const AUTOVACUUM_WORKERS = 3;

/** The volumes of a database and the sizes that follow from its host. */
export function sizesOf(spec: Pick<ClusterSpec, 'memory' | 'sharedBuffers' | 'maxWal'>, machine: Machine): Sizes {
  const memory = spec.memory ?? machine.memory;
  const wal = machine.volumes.find(({ name }) => name === 'wal');
  const archive = machine.volumes.find(({ name }) => name === 'archive');
  const others = machine.volumes.filter((volume) => volume !== wal && volume !== archive);
  const data = others.find(({ media }) => media === 'nvme') ?? others[0] ?? archive;
  const dataSize = data === undefined ? GiB(0) : usable(data);
  // What the log may grow to: a volume of its own, or a tenth of the common one.
  const walSize = wal === undefined ? Bytes.of(dataSize / 10) : usable(wal);
  const share = (part: number): Bytes => whole(walSize * part);
  return {
    memory,
    sharedBuffers: whole(memory * spec.sharedBuffers),
    cache: whole(memory * CACHE_SHARE),
    // More than 1 GiB a worker cannot use. @source https://www.postgresql.org/docs/15/runtime-config-resource.html
    autovacuum: whole(Math.min(GiB(1), memory / 64)),
    maxWal: whole(Math.min(spec.maxWal, Math.max(walSize / 4, GiB(1)))),
    archiveQueue: share(0.4),
    slotKeep: share(0.3),
    data,
    wal,
    archive,
    dataSize,
    walSize,
  };
}

const whole = (bytes: number): Bytes => MiB(Math.floor(bytes / MiB(1)));

/** What all processes of a database take at most: each pooled connection in a query with one sort. */
export const mostMemory = (spec: ClusterSpec, sizes: Sizes): Bytes =>
  Bytes.of(
    sizes.sharedBuffers +
      spec.connections * PER_CONNECTION +
      spec.pool.size * spec.workMem +
      AUTOVACUUM_WORKERS * sizes.autovacuum +
      spec.maintenanceWorkMem,
  );

/** A size as PostgreSQL reads it. */
export const pgSize = (bytes: Bytes): string =>
  bytes % GiB(1) === 0
    ? `${String(bytes / GiB(1))}GB`
    : bytes % MiB(1) === 0
      ? `${String(bytes / MiB(1))}MB`
      : `${String(Math.ceil(bytes / 1024))}kB`;
