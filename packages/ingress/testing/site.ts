import {
  defineTier,
  mergeHostConfig,
  resolve,
  type HostConfig,
  type Platform,
  type ProfileText,
  type Resolution,
} from '@catalyst/model';
import { z } from 'zod';
import { ingressHost } from '../host/index.ts';
import { ingress } from '../index.ts';
import type { HaproxyIngress, IngressSpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];

/** The node of audit §4.12: 16 cores, two ports of 25 Gbps. */
export const server = {
  cores: 16,
  memory: '32 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '500 GB', raid: 'none', mount: '/data' } },
  nics: { ports: 2, speed: '25 Gbps' },
} as const satisfies Hardware;

/** Two services for the nodes to pass requests on to, since tiers do not know each other. */
const messaging = defineTier({
  name: 'messaging',
  title: 'Services',
  stage: 'services',
  spec: z.strictObject({ on: z.string(), tls: z.boolean(), channels: z.array(z.string()), instances: z.int() }),
  plan: ({ on, tls, channels, instances }, site) => ({
    instances: site.hosts(on, ['on']).flatMap((host) =>
      [...channels, 'shared'].flatMap((role, r) =>
        Array.from({ length: instances }, (_, i) => ({
          role,
          host: host.id,
          number: host.number,
          name: `${role}-${String(i + 1)}`,
          port: 10_000 + 100 * r + i,
        })),
      ),
    ),
    services: [...channels, 'shared'].map((role, r) => ({
      name: role === 'shared' ? 'messaging' : `messaging-${role}`,
      role,
      port: 10_000 + 100 * r,
      tls,
    })),
  }),
});

export interface SiteText {
  readonly nodes: number;
  readonly mode?: HaproxyIngress['mode'];
  readonly ingress?: Omit<Extract<z.input<typeof IngressSpec>, { engine: 'haproxy' }>, 'engine' | 'nodes' | 'mode'>;
  readonly hardware?: Hardware;
  /** Hosts of services, and how many instances of each run on one. */
  readonly services?: number;
  readonly instances?: number;
  readonly tls?: boolean;
  /** Channels with a service of their own; `sms` and `email` exist. */
  readonly channels?: readonly string[];
  readonly demand?: Partial<ProfileText['demand']>;
  readonly objectives?: Partial<ProfileText['objectives']>;
  readonly cidr?: string;
}

const RACKS = ['r01', 'r02', 'r03'] as const;
const racks = (count: number): string[] => Array.from({ length: count }, (_, i) => RACKS[i % RACKS.length] ?? 'r01');

export const profileWith = (text: SiteText): ProfileText => ({
  name: 'test',
  title: 'A way in, and services behind it',
  demand: { sustained: '685k tps', peak: '850k tps', channels: { sms: 1, email: 1 }, ...text.demand },
  objectives: { availability: '99.9 %', failover: '2 s', latencyP99: '100 ms', retention: '7 d', ...text.objectives },
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'here',
      cidr: text.cidr ?? '10.16.0.0/16',
      racks: [...RACKS],
      rackUnits: 60,
      servers: {
        ingress: { hardware: text.hardware ?? server, racks: racks(text.nodes) },
        services: { hardware: server, racks: racks(text.services ?? 2) },
      },
      tiers: {
        ingress: {
          names: ['api.example.com'],
          ...text.ingress,
          engine: 'haproxy',
          nodes: { on: 'ingress' },
          mode: text.mode ?? 'active-active',
        },
        messaging: {
          on: 'services',
          tls: text.tls ?? true,
          channels: text.channels ?? ['sms'],
          instances: text.instances ?? 2,
        },
      },
    },
  },
});

export const resolved = (text: SiteText): Resolution => resolve(profileWith(text), [ingress, messaging]);

export interface Planned {
  readonly platform: Platform;
  readonly spec: HaproxyIngress;
  /** What each node becomes, by its name. */
  readonly hosts: ReadonlyMap<string, HostConfig>;
}

export function planned(text: SiteText): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const spec = ingress.spec.parse(profileWith(text).sites['dc1']?.tiers['ingress']);
  if (spec.engine !== 'haproxy') throw new Error('not haproxy');
  const hosts = platform.instances
    .filter(({ tier }) => tier === 'ingress')
    .map((instance): [string, HostConfig] => [
      instance.host.slice(instance.host.indexOf('/') + 1),
      mergeHostConfig([ingressHost(instance, spec, platform)]),
    ]);
  return { platform, spec, hosts: new Map(hosts) };
}

/** The content of a file of a node. */
export function fileOf({ hosts }: Planned, hostname: string, path: string): string {
  const file = hosts.get(hostname)?.files.find((f) => f.path === path);
  if (file === undefined) throw new Error(`${hostname} has no ${path}`);
  return file.content;
}
