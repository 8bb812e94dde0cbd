import { inSeconds } from '@catalyst/host';
import { hours, MiB, minutes, type Milliseconds } from '@catalyst/model';
import { stringify } from 'yaml';
import { AUTOVACUUM_WORKERS, pgSize } from '../sizes.ts';
import type { ClusterSpec } from '../spec.ts';
import { POSTGRESQL } from '../versions.ts';
import { archiveGet, archivePush } from './pgbackrest.ts';
import type { Node } from './node.ts';

export const BIN = `/usr/lib/postgresql/${String(POSTGRESQL)}/bin`;

/** Users that the cluster needs for itself. @source https://patroni.readthedocs.io/en/latest/yaml_configuration.html */
export const SYSTEM_USERS = { superuser: 'postgres', replication: 'replicator', rewind: 'rewind' } as const;

const ms = (duration: Milliseconds): string => `${String(duration)}ms`;

/**
 * What all nodes have in common, which Patroni keeps in etcd: the timers, and those settings of PostgreSQL that have to
 * be the same everywhere. `bootstrap.dcs` is only read when a cluster is made, so the same text is put there afterwards.
 */
export function settings(node: Node, spec: ClusterSpec): Readonly<Record<string, unknown>> {
  const { ttl, loopWait, retryTimeout, primaryStart } = node.recovery.patroni;
  return {
    ttl: inSeconds(ttl),
    loop_wait: inSeconds(loopWait),
    retry_timeout: inSeconds(retryTimeout),
    primary_start_timeout: inSeconds(primaryStart),
    maximum_lag_on_failover: MiB(1),
    // A primary that sees all other nodes stays one while etcd is away.
    failsafe_mode: true,
    ...(node.nodes.length > 1
      ? {
          synchronous_mode: true,
          // Without any standby, a commit waits rather than be on one node only, where two standbys make that rare.
          synchronous_mode_strict: node.lossless,
          synchronous_node_count: 1,
        }
      : { synchronous_mode: false }),
    ...(node.upstream === null ? {} : { standby_cluster: standbyCluster(node) }),
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters: {
        max_connections: spec.connections,
        max_worker_processes: Math.max(8, node.host.machine.cores),
        max_locks_per_transaction: 256,
        max_prepared_transactions: 0,
        max_wal_senders: 16,
        max_replication_slots: 16,
        wal_level: 'replica',
        wal_log_hints: 'on',
        track_commit_timestamp: 'off',
        hot_standby: 'on',
      },
    },
  };
}

function standbyCluster({ kind, upstream, ports, scope, paths }: Node): Readonly<Record<string, unknown>> {
  if (upstream === null) return {};
  return {
    ...(upstream.host === null
      ? { create_replica_methods: ['pgbackrest'] }
      : {
          host: upstream.host,
          port: ports.replication,
          // Named after who reads it, so that two copies do not share one.
          primary_slot_name: scope.replaceAll('-', '_'),
          create_replica_methods: ['basebackup'],
        }),
    restore_command: archiveGet(paths.pgbackrest, kind),
    ...(upstream.delayed ? { recovery_min_apply_delay: ms(hours(1)) } : {}),
  };
}

/** `patroni.yml`: what this node is told. Passwords come from files of their own, since they may hold any character. */
export function patroniYaml(node: Node, spec: ClusterSpec): string {
  const { host, address, ports, paths, dirs } = node;
  const at = (port: number): string => `${address}:${String(port)}`;
  return stringify(
    {
      scope: node.scope,
      namespace: '/catalyst/',
      name: host.hostname,
      log: { level: 'INFO' },
      restapi: {
        listen: at(ports.patroni),
        connect_address: `${host.fqdn}:${String(ports.patroni)}`,
        certfile: `${paths.tls}/tls.crt`,
        keyfile: `${paths.tls}/tls.key`,
        cafile: `${paths.tls}/ca.crt`,
        // Anybody on the network may ask; who changes something needs a certificate.
        verify_client: 'optional',
      },
      ctl: { certfile: `${paths.tls}/tls.crt`, keyfile: `${paths.tls}/tls.key`, cacert: `${paths.tls}/ca.crt` },
      etcd3: {
        hosts: node.quorum.map(({ fqdn }) => `${fqdn}:${String(ports.etcd)}`),
        protocol: 'https',
        cacert: `${paths.tls}/ca.crt`,
        cert: `${paths.tls}/tls.crt`,
        key: `${paths.tls}/tls.key`,
      },
      bootstrap: {
        dcs: settings(node, spec),
        initdb: [
          { encoding: 'UTF8' },
          { locale: 'C.UTF-8' },
          'data-checksums',
          ...(dirs.wal === null ? [] : [{ waldir: dirs.wal }]),
        ],
        pg_hba: hostBasedAuthentication(node),
      },
      postgresql: {
        listen: at(ports.server),
        connect_address: `${host.fqdn}:${String(ports.server)}`,
        data_dir: dirs.data,
        bin_dir: BIN,
        pgpass: `${paths.run}/pgpass`,
        use_unix_socket: true,
        use_unix_socket_repl: true,
        // A node whose data cannot be rewound is made anew, rather than wait for somebody.
        remove_data_directory_on_rewind_failure: true,
        remove_data_directory_on_diverged_timelines: true,
        create_replica_methods: ['basebackup'],
        basebackup: ['checkpoint: fast', ...(dirs.wal === null ? [] : [`waldir: ${dirs.wal}`])].map((option) => {
          const [key = '', value = ''] = option.split(': ');
          return { [key]: value };
        }),
        pgbackrest: {
          command: `pgbackrest --config=${paths.pgbackrest} --stanza=${node.kind} --delta restore`,
          keep_data: true,
          no_params: true,
          no_leader: true,
        },
        authentication: {
          superuser: { username: SYSTEM_USERS.superuser },
          replication: { username: SYSTEM_USERS.replication, ...verified(node) },
          rewind: { username: SYSTEM_USERS.rewind, ...verified(node) },
        },
        pg_hba: hostBasedAuthentication(node),
        pg_ident: userNameMap,
        parameters: parameters(node, spec),
      },
      watchdog: node.alone
        ? { mode: 'automatic', device: '/dev/watchdog', safety_margin: inSeconds(node.recovery.watchdogMargin) }
        : { mode: 'off' },
      tags: { nofailover: false, noloadbalance: false, clonefrom: false, nosync: false },
    },
    { lineWidth: 0 },
  );
}

