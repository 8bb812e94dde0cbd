import { days, MiB } from '@catalyst/model';
import { PORTS, type Kind } from '../names.ts';
import type { ClusterSpec } from '../spec.ts';
import type { Node } from './node.ts';
import { pathsOf } from './paths.ts';

export const archivePush = (config: string, stanza: string): string =>
  `pgbackrest --config=${config} --stanza=${stanza} archive-push %p`;
export const archiveGet = (config: string, stanza: string): string =>
  `pgbackrest --config=${config} --stanza=${stanza} archive-get %f "%p"`;

type Line = readonly [key: string, value: string | number];
const section = (name: string, lines: readonly Line[]): string =>
  [`[${name}]`, ...lines.map(([key, value]) => `${key}=${String(value)}`), ''].join('\n');

/**
 * `pgbackrest.conf`: where the log and the backups go. With a repository on other hosts it is they that take backups,
 * over the server that runs here; without one, the host keeps its own. @source https://pgbackrest.org/configuration.html
 */
export function pgbackrestConf(node: Node, spec: ClusterSpec): string {
  const { kind, paths, ports, sizes, repository, dirs, host } = node;
  const tls = (prefix: string): readonly Line[] => [
    [`${prefix}-ca-file`, `${paths.tls}/ca.crt`],
    [`${prefix}-cert-file`, `${paths.tls}/tls.crt`],
    [`${prefix}-key-file`, `${paths.tls}/tls.key`],
  ];
  return [
    section('global', [
      ...(repository.hosts.length === 0
        ? ([
            ['repo1-path', dirs.backup],
            ['repo1-retention-full-type', 'time'],
            ['repo1-retention-full', Math.ceil(spec.backup.retention / days(1))],
            ['repo1-bundle', 'y'],
          ] satisfies readonly Line[])
        : repository.hosts.flatMap(({ number, host: name, port }): readonly Line[] => {
            const repo = `repo${String(number)}-host`;
            return [[repo, name], [`${repo}-type`, 'tls'], [`${repo}-port`, port], ...tls(repo)];
          })),
      ['compress-type', 'zst'],
      ['compress-level', 3],
      ['process-max', Math.min(4, Math.max(1, Math.floor(host.machine.cores / 4)))],
      ['start-fast', 'y'],
      ['delta', 'y'],
      ['archive-async', 'y'],
      ['spool-path', paths.spool],
      // Beyond it the log is thrown away and a restore ends there: two fifths of what there is room for.
      ['archive-push-queue-max', `${String(Math.floor(sizes.archiveQueue / MiB(1)))}MiB`],
      ['log-path', paths.logs],
      ['lock-path', `${paths.run}/pgbackrest`],
      ['log-level-console', 'warn'],
      ['log-level-file', 'info'],
      ['tls-server-address', node.address],
      ['tls-server-port', ports.backup],
      ...tls('tls-server'),
      ...repository.hosts.map(({ host: name }): Line => ['tls-server-auth', `${name}=${kind}`]),
    ]),
    section(kind, [
      ['pg1-path', dirs.data],
      ['pg1-port', ports.server],
      ['pg1-socket-path', paths.run],
      ['pg1-user', 'postgres'],
    ]),
  ].join('\n');
}

/** What a host with a repository has to know of a database: where each node is, and who may send it the log. */
export function archivistConf(
  kind: Kind,
  tls: string,
  nodes: readonly { readonly fqdn: string; readonly data: string }[],
  senders: readonly string[],
): string {
  const { server, backup } = PORTS[kind];
  return [
    section(
      'global',
      senders.map((fqdn) => ['tls-server-auth', `${fqdn}=${kind}`]),
    ),
    section(kind, [
      // From a standby where there is one: the primary reads nothing twice.
      ['backup-standby', nodes.length > 1 ? 'y' : 'n'],
      ...nodes.flatMap(({ fqdn, data }, i): readonly Line[] => {
        const pg = `pg${String(i + 1)}`;
        return [
          [`${pg}-host`, fqdn],
          [`${pg}-host-type`, 'tls'],
          [`${pg}-host-port`, backup],
          [`${pg}-host-ca-file`, `${tls}/ca.crt`],
          [`${pg}-host-cert-file`, `${tls}/tls.crt`],
          [`${pg}-host-key-file`, `${tls}/tls.key`],
          [`${pg}-host-config`, pathsOf(kind).pgbackrest],
          [`${pg}-path`, data],
          [`${pg}-port`, server],
          [`${pg}-socket-path`, pathsOf(kind).run],
        ];
      }),
    ]),
  ].join('\n');
}
