import { inSeconds } from '@catalyst/host';
import { usersOf } from '../plan.ts';
import type { ClusterSpec } from '../spec.ts';
import type { Node } from './node.ts';

/** Connections of each user to each database: all of them together are never more than the pool. */
export const poolSizeOf = (spec: Pick<ClusterSpec, 'databases' | 'pool'>): number =>
  Math.max(1, Math.floor(spec.pool.size / Math.max(1, pairsOf(spec))));

/** Pairs of a user and a database, each of which PgBouncer keeps a pool for. */
const pairsOf = ({ databases }: Pick<ClusterSpec, 'databases'>): number =>
  Object.values(databases).reduce((sum, database) => sum + usersOf({ databases: { it: database } }).length, 0);

/**
 * `pgbouncer.ini`: clients are shown the certificate of the node, and prove who they are with the password that
 * PostgreSQL knows; nobody keeps a second list. @source https://www.pgbouncer.org/config.html
 */
export function poolIni(node: Node, spec: ClusterSpec): string {
  const { paths, ports, recovery } = node;
  return [
    '[databases]',
    `* = host=${paths.run} port=${String(ports.server)}`,
    '',
    '[pgbouncer]',
    `listen_addr = ${node.address}`,
    `listen_port = ${String(ports.pool)}`,
    `unix_socket_dir = ${paths.run}`,
    'auth_type = scram-sha-256',
    `auth_file = ${paths.poolUsers}`,
    'auth_user = pgbouncer',
    'auth_query = SELECT name, secret FROM pgbouncer.lookup($1)',
    'client_tls_sslmode = require',
    'client_tls_protocols = tlsv1.3',
    `client_tls_ca_file = ${paths.tls}/ca.crt`,
    `client_tls_cert_file = ${paths.tls}/tls.crt`,
    `client_tls_key_file = ${paths.tls}/tls.key`,
    'pool_mode = transaction',
    `max_client_conn = ${String(spec.pool.clients)}`,
    `; ${String(spec.pool.size)} connections ÷ ${String(pairsOf(spec))} pairs of a user and a database`,
    `default_pool_size = ${String(poolSizeOf(spec))}`,
    `max_db_connections = ${String(spec.pool.size)}`,
    'server_lifetime = 600',
    'server_idle_timeout = 60',
    `server_connect_timeout = ${String(inSeconds(recovery.pool.connect))}`,
    `server_login_retry = ${String(inSeconds(recovery.pool.loginRetry))}`,
    '; a client waits this long for the new primary',
    `query_wait_timeout = ${String(inSeconds(recovery.pool.queryWait))}`,
    'tcp_keepalive = 1',
    'tcp_keepidle = 60',
    'ignore_startup_parameters = extra_float_digits,options',
    'log_connections = 0',
    'log_disconnections = 0',
    '',
  ].join('\n');
}
