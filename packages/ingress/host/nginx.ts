import { nginxFile, type Statement } from '../write/braces.ts';
import { inMilliseconds } from '../write/haproxy.ts';
import { PORTS, isPublic } from '../plan.ts';
import type { HaproxyIngress } from '../spec.ts';
import { NGINX_HEALTH } from './haproxy.ts';
import type { Node } from './node.ts';
import { files, paths } from './paths.ts';

/**
 * Where TLS ends: decrypts, looks into requests, and hands them to HAProxy on the same host. Only HAProxy connects here,
 * of this host or of another node, and says in the PROXY protocol who the client is.
 * Nothing in it is newer than Nginx 1.18, which Ubuntu 22.04 has.
 */
export const nginxConfig = (node: Node, spec: HaproxyIngress): string =>
  nginxFile([
    'user www-data',
    'worker_processes auto',
    `worker_rlimit_nofile ${String(spec.connections * 3)}`,
    // Workers that were told to go finish what they have begun.
    `worker_shutdown_timeout ${inMilliseconds(spec.timeouts.drain)}`,
    'pid /run/nginx.pid',
    'error_log /var/log/nginx/error.log warn',
    ...(spec.firewall === undefined ? [] : ['load_module modules/ngx_http_modsecurity_module.so']),
    '',
    ['events', [`worker_connections ${String(spec.connections)}`]],
    '',
    [
      'http',
      [
        ...basics,
        '',
        ...timeouts(spec),
        '',
        ...tls,
        '',
        ...clients(node, spec),
        '',
        ...logging(spec),
        '',
        // HAProxy chooses the service, and notices which are well.
        [
          'upstream requests',
          [
            `server unix:${files.requests}`,
            'keepalive 512',
            'keepalive_requests 100000',
            // Before HAProxy does: who ends an idle connection must be who sends requests on it.
            `keepalive_timeout ${inMilliseconds(spec.timeouts.idle / 2)}`,
          ],
        ],
        '',
        ['server', served(node, spec)],
        '',
        status,
        // The server for names of customers, once there is a certificate for them.
        ...(isPublic(spec) ? ['', `include ${files.certified}/*.conf`] : []),
      ],
    ],
  ]);

const basics: readonly Statement[] = ['server_tokens off', 'tcp_nodelay on', 'default_type application/octet-stream'];

/** Who sends a byte now and then holds a connection for a few seconds and no longer (Slowloris). */
const timeouts = ({ timeouts: { request, idle, service }, limits }: HaproxyIngress): readonly Statement[] => [
  `client_header_timeout ${inMilliseconds(request)}`,
  `client_body_timeout ${inMilliseconds(request)}`,
  `send_timeout ${inMilliseconds(request)}`,
  `keepalive_timeout ${inMilliseconds(idle)}`,
  'keepalive_requests 10000',
  'reset_timedout_connection on',
  `client_max_body_size ${String(limits.request)}`,
  // Most requests fit, so that none is written to disk.
  'client_body_buffer_size 128k',
  'large_client_header_buffers 4 16k',
  // Longer than HAProxy waits, so that the answer is HAProxy's.
  `proxy_read_timeout ${inMilliseconds(service + 5000)}`,
  'proxy_connect_timeout 1s',
];

/** @source guide l. 852: TLS 1.3 everywhere. No early data: it can be sent again by anybody who saw it (RFC 8446, 8). */
const tls: readonly Statement[] = [
  'ssl_protocols TLSv1.3',
  `ssl_certificate ${files.certificate}`,
  `ssl_certificate_key ${files.key}`,
  'ssl_session_cache shared:tls:64m',
  'ssl_session_timeout 1h',
  'ssl_early_data off',
];

/** The client is who HAProxy says it is, and nobody but HAProxy is asked. */
const clients = ({ nodes }: Node, { limits }: HaproxyIngress): readonly Statement[] => [
  ...nodes.map(({ host }) => `set_real_ip_from ${host.addresses[0].address}`),
  'real_ip_header proxy_protocol',
  // Before the firewall, which costs most; HAProxy counts again behind it, by tenant too.
  `limit_req_zone $binary_remote_addr zone=clients:64m rate=${String(limits.clientRequests)}r/s`,
  'limit_req_status 429',
];

