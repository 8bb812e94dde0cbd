import { resolve, type Platform, type ProfileText } from '@catalyst/model';
import fc from 'fast-check';
import type { Fabric, FabricPlan } from '../facts.ts';
import { planFabric } from './index.ts';

type Datacenter = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>;
export type FabricText = NonNullable<Datacenter['fabric']>;

/** A pool of servers of a generated site: how many in each rack, from which unit on. */
interface PoolShape {
  readonly ports: 1 | 2 | 4;
  readonly units: 1 | 2;
  readonly perRack: number;
  readonly bond: 'active-active' | 'active-passive';
}

/** A datacenter in a few numbers, so that a test can make one larger. */
export interface Shape {
  readonly tiers: 2 | 3;
  readonly racks: number;
  /** Racks of a pod, with three tiers. */
  readonly pod: number | undefined;
  readonly top: number;
  readonly aggregation: number;
  readonly uplinks: number;
  readonly morePairs: number;
  readonly multihoming: 'mlag' | 'esi';
  readonly nos: 'eos' | 'frr';
  readonly edge: boolean;
  readonly firewalls: boolean;
  readonly arrays: number;
  readonly tenants: number;
  readonly pools: readonly PoolShape[];
  /** Servers that the first pool has besides, in the first rack. */
  readonly extra: number;
}

export const shapes: fc.Arbitrary<Shape> = fc.record({
  tiers: fc.constantFrom(2, 3),
  racks: fc.integer({ min: 2, max: 12 }),
  pod: fc.constantFrom(undefined, 4, 6),
  top: fc.integer({ min: 1, max: 3 }),
  aggregation: fc.integer({ min: 1, max: 3 }),
  uplinks: fc.integer({ min: 1, max: 2 }),
  morePairs: fc.integer({ min: 0, max: 1 }),
  multihoming: fc.constantFrom('mlag', 'esi'),
  nos: fc.constantFrom('eos', 'frr'),
  edge: fc.boolean(),
  firewalls: fc.boolean(),
  arrays: fc.integer({ min: 0, max: 2 }),
  tenants: fc.integer({ min: 0, max: 30 }),
  pools: fc.array(
    fc.record({
      ports: fc.constantFrom(1, 2, 4),
      units: fc.constantFrom(1, 2),
      perRack: fc.integer({ min: 1, max: 3 }),
      bond: fc.constantFrom('active-active', 'active-passive'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  extra: fc.integer({ min: 0, max: 6 }),
});

const POOLS = ['kafka', 'postgres'] as const;

const rackNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `r${String(i + 1).padStart(2, '0')}`);

function topology({ tiers, top, aggregation, uplinks, morePairs, pod }: Shape): FabricText['topology'] {
  const pairs = { pairs: { r02: 1 + morePairs }, uplinks, peerLinks: 2 };
  return tiers === 2
    ? {
        kind: 'leaf-spine',
        spines: { model: 'DCS-7358X4', count: top },
        leaves: { model: 'DCS-7050SX3-48YC12', ...pairs },
      }
    : {
        kind: 'three-tier',
        core: { model: 'DCS-7358X4', count: top },
        aggregation: { model: 'DCS-7358X4', count: aggregation, uplinks },
        access: { model: 'DCS-7050SX3-48YC12', ...pairs },
        ...(pod === undefined ? {} : { racksPerPod: pod }),
      };
}

/** What somebody would write for a datacenter of this shape; its fabric changed as a test wants it. */
export function profileOf(shape: Shape, change: Partial<FabricText> = {}): ProfileText {
  const racks = rackNames(shape.racks);
  const servers: Datacenter['servers'] = Object.fromEntries(
    shape.pools.map(({ ports, units, perRack, bond }, i) => [
      POOLS[i] ?? 'kafka',
      {
        hardware: {
          cores: 16,
          memory: '64 GiB',
          volumes: {},
          nics: { ports, speed: '25 Gbps', bond },
          units,
        },
        racks: [
          ...racks.slice(0, 2).flatMap((rack) => Array<string>(perRack).fill(rack)),
          ...(i === 0 ? Array<string>(shape.extra).fill('r01') : []),
        ],
        networks: ['compute', 'storage'],
      },
    ]),
  );
  const fabric: FabricText = {
    topology: topology(shape),
    multihoming: shape.multihoming,
    nos: shape.nos,
    layout: { kafka: 6, postgres: 14 },
    arrays: Object.fromEntries(
      Array.from({ length: shape.arrays }, (_, i) => [
        `san-${String(i + 1)}`,
        { number: i + 1, rack: racks[i % racks.length] ?? 'r01', speed: '25 Gbps', ports: 2 },
      ]),
    ),
    ...(shape.edge ? { edge: { routers: { model: 'DCS-7280SR3-48YC8', count: 2 } } } : {}),
    ...(shape.firewalls ? { firewalls: { model: 'PA-5440' } } : {}),
    ...change,
  };
  return {
    name: 'generated',
    title: 'generated',
    demand: { sustained: '1k tps', peak: '2k tps', channels: { sms: 1 } },
    objectives: { availability: '99.9 %', failover: '2 s', latencyP99: '100 ms', retention: '1 d' },
    tenants: Object.fromEntries(
      Array.from({ length: shape.tenants }, (_, i) => [`tenant-${String(i + 1)}`, { id: 1 + ((i * 37) % 2048) }]),
    ),
    sites: {
      dc1: {
        substrate: 'datacenter',
        location: 'somewhere',
        cidr: '10.16.0.0/16',
        rackUnits: 48,
        racks: [...racks],
        servers,
        fabric,
        tiers: {},
      },
    },
    interconnects: shape.edge
      ? {
          'isp-1': {
            kind: 'internet',
            between: ['dc1', 'internet'],
            bandwidth: '20 Gbps',
            provider: 'a',
            role: 'primary',
          },
          'isp-2': {
            kind: 'internet',
            between: ['dc1', 'internet'],
            bandwidth: '100 Gbps',
            provider: 'b',
            role: 'backup',
          },
        }
      : {},
  };
}

/** The platform of a profile that a test is sure of. */
export function platformOf(text: ProfileText): Platform {
  const resolution = resolve(text, []);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  return resolution.platform;
}

/** The plan of a datacenter of this shape. */
export const planOf = (shape: Shape): FabricPlan => planFabric(platformOf(profileOf(shape)), 'dc1');

/** The same, which has to be one that can be built. */
export function fabricOf(shape: Shape): Fabric {
  const { fabric, findings } = planOf(shape);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((f) => `${f.path}: ${f.message}`).join('\n'));
  return fabric;
}
