import { z } from 'zod';
import { Placement, placed } from '../placement.ts';
import type { ProfileText } from '../profile.ts';
import { defineTier } from '../tier.ts';

/** Two small tiers, to resolve profiles without the real ones: a store, and workers that call it. */
export const store = defineTier({
  name: 'store',
  title: 'Store',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement, copies: z.int().default(3) }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'node', 'nodes'),
    services: [{ name: 'store', role: 'node', port: 7000, tls: true }],
    calls: [{ role: 'node', service: 'store' }],
    secrets: [{ name: 'store/password', kind: 'password', purpose: 'clients of the store' }],
  }),
});
export const workers = defineTier({
  name: 'workers',
  title: 'Workers',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'worker', 'nodes'),
    services: [],
    calls: [{ role: 'worker', service: 'store' }],
  }),
});
export const testTiers = [store, workers];

export type DatacenterText = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>;

export const server: DatacenterText['servers'][string]['hardware'] = {
  cores: 8,
  memory: '32 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '10 Gbps' },
};

/** A datacenter with a store on three racks and two workers, on a network of its own. */
export const datacenter = (cidr: string, change: Partial<DatacenterText> = {}): DatacenterText => ({
  substrate: 'datacenter',
  location: 'somewhere',
  cidr,
  racks: ['r01', 'r02', 'r03'],
  servers: {
    kafka: { hardware: server, racks: ['r01', 'r02', 'r03'], networks: ['compute', 'storage'] },
    services: { hardware: server, racks: ['r01', 'r02'] },
  },
  tiers: { store: { nodes: { on: 'kafka' } }, workers: { nodes: { on: 'services' } } },
  ...change,
});

/** A profile of one such datacenter. */
export const profile = (change: Partial<ProfileText> = {}): ProfileText => ({
  name: 'test',
  title: 'A small platform',
  demand: { sustained: '10k tps', peak: '12k tps', channels: { sms: 3, email: 2 } },
  objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
  sites: { dc1: datacenter('10.16.0.0/16') },
  ...change,
});
