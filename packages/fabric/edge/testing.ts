import { Gbps, Placement, defineTier, placed, resolve, watts, type Platform, type ProfileText } from '@catalyst/model';
import { z } from 'zod';
import type { Cable, Device, DeviceRole, Fabric } from '../facts.ts';

/* A small datacenter with an edge, to try the edge on without planning a whole fabric. */

const store = defineTier({
  name: 'store',
  title: 'Store',
  stage: 'data',
  spec: z.strictObject({ nodes: Placement }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'node', 'nodes'),
    services: [{ name: 'store', role: 'node', port: 7000, tls: true }],
    calls: [{ role: 'node', service: 'store' }],
  }),
});

/** Workers that call the store, and a console for operators. They call the store of another site as well. */
const workers = defineTier({
  name: 'workers',
  title: 'Workers',
  stage: 'services',
  spec: z.strictObject({ nodes: Placement, copiesTo: z.string().optional() }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'worker', 'nodes'),
    services: [{ name: 'console', role: 'worker', port: 8443, tls: true, openTo: ['operators'] }],
    calls: [
      { role: 'worker', service: 'store' },
      ...(spec.copiesTo === undefined ? [] : [{ role: 'worker', service: 'store', at: spec.copiesTo }]),
    ],
  }),
});

/** What the world calls. */
const front = defineTier({
  name: 'front',
  title: 'Way in',
  stage: 'ingress',
  spec: z.strictObject({ nodes: Placement }),
  plan: (spec, site) => ({
    instances: placed(site, spec.nodes, 'node', 'nodes'),
    floating: [{ name: 'api-1' }, { name: 'api-2' }],
    services: [
      {
        name: 'api',
        role: 'node',
        port: 443,
        tls: true,
        openTo: ['internet', 'tenants'],
        floating: ['api-1', 'api-2'],
      },
    ],
    calls: [{ role: 'node', service: 'console' }],
    secrets: [
      {
        name: 'front/api',
        kind: 'certificate',
        purpose: 'the way in',
        names: ['api-1.dc1.catalyst.internal', 'api-2.dc1.catalyst.internal'],
      },
    ],
  }),
});

const hardware = {
  cores: 8,
  memory: '32 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '10 Gbps' },
} as const;

type DatacenterText = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>;
type FabricText = NonNullable<DatacenterText['fabric']>;

export const fabricText = (change: Partial<FabricText> = {}): FabricText => ({
  topology: {
    kind: 'leaf-spine',
    spines: { model: 'DCS-7358X4', count: 2 },
    leaves: { model: 'DCS-7050SX3-48C8', uplinks: 3 },
  },
  nos: 'eos',
  edge: { routers: { model: 'DCS-7050CX3-32S', count: 2 }, asn: 64_496, public: '203.0.113.0/24' },
  firewalls: {
    model: 'PA-5445',
    egress: [{ tier: 'workers', ports: [443], reason: 'callbacks to customers' }],
  },
  ...change,
});

const OUR_ENDS: [string, string] = ['dc1', 'internet'];
const TO_AWS: [string, string] = ['dc1', 'use1'];

const isp = (provider: string, asn: number, network: string, role: 'primary' | 'backup', first = 1) =>
  ({
    kind: 'internet',
    between: OUR_ENDS,
    bandwidth: '10 Gbps',
    provider,
    asn,
    role,
    peering: { ours: `${network}.${String(first + 1)}/30`, theirs: `${network}.${String(first)}` },
    blackhole: `${String(asn)}:666`,
    flowspec: role === 'primary',
  }) as const;

/** The profile of it, with a part of it changed. */
export const edgeProfile = (fabric: Partial<FabricText> = {}, change: Partial<ProfileText> = {}): ProfileText => ({
  name: 'small',
  title: 'A small datacenter with an edge',
  demand: { sustained: '10k tps', peak: '12k tps', channels: { sms: 1 } },
  objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
  tenants: { acme: { id: 1 }, globex: { id: 12 } },
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'somewhere',
      cidr: '10.16.0.0/16',
      racks: ['r01', 'r02'],
      servers: {
        kafka: { hardware, racks: ['r01', 'r02'] },
        services: { hardware, racks: ['r01', 'r02'] },
        ingress: { hardware, racks: ['r01', 'r02'] },
      },
      fabric: fabricText(fabric),
      tiers: {
        store: { nodes: { on: 'kafka' } },
        workers: { nodes: { on: 'services' }, copiesTo: 'use1' },
        front: { nodes: { on: 'ingress' } },
      },
    },
    use1: {
      substrate: 'aws',
      location: 'cloud',
      region: 'us-east-1',
      zones: ['a', 'b'],
      cidr: '10.17.0.0/16',
      instances: { kafka: { type: 'i3en.3xlarge', zones: ['a', 'b'] } },
      tiers: { store: { nodes: { on: 'kafka' } } },
    },
  },
  interconnects: {
    'dx-1': { kind: 'direct-connect', between: TO_AWS, bandwidth: '10 Gbps', location: 'EqDC2' },
    'dx-2': { kind: 'direct-connect', between: TO_AWS, bandwidth: '10 Gbps', location: 'CSVA1' },
    'vpn-1': { kind: 'ipsec', between: TO_AWS, bandwidth: '1.25 Gbps' },
    'isp-1': isp('first', 64_500, '192.0.2', 'primary'),
    'isp-2': isp('second', 64_501, '198.51.100', 'primary'),
    'isp-3': isp('third', 64_502, '192.0.2', 'backup', 5),
  },
  ...change,
});

