import { secretRef, type Host, type Instance, type Platform, type Service } from '@catalyst/model';
import { N8N_PORTS } from '../catalogue.ts';
import { secretNames } from '../plan.ts';
import type { ContainerServices, N8n } from '../spec.ts';
import { offered, passwordOf, reach } from './backends.ts';
import { imageOf, type Container } from './container.ts';
import { inside, paths } from './paths.ts';
import { nameOf, registryOf, type Deployment, type RoleSecret } from './service.ts';

/** n8n keeps what it has found out beside its settings, and nothing that another process would miss. */
const HOME = '/home/node/.n8n';

/** What each kind of process is started as. @source https://docs.n8n.io/hosting/scaling/queue-mode/ */
const commandOf = (role: string, { concurrency }: N8n): readonly string[] =>
  role === 'n8n-worker'
    ? ['worker', `--concurrency=${String(concurrency)}`]
    : role === 'n8n-webhooks'
      ? ['webhook']
      : ['start'];

/** One process of n8n, in queue mode: main, webhooks or worker. They share a database, a queue and a key. */
export function n8nDeployment(instance: Instance, spec: ContainerServices, host: Host, platform: Platform): Deployment {
  const { n8n } = spec;
  if (n8n === undefined) throw new Error(`${instance.site} has no n8n`);
  const { role, site } = instance;
  const name = nameOf(instance);
  const postgres = offered(platform, site, 'postgres');
  const cache = offered(platform, site, 'cache');
  const worker = role === 'n8n-worker';
  const port = instance.port ?? (role === 'n8n' ? N8N_PORTS.main : N8N_PORTS.webhooks);
  const url = `${worker ? 'http' : 'https'}://${host.fqdn}:${String(port)}`;
  return {
    container: {
      name,
      role,
      description: `Workflow engine, ${name}`,
      image: imageOf(registryOf(spec, platform), 'n8n', n8n.version),
      command: commandOf(role, n8n),
      cores: 2,
      memory: n8n.memory,
      drain: spec.drain,
      ready: `${url}/healthz/readiness`,
      live: `${url}/healthz`,
      writes: [{ from: `${paths.n8n}/${name}`, to: HOME }],
    } satisfies Container,
    settings: {
      EXECUTIONS_MODE: 'queue',
      N8N_ENCRYPTION_KEY_FILE: `${inside.secrets}/encryption-key`,
      N8N_LISTEN_ADDRESS: host.addresses[0].address,
      ...(worker
        ? {
            QUEUE_HEALTH_CHECK_ACTIVE: 'true',
            QUEUE_HEALTH_CHECK_PORT: port,
            N8N_WORKER_SERVER_ADDRESS: host.addresses[0].address,
          }
        : {
            N8N_PORT: port,
            N8N_PROTOCOL: 'https',
            N8N_SSL_CERT: `${inside.tls}/tls.crt`,
            N8N_SSL_KEY: `${inside.tls}/tls.key`,
          }),
      N8N_METRICS: 'true',
      N8N_GRACEFUL_SHUTDOWN_TIMEOUT: Math.floor(spec.drain / 1000),
      // The processes for webhooks answer them, so that one that waits for a workflow never stops the editor.
      N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
      ...(Object.keys(n8n.credentials).length === 0
        ? {}
        : { CREDENTIALS_OVERWRITE_DATA_FILE: `${inside.secrets}/credentials` }),
      ...(n8n.webhooks === undefined ? {} : { WEBHOOK_URL: `https://${n8n.webhooks}/` }),
      ...(n8n.mains > 1
        ? { N8N_MULTI_MAIN_SETUP_ENABLED: 'true', N8N_LICENSE_ACTIVATION_KEY_FILE: `${inside.secrets}/licence` }
        : {}),
      // What ran is kept for two weeks, and not for ever.
      EXECUTIONS_DATA_PRUNE: 'true',
      EXECUTIONS_DATA_MAX_AGE: 336,
      // Code of workflows runs apart from the process that has the keys, and sees none of its settings.
      N8N_RUNNERS_ENABLED: 'true',
      N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      NODE_EXTRA_CA_CERTS: `${inside.tls}/ca.crt`,
      ...(postgres === undefined ? {} : database(platform, postgres)),
      ...(cache === undefined ? {} : queue(platform, cache)),
    },
    secrets: [
      { name: 'encryption-key', content: secretRef(`${site}/${secretNames.encryption}`) },
      ...(n8n.mains > 1 ? [{ name: 'licence', content: secretRef(`${site}/${secretNames.licence}`) }] : []),
      ...credentials(n8n, site),
      ...password(platform, site, 'postgres/users/n8n', 'postgres'),
      ...password(platform, site, 'dragonfly/users/workflow', 'queue'),
    ],
  };
}

/** What the types of credentials have in common, each with its password. @source https://docs.n8n.io/embed/configuration/ */
const credentials = (n8n: N8n, site: string): readonly RoleSecret[] => {
  const types = Object.entries(n8n.credentials);
  const data = Object.fromEntries(
    types.map(([type, fields]) => [
      type,
      { ...fields, password: secretRef(`${site}/${secretNames.credential(type)}`) },
    ]),
  );
  return types.length === 0 ? [] : [{ name: 'credentials', content: `${JSON.stringify(data)}\n` }];
};

const password = (platform: Platform, site: string, id: string, name: string): readonly RoleSecret[] => {
  const secret = passwordOf(platform, site, id);
  return secret === undefined ? [] : [{ name, content: secretRef(secret.id) }];
};

/** @source https://docs.n8n.io/hosting/configuration/environment-variables/database/ */
const database = (platform: Platform, service: Service): Readonly<Record<string, string | number>> => {
  const { host, port } = reach(platform, service);
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: host,
    DB_POSTGRESDB_PORT: port,
    DB_POSTGRESDB_DATABASE: 'n8n',
    DB_POSTGRESDB_USER: 'n8n',
    DB_POSTGRESDB_PASSWORD_FILE: `${inside.secrets}/postgres`,
    DB_POSTGRESDB_SSL_CA_FILE: `${inside.tls}/ca.crt`,
    DB_POSTGRESDB_SSL_REJECT_UNAUTHORIZED: 'true',
  };
};

/** Below the keys that the cache's user `workflow` has. @source https://docs.n8n.io/hosting/configuration/environment-variables/queue-mode/ */
const queue = (platform: Platform, service: Service): Readonly<Record<string, string | number>> => {
  const { host, port } = reach(platform, service);
  return {
    QUEUE_BULL_REDIS_HOST: host,
    QUEUE_BULL_REDIS_PORT: port,
    QUEUE_BULL_REDIS_TLS: 'true',
    QUEUE_BULL_REDIS_USERNAME: 'workflow',
    QUEUE_BULL_REDIS_PASSWORD_FILE: `${inside.secrets}/queue`,
    // The braces keep all of it on one shard.
    QUEUE_BULL_PREFIX: 'workflow:{n8n}',
    N8N_REDIS_KEY_PREFIX: 'workflow:{n8n}',
  };
};
