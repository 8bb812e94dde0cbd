import type { Milliseconds } from '@catalyst/model';
import type { Node } from './node.ts';

const ms = (duration: Milliseconds): string => `${String(duration)}ms`;

/**
 * `haproxy.cfg`: the way to whichever node is primary, and to those that are not. A node is taken when Patroni says what
 * it is, and what connections go to answers as well: a sound Patroni in front of a dead pool would be a black hole.
 * @source https://docs.haproxy.org/2.6/configuration.html; https://github.com/vitabaks/autobase/issues/539
 */
export function proxyCfg(node: Node, clients: number): string {
  const { ports, recovery, paths, kind, floating, upstream } = node;
  const { inter, fast, fall, rise } = recovery.proxy;
  const listen = (
    name: string,
    port: number,
    to: number,
    question: string,
    more: readonly string[] = [],
  ): readonly string[] => [
    '',
    `listen ${kind}-${name}`,
    ...binds(node, port),
    ...more,
    '  option tcp-check',
    `  tcp-check connect port ${String(ports.patroni)} ssl`,
    `  tcp-check send "OPTIONS ${question} HTTP/1.0\\r\\n\\r\\n"`,
    "  tcp-check expect rstring '^HTTP/1.. 200'",
    `  tcp-check connect port ${String(to)}`,
    ...node.nodes.map(
      ({ hostname, fqdn, addresses: [{ address }] }) =>
        `  server ${hostname} ${address}:${String(to)} check verify required ca-file ${paths.tls}/ca.crt verifyhost ${fqdn}`,
    ),
  ];
  // What an idle client may hold, and what is needed for checks and metrics.
  const connections = clients + 500;
  return [
    'global',
    `  maxconn ${String(connections)}`,
    `  stats socket ${paths.run}-haproxy/admin.sock mode 600 level admin`,
    '  log stderr format raw local0 notice',
    '',
    'defaults',
    '  mode tcp',
    '  log global',
    `  maxconn ${String(clients)}`,
    `  timeout connect ${ms(inter)}`,
    '  timeout client 30m',
    '  timeout server 30m',
    `  timeout check ${ms(inter)}`,
    '  retries 1',
    '  option clitcpka',
    '  option srvtcpka',
    // Sessions to a node that is not what it was any more end at once, instead of waiting for an answer.
    `  default-server inter ${ms(inter)} fastinter ${ms(fast)} downinter ${ms(fast)} fall ${String(fall)} rise ${String(rise)} on-marked-down shutdown-sessions`,
    ...listen('writes', ports.writes, ports.pool, '/primary'),
    // While there is no standby, the primary serves readers too.
    ...listen('reads', ports.reads, ports.pool, '/replica?lag=16MB', [
      `  use_backend ${kind}-writes if { nbsrv(${kind}-reads) lt 1 }`,
    ]),
    ...listen('replication', ports.replication, ports.server, upstream === null ? '/primary' : '/leader'),
    '',
    'frontend metrics',
    '  mode http',
    '  timeout http-request 5s',
    `  bind ${node.address}:${String(ports.proxyMetrics)}`,
    '  monitor-uri /health',
    '  http-request use-service prometheus-exporter if { path /metrics }',
    '  default_backend patroni',
    '',
    '# Patroni’s own metrics, which it offers with TLS only.',
    'backend patroni',
    '  mode http',
    '  http-request set-path /metrics',
    `  server local ${node.address}:${String(ports.patroni)} ssl verify required ca-file ${paths.tls}/ca.crt verifyhost ${node.host.fqdn} sni str(${node.host.fqdn})`,
    ...(floating === undefined ? [] : ['', `# ${floating.fqdn} is ${floating.address}, on whichever node has it.`]),
    '',
  ].join('\n');
}

const binds = ({ address, floating }: Node, port: number): readonly string[] => [
  `  bind ${address}:${String(port)}`,
  ...(floating === undefined ? [] : [`  bind ${floating.address}:${String(port)}`]),
];
