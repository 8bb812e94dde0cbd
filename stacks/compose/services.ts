import { haproxyFile, type Section } from '@catalyst/ingress';
import { secretsIn, type Platform } from '@catalyst/model';
import { deploymentsAt, type Deployment } from '@catalyst/services';
import { GiB, after, healthy, mounted, type Part } from './parts.ts';

/** Where backends are inside the network of the file, in place of hosts with names and certificates. */
const INSIDE: Readonly<Record<string, string>> = {
  LISTEN_ADDRESS: '0.0.0.0',
  N8N_LISTEN_ADDRESS: '0.0.0.0',
  N8N_WORKER_SERVER_ADDRESS: '0.0.0.0',
  N8N_PROTOCOL: 'http',
  KAFKA_BOOTSTRAP: 'kafka:9092',
  KAFKA_SECURITY: 'PLAINTEXT',
  CACHE_NODES: 'dragonfly:6379',
  DB_POSTGRESDB_HOST: 'postgres',
  DB_POSTGRESDB_PORT: '5432',
  QUEUE_BULL_REDIS_HOST: 'dragonfly',
  QUEUE_BULL_REDIS_PORT: '6379',
  QUEUE_BULL_REDIS_TLS: 'false',
};

/** What is for certificates, which nobody has here: the network is the machine's own. */
const LEFT_OUT =
  /^(TLS_|N8N_SSL_|DB_POSTGRESDB_SSL|NODE_EXTRA_CA_CERTS|KAFKA_(SASL|USERS|PASSWORDS|AUTHORITY)|CACHE_SENTINELS)/;

const DATABASE = /^postgresql:\/\/([^@]+)@[^/]+\/([^?]+)\?.*$/;

const environment = ({ settings }: Deployment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !LEFT_OUT.test(name))
      .map(([name, value]): [string, string] => {
        const text = INSIDE[name] ?? String(value);
        return [
          name,
          text.replace(DATABASE, `postgresql://$1@${name === 'TIMESCALE_URL' ? 'timescale' : 'postgres'}:5432/$2`),
        ];
      }),
  );

/** Of Kafka's users nobody needs a password here. */
const secretsOf = ({ secrets }: Deployment) =>
  secrets
    .filter(({ name }) => !name.startsWith('kafka-'))
    .flatMap(({ name, content }) => secretsIn(content).map((id) => mounted(id, name)));

const isN8n = ({ container: { role } }: Deployment): boolean => role === 'n8n' || role.startsWith('n8n-');
const portOf = ({ container }: Deployment): number => Number(new URL(container.ready).port);

/** Every instance of every service, as on the platform, and n8n. */
export function services(platform: Platform, site: string): Part {
  const all = deploymentsAt(platform, site);
  const main = all.find(({ container }) => container.role === 'n8n');
  return {
    files: {},
    volumes: all.filter(isN8n).map(({ container }) => container.name),
    services: Object.fromEntries(
      all.map((deployment) => {
        const { container } = deployment;
        const { name, image, command, cores, memory, drain } = container;
        // The main process makes n8n's tables; the others need them.
        const waits = isN8n(deployment) && deployment !== main && main !== undefined ? [main.container.name] : [];
        return [
          name,
          {
            image,
            ...(command.length > 0 ? { command } : {}),
            environment: environment(deployment),
            ...(isN8n(deployment) ? { volumes: [`${name}:/home/node/.n8n`] } : {}),
            ...(name === main?.container.name ? { ports: [`127.0.0.1:5678:${String(portOf(deployment))}`] } : {}),
            secrets: secretsOf(deployment),
            depends_on: {
              ...after('service_completed_successfully', 'kafka-topics'),
              ...after('service_healthy', 'postgres', 'dragonfly', ...waits),
            },
            healthcheck: isN8n(deployment)
              ? healthy(
                  'CMD',
                  'wget',
                  '-q',
                  '-O',
                  '/dev/null',
                  `http://127.0.0.1:${String(portOf(deployment))}${new URL(container.ready).pathname}`,
                )
              : // A program that every image of ours has (packages/services/README.md).
                healthy('CMD', 'healthcheck'),
            mem_limit: memory,
            cpus: cores,
            restart: 'unless-stopped' as const,
            stop_grace_period: `${String(Math.ceil(drain / 1000))}s`,
            ...(isN8n(deployment) ? {} : { read_only: true, tmpfs: ['/tmp'] }),
            cap_drop: ['ALL'],
            security_opt: ['no-new-privileges'],
          },
        ];
      }),
    ),
  };
}

