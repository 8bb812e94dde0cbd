import { stringify } from 'yaml';
import type { Node } from './node.ts';

interface Query {
  readonly sql: string;
  readonly labels: readonly string[];
  readonly gauges: Readonly<Record<string, string>>;
}

/**
 * Questions of our own: their names stay the same from one version of the exporter to the next.
 * @source prometheus-postgres-exporter(1), --extend.query-path
 */
export const QUERIES: Readonly<Record<string, Query>> = {
  catalyst_replication: {
    sql: "SELECT application_name AS standby, sync_state, COALESCE(EXTRACT(epoch FROM replay_lag), 0) AS lag_seconds, COALESCE(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0) AS lag_bytes FROM pg_stat_replication WHERE state = 'streaming' AND NOT pg_is_in_recovery()",
    labels: ['standby', 'sync_state'],
    gauges: {
      lag_seconds: 'How long after the primary a standby shows a commit',
      lag_bytes: 'What it has not replayed',
    },
  },
  catalyst_connections: {
    sql: "SELECT count(*) AS used, current_setting('max_connections')::int AS most, count(*) FILTER (WHERE state = 'idle in transaction') AS idle_in_transaction, COALESCE(max(EXTRACT(epoch FROM now() - xact_start)), 0) AS oldest_seconds FROM pg_stat_activity WHERE backend_type = 'client backend'",
    labels: [],
    gauges: {
      used: 'Connections of clients',
      most: 'max_connections',
      idle_in_transaction: 'Connections that hold a transaction and do nothing',
      oldest_seconds: 'Age of the oldest transaction',
    },
  },
  catalyst_archiver: {
    sql: 'SELECT failed_count AS failed, COALESCE(EXTRACT(epoch FROM now() - last_archived_time), 0) AS last_seconds FROM pg_stat_archiver WHERE NOT pg_is_in_recovery()',
    labels: [],
    gauges: { failed: 'Segments that could not be archived', last_seconds: 'Time since the last one was' },
  },
  catalyst_wraparound: {
    sql: 'SELECT max(age(datfrozenxid)) AS transactions FROM pg_database',
    labels: [],
    gauges: { transactions: 'Age of the oldest row that is not frozen' },
  },
};

/** What the exporter asks beside its own questions. */
export const queriesYaml = (): string =>
  stringify(
    Object.fromEntries(
      Object.entries(QUERIES).map(([name, { sql, labels, gauges }]) => [
        name,
        {
          query: sql,
          metrics: [
            ...labels.map((label) => ({ [label]: { usage: 'LABEL', description: label } })),
            ...Object.entries(gauges).map(([gauge, description]) => ({ [gauge]: { usage: 'GAUGE', description } })),
          ],
        },
      ]),
    ),
    { lineWidth: 0 },
  );

/** @source https://github.com/stanhu/prometheus-pgbouncer-exporter; the pool lets its own user in through its socket */
export const poolExporterYaml = ({ paths, ports, address }: Node): string =>
  stringify({
    exporter_host: address,
    exporter_port: ports.poolExporter,
    pgbouncers: [{ dsn: `postgresql://pgbouncer@/pgbouncer?host=${paths.run}&port=${String(ports.pool)}` }],
  });
