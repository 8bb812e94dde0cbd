import { DRAGONFLY_VERSION, usersOf } from '@catalyst/dragonfly';
import { ELASTIC_VERSION } from '@catalyst/elasticsearch';
import { KAFKA_VERSION } from '@catalyst/kafka';
import { POSTGRESQL, TIMESCALEDB } from '@catalyst/postgres';
import type { HostConfig, Platform } from '@catalyst/model';
import { z } from 'zod';
import { GiB, after, dollars, healthy, mounted, type Part } from './parts.ts';

const Cluster = z.looseObject({
  topics: z.array(
    z.looseObject({ name: z.string(), partitions: z.int(), config: z.record(z.string(), z.unknown()).optional() }),
  ),
});

/** What of the host's own settings holds in a container too: all but where to listen, who may, and where files are. */
const KAFKA_SETTINGS = /^(num\.|log\.(retention|segment)|message\.|socket\.|replica\.|auto\.create|group\.)/;

const fileOf = (config: HostConfig, path: string): string =>
  config.files.find((file) => file.path === path)?.content ?? '';

/** One broker that is its own controller, with the settings and topics of the site. No one outside the network reaches it. */
export function kafka(config: HostConfig, image: (name: string, version: string) => string): Part {
  const own = fileOf(config, '/etc/kafka/server.properties')
    .split('\n')
    .filter((line) => KAFKA_SETTINGS.test(line));
  const { topics } = Cluster.parse(JSON.parse(fileOf(config, '/etc/kafka/provisioning/cluster.json')));
  const settings = [
    'process.roles=broker,controller',
    'node.id=1',
    'controller.quorum.voters=1@localhost:9093',
    'listeners=CLIENT://:9092,CONTROLLER://localhost:9093',
    'advertised.listeners=CLIENT://kafka:9092',
    'listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=CLIENT',
    'controller.listener.names=CONTROLLER',
    'log.dirs=/var/lib/kafka/data',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    ...own,
  ];
  const bin = '/opt/kafka/bin';
  const create =
    `while read -r topic partitions; do ${bin}/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists ` +
    '--topic "$topic" --partitions "$partitions" --replication-factor 1; done </etc/kafka/topics';
  return {
    volumes: ['kafka'],
    files: {
      'kafka/server.properties': `${settings.join('\n')}\n`,
      'kafka/topics': topics.map(({ name, partitions }) => `${name} ${String(partitions)}\n`).join(''),
    },
    services: {
      kafka: {
        image: image('kafka', KAFKA_VERSION),
        environment: { KAFKA_HEAP_OPTS: '-Xms2g -Xmx2g' },
        volumes: ['./kafka/server.properties:/mnt/shared/config/server.properties:ro', 'kafka:/var/lib/kafka/data'],
        healthcheck: healthy('CMD', `${bin}/kafka-broker-api-versions.sh`, '--bootstrap-server', 'localhost:9092'),
        mem_limit: GiB(4),
        restart: 'unless-stopped',
        stop_grace_period: '60s',
      },
      'kafka-topics': {
        image: image('kafka', KAFKA_VERSION),
        entrypoint: ['/bin/sh', '-c', dollars(create)],
        volumes: ['./kafka/topics:/etc/kafka/topics:ro'],
        depends_on: after('service_healthy', 'kafka'),
        mem_limit: GiB(0.5),
        restart: 'on-failure',
      },
    },
  };
}

/** A database with its users, each with a password of its own. `owned` are databases of one user alone. */
function database(
  name: 'postgres' | 'timescale',
  image: string,
  main: string,
  owned: readonly string[],
  platform: Platform,
  site: string,
): Part {
  const prefix = `${site}/${name}/users/`;
  const users = platform.secrets.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id.slice(prefix.length));
  const psql = 'psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER"';
  const script = [
    '#!/bin/sh',
    '# Runs once, when the database is made.',
    'set -eu',
    ...users.map(
      (user) =>
        `${psql} --set pw="$(cat /run/secrets/${name}-users-${user})" <<'SQL'\nCREATE ROLE "${user}" LOGIN PASSWORD :'pw';\nSQL`,
    ),
    ...owned
      .filter((user) => users.includes(user))
      .map((user) => `createdb --username "$POSTGRES_USER" --owner "${user}" "${user}"`),
    ...users
      .filter((user) => !owned.includes(user))
      .map((user) => `${psql} --dbname ${main} --command 'GRANT CREATE, USAGE ON SCHEMA public TO "${user}"'`),
    ...(name === 'timescale'
      ? [`${psql} --dbname ${main} --command 'CREATE EXTENSION IF NOT EXISTS timescaledb'`]
      : []),
    '',
  ].join('\n');
  const superuser = `${site}/${name}/superuser`;
  return {
    volumes: [name],
    files: { [`${name}/init.sh`]: script },
    services: {
      [name]: {
        image,
        environment: { POSTGRES_DB: main, POSTGRES_PASSWORD_FILE: `/run/secrets/${name}-superuser` },
        volumes: [`${name}:/var/lib/postgresql/data`, `./${name}/init.sh:/docker-entrypoint-initdb.d/10-users.sh:ro`],
        secrets: [mounted(superuser), ...users.map((user) => mounted(prefix + user))],
        healthcheck: healthy('CMD', 'pg_isready', '--quiet', '--username', 'postgres', '--dbname', main),
        mem_limit: GiB(4),
        restart: 'unless-stopped',
        stop_grace_period: '60s',
      },
    },
  };
}

