import { secretRef, type Host, type Instance, type Platform } from '@catalyst/model';
import { kindOf, portBase, type Kind } from '../catalogue.ts';
import type { ContainerServices } from '../spec.ts';
import { addresses, starts, offered, passwordOf, reach } from './backends.ts';
import { imageOf, type Container } from './container.ts';
import { inside } from './paths.ts';

/** A secret of a role: the name of its file, and what is in it. */
export interface RoleSecret {
  readonly name: string;
  readonly content: string;
}

/** All that a container of a role is made from. */
export interface Deployment {
  readonly container: Container;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly secrets: readonly RoleSecret[];
}

export const nameOf = ({ id, host }: Instance): string => id.slice(host.length + 1);

export const registryOf = ({ images }: ContainerServices, { domain }: Platform): string =>
  images.registry ?? `registry.${domain}`;

/** One instance of a service of ours. What an image must do to be one is in the README. */
export function deploymentOf(instance: Instance, spec: ContainerServices, host: Host, platform: Platform): Deployment {
  const channels = Object.keys(platform.demand.channels);
  const kind = kindOf(instance.role, channels);
  if (kind === undefined) throw new Error(`there is no service '${instance.role}'`);
  const name = nameOf(instance);
  const port = instance.port ?? (portBase(instance.role, spec.ports) ?? 0) + 1;
  const size = { ...kind, ...defined(spec.sizes[instance.role]) };
  const url = `https://${host.fqdn}:${String(port)}`;
  const backends = backendsOf(kind, instance.site, platform);
  return {
    container: {
      name,
      role: instance.role,
      description: `Service ${name}`,
      image: imageOf(
        registryOf(spec, platform),
        instance.role,
        spec.images.versions[instance.role] ?? spec.images.version,
      ),
      command: [],
      cores: size.cores,
      memory: size.memory,
      drain: spec.drain,
      ready: `${url}/health/ready`,
      live: `${url}/health/live`,
      writes: [],
    },
    settings: {
      CATALYST_SERVICE: instance.role,
      CATALYST_INSTANCE: `${host.hostname}/${name}`,
      CATALYST_SITE: instance.site,
      CATALYST_CHANNELS: channelsOf(instance.role, channels),
      LISTEN_ADDRESS: host.addresses[0].address,
      LISTEN_PORT: port,
      TLS_CERTIFICATE: `${inside.tls}/tls.crt`,
      TLS_KEY: `${inside.tls}/tls.key`,
      TLS_AUTHORITY: `${inside.tls}/ca.crt`,
      DRAIN_SECONDS: Math.floor(spec.drain / 1000),
      ...backends.settings,
    },
    secrets: backends.secrets,
  };
}

/** A service of one channel has that; the shared one all that it has users for. */
const channelsOf = (role: string, channels: readonly string[]): string =>
  channels.includes(role) ? role : role === 'channels' ? channels.join(',') : '';

/** What is given, and not what is left out. */
const defined = (size: ContainerServices['sizes'][string] = {}): Partial<Pick<Kind, 'cores' | 'memory'>> => ({
  ...(size.cores === undefined ? {} : { cores: size.cores }),
  ...(size.memory === undefined ? {} : { memory: size.memory }),
});

interface Backends {
  readonly settings: Readonly<Record<string, string | number>>;
  readonly secrets: readonly RoleSecret[];
}

const NONE: Backends = { settings: {}, secrets: [] };

/** How a role reaches what it calls, and as whom. What the site has not, it does not hear of. */
function backendsOf(kind: Kind, site: string, platform: Platform): Backends {
  const parts = [
    kafkaOf(kind.kafka, site, platform),
    kind.cache === null ? NONE : cacheOf(kind.cache, site, platform),
    kind.postgres === null ? NONE : databaseOf('postgres', kind.postgres, site, platform),
    kind.timescale === null ? NONE : databaseOf('timescale', kind.timescale, site, platform),
  ];
  return {
    settings: Object.fromEntries(parts.flatMap(({ settings }) => Object.entries(settings))),
    secrets: parts.flatMap(({ secrets }) => secrets),
  };
}

function secretOf(platform: Platform, site: string, id: string, file: string): readonly RoleSecret[] {
  const secret = passwordOf(platform, site, id);
  return secret === undefined ? [] : [{ name: file, content: secretRef(secret.id) }];
}

function kafkaOf(users: readonly string[], site: string, platform: Platform): Backends {
  const kafka = offered(platform, site, 'kafka');
  if (kafka === undefined || users.length === 0) return NONE;
  return {
    settings: {
      KAFKA_BOOTSTRAP: starts(platform, kafka),
      KAFKA_SECURITY: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      // The password of each is in the file of its name.
      KAFKA_USERS: users.join(','),
      KAFKA_PASSWORDS: `${inside.secrets}/kafka-<user>`,
      KAFKA_AUTHORITY: `${inside.secrets}/kafka-ca`,
    },
    secrets: [
      ...secretOf(platform, site, 'kafka/ca', 'kafka-ca'),
      ...users.flatMap((user) => secretOf(platform, site, `kafka/users/${user}`, `kafka-${user}`)),
    ],
  };
}

function cacheOf(user: string, site: string, platform: Platform): Backends {
  const cache = offered(platform, site, 'cache');
  if (cache === undefined) return NONE;
  const sentinels = offered(platform, site, 'cache-sentinel');
  return {
    settings: {
      // Sentinels know the master of every shard, also of those that come later.
      ...(sentinels === undefined
        ? { CACHE_NODES: addresses(platform, cache) }
        : { CACHE_SENTINELS: starts(platform, sentinels) }),
      CACHE_USER: user,
      CACHE_PASSWORD_FILE: `${inside.secrets}/cache`,
    },
    secrets: secretOf(platform, site, `dragonfly/users/${user}`, 'cache'),
  };
}

const DATABASE = { postgres: 'catalyst', timescale: 'analytics' } as const;

function databaseOf(tier: 'postgres' | 'timescale', user: string, site: string, platform: Platform): Backends {
  const service = offered(platform, site, tier);
  if (service === undefined) return NONE;
  const { host, port } = reach(platform, service);
  const prefix = tier.toUpperCase();
  return {
    settings: {
      [`${prefix}_URL`]: `postgresql://${user}@${host}:${String(port)}/${DATABASE[tier]}?sslmode=verify-full`,
      [`${prefix}_PASSWORD_FILE`]: `${inside.secrets}/${tier}`,
    },
    secrets: secretOf(platform, site, `${tier}/users/${user}`, tier),
  };
}
