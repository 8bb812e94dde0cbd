import {
  defineTier,
  mergeHostConfig,
  placed,
  Placement,
  resolve,
  type HostConfig,
  type Platform,
  type ProfileText,
  type Resolution,
} from '@catalyst/model';
import { z } from 'zod';
import { servicesHost } from '../host/index.ts';
import { services } from '../index.ts';
import type { ContainerServices, ServicesSpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];

/** The guide's host for containers: 16 cores, 96 GiB. */
export const server = {
  cores: 16,
  memory: '96 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '2 TB', raid: 'none', mount: '/var/lib/containers' } },
  nics: { ports: 2, speed: '25 Gbps' },
} as const satisfies Hardware;

/** What services call, since tiers do not know each other: the names, and the secrets of their users. */
const backends = defineTier({
  name: 'backends',
  title: 'Backends',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement, floating: z.boolean() }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'node', 'nodes'),
    floating: spec.floating ? [{ name: 'cache' }, { name: 'postgres' }] : [],
    services: [
      { name: 'kafka', role: 'node', port: 9094, tls: true },
      { name: 'cache', role: 'node', port: 6379, tls: true, floating: spec.floating ? ['cache'] : [] },
      { name: 'cache-sentinel', role: 'node', port: 26_379, tls: true },
      { name: 'postgres', role: 'node', port: 5432, tls: true, floating: spec.floating ? ['postgres'] : [] },
      { name: 'timescale', role: 'node', port: 5433, tls: true },
      { name: 'search', role: 'node', port: 9200, tls: true },
    ],
    secrets: [
      ...['kafka/users/api', 'kafka/users/billing', 'kafka/users/firewall'],
      ...Object.keys(site.demand.channels).map((channel) => `kafka/users/messaging-${channel}`),
      ...['billing', 'messaging', 'firewall', 'workflow'].map((user) => `dragonfly/users/${user}`),
      ...['postgres/users/billing', 'postgres/users/services', 'postgres/users/n8n', 'timescale/users/ingest'],
    ].map((name) => ({ name, kind: 'password' as const, purpose: name })),
  }),
});

export interface SiteText {
  /** Hosts of each group of workers, and what runs on each. */
  readonly groups?: readonly { readonly hosts: number; readonly run: Readonly<Record<string, number>> }[];
  readonly n8n?: Omit<NonNullable<Extract<z.input<typeof ServicesSpec>, { engine: 'containers' }>['n8n']>, 'on'>;
  readonly n8nHosts?: number;
  readonly services?: Omit<
    Extract<z.input<typeof ServicesSpec>, { engine: 'containers' }>,
    'engine' | 'workers' | 'n8n'
  >;
  readonly demand?: Partial<ProfileText['demand']>;
  /** Whether cache and database have addresses that move. */
  readonly floating?: boolean;
}

const RACKS = ['r01', 'r02', 'r03'] as const;
const racks = (count: number): string[] => Array.from({ length: count }, (_, i) => RACKS[i % RACKS.length] ?? 'r01');

const GROUP = { hosts: 2, run: { sms: 2, channels: 1, 'sms-firewall': 1, billing: 1 } };

export const profileWith = (text: SiteText): ProfileText => {
  const groups = text.groups ?? [GROUP];
  return {
    name: 'test',
    title: 'Services, and what they call',
    demand: { sustained: '10k tps', peak: '12k tps', channels: { sms: 1, whatsapp: 1, email: 1 }, ...text.demand },
    objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
    sites: {
      dc1: {
        substrate: 'datacenter',
        location: 'here',
        cidr: '10.16.0.0/16',
        racks: [...RACKS],
        rackUnits: 60,
        servers: {
          ...Object.fromEntries(
            groups.map(({ hosts }, i) => [i === 0 ? 'services' : `group-${String(i)}`, pool(hosts, 31 + i)]),
          ),
          postgres: pool(3, 50),
          ...(text.n8n === undefined ? {} : { n8n: pool(text.n8nHosts ?? 2, 51) }),
        },
        tiers: {
          services: {
            ...text.services,
            engine: 'containers',
            workers: groups.map(({ run }, i) => ({ on: i === 0 ? 'services' : `group-${String(i)}`, run })),
            ...(text.n8n === undefined ? {} : { n8n: { ...text.n8n, on: 'n8n' } }),
          },
          backends: { nodes: { on: 'postgres' }, floating: text.floating ?? true },
        },
      },
    },
  };
};

/** Well-known pools have blocks of their own. */
const pool = (count: number, block: number) => ({
  hardware: server,
  racks: racks(count),
  ...(block > 31 && block < 50 ? { block } : {}),
});

export const resolved = (text: SiteText): Resolution => resolve(profileWith(text), [services, backends]);

export interface Planned {
  readonly platform: Platform;
  readonly spec: ContainerServices;
  /** What each host of a service becomes, by its name. */
  readonly hosts: ReadonlyMap<string, HostConfig>;
}

export function planned(text: SiteText): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const spec = services.spec.parse(profileWith(text).sites['dc1']?.tiers['services']);
  if (spec.engine !== 'containers') throw new Error('not containers');
  const hosts = platform.hosts.flatMap((host): [string, HostConfig][] => {
    const here = platform.instances.filter((i) => i.host === host.id && i.tier === 'services');
    return here.length === 0
      ? []
      : [[host.hostname, mergeHostConfig(here.map((instance) => servicesHost(instance, spec, platform)))]];
  });
  return { platform, spec, hosts: new Map(hosts) };
}

/** The content of a file of a host; empty where it has none. */
export const fileOf = ({ hosts }: Planned, hostname: string, path: string): string =>
  hosts.get(hostname)?.files.find((f) => f.path === path)?.content ?? '';
