import { InvalidInput, across, hostById, type Host, type Platform } from '@catalyst/model';
import { resolvePlatform, type DatacenterProfile, type PlatformProfile } from '@catalyst/platform';

const server = {
  cores: 16,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '10 Gbps' },
} as const;

/** A small datacenter with brokers, an authority, monitoring, people and tenants. */
export const profile = (
  change: Partial<DatacenterProfile> = {},
  more: Partial<PlatformProfile> = {},
): PlatformProfile => ({
  name: 'test',
  title: 'Hosts',
  demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
  objectives: { availability: '99 %', failover: '1 min', latencyP99: '1 s', retention: '1 h' },
  operators: ['ada', 'grace'],
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'somewhere',
      cidr: '10.16.0.0/16',
      racks: ['r01', 'r02', 'r03'],
      timeServers: ['10.0.0.123', '10.0.1.123', '10.0.2.123'],
      servers: {
        kafka: { hardware: server, racks: across(3, 'r01', 'r02', 'r03'), networks: ['compute', 'storage'] },
        control: { hardware: server, racks: across(3, 'r01', 'r02', 'r03') },
        monitoring: { hardware: server, racks: across(2, 'r01', 'r02') },
      },
      tiers: {
        pki: { nodes: { on: 'control' } },
        kafka: { brokers: { on: 'kafka' }, controllers: { on: 'control' }, retention: '1 h' },
        monitoring: { prometheus: { on: 'monitoring' }, grafana: { on: 'monitoring' } },
      },
      ...change,
    },
  },
  ...more,
});

export function platformOf(text: PlatformProfile): Platform {
  const resolution = resolvePlatform(text);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

export const hostOf = (platform: Platform, id: string): Host => hostById(platform, id);