/** One object a line, for whoever ships logs. Of sound requests a sample only: all of them would be the larger load. */
const logging = ({ logged }: HaproxyIngress): readonly Statement[] => [
  `log_format json escape=json '${JSON_LINE}'`,
  [
    'split_clients $request_id $sampled',
    logged >= 1 ? ['* 1'] : logged <= 0 ? ['* 0'] : [`${(logged * 100).toFixed(2)}% 1`, '* 0'],
  ],
  ['map $status $logged', ['~^[23] $sampled', 'default 1']],
  'access_log /var/log/nginx/access.log json buffer=64k flush=5s if=$logged',
];

const JSON_LINE =
  '{' +
  [
    ['time', '"$time_iso8601"'],
    ['id', '"$request_id"'],
    ['client', '"$remote_addr"'],
    ['host', '"$host"'],
    ['method', '"$request_method"'],
    // Without the query: it may hold what nobody should read.
    ['path', '"$uri"'],
    ['protocol', '"$server_protocol"'],
    ['tls', '"$ssl_protocol"'],
    ['status', '$status'],
    ['received', '$request_length'],
    ['sent', '$bytes_sent'],
    ['seconds', '$request_time'],
    ['upstreamSeconds', '"$upstream_response_time"'],
    ['agent', '"$http_user_agent"'],
  ]
    .map(([key, value]) => `"${String(key)}":${String(value)}`)
    .join(',') +
  '}';

/** For the names of customers, with what a public authority has signed: `names.conf`, which the first certificate puts into force. */
export const namesConfig = (node: Node, spec: HaproxyIngress): string =>
  nginxFile([
    [
      'server',
      [
        `server_name ${spec.names.join(' ')}`,
        `ssl_certificate ${paths.publicTls}/tls.crt`,
        `ssl_certificate_key ${paths.publicTls}/tls.key`,
        ...served(node, spec, ''),
      ],
    ],
  ]);

/** A socket's options are said once, by the server that is asked where no other has the name. */
const served = (
  { address, nodes }: Node,
  { limits, firewall }: HaproxyIngress,
  options = ' default_server backlog=65535',
): readonly Statement[] => [
  `listen ${address}:${String(PORTS.tls)} ssl http2 proxy_protocol${options}`,
  'add_header strict-transport-security "max-age=31536000; includeSubDomains" always',
  ...(firewall === undefined ? [] : ['modsecurity on', `modsecurity_rules_file ${files.firewall}`]),
  '',
  [
    `location = ${NGINX_HEALTH}`,
    [
      'access_log off',
      ...(firewall === undefined ? [] : ['modsecurity off']),
      ...nodes.map(({ host }) => `allow ${host.addresses[0].address}`),
      'deny all',
      'return 204',
    ],
  ],
  ...['/v1/', '/webhook/', '/webhook-waiting/'].map((path): Statement => [
    `location ${path}`,
    [
      // A burst of a tenth of a second's worth is let through at once.
      `limit_req zone=clients burst=${String(Math.max(1, Math.round(limits.clientRequests / 10)))} nodelay`,
      'proxy_pass http://requests',
      'proxy_http_version 1.1',
      'proxy_set_header connection ""',
      'proxy_set_header host $host',
      // What a client writes here itself is not believed.
      'proxy_set_header x-real-ip $remote_addr',
      'proxy_set_header x-forwarded-for $remote_addr',
      'proxy_set_header x-forwarded-proto https',
      'proxy_set_header x-request-id $request_id',
      // HAProxy tries again where that is safe; here it would send a message twice.
      'proxy_next_upstream off',
    ],
  ]),
  ['location /', ['return 404']],
];

const status: Statement = [
  'server',
  [
    `listen 127.0.0.1:${String(PORTS.status)}`,
    'access_log off',
    ['location = /status', ['stub_status']],
    ['location /', ['return 404']],
  ],
];