/** Nodes of one site show names that their authority has signed; a copy gets data from two sites, of two authorities. */
const verified = ({ paths, upstream }: Node): Readonly<Record<string, string>> =>
  (upstream?.host ?? null) === null
    ? { sslmode: 'verify-full', sslrootcert: `${paths.tls}/ca.crt` }
    : { sslmode: 'verify-ca', sslrootcert: paths.upstream };

/** Who may come in. All clients come through the pool on the same host; over the network, only nodes copy. */
const hostBasedAuthentication = ({ site, upstream }: Node): readonly string[] => [
  'local all postgres,pgbouncer,monitor peer map=system',
  `local replication ${SYSTEM_USERS.replication} scram-sha-256`,
  'local all all scram-sha-256',
  `hostssl replication ${SYSTEM_USERS.replication} ${site.cidr} scram-sha-256`,
  `hostssl all ${SYSTEM_USERS.rewind} ${site.cidr} scram-sha-256`,
  // A copy of another site rewinds itself from the nodes of its own with the same users.
  ...(upstream === null ? [] : [`hostssl all ${SYSTEM_USERS.superuser} ${site.cidr} scram-sha-256`]),
  'host all all all reject',
];

/** Who on the host is which user without a password. */
const userNameMap: readonly string[] = [
  'system postgres postgres',
  'system postgres pgbouncer',
  'system postgres monitor',
  'system prometheus monitor',
];

/** Settings of PostgreSQL that a node may have of its own. @source guide l. 437 to 445, where nothing else is said */
function parameters(node: Node, spec: ClusterSpec): Readonly<Record<string, string | number>> {
  const { sizes, paths, kind } = node;
  return {
    unix_socket_directories: paths.run,
    ssl: 'on',
    ssl_ca_file: `${paths.tls}/ca.crt`,
    ssl_cert_file: `${paths.tls}/tls.crt`,
    ssl_key_file: `${paths.tls}/tls.key`,
    ssl_min_protocol_version: 'TLSv1.3',
    password_encryption: 'scram-sha-256',
    shared_buffers: pgSize(sizes.sharedBuffers),
    huge_pages: 'try',
    effective_cache_size: pgSize(sizes.cache),
    work_mem: pgSize(spec.workMem),
    maintenance_work_mem: pgSize(spec.maintenanceWorkMem),
    autovacuum_max_workers: AUTOVACUUM_WORKERS,
    autovacuum_work_mem: pgSize(sizes.autovacuum),
    autovacuum_vacuum_cost_limit: 2000,
    max_wal_size: pgSize(sizes.maxWal),
    min_wal_size: pgSize(MiB(Math.max(80, Math.floor(sizes.maxWal / 4 / MiB(1))))),
    checkpoint_timeout: ms(spec.checkpointTimeout),
    checkpoint_completion_target: 0.9,
    wal_compression: 'on',
    wal_keep_size: pgSize(MiB(Math.min(4096, Math.floor(sizes.maxWal / MiB(1))))),
    max_slot_wal_keep_size: pgSize(sizes.slotKeep),
    synchronous_commit: spec.synchronousCommit,
    archive_mode: 'on',
    archive_command: archivePush(paths.pgbackrest, kind),
    archive_timeout: ms(spec.backup.archiveTimeout),
    // A standby that serves readers does not hold back the primary for longer than this.
    max_standby_streaming_delay: '30s',
    hot_standby_feedback: 'on',
    random_page_cost: 1.1,
    effective_io_concurrency: 200,
    max_parallel_workers: node.host.machine.cores,
    idle_in_transaction_session_timeout: ms(minutes(10)),
    tcp_keepalives_idle: 60,
    tcp_keepalives_interval: 10,
    tcp_keepalives_count: 3,
    log_min_duration_statement: '1s',
    log_checkpoints: 'on',
    log_lock_waits: 'on',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_destination: 'stderr',
    logging_collector: 'off',
    shared_preload_libraries: kind === 'timescale' ? 'timescaledb,pg_stat_statements' : 'pg_stat_statements',
    ...(kind === 'timescale' ? { 'timescaledb.telemetry_level': 'off' } : {}),
    timezone: 'UTC',
  };
}
