import {
  hostById,
  instancesOf,
  minutes,
  seconds,
  type AlertRule,
  type Instance,
  type Milliseconds,
  type Observation,
  type Platform,
  type ScrapeTarget,
  type Site,
} from '@catalyst/model';
import { PORTS, type Kind } from './names.ts';
import { recoveryPlan } from './recovery.ts';
import type { ClusterSpec, PostgresSpec, TimescaleSpec } from './spec.ts';

/** What to watch and when to call somebody. Amazon watches RDS itself: its alarms are CloudWatch's. */
export const observePostgres = (spec: PostgresSpec, site: Site, platform: Platform): Observation =>
  spec.engine === 'rds' ? { targets: [], rules: [] } : observe('postgres', spec, site, platform);

export const observeTimescale = (spec: TimescaleSpec, site: Site, platform: Platform): Observation =>
  observe('timescale', spec, site, platform);

const observe = (kind: Kind, spec: ClusterSpec, site: Site, platform: Platform): Observation => ({
  targets: targetsOf(kind, site, platform),
  rules: rulesOf(kind, spec, site, platform),
});

/** @source guide l. 718: PostgreSQL every 30 seconds; a failover is over before that, so its signs are asked for more often */
const INTERVAL = { database: seconds(30), failover: seconds(10) } as const;

function targetsOf(kind: Kind, site: Site, platform: Platform): readonly ScrapeTarget[] {
  const ports = PORTS[kind];
  const target =
    (job: string, port: number, path: string, interval: Milliseconds) =>
    (instance: Instance): ScrapeTarget => {
      const host = hostById(platform, instance.host);
      return {
        job,
        instance: host.hostname,
        address: host.addresses[0].address,
        port,
        path,
        interval,
        labels: { site: site.id, rack: host.failureDomain },
      };
    };
  const nodes = instancesOf(platform, site.id, kind, 'node');
  const members = instancesOf(platform, site.id, kind, 'etcd');
  return [
    ...nodes.map(target(kind, ports.exporter, '/metrics', INTERVAL.database)),
    ...nodes.map(target(`${kind}-pool`, ports.poolExporter, '/metrics', INTERVAL.database)),
    ...nodes.map(target(`${kind}-patroni`, ports.proxyMetrics, '/patroni', INTERVAL.failover)),
    ...nodes.map(target(`${kind}-proxy`, ports.proxyMetrics, '/metrics', INTERVAL.failover)),
    ...members.map(target(`${kind}-etcd`, ports.etcdMetrics, '/metrics', INTERVAL.failover)),
  ];
}

/** @source guide l. 452: replication lag below 100 ms */
const LAG = { warn: 0.1, page: 10 } as const;
/** 200 million transactions start a vacuum that nobody can stop; at two thousand million PostgreSQL stops. */
const WRAPAROUND = 1_000_000_000;
/** Drills are monthly, and one may fail. @source guide l. 535 */
const DRILL_DAYS = 40;

const inSeconds = (duration: Milliseconds): string => String(duration / seconds(1));

