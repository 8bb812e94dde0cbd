import { hours, minutes, type Milliseconds } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { memoryOf, threadsOf } from '../sizing.ts';
import type { SelfManagedDragonfly } from '../spec.ts';
import { REPLICATION } from '../users.ts';
import type { Node } from './node.ts';
import { files } from './paths.ts';

/** A time as cron says it. The specification allows only those that it can say. */
export function cronOf(every: Milliseconds): string {
  if (every < hours(1)) return `*/${String(every / minutes(1))} * * * *`;
  return every === hours(1) ? '0 * * * *' : `0 */${String(every / hours(1))} * * *`;
}

/**
 * Settings of a node, one flag a line. Passwords are not among them: that of the master comes in the environment.
 * @source https://dragonflydb.io/docs/managing-dragonfly/flags
 */
export function flags(node: Node, spec: SelfManagedDragonfly): string {
  const { machine } = node.host;
  return [
    `# ${node.host.fqdn}: ${node.shard}`,
    `--bind=${node.address}`,
    `--port=${String(PORTS.cache)}`,
    '# Metrics only: whoever asks for anything else there must say who he is.',
    `--admin_bind=${node.address}`,
    `--admin_port=${String(PORTS.metrics)}`,
    '--no_tls_on_admin_port=true',
    '--primary_port_http_enabled=false',
    '# Both sides show a certificate of the site.',
    '--tls=true',
    `--tls_cert_file=${files.tls}/tls.crt`,
    `--tls_key_file=${files.tls}/tls.key`,
    `--tls_ca_cert_file=${files.tls}/ca.crt`,
    '--tls_replication=true',
    `--aclfile=${files.acl}`,
    `--masteruser=${REPLICATION}`,
    '# A master that comes back empty does not empty its copies: they wait until they are told whom to follow.',
    '--break_replication_on_master_restart=true',
    `# Of ${String(machine.memory / 2 ** 30)} GiB. Writes are refused above 1.1 times of it.`,
    `--maxmemory=${String(memoryOf(machine, spec))}`,
    `--cache_mode=${String(spec.whenFull === 'evict')}`,
    `--proactor_threads=${String(threadsOf(machine, spec, node.alone))}`,
    `--maxclients=${String(spec.connections)}`,
    '--dbnum=1',
    `--dir=${node.directory}`,
    '--dbfilename=dump-{timestamp}',
    `--snapshot_cron=${cronOf(spec.snapshots.every)}`,
    '--version_check=false',
    '--logtostdout=true',
    '',
  ].join('\n');
}
