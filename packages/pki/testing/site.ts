import { InvalidInput, across, hostById, type HostConfig, type Platform } from '@catalyst/model';
import { hostConfig, resolvePlatform, type PlatformProfile } from '@catalyst/platform';

const server = {
  cores: 16,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '10 Gbps' },
} as const;

/** A datacenter with brokers and an authority that signs for them. */
export const profile = (brokers = 3, lifetime: '90 d' | '9 d' = '90 d'): PlatformProfile => ({
  name: 'test',
  title: 'A certificate authority',
  demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
  objectives: { availability: '99 %', failover: '1 min', latencyP99: '1 s', retention: '1 h' },
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'somewhere',
      cidr: '10.16.0.0/16',
      racks: ['r01', 'r02', 'r03'],
      servers: {
        kafka: { hardware: server, racks: across(brokers, 'r01', 'r02', 'r03') },
        control: { hardware: server, racks: across(3, 'r01', 'r02', 'r03') },
      },
      tiers: {
        kafka: { brokers: { on: 'kafka' }, controllers: { on: 'control' }, retention: '1 h' },
        pki: { nodes: { on: 'control' }, lifetime },
      },
    },
  },
});

export function platformOf(text: PlatformProfile): Platform {
  const resolution = resolvePlatform(text);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

export const configOf = (platform: Platform, id: string): HostConfig => hostConfig(platform, hostById(platform, id));
