import { haproxyFile, inMilliseconds, type Section } from '../write/haproxy.ts';
import { PORTS, isPublic } from '../plan.ts';
import type { HaproxyIngress } from '../spec.ts';
import type { Node, Route } from './node.ts';
import { files } from './paths.ts';

/** What a health check asks of Nginx. */
export const NGINX_HEALTH = '/healthz';

/**
 * Both ends of a node. In front: whoever connects to a floating address, passed on to Nginx as it comes (TLS is Nginx's),
 * with the client's address in the PROXY protocol. Behind: requests that Nginx has looked into, spread over the services.
 * Nothing in it is newer than HAProxy 2.4, which Ubuntu 22.04 has.
 */
export const haproxyConfig = (node: Node, spec: HaproxyIngress): string =>
  haproxyFile([
    global(spec),
    defaults(spec),
    clients(node, spec),
    ['backend clients', ['stick-table type ip size 1m expire 1m store conn_cur,conn_rate(10s)']],
    nginx(node),
    ...(isPublic(spec) ? challenge(node) : []),
    requests(node, spec),
    // A credential is kept as its hash only.
    ['backend client-requests', ['stick-table type ip size 1m expire 10s store http_req_rate(1s)']],
    ['backend tenant-requests', ['stick-table type binary len 32 size 100k expire 10s store http_req_rate(1s)']],
    ...node.routes.map((route) => service(route, spec)),
    metrics(node),
    alive(),
  ]);

const global = (spec: HaproxyIngress): Section => [
  'global',
  [
    // To the journal; of requests only those that failed (notice and above).
    'log stdout format raw local0 notice',
    'user haproxy',
    'group haproxy',
    'chroot /var/lib/haproxy',
    `stats socket ${files.admin} mode 660 level admin expose-fd listeners`,
    `maxconn ${String(maxconn(spec))}`,
    // A new configuration lets the old process finish what it has begun, and no longer.
    `hard-stop-after ${inMilliseconds(spec.timeouts.drain)}`,
    'ssl-default-server-options ssl-min-ver TLSv1.3 no-tls-tickets',
    // Checks of all servers at one moment would be a load of their own.
    'spread-checks 5',
  ],
];

/** A client's connection is two here: one to Nginx, and its requests come back on one of those that Nginx keeps. */
const maxconn = ({ connections }: HaproxyIngress): number => connections * 2;

const defaults = ({ timeouts }: HaproxyIngress): Section => [
  'defaults',
  [
    'log global',
    'mode http',
    'option httplog',
    'option dontlognull',
    'option dontlog-normal',
    'option log-separate-errors',
    'timeout connect 1s',
    `timeout client ${inMilliseconds(timeouts.idle)}`,
    `timeout server ${inMilliseconds(timeouts.service)}`,
    `timeout http-request ${inMilliseconds(timeouts.request)}`,
    `timeout http-keep-alive ${inMilliseconds(timeouts.idle)}`,
    // Rather an error at once than a queue that nobody outlives.
    'timeout queue 2s',
    // Half a connection is none.
    `timeout client-fin 5s`,
  ],
];

const clients = ({ floating }: Node, { limits, timeouts, connections }: HaproxyIngress): Section => [
  'frontend api',
  [
    'mode tcp',
    'option tcplog',
    // An address that is elsewhere is bound all the same (net.ipv4.ip_nonlocal_bind): it may come here at any moment.
    ...floating.map(({ address }) => `bind ${address}:${String(PORTS.api)}`),
    `maxconn ${String(connections)}`,
    'tcp-request connection track-sc0 src table clients',
    `tcp-request connection reject if { sc0_conn_cur gt ${String(limits.clientConnections)} }`,
    `tcp-request connection reject if { sc0_conn_rate gt ${String(limits.clientNewConnections)} }`,
    `tcp-request inspect-delay ${inMilliseconds(timeouts.request)}`,
    '# Who does not begin with TLS in that time is gone before Nginx hears of it.',
    'tcp-request content accept if { req.ssl_hello_type 1 }',
    'tcp-request content reject',
    'default_backend nginx',
  ],
];

/** The node's own Nginx; those of the others only once that is gone. */
const nginx = ({ host, nodes, number }: Node): Section => [
  'backend nginx',
  [
    'mode tcp',
    // Nginx ends idle connections itself, with the grace that HTTP has for it.
    'timeout server 1h',
    'option allbackups',
    'option httpchk',
    `http-check send meth GET uri ${NGINX_HEALTH} ver HTTP/1.1 hdr Host ${host.fqdn}`,
    'http-check expect status 204',
    'default-server send-proxy-v2 check check-send-proxy check-ssl verify required ' +
      `ca-file ${files.authority} inter 500ms fastinter 200ms downinter 500ms fall 2 rise 2 on-marked-down shutdown-sessions`,
    ...nodes.map(
      (other) =>
        `server ${other.host.hostname} ${other.host.addresses[0].address}:${String(PORTS.tls)} ` +
        `verifyhost ${other.host.fqdn} check-sni ${other.host.fqdn}${other.number === number ? '' : ' backup'}`,
    ),
  ],
];

