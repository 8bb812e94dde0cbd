import {
  mergeHostConfig,
  resolve,
  type HostConfig,
  type Platform,
  type ProfileText,
  type Resolution,
  type Tier,
} from '@catalyst/model';
import type { z } from 'zod';
import { postgres, timescale } from '../index.ts';
import type { Kind } from '../names.ts';
import type { PostgresSpec, TimescaleSpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];
type Patroni = Extract<z.input<typeof PostgresSpec>, { engine: 'patroni' }>;

/** The guide's server: 32 cores, 256 GiB, data, archive and a log of its own. */
export const server = {
  cores: 32,
  memory: '256 GiB',
  volumes: {
    data: { media: 'nvme', drives: 4, drive: '2 TB', raid: 'raid10', mount: '/var/lib/postgresql' },
    archive: { media: 'sas', drives: 5, drive: '2 TB', raid: 'raid6', mount: '/var/lib/postgresql-archive' },
    wal: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/postgresql-wal' },
  },
  nics: { ports: 2, speed: '10 Gbps' },
} as const satisfies Hardware;

/** A tier that only offers what the databases may call. */
const repository = {
  name: 'backup',
  title: 'Backup',
  stage: 'backup',
  spec: postgres.spec,
  plan: (_, site) => ({
    instances: site.hosts('backup', []).map((host) => ({ role: 'repository', host: host.id, number: host.number })),
    services: [{ name: 'backup', role: 'repository', port: 8432, tls: true }],
  }),
} satisfies Tier<'backup', typeof postgres.spec>;

export interface SiteText {
  readonly kind?: Kind;
  readonly nodes?: number;
  /** Members of the quorum; 0 for none. */
  readonly quorum?: number;
  readonly postgres?: Omit<Patroni, 'engine' | 'nodes' | 'etcd'>;
  readonly timescale?: Omit<z.input<typeof TimescaleSpec>, 'nodes' | 'etcd'>;
  readonly hardware?: Hardware;
  readonly failover?: ProfileText['objectives']['failover'];
  readonly demand?: Partial<ProfileText['demand']>;
  readonly claims?: ProfileText['claims'];
  /** A second site that is a copy of the first. */
  readonly standby?: 'hot' | 'delayed' | 'snapshots';
  readonly backup?: boolean;
}

const RACKS = ['r01', 'r02', 'r03', 'r04', 'r05'];
const racks = (count: number): string[] => Array.from({ length: count }, (_, i) => RACKS[i % RACKS.length] ?? 'r01');

/** A profile with a datacenter, and one of the two databases in it and nothing else. */
export function profileWith(text: SiteText): ProfileText {
  const { kind = 'postgres', nodes = 3, quorum = 3, hardware = server, standby, backup = false } = text;
  const spec = {
    ...(kind === 'postgres' ? { engine: 'patroni', ...text.postgres } : text.timescale),
    nodes: { on: kind },
    ...(quorum === 0 ? {} : { etcd: { on: 'control' } }),
  };
  const site = (cidr: string): Extract<ProfileText['sites'][string], { substrate: 'datacenter' }> => ({
    substrate: 'datacenter',
    location: 'here',
    cidr,
    racks: RACKS,
    servers: {
      [kind]: { hardware, racks: racks(nodes) },
      ...(quorum === 0 ? {} : { control: { hardware, racks: racks(quorum) } }),
      ...(backup ? { backup: { hardware, racks: racks(1) } } : {}),
    },
    tiers: { [kind]: spec, ...(backup ? { backup: { engine: 'patroni', nodes: { on: 'backup' } } } : {}) },
  });
  return {
    name: 'test',
    title: 'PostgreSQL alone',
    demand: { sustained: '685k tps', peak: '850k tps', channels: { sms: 3, whatsapp: 2 }, ...text.demand },
    objectives: { availability: '99.99 %', failover: text.failover ?? '40 s', latencyP99: '100 ms', retention: '7 d' },
    ...(text.claims === undefined ? {} : { claims: text.claims }),
    sites: {
      dc1: site('10.16.0.0/16'),
      ...(standby === undefined ? {} : { dc2: { ...site('10.17.0.0/16'), standby: { of: 'dc1', mode: standby } } }),
    },
    ...(standby === undefined
      ? {}
      : {
          interconnects: {
            fiber: { kind: 'dark-fiber', between: ['dc1', 'dc2'], bandwidth: '10 Gbps', latency: '65 ms' },
          },
        }),
  };
}

export const resolved = (text: SiteText): Resolution => resolve(profileWith(text), [postgres, timescale, repository]);

export interface Planned {
  readonly kind: Kind;
  readonly platform: Platform;
  /** By site and hostname: `dc1/postgres-1`. */
  readonly hosts: ReadonlyMap<string, HostConfig>;
}

/** A profile that is sound, and what each of its hosts becomes. */
export function planned(text: SiteText = {}): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const parts = platform.hosts.map((host): [string, HostConfig] => {
    const here = platform.instances.filter((instance) => instance.host === host.id);
    return [
      host.id,
      mergeHostConfig(
        here.flatMap((instance) => {
          const tier: Tier | undefined = [postgres, timescale].find(({ name }) => name === instance.tier);
          const spec = platform.sites.find(({ id }) => id === instance.site)?.tiers[instance.tier];
          return tier?.host === undefined ? [] : [tier.host(instance, spec, platform)];
        }),
      ),
    ];
  });
  return { kind: text.kind ?? 'postgres', platform, hosts: new Map(parts) };
}

/** A host of a plan, by its id. */
export function hostOf(plan: Planned, id: string): HostConfig {
  const config = plan.hosts.get(id);
  if (config === undefined) throw new Error(`there is no host '${id}'`);
  return config;
}

/** The text of a file of a host. */
export function fileOf(plan: Planned, id: string, path: string): string {
  const file = hostOf(plan, id).files.find((f) => f.path === path);
  if (file === undefined) throw new Error(`${id} has no ${path}`);
  return file.content;
}
