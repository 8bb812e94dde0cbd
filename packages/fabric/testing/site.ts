import { across, InvalidInput, resolve, type Platform, type ProfileText } from '@catalyst/model';
import { planFabric } from '../plan/index.ts';
import type { FabricPlan } from '../facts.ts';

type SiteText = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>;
type FabricText = NonNullable<SiteText['fabric']>;

/** A datacenter `dc1` in which a test says what the network is. */
export interface SiteOptions {
  readonly racks?: number;
  /** Servers with two ports and a bond on `compute` and `storage`; as many with one port at a time on `compute`. */
  readonly servers?: { readonly bonded: number; readonly single: number };
  readonly tenants?: number;
  readonly fabric: FabricText;
  readonly interconnects?: ProfileText['interconnects'];
}

const hardware = {
  cores: 16,
  memory: '64 GiB',
  units: 1,
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
} as const;

/** A site of servers without tiers. Throws what is wrong with it. */
export function siteOf({
  racks = 2,
  servers = { bonded: 2, single: 2 },
  tenants = 0,
  fabric,
  interconnects,
}: SiteOptions): Platform {
  const names = Array.from({ length: racks }, (_, i) => `r${String(i + 1).padStart(2, '0')}`);
  const [first = 'r01', ...others] = names;
  const resolution = resolve(
    {
      name: 'small',
      title: 'A network and some servers',
      demand: { sustained: '1k tps', peak: '2k tps', channels: { sms: 1 } },
      objectives: { availability: '99.9 %', failover: '60 s', latencyP99: '100 ms', retention: '24 h' },
      tenants: Object.fromEntries(
        Array.from({ length: tenants }, (_, i) => [`tenant-${String(i + 1)}`, { id: i + 1 }]),
      ),
      sites: {
        dc1: {
          substrate: 'datacenter',
          location: 'US East',
          cidr: '10.32.0.0/16',
          racks: names,
          servers: {
            kafka: {
              hardware: { ...hardware, nics: { ports: 2, speed: '10 Gbps' } },
              racks: across(servers.bonded, first, ...others),
              networks: ['compute', 'storage'],
            },
            services: {
              hardware: { ...hardware, nics: { ports: 2, speed: '10 Gbps', bond: 'active-passive' } },
              racks: across(servers.single, first, ...others),
            },
          },
          tiers: {},
          fabric,
        },
      },
      interconnects,
    } satisfies ProfileText,
    [],
  );
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

/** The platform and the plan of its network. */
export function planned(options: SiteOptions): FabricPlan & { readonly platform: Platform } {
  const platform = siteOf(options);
  return { platform, ...planFabric(platform, 'dc1') };
}

/** Two spines and a pair of leaves in each rack. */
export const leafSpine: FabricText['topology'] = {
  kind: 'leaf-spine',
  spines: { model: 'DCS-7358X4', count: 2 },
  leaves: { model: 'DCS-7050SX3-48C8', uplinks: 2 },
};

/** Two cores, two aggregation switches in a pod, and a pair of access switches in each rack. */
export const threeTier: FabricText['topology'] = {
  kind: 'three-tier',
  core: { model: 'DCS-7358X4', count: 2 },
  aggregation: { model: 'DCS-7050CX3-32S', count: 2, uplinks: 2 },
  access: { model: 'DCS-7050SX3-48C8', uplinks: 1 },
};
