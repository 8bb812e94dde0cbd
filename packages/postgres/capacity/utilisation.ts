import {
  Bytes,
  BytesPerSecond,
  BitsPerSecond,
  GiB,
  Milliseconds,
  Ratio,
  days,
  percent,
  seconds,
  type Utilisation,
} from '@catalyst/model';
import { AUTOVACUUM_WORKERS, PER_CONNECTION, mostMemory } from '../sizes.ts';
import { grouped } from './text.ts';
import type { Facts } from './facts.ts';

type Row = Pick<Utilisation, 'scenario' | 'arithmetic' | 'used' | 'limit'>;
type About = Pick<Utilisation, 'code' | 'severity' | 'path' | 'fix'>;

/** A pooled connection beside those of the pool: replication, operators, exporters, Patroni. @source audit D03 */
const BESIDE_POOL = 40;
/** @source audit 4.2: 15 µs a row and 60 µs a commit */
const CORE_PER_ROW = 15e-6;
const CORE_PER_COMMIT = 60e-6;
/** A batch takes so long, with the round trip to the standby: 1,000 rows. */
const BATCH_TIME = 0.02;
const PEAK_TO_SUSTAINED = (facts: Facts): number =>
  facts.platform.demand.sustained === 0 ? 1 : facts.platform.demand.peak / facts.platform.demand.sustained;

/** How much of each resource of a node is used. */
export function utilisation(facts: Facts): readonly Utilisation[] {
  const { kind, site, path } = facts;
  const row = (about: About, value: Row): Utilisation => ({
    ...about,
    code: `${kind}/${about.code}`,
    path: `${path}.${about.path}`,
    subject: `${site.id}/${kind}`,
    ...value,
  });
  return [
    row(
      { code: 'memory', severity: 'error', path: 'workMem', fix: 'lower workMem, the pool or sharedBuffers' },
      memory(facts),
    ),
    row(
      {
        code: 'connections',
        severity: 'error',
        path: 'connections',
        fix: 'make the pool smaller, or allow more connections',
      },
      connections(facts),
    ),
    row({ code: 'pool', severity: 'warning', path: 'pool', fix: 'write larger batches' }, pool(facts)),
    row(
      {
        code: 'cpu',
        severity: 'warning',
        path: 'load',
        fix: 'write larger batches, or aggregate over a longer window',
      },
      cpu(facts),
    ),
    row(
      {
        code: 'disk',
        severity: 'error',
        path: 'retention',
        fix: 'keep rows for a shorter time, aggregate over a longer window, or use larger volumes',
      },
      disk(facts),
    ),
    row(
      {
        code: 'wal-volume',
        severity: 'error',
        path: 'maxWal',
        fix: 'lower maxWal, or use a larger volume for the log',
      },
      walVolume(facts),
    ),
    row(
      {
        code: 'checkpoints',
        severity: 'warning',
        path: 'checkpointTimeout',
        fix: 'raise maxWal or shorten checkpointTimeout',
      },
      checkpoints(facts),
    ),
    ...(facts.nodes.length > 1
      ? [row({ code: 'network', severity: 'warning', path: 'nodes.on', fix: 'use faster ports' }, network(facts))]
      : []),
  ];
}

function memory({ spec, sizes }: Facts): Row {
  const most = mostMemory(spec, sizes);
  return {
    scenario: 'every pooled connection sorts',
    arithmetic:
      `${Bytes.show(sizes.sharedBuffers)} shared + ${grouped(spec.connections)} × ${Bytes.show(PER_CONNECTION)} + ` +
      `${grouped(spec.pool.size)} × ${Bytes.show(spec.workMem)} of work_mem + ${String(AUTOVACUUM_WORKERS)} × ${Bytes.show(sizes.autovacuum)} of autovacuum + ` +
      `${Bytes.show(spec.maintenanceWorkMem)} = ${Bytes.show(most)} of ${Bytes.show(sizes.memory)}`,
    used: Ratio.of(most / sizes.memory),
    // The rest is the kernel's cache. @source audit 4.2
    limit: percent(90),
  };
}

