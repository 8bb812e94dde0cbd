import { type Bytes, MiB, days, hours, minutes, type Milliseconds } from '@catalyst/model';
import type { SelfManagedElasticsearch } from '../spec.ts';
import type { Stream } from '../streams.ts';

/** Name of the repository of snapshots in the cluster. */
export const REPOSITORY = 'catalyst';

/** A length of time as Elasticsearch reads it, in whole units: `90d`. @source elasticsearch docs, api-conventions: time units */
export function timeOf(time: Milliseconds): string {
  const units = [
    [days(1), 'd'],
    [hours(1), 'h'],
    [minutes(1), 'm'],
  ] as const;
  const [unit, symbol] = units.find(([size]) => time % size === 0) ?? [1, 'ms'];
  return `${String(Math.round(time / unit))}${symbol}`;
}

/** A size as Elasticsearch reads it. Its `gb` are of 2^30, so a decimal size is said in bytes. */
export const sizeOf = (size: Bytes): string =>
  size % MiB(1) === 0 ? `${String(size / MiB(1))}mb` : `${String(size)}b`;

/**
 * From the first event to the deletion of the index: written to until it is large or old enough, then merged, then in
 * the object store where frozen nodes search it. The ages count from the rollover.
 * @source https://www.elastic.co/docs/manage-data/lifecycle/index-lifecycle-management
 */
export function lifecycleOf(stream: Stream, frozen: boolean) {
  const { rollover, retention, hot } = stream;
  const moves = frozen && hot < retention;
  return {
    policy: {
      phases: {
        hot: {
          min_age: '0ms',
          actions: {
            set_priority: { priority: 100 },
            rollover: { max_primary_shard_size: sizeOf(rollover.size), max_age: timeOf(rollover.age) },
          },
        },
        ...(moves
          ? { frozen: { min_age: timeOf(hot), actions: { searchable_snapshot: { snapshot_repository: REPOSITORY } } } }
          : {}),
        delete: { min_age: timeOf(retention), actions: { delete: {} } },
      },
    },
  };
}

/** Snapshots of everything, and how long they stay. @source https://www.elastic.co/docs/deploy-manage/tools/snapshot-and-restore/create-snapshots */
export function snapshotPolicy({ every, keep }: NonNullable<SelfManagedElasticsearch['snapshots']>) {
  return {
    schedule: cronOf(every),
    name: '<catalyst-{now/d}>',
    repository: REPOSITORY,
    config: { include_global_state: true, ignore_unavailable: true },
    retention: { expire_after: timeOf(keep), min_count: 5, max_count: 1000 },
  };
}

/** Seconds, minutes, hours and the rest, as Elasticsearch's own cron has them. Away from the full hour, when others begin. */
export function cronOf(every: Milliseconds): string {
  if (every < hours(1)) return `0 */${String(Math.max(1, Math.round(every / minutes(1))))} * * * ?`;
  if (every < days(1)) return `0 17 */${String(Math.max(1, Math.round(every / hours(1))))} * * ?`;
  return '0 17 1 * * ?';
}