/**
 * HTTP is for the public authority, which asks by it whether a name is ours. One node has asked, and answers: the others
 * refuse the connection at once, or answer 404 if they have asked for themselves. Everybody else gets a 404 from here, and
 * is not led to HTTPS: a client that sends its credentials in clear must notice.
 */
const challenge = ({ floating, nodes }: Node): readonly Section[] => [
  [
    'frontend http',
    [
      ...floating.map(({ address }) => `bind ${address}:${String(PORTS.http)}`),
      'maxconn 1000',
      'tcp-request connection track-sc0 src table clients',
      'tcp-request connection reject if { sc0_conn_rate gt 100 }',
      'http-request return status 404 unless { path_beg /.well-known/acme-challenge/ } METH_GET',
      'default_backend challenge',
    ],
  ],
  [
    'backend challenge',
    [
      'balance roundrobin',
      // Nobody is looked after here: a node listens for the few seconds that it takes.
      'option redispatch 1',
      `retries ${String(nodes.length)}`,
      'retry-on conn-failure empty-response 404',
      'timeout server 5s',
      ...nodes.map(({ host }) => `server ${host.hostname} ${host.addresses[0].address}:${String(PORTS.challenge)}`),
    ],
  ],
];

const tooMany = (condition: string): string =>
  `http-request return status 429 content-type text/plain string "too many requests" hdr retry-after 1 if ${condition}`;

const requests = ({ routes }: Node, { limits }: HaproxyIngress): Section => [
  'frontend requests',
  [
    // Nginx keeps connections: the old process ends one with the answer to its next request, never while one is coming.
    'option idle-close-on-response',
    `bind unix@${files.requests} user haproxy group www-data mode 660`,
    'http-request track-sc0 req.hdr_ip(x-real-ip) table client-requests',
    '# What a tenant shows is a secret of its own: nobody else can use up its share.',
    'http-request track-sc1 req.fhdr(authorization),sha2(256) table tenant-requests if { req.fhdr(authorization) -m found }',
    tooMany(`{ sc0_http_req_rate gt ${String(limits.clientRequests)} }`),
    tooMany(`{ sc1_http_req_rate gt ${String(limits.tenantRequests)} }`),
    ...routes
      .filter(({ paths }) => paths.length > 0)
      .map(({ service: name, paths }) => `use_backend ${name} if { path_beg ${paths.join(' ')} }`),
    ...(routes.some(({ paths }) => paths.length === 0)
      ? [`default_backend ${routes.find(({ paths }) => paths.length === 0)?.service ?? ''}`]
      : ['http-request return status 404 if !{ path_beg ' + routes.flatMap(({ paths }) => paths).join(' ') + ' }']),
  ],
];

/**
 * A server leaves when it does not answer in time or answers with a 5xx: to a check, or to ten requests in a row. A
 * request goes to another server only if it certainly did not reach the first: a message is never sent twice from here.
 */
const service = ({ service: name, tls, health, servers }: Route, { timeouts }: HaproxyIngress): Section => [
  `backend ${name}`,
  [
    'balance random(2)',
    'option redispatch 1',
    'retries 2',
    'retry-on conn-failure',
    'option httpchk',
    `http-check send meth GET uri ${health} ver HTTP/1.1 hdr Host ${name}`,
    'http-check expect status 200',
    'timeout check 1s',
    'default-server check inter 1s fastinter 250ms downinter 1s fall 2 rise 2 slowstart 10s ' +
      'observe layer7 error-limit 10 on-error mark-down pool-max-conn 256 pool-purge-delay ' +
      inMilliseconds(timeouts.idle) +
      (tls ? ` ssl verify required ca-file ${files.authority} crt ${files.both}` : ''),
    ...servers.map(
      (server) =>
        `server ${server.name} ${server.address}:${String(server.port)}` +
        (tls ? ` verifyhost ${server.fqdn} sni str(${server.fqdn}) check-sni ${server.fqdn}` : ''),
    ),
  ],
];

const metrics = ({ address }: Node): Section => [
  'frontend metrics',
  [
    `bind ${address}:${String(PORTS.metrics)}`,
    'http-request use-service prometheus-exporter if { path /metrics }',
    'stats enable',
    'stats uri /',
    'stats hide-version',
  ],
];

/** Whether this node can do anything for a client: HAProxy runs, and there is an Nginx to pass connections to. */
const alive = (): Section => [
  'frontend alive',
  [`bind 127.0.0.1:${String(PORTS.alive)}`, 'monitor-uri /alive', 'monitor fail if { nbsrv(nginx) lt 1 }'],
];