/** Alerts of one site. All are about symptoms that somebody has to act on; each says what is wrong in words. */
function rulesOf(kind: Kind, spec: ClusterSpec, site: Site, platform: Platform): readonly AlertRule[] {
  const title = kind === 'postgres' ? 'Postgres' : 'Timescale';
  const at = `site="${site.id}"`;
  const of = (job: string): string => `job="${job}",${at}`;
  const database = of(kind);
  const patroni = of(`${kind}-patroni`);
  const nodes = instancesOf(platform, site.id, kind, 'node').length;
  const members = instancesOf(platform, site.id, kind, 'etcd').length;
  const { worst } = recoveryPlan(spec.failover ?? platform.objectives.failover);
  const copy = site.standby !== null;
  const leads = copy ? 'patroni_standby_leader' : 'patroni_primary';
  const rule = (
    alert: string,
    severity: AlertRule['severity'],
    expr: string,
    lasts: Milliseconds,
    summary: string,
  ): AlertRule => ({ alert: `${title}${alert}`, severity, expr, for: lasts, summary });
  return [
    rule('NodeDown', 'page', `up{${patroni}} == 0`, minutes(1), '{{ $labels.instance }} does not answer'),
    rule(
      'NoLeader',
      'page',
      `sum(${leads}{${patroni}}) < 1`,
      // A failover is no reason to call anybody; one that does not end is.
      worst.node,
      `${kind} has had no leader for longer than a failover takes: nobody can write`,
    ),
    rule(
      'SplitBrain',
      'page',
      `sum(${leads}{${patroni}}) > 1`,
      seconds(0),
      'more than one node says that it leads: {{ $value }}',
    ),
    rule(
      'Failover',
      'info',
      `changes(${leads}{${patroni}}[15m]) > 0`,
      seconds(0),
      '{{ $labels.instance }} leads, or leads no more',
    ),
    rule(
      'Down',
      'page',
      `patroni_postgres_running{${patroni}} == 0`,
      minutes(2),
      'PostgreSQL of {{ $labels.instance }} does not run',
    ),
    rule(
      'QuorumUnreachable',
      'page',
      `time() - patroni_dcs_last_seen{${patroni}} > 60`,
      minutes(1),
      '{{ $labels.instance }} has not reached the quorum for a minute: nothing fails over',
    ),
    ...(members === 0
      ? []
      : [
          rule(
            'QuorumMember',
            'warn',
            `up{${of(`${kind}-etcd`)}} == 0 or etcd_server_has_leader{${of(`${kind}-etcd`)}} == 0`,
            minutes(2),
            '{{ $labels.instance }} has no part in the quorum',
          ),
          rule(
            'QuorumDiskSlow',
            'warn',
            `histogram_quantile(0.99, sum by (instance, le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket{${of(`${kind}-etcd`)}}[5m]))) > 0.1`,
            minutes(10),
            'the disk of {{ $labels.instance }} takes {{ $value }} s to write what the quorum decides',
          ),
        ]),
    ...(nodes < 2
      ? []
      : [
          ...(copy
            ? []
            : [
                rule(
                  'NoSynchronousStandby',
                  'page',
                  `sum(catalyst_replication_lag_bytes{${database},sync_state=~"sync|quorum"} * 0 + 1) < 1 or absent(catalyst_replication_lag_bytes{${database},sync_state=~"sync|quorum"})`,
                  minutes(1),
                  nodes >= 3
                    ? 'no standby keeps commits: writers wait'
                    : 'no standby keeps commits: they are on one node only',
                ),
              ]),
          rule(
            'StandbyMissing',
            'warn',
            `count(catalyst_replication_lag_bytes{${database}}) < ${String(nodes - 1)}`,
            minutes(5),
            `standbys that follow, of ${String(nodes - 1)}: {{ $value }}`,
          ),
          rule(
            'ReplicationLag',
            'warn',
            `max by (standby) (catalyst_replication_lag_seconds{${database}}) > ${String(LAG.warn)}`,
            minutes(5),
            '{{ $labels.standby }} shows commits {{ $value }} s late',
          ),
          rule(
            'ReplicationFarBehind',
            'page',
            `max by (standby) (catalyst_replication_lag_seconds{${database}}) > ${String(LAG.page)}`,
            minutes(5),
            '{{ $labels.standby }} shows commits {{ $value }} s late',
          ),
        ]),
    rule(
      'ConnectionsUsed',
      'warn',
      `catalyst_connections_used{${database}} / catalyst_connections_most{${database}} > 0.9`,
      minutes(5),
      '{{ $labels.instance }} has used {{ $value | humanizePercentage }} of its connections',
    ),
    rule(
      'ClientsWait',
      'warn',
      `sum by (instance) (pgbouncer_pools_client_waiting_connections{${of(`${kind}-pool`)}}) > 0`,
      minutes(2),
      'clients that wait for a connection at {{ $labels.instance }}: {{ $value }}',
    ),
    rule(
      'TransactionTooLong',
      'warn',
      `catalyst_connections_oldest_seconds{${database}} > 1800`,
      minutes(5),
      'a transaction on {{ $labels.instance }} is {{ $value | humanizeDuration }} old: nothing that it could see is cleaned up',
    ),
    rule(
      'Wraparound',
      'page',
      `catalyst_wraparound_transactions{${database}} > ${String(WRAPAROUND)}`,
      minutes(10),
      'rows of {{ $labels.instance }} are {{ $value }} transactions old: PostgreSQL stops at 2,147,483,648',
    ),
    rule(
      'ArchiveFails',
      'page',
      `increase(catalyst_archiver_failed{${database}}[10m]) > 0`,
      minutes(10),
      '{{ $labels.instance }} cannot archive its log: a restore ends where it stopped',
    ),
    rule(
      'ArchiveStands',
      'page',
      `catalyst_archiver_last_seconds{${database}} > ${String(10 * Number(inSeconds(spec.backup.archiveTimeout)))}`,
      minutes(5),
      '{{ $labels.instance }} has archived nothing for {{ $value | humanizeDuration }}',
    ),
    rule(
      'RestoreDrillFailed',
      'page',
      `catalyst_restore_drill_success{tier="${kind}",${at}} == 0`,
      minutes(5),
      'the last restore drill on {{ $labels.instance }} has failed: the backups may be worth nothing',
    ),
    rule(
      'RestoreDrillOld',
      'warn',
      `time() - max(catalyst_restore_drill_timestamp_seconds{tier="${kind}",${at}}) > ${String(DRILL_DAYS)} * 24 * 3600`,
      minutes(60),
      `nobody has restored a backup for more than ${String(DRILL_DAYS)} days`,
    ),
    rule(
      'PendingRestart',
      'info',
      `patroni_pending_restart{${patroni}} == 1`,
      minutes(60),
      '{{ $labels.instance }} has settings that wait for a restart',
    ),
    rule(
      'ProxySeesNoPrimary',
      'page',
      `max by (instance) (haproxy_backend_active_servers{${of(`${kind}-proxy`)},proxy="${kind}-writes"}) < 1`,
      worst.node,
      '{{ $labels.instance }} knows no primary to lead clients to',
    ),
  ].filter(({ alert }) => !(copy && alert.endsWith('ProxySeesNoPrimary')));
}
