import { type Milliseconds, days, type File, secretRef } from '@catalyst/model';
import { usersOf } from '../plan.ts';
import { MIGRATIONS } from '../programs.ts';
import type { ClusterSpec, TimescaleSpec } from '../spec.ts';
import { BIN } from './patroni.ts';
import type { Node } from './node.ts';

type Draft = Omit<File, 'owner' | 'group' | 'mode'>;

/** Extensions that every database gets. TimescaleDB's belongs into the databases of that tier alone. */
const extensionsOf = ({ kind }: Node): readonly string[] =>
  kind === 'timescale' ? ['timescaledb', 'pg_stat_statements'] : ['pg_stat_statements'];

/** Migrations run in the database that is called after the platform, or after what it is for. */
const MIGRATED = { postgres: 'catalyst', timescale: 'analytics' } as const;

/** What the programs on the host read. Nothing in it depends on how many nodes there are. */
export const clusterJson = (node: Node, spec: ClusterSpec): string =>
  `${JSON.stringify(
    {
      tier: node.kind,
      socket: node.paths.run,
      port: node.ports.server,
      bin: BIN,
      secrets: node.paths.secret('users'),
      users: usersOf(spec),
      databases: Object.fromEntries(
        Object.entries(spec.databases).map(([name, database]) => [
          name,
          { ...database, extensions: extensionsOf(node) },
        ]),
      ),
      migrations: { database: MIGRATED[node.kind], directory: node.paths.migrations },
      drill: {
        config: node.paths.pgbackrest,
        stanza: node.kind,
        directory: `${node.dirs.backup}-drill`,
        local: node.repository.hosts.length === 0,
      },
    },
    null,
    2,
  )}\n`;

/** A file for each password, with nothing else in it: so it may hold any character. */
export function passwordFiles(node: Node, spec: ClusterSpec): readonly Draft[] {
  const ref = (name: string): string => secretRef(`${node.secretsOf}/${name}`);
  const { secrets, paths } = node;
  const restart = { restart: paths.units.patroni };
  return [
    { path: paths.secret('superuser'), content: ref(secrets.superuser), onChange: restart },
    { path: paths.secret('replication'), content: ref(secrets.replication), onChange: restart },
    { path: paths.secret('rewind'), content: ref(secrets.rewind), onChange: restart },
    ...usersOf(spec).map((user) => ({
      path: paths.secret(`users/${user}`),
      content: ref(secrets.user(user)),
      onChange: { restart: paths.units.provision },
    })),
  ];
}

export function migrationFiles(node: Node, more: Readonly<Record<string, string>>): readonly Draft[] {
  const all = Object.entries({ ...MIGRATIONS[node.kind], ...more });
  return all.map(([name, content]) => ({
    path: `${node.paths.migrations}/${name}`,
    content,
    onChange: { restart: node.paths.units.provision },
  }));
}

const interval = (duration: Milliseconds): string => `INTERVAL '${String(Math.round(duration / days(1)))} days'`;

/**
 * How long TimescaleDB keeps what, and when it compresses: applied again whenever the profile says something else.
 * @source guide l. 504, 511; https://docs.tigerdata.com/api/latest/data-retention/add_retention_policy/
 */
export function policiesSql({ retention, compressAfter }: TimescaleSpec): string {
  const again = (name: string, table: string, ...rest: readonly string[]): readonly string[] => [
    `SELECT remove_${name}_policy('${table}', if_exists => true);`,
    `SELECT add_${name}_policy('${table}', ${rest.join(', ')});`,
  ];
  const refresh = (view: string, bucket: string): readonly string[] =>
    again(
      'continuous_aggregate',
      view,
      `start_offset => INTERVAL '3 days'`,
      `end_offset => INTERVAL '1 ${bucket}'`,
      `schedule_interval => INTERVAL '1 hour'`,
    );
  return [
    '-- Written from the profile: timescale.retention and timescale.compressAfter.',
    ...['billing_events', 'system_metrics'].flatMap((table) => [
      ...again('retention', table, interval(retention)),
      ...again('compression', table, interval(compressAfter)),
    ]),
    ...refresh('metrics_hourly', 'hour'),
    ...refresh('billing_daily', 'day'),
    '',
  ].join('\n');
}