const connections = ({ spec }: Facts): Row => ({
  scenario: 'the pool is full',
  arithmetic: `${grouped(spec.pool.size)} of the pool + ${grouped(BESIDE_POOL)} beside it, of ${grouped(spec.connections)}`,
  used: Ratio.of((spec.pool.size + BESIDE_POOL) / spec.connections),
  limit: percent(100),
});

/** Little's law. */
function pool(facts: Facts): Row {
  const { commits, spec } = facts;
  const peak = commits * PEAK_TO_SUSTAINED(facts);
  const busy = peak * BATCH_TIME;
  return {
    scenario: 'all up, at peak',
    arithmetic: `${grouped(peak)} transactions/s × ${String(BATCH_TIME * 1000)} ms = ${grouped(busy)} connections busy, of ${grouped(spec.pool.size)}`,
    used: Ratio.of(busy / spec.pool.size),
    limit: percent(70),
  };
}

function cpu(facts: Facts): Row {
  const { rows, commits, host } = facts;
  const factor = PEAK_TO_SUSTAINED(facts);
  const cores = (rows * CORE_PER_ROW + commits * CORE_PER_COMMIT) * factor;
  return {
    scenario: 'all up, at peak',
    arithmetic: `${grouped(rows * factor)} rows/s × 15 µs + ${grouped(commits * factor)} commits/s × 60 µs = ${grouped(cores)} of ${grouped(host.machine.cores)} cores`,
    used: Ratio.of(cores / host.machine.cores),
    limit: percent(60),
  };
}

function disk({ rows, spec, sizes }: Facts): Row {
  const { retention } = spec;
  const { row, compression, besides } = spec.load;
  const kept = Bytes.of((rows * row * retention) / seconds(1) / compression + besides);
  const divided = compression === 1 ? '' : ` ÷ ${grouped(compression)}`;
  return {
    scenario: `after ${Milliseconds.show(retention)}`,
    arithmetic: `${grouped(rows)} rows/s × ${Bytes.show(row)} × ${grouped(retention / days(1))} d${divided} + ${Bytes.show(besides)} = ${Bytes.show(kept)} of ${Bytes.show(sizes.dataSize)}`,
    used: Ratio.of(kept / Math.max(sizes.dataSize, 1)),
    limit: percent(80),
  };
}

/** Between checkpoints, for a standby that is away, and for an archive that does not answer: all at once. */
function walVolume({ sizes }: Facts): Row {
  const all = Bytes.of(sizes.maxWal + sizes.slotKeep + sizes.archiveQueue);
  return {
    scenario: 'a standby and the archive are away',
    arithmetic: `${Bytes.show(sizes.maxWal)} between checkpoints + ${Bytes.show(sizes.slotKeep)} for a standby + ${Bytes.show(sizes.archiveQueue)} for the archive = ${Bytes.show(all)} of ${Bytes.show(sizes.walSize)}`,
    used: Ratio.of(all / Math.max(sizes.walSize, 1)),
    limit: percent(100),
  };
}

/** A checkpoint that comes because the log is full comes earlier than it should. @source audit 4.2 */
function checkpoints({ wal, spec, sizes }: Facts): Row {
  const written = Bytes.of((wal * spec.checkpointTimeout * 1.9) / seconds(1));
  return {
    scenario: 'all up, sustained',
    arithmetic: `${BytesPerSecond.show(wal)} × ${Milliseconds.show(spec.checkpointTimeout)} × 1.9 = ${Bytes.show(written)} of ${Bytes.show(sizes.maxWal)}`,
    used: Ratio.of(written / Math.max(sizes.maxWal, GiB(1))),
    limit: percent(100),
  };
}

function network({ wal, nodes, network: port }: Facts): Row {
  // Each standby has its copy, and the archive another one.
  const out = BitsPerSecond.of(8 * wal * nodes.length);
  return {
    scenario: 'all up, sustained',
    arithmetic: `${BytesPerSecond.show(wal)} × (${grouped(nodes.length - 1)} to standbys + 1 to the archive) = ${BitsPerSecond.show(out)} of ${BitsPerSecond.show(port)}`,
    used: Ratio.of(out / port),
    limit: percent(60),
  };
}