/** The way in: TLS 1.3 at HAProxy, a path for each channel, and the checks that the platform has. */
export function proxy(platform: Platform, site: string, image: (name: string, version: string) => string): Part {
  const all = deploymentsAt(platform, site);
  const channels = Object.keys(platform.demand.channels);
  const routes = [
    ...channels.map((channel) => ({
      role: channel,
      name: `messaging-${channel}`,
      paths: [`/v1/${channel}/`],
      health: '/health/ready',
    })),
    {
      role: 'n8n-webhooks',
      name: 'n8n-webhooks',
      paths: ['/webhook/', '/webhook-waiting/'],
      health: '/healthz/readiness',
    },
    { role: 'channels', name: 'messaging', paths: [], health: '/health/ready' },
  ].flatMap((route) => {
    const servers = all.filter(({ container }) => container.role === route.role);
    return servers.length === 0 ? [] : [{ ...route, servers }];
  });
  const sections: readonly Section[] = [
    ['global', ['log stdout format raw local0 notice', 'maxconn 4000', 'ssl-default-bind-options ssl-min-ver TLSv1.3']],
    [
      'defaults',
      [
        ...['log global', 'mode http', 'option httplog', 'option dontlog-normal', 'option log-separate-errors'],
        ...[
          'timeout connect 1s',
          'timeout client 60s',
          'timeout server 30s',
          'timeout http-request 5s',
          'timeout queue 2s',
        ],
        '# A name that is not known yet is asked for again: containers come and go.',
        'default-server check inter 1s fastinter 250ms fall 2 rise 2 resolvers docker init-addr last,libc,none',
        'option redispatch 1',
      ],
    ],
    ['resolvers docker', ['nameserver dns 127.0.0.11:53', 'hold valid 5s']],
    [
      'frontend api',
      [
        'bind :8443 ssl crt /run/secrets/proxy-tls alpn h2,http/1.1',
        'http-request set-header x-forwarded-for %[src]',
        ...routes
          .filter(({ paths }) => paths.length > 0)
          .map(({ name, paths }) => `use_backend ${name} if { path_beg ${paths.join(' ')} }`),
        ...(routes.some(({ paths }) => paths.length === 0)
          ? ['default_backend messaging']
          : ['http-request return status 404 unless { path_beg /v1/ /webhook }']),
      ],
    ],
    ...routes.map(({ name, health, servers }): Section => [
      `backend ${name}`,
      [
        'balance random(2)',
        `option httpchk GET ${health}`,
        'http-check expect status 200',
        ...servers.map(
          (server) => `server ${server.container.name} ${server.container.name}:${String(portOf(server))}`,
        ),
      ],
    ]),
    [
      'frontend status',
      ['bind :8405', 'monitor-uri /alive', 'http-request use-service prometheus-exporter if { path /metrics }'],
    ],
  ];
  return {
    volumes: [],
    files: { 'haproxy/haproxy.cfg': haproxyFile(sections) },
    services: {
      haproxy: {
        image: image('haproxy', '2.4'),
        ports: ['127.0.0.1:8443:8443'],
        volumes: ['./haproxy/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro'],
        secrets: [{ source: 'proxy-tls', target: 'proxy-tls' }],
        depends_on: after(
          'service_started',
          ...routes.flatMap(({ servers }) => servers.map(({ container }) => container.name)),
        ),
        // Its image has neither wget nor curl.
        healthcheck: healthy(
          'CMD',
          'bash',
          '-c',
          "exec 3<>/dev/tcp/127.0.0.1/8405; printf 'GET /alive HTTP/1.0\\r\\n\\r\\n' >&3; grep -q '200 OK' <&3",
        ),
        mem_limit: GiB(0.5),
        restart: 'unless-stopped',
      },
    },
  };
}