/** Resolved. Throws what is wrong with it. */
export function edgePlatform(text: ProfileText = edgeProfile()): Platform {
  const resolution = resolve(text, [store, workers, front]);
  if (!resolution.ok) throw new Error(resolution.findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return resolution.platform;
}

type Os = Device['os'];

const device = (id: string, role: DeviceRole, number: number, os: Os, model: string): Device => ({
  id: `dc1/${id}`,
  site: 'dc1',
  name: id.replaceAll('/', '-'),
  fqdn: `${id.replaceAll('/', '-')}.dc1.catalyst.internal`,
  role,
  os,
  model,
  rack: 'r01',
  unit: number,
  units: 1,
  power: watts(300),
  number,
  management: `10.16.24.${String(number)}`,
  loopback: os === 'panos' ? null : `10.16.0.${String(number)}`,
  vtep: role === 'leaf' ? '10.16.2.1' : null,
  asn: role === 'leaf' ? 4_200_160_001 : null,
  pair: role === 'leaf' ? 'dc1/r01/leaf' : null,
  side: role === 'leaf' ? (id.endsWith('a') ? 'a' : 'b') : null,
  ports: [],
});

const cable = (purpose: Cable['purpose'], a: readonly [string, string], b: readonly [string, string]): Cable => {
  const end = ([on, port]: readonly [string, string]) => ({ on: `dc1/${on}`, port, rack: 'r01', unit: 1, optic: null });
  return {
    id: `dc1/c/${a.join(':')}`,
    label: a.join(' '),
    purpose,
    ends: [end(a), end(b)],
    speed: Gbps(100),
    medium: 'om4',
    length: 5,
    tray: 'A',
  };
};

/** The end of a provider's cable on a router. */
function handover(router: string, port: string, circuit: string): Cable {
  const [own, far] = cable('provider', [router, port], [circuit, 'handover']).ends;
  return {
    ...cable('provider', [router, port], [circuit, 'handover']),
    ends: [own, { ...far, on: circuit }],
    speed: Gbps(10),
  };
}

/** The border of it: a leaf pair, two routers, two firewalls, and the cables between them. */
export function edgeFabric(os: 'eos' | 'frr' = 'eos'): Fabric {
  const port = (n: number) => (os === 'eos' ? `Ethernet${String(n)}` : `swp${String(n)}`);
  const segment = (id: string, vrf: string, vlan: number, cidr: string, gateway: string) => ({
    id: `dc1/${id}`,
    site: 'dc1',
    name: id.replace('/', '-'),
    vlan,
    vni: 10_000 + vlan,
    vrf,
    cidr,
    gateway,
    mtu: 1500,
  });
  const vrf = (name: string, number: number, tenant: string | null) => ({
    name,
    site: 'dc1',
    number,
    vni: 50_000 + number,
    tenant,
    context: null,
  });
  const cables = ['1', '2'].flatMap((n) =>
    ['a', 'b'].flatMap((side, i) => [
      cable('edge', [`edge-${n}`, port(1 + i)], [`r01/leaf-${side}`, port(40 + Number(n))]),
      cable('firewall', [`fw-${n}`, `ethernet1/${String(25 + i)}`], [`r01/leaf-${side}`, port(42 + Number(n))]),
    ]),
  );
  return {
    site: 'dc1',
    devices: [
      device('r01/leaf-a', 'leaf', 1, os, 'DCS-7050SX3-48C8'),
      device('r01/leaf-b', 'leaf', 2, os, 'DCS-7050SX3-48C8'),
      device('edge-1', 'edge', 3, os, 'DCS-7050CX3-32S'),
      device('edge-2', 'edge', 4, os, 'DCS-7050CX3-32S'),
      device('fw-1', 'firewall', 5, 'panos', 'PA-5445'),
      device('fw-2', 'firewall', 6, 'panos', 'PA-5445'),
    ],
    pairs: [],
    cables: [
      ...cables,
      cable('edge', ['edge-1', port(5)], ['edge-2', port(5)]),
      ...['dx-1', 'isp-1', 'isp-3'].map((id, i) => handover('edge-1', port(10 + i), id)),
      ...['dx-2', 'isp-2'].map((id, i) => handover('edge-2', port(10 + i), id)),
    ],
    links: [],
    vrfs: [vrf('PLATFORM', 1, null), vrf('MGMT', 2, null), vrf('T-acme', 101, 'acme'), vrf('T-globex', 112, 'globex')],
    segments: [
      segment('compute', 'PLATFORM', 20, '10.16.32.0/20', '10.16.32.1'),
      segment('storage', 'PLATFORM', 30, '10.16.48.0/20', '10.16.48.1'),
      segment('management', 'MGMT', 10, '10.16.16.0/20', '10.16.16.1'),
      segment('tenant/acme', 'T-acme', 2001, '10.16.128.0/28', '10.16.128.1'),
      segment('tenant/globex', 'T-globex', 2012, '10.16.128.176/28', '10.16.128.177'),
    ],
    attachments: [],
    gatewayMac: '02:1c:73:00:00:01',
  };
}