export const postgres = (platform: Platform, site: string, image: (name: string, version: string) => string): Part =>
  database('postgres', image('postgres', String(POSTGRESQL)), 'catalyst', ['n8n'], platform, site);

export const timescale = (platform: Platform, site: string, image: (name: string, version: string) => string): Part =>
  database('timescale', image('timescaledb', `${TIMESCALEDB}.0-pg15`), 'analytics', [], platform, site);

/** The cache with the users and the keys that they have on the platform. Its access list is made when it starts. */
export function dragonfly(platform: Platform, site: string, image: (name: string, version: string) => string): Part {
  const users = usersOf().filter(({ name }) =>
    platform.secrets.some(({ id }) => id === `${site}/dragonfly/users/${name}`),
  );
  const secret = (user: string): string => `/run/secrets/dragonfly-users-${user}`;
  const start = [
    '#!/bin/sh',
    'set -eu',
    'umask 077',
    '{',
    "  echo 'USER default OFF'",
    ...users.map(
      ({ name, rules }) => `  printf 'USER %s ON >%s %s\\n' ${name} "$(cat ${secret(name)})" '${rules.join(' ')}'`,
    ),
    '} >/tmp/acl',
    'exec dragonfly --logtostderr --dir /data --dbfilename dump --snapshot_cron "0 * * * *" --maxmemory 4g --proactor_threads 2 --aclfile /tmp/acl',
    '',
  ].join('\n');
  return {
    volumes: ['dragonfly'],
    files: { 'dragonfly/start.sh': start },
    services: {
      dragonfly: {
        image: image('dragonfly', DRAGONFLY_VERSION),
        entrypoint: ['/bin/sh', '/start.sh'],
        volumes: ['dragonfly:/data', './dragonfly/start.sh:/start.sh:ro'],
        secrets: users.map(({ name }) => mounted(`${site}/dragonfly/users/${name}`)),
        healthcheck: healthy(
          'CMD-SHELL',
          dollars(
            `redis-cli --no-auth-warning --user observer --pass "$(cat ${secret('observer')})" ping | grep -q PONG`,
          ),
        ),
        mem_limit: GiB(5),
        restart: 'unless-stopped',
        stop_grace_period: '120s',
      },
    },
  };
}

/** One node, and Kibana once its user has a password. */
export function search(site: string, image: (name: string, version: string) => string): Part {
  const elastic = `${site}/elasticsearch/users/elastic`;
  const kibana = `${site}/elasticsearch/users/kibana_system`;
  const ask = (path: string): string =>
    `curl --silent --fail --user "elastic:$(cat /run/secrets/elastic)" http://elasticsearch:9200${path}`;
  const setPassword =
    `${ask('/_security/user/kibana_system/_password')} --header 'content-type: application/json' ` +
    `--data "{\\"password\\":\\"$(cat /run/secrets/kibana)\\"}"`;
  return {
    volumes: ['elasticsearch'],
    files: {},
    services: {
      elasticsearch: {
        image: image('elasticsearch', ELASTIC_VERSION),
        environment: {
          'discovery.type': 'single-node',
          'xpack.security.enabled': 'true',
          'xpack.security.http.ssl.enabled': 'false',
          ES_JAVA_OPTS: '-Xms3g -Xmx3g',
          ELASTIC_PASSWORD_FILE: '/run/secrets/elastic',
        },
        volumes: ['elasticsearch:/usr/share/elasticsearch/data'],
        secrets: [mounted(elastic, 'elastic')],
        healthcheck: healthy(
          'CMD-SHELL',
          dollars(`${ask('/_cluster/health?wait_for_status=yellow&timeout=1s')} >/dev/null`),
        ),
        mem_limit: GiB(6),
        restart: 'unless-stopped',
        stop_grace_period: '60s',
      },
      'kibana-password': {
        image: image('elasticsearch', ELASTIC_VERSION),
        entrypoint: ['/bin/sh', '-c', dollars(setPassword)],
        secrets: [mounted(elastic, 'elastic'), mounted(kibana, 'kibana')],
        depends_on: after('service_healthy', 'elasticsearch'),
        mem_limit: GiB(0.25),
        restart: 'on-failure',
      },
      kibana: {
        image: image('kibana', ELASTIC_VERSION),
        entrypoint: [
          '/bin/sh',
          '-c',
          dollars('ELASTICSEARCH_PASSWORD="$(cat /run/secrets/kibana)" exec /usr/local/bin/kibana-docker'),
        ],
        environment: { ELASTICSEARCH_HOSTS: 'http://elasticsearch:9200', ELASTICSEARCH_USERNAME: 'kibana_system' },
        ports: ['127.0.0.1:5601:5601'],
        secrets: [mounted(kibana, 'kibana')],
        depends_on: after('service_completed_successfully', 'kibana-password'),
        healthcheck: healthy('CMD-SHELL', 'curl --silent --fail http://localhost:5601/api/status >/dev/null'),
        mem_limit: GiB(1.5),
        restart: 'unless-stopped',
      },
    },
  };
}
