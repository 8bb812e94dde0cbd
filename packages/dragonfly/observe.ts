import {
  hostById,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Milliseconds,
  type Observation,
  type Platform,
  type Site,
} from '@catalyst/model';
import { PORTS } from './plan.ts';
import { placeOf, shardName } from './shards.ts';
import type { DragonflySpec, SelfManagedDragonfly } from './spec.ts';

/** What to watch at a site and when to call somebody. Amazon watches its own. */
export function observeDragonfly(spec: DragonflySpec, site: Site, platform: Platform): Observation {
  if (spec.engine !== 'dragonfly') return { targets: [], rules: [] };
  const nodes = instancesOf(platform, site.id, 'dragonfly', 'node');
  return {
    targets: nodes.map(({ host: id, number }) => {
      const host = hostById(platform, id);
      return {
        job: 'dragonfly',
        instance: host.hostname,
        address: host.addresses[0].address,
        port: PORTS.metrics,
        path: '/metrics',
        interval: seconds(15),
        labels: { site: site.id, shard: shardName(placeOf(number, spec).shard), rack: host.failureDomain },
      };
    }),
    rules: rulesOf(spec, site, nodes.length),
  };
}

/** Writes in a second that a copy may be behind: a second of them. @source guide l. 602: replication lag above 1 s */
const lagOf = (spec: SelfManagedDragonfly): number => 10_000 * spec.writesPerTransaction;

/**
 * Alerts of one site, on the metrics of DragonflyDB itself.
 * @source dragonfly, server_family.cc, PrintPrometheusMetrics; guide l. 600-604
 */
function rulesOf(spec: SelfManagedDragonfly, site: Site, nodes: number): readonly AlertRule[] {
  const of = `job="dragonfly",site="${site.id}"`;
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert, severity, expr, for: lasts, summary });
  return [
    rule('CacheNodeDown', 'page', `up{${of}} == 0`, minutes(1), '{{ $labels.instance }} does not answer'),
    rule(
      'CacheMasters',
      'page',
      `sum by (shard) (dragonfly_master{${of}}) != 1`,
      seconds(30),
      '{{ $labels.shard }} has {{ $value }} masters, where there must be one',
    ),
    rule(
      'CacheMemory',
      'warn',
      `dragonfly_memory_used_bytes{${of}} / dragonfly_memory_max_bytes{${of}} > 0.90`,
      minutes(5),
      '{{ $labels.instance }} has used {{ $value | humanizePercentage }} of its memory',
    ),
    rule(
      'CacheRefuses',
      'page',
      `sum by (instance) (rate(dragonfly_oom_errors_total{${of}}[5m])) > 0`,
      minutes(1),
      '{{ $labels.instance }} refuses writes: its memory is full',
    ),
    rule(
      'CacheEvicts',
      spec.whenFull === 'refuse' ? 'page' : 'info',
      `sum by (instance) (rate(dragonfly_evicted_keys_total{${of}}[5m])) > 0`,
      minutes(1),
      '{{ $labels.instance }} evicts {{ $value }} keys a second',
    ),
    ...(nodes > 1 && spec.replicas > 0
      ? [
          rule(
            'CacheCopyMissing',
            'page',
            `sum by (shard) (1 - dragonfly_master{${of}}) < ${String(spec.replicas)}`,
            minutes(5),
            '{{ $labels.shard }} has fewer copies than it should',
          ),
          rule(
            'CacheCopyBehind',
            'warn',
            `max by (shard) (dragonfly_connected_replica_lag_records{${of}}) > ${String(lagOf(spec))}`,
            minutes(1),
            'a copy of {{ $labels.shard }} is {{ $value }} writes behind, more than a second',
          ),
        ]
      : []),
    rule(
      'CacheConnections',
      'warn',
      `dragonfly_connected_clients{${of}} / dragonfly_max_clients{${of}} > 0.8`,
      minutes(5),
      '{{ $labels.instance }} has {{ $value | humanizePercentage }} of the connections that it takes',
    ),
    rule(
      'CacheSnapshotFailed',
      'warn',
      `increase(dragonfly_failed_backups_total{${of}}[2h]) > 0`,
      minutes(1),
      '{{ $labels.instance }} could not write its snapshot',
    ),
    rule(
      'CacheKeysWithoutEnd',
      'warn',
      `max by (keyspace) (dragonfly_keys_without_end{site="${site.id}"}) > 100`,
      minutes(15),
      'keys of {{ $labels.keyspace }} that will never go: somebody writes them without an end',
    ),
  ];
}
