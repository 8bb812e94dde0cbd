import {
  mergeHostConfig,
  resolve,
  siteById,
  type Assessment,
  type HostConfig,
  type Observation,
  type Platform,
  type ProfileText,
  type Resolution,
} from '@catalyst/model';
import type { z } from 'zod';
import { dragonfly } from '../index.ts';
import type { DragonflySpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];
export type SpecText = Extract<z.input<typeof DragonflySpec>, { engine: 'dragonfly' }>;

/** The server of audit §4.12: 16 cores, 256 GiB, two ports of 25 Gbps. */
export const server = {
  cores: 16,
  memory: '256 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/dragonfly' } },
  nics: { ports: 2, speed: '25 Gbps' },
} as const satisfies Hardware;

export interface SiteText {
  /** The rack of each node, or `retired`. */
  readonly nodes: readonly string[];
  /** The rack of each host of Sentinels; none when left out. */
  readonly sentinels?: readonly string[];
  readonly cache?: Partial<Omit<SpecText, 'engine' | 'nodes'>>;
  readonly hardware?: Hardware;
  readonly demand?: Partial<ProfileText['demand']>;
}

/** A profile with one datacenter, and the cache in it and nothing else. */
export const profileWith = ({ nodes, sentinels, cache, hardware = server, demand }: SiteText): ProfileText => ({
  name: 'test',
  title: 'The cache alone',
  demand: { sustained: '685k tps', peak: '850k tps', channels: { sms: 1 }, ...demand },
  objectives: { availability: '99.99 %', failover: '40 s', latencyP99: '100 ms', retention: '7 d' },
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'here',
      cidr: '10.16.0.0/16',
      racks: ['r01', 'r02', 'r03'],
      servers: {
        dragonfly: { hardware, racks: [...nodes] },
        ...(sentinels === undefined ? {} : { control: { hardware: server, racks: [...sentinels] } }),
      },
      tiers: {
        dragonfly: {
          engine: 'dragonfly',
          nodes: { on: 'dragonfly' },
          ...(sentinels === undefined ? {} : { sentinels: { on: 'control' } }),
          ...cache,
        },
      },
    },
  },
});

export const resolved = (site: SiteText): Resolution => resolve(profileWith(site), [dragonfly]);

/** A site that is sound: its platform, what each host becomes, what is said of its size and what is watched. */
export interface Planned {
  readonly platform: Platform;
  readonly hosts: ReadonlyMap<string, HostConfig>;
  readonly assessment: Assessment;
  readonly observation: Observation;
}

export function planned(text: SiteText): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const site = siteById(platform, 'dc1');
  const spec = dragonfly.spec.parse(
    site.tiers['dragonfly'] === undefined ? undefined : profileWith(text).sites['dc1']?.tiers['dragonfly'],
  );
  const hosts = platform.hosts.map((host): [string, HostConfig] => {
    const here = platform.instances.filter((instance) => instance.host === host.id);
    return [
      host.hostname,
      mergeHostConfig(here.flatMap((instance) => dragonfly.host?.(instance, spec, platform) ?? [])),
    ];
  });
  return {
    platform,
    hosts: new Map(hosts),
    assessment: dragonfly.assess?.(spec, site, platform) ?? { utilisation: [], findings: [] },
    observation: dragonfly.observe?.(spec, site, platform) ?? { targets: [], rules: [] },
  };
}
