import type { Finding, Platform } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import type { Fabric } from '../facts.ts';
import { planFabric } from '../plan/index.ts';
import { platformOf, profileOf, type FabricText, type Shape } from '../plan/testing.ts';
import { checkDesign, checkNumbers } from './index.ts';

const SHAPE: Shape = {
  tiers: 2,
  racks: 3,
  pod: undefined,
  top: 2,
  aggregation: 2,
  uplinks: 2,
  morePairs: 0,
  multihoming: 'mlag',
  nos: 'eos',
  edge: true,
  firewalls: true,
  arrays: 1,
  tenants: 2,
  pools: [{ ports: 2, units: 1, perRack: 2, bond: 'active-active' }],
  extra: 0,
};

/** What the plan and the rules say of a site whose fabric is changed. */
function findingsOf(shape: Shape, change: Partial<FabricText> = {}): readonly Finding[] {
  const { fabric, platform, findings } = planned(shape, change);
  return [...findings, ...checkDesign(fabric, platform)];
}

function planned(
  shape: Shape,
  change: Partial<FabricText>,
): { fabric: Fabric; platform: Platform; findings: readonly Finding[] } {
  const platform = platformOf(profileOf(shape, change));
  return { ...planFabric(platform, 'dc1'), platform };
}

const messages = (findings: readonly Finding[], code: string): readonly string[] =>
  findings.filter((finding) => finding.code === `fabric/${code}`).map(({ message }) => message);

type LeafSpine = Extract<FabricText['topology'], { kind: 'leaf-spine' }>;

const spine = (model: string, count = 2): LeafSpine['spines'] => ({ model, count });
const leaf = (model: string, told: Partial<LeafSpine['leaves']> = {}): LeafSpine['leaves'] => ({
  model,
  uplinks: 2,
  peerLinks: 2,
  ...told,
});
const two = (spines: LeafSpine['spines'], leaves: LeafSpine['leaves']): Partial<FabricText> => ({
  topology: { kind: 'leaf-spine', spines, leaves },
});

describe('A network that is as it should be', () => {
  it('has no finding', () => {
    expect(findingsOf(SHAPE, { layout: { kafka: 6 } }).filter(({ code }) => code !== 'fabric/idle-switches')).toEqual(
      [],
    );
  });
});

describe('A network that cannot be built', () => {
  it('names the device that was probably meant', () => {
    const [finding] = findingsOf(SHAPE, two(spine('DCS-7358X5'), leaf('DCS-7050SX3-48YC12')));
    expect(finding).toMatchObject({
      code: 'fabric/unknown-model',
      path: 'sites.dc1.fabric.topology.spines.model',
      message: "'DCS-7358X5' is not in the catalogue of devices, so its ports are not known",
    });
    expect(finding?.fix).toMatch(/^did you mean 'DCS-7358X4'\?/);
  });

  it('says which port is the first that is not there', () => {
    expect(
      messages(
        findingsOf({ ...SHAPE, racks: 12 }, two(spine('DCS-7050CX3-32S'), leaf('DCS-7050SX3-48YC12'))),
        'ports',
      )[0],
    ).toBe('spine-1 has 32 ports for other switches, and needs a 33rd');
  });

  it('says which two cables want one port', () => {
    expect(
      messages(findingsOf(SHAPE, two(spine('DCS-7358X4'), leaf('DCS-7050SX3-48YC8', { uplinks: 3 }))), 'port-taken')[0],
    ).toBe('r01-leaf-a Ethernet54/1 is wanted by dc1/spine-2 Ethernet2/3/1 and by edge-1 Ethernet49/1');
  });

  it('does not plug 400G into a leaf of 100G', () => {
    expect(messages(findingsOf(SHAPE, two(spine('DCS-7358X4-400G'), leaf('DCS-7050SX3-48YC12'))), 'speed')[0]).toBe(
      'r01-leaf-a Ethernet49/1 runs at 40 Gbps, 100 Gbps, spine-1 Ethernet2/1/1 at 400 Gbps: they have none in common',
    );
  });

  it('does not route between tunnels on a chip that cannot', () => {
    expect(
      messages(findingsOf(SHAPE, two(spine('DCS-7358X4'), leaf('DCS-7050S-64', { uplinks: 1 }))), 'no-vxlan')[0],
    ).toBe('DCS-7050S-64 cannot route between VXLAN tunnels, and every leaf has to');
  });

  it('puts nothing where something is', () => {
    expect(messages(findingsOf(SHAPE, { pinned: { 'kafka-1': { unit: 48 } } }), 'rack-units')).toEqual([
      'unit 48 of rack r01 is taken by dc1/r01/mgmt',
    ]);
  });

  it('says who else has an address', () => {
    expect(messages(findingsOf(SHAPE, { pinned: { 'spine-1': { loopback: '10.16.0.5' } } }), 'duplicate')[0]).toMatch(
      /^address 10\.16\.0\.5 is that of dc1\/spine-1 too/,
    );
  });

  it('says that its network is too small, and what to do', () => {
    const small = findingsOf(SHAPE, { cidr: '10.200.0.0/24' });
    expect(messages(small, 'fabric-network')).toContain(
      'spine-1 has number 384, and 10.200.0.0/24 has loopbacks for numbers up to 31: an eighth of its addresses',
    );
  });

  it('says that a tenant has a number for which its site is too small', () => {
    const text = profileOf({ ...SHAPE, tenants: 40 });
    const site = text.sites.dc1;
    if (site === undefined) throw new Error('no site');
    const platform = platformOf({ ...text, sites: { dc1: { ...site, cidr: '10.16.0.0/18' } } });
    expect(messages(planFabric(platform, 'dc1').findings, 'tenant-network')[0]).toBe(
      'tenant tenant-15 has number 519, and 10.16.0.0/18 has 512 networks for tenants',
    );
  });
});

describe('A network that can be built, and is not as good as it could be', () => {
  it('is oversubscribed, with the arithmetic, all up and with a spine lost', () => {
    const full = { ...SHAPE, pools: [{ ports: 4, units: 2, perRack: 3, bond: 'active-active' }] } as const;
    const found = findingsOf(
      full,
      two(spine('DCS-7358X4'), leaf('DCS-7050SX3-48YC12', { uplinks: 1, speed: '40 Gbps' })),
    );
    expect(messages(found, 'oversubscription')).toEqual([
      'r01-leaf-a has 200 Gbps below and 80 Gbps above: 2.5:1, where 1:1 is the limit',
    ]);
    expect(messages(found, 'oversubscription-degraded')).toEqual([
      'r01-leaf-a has 200 Gbps below, and with one of 2 above it lost 80 Gbps − 40 Gbps left: 5:1, where 2:1 is the limit',
    ]);
  });

  it('has a spine without a partner', () => {
    expect(messages(findingsOf({ ...SHAPE, top: 1 }), 'no-partner')).toHaveLength(1);
  });

  it('has both spines in one rack', () => {
    const together = two({ ...spine('DCS-7358X4'), racks: ['r03'] }, leaf('DCS-7050SX3-48YC12'));
    expect(messages(findingsOf(SHAPE, together), 'one-rack')).toEqual([
      'all 2 of spine-1, spine-2 stand in rack r03: with it, none is left',
    ]);
  });

  it('is pinned where nothing is', () => {
    expect(messages(findingsOf(SHAPE, { pinned: { 'spine-9': { asn: 65_001 } } }), 'unknown-pin')).toEqual([
      "'spine-9' is no device, server or array of site dc1",
    ]);
  });
});

describe('Facts that no profile leads to, if somebody makes them', () => {
  const { fabric, platform } = planned(SHAPE, {});
  const found = (changed: Partial<Fabric>) => {
    const whole = { ...fabric, ...changed };
    return [...checkNumbers(whole, platform), ...checkDesign(whole, platform)];
  };

  it('are both legs of a bond in one switch', () => {
    const attachments = fabric.attachments.map((entry) =>
      entry.on === 'dc1/kafka-1'
        ? { ...entry, ports: entry.ports.map((port) => ({ ...port, device: 'dc1/r01/leaf-a' })) }
        : entry,
    );
    expect(messages(found({ attachments }), 'one-switch')).toEqual([
      'kafka-1 has 2 ports, and all of them are lost with r01-leaf-a',
    ]);
  });

  it('are both of its cables in one tray', () => {
    const cables = fabric.cables.map((cable) => ({ ...cable, tray: 'A' as const }));
    expect(messages(found({ cables }), 'one-tray')).toContain(
      'kafka-1 has 2 ports, and all of them are lost with tray A',
    );
  });

  it('is a frame that does not fit a tunnel', () => {
    const segments = fabric.segments.map((entry) => (entry.name === 'storage' ? { ...entry, mtu: 9200 } : entry));
    expect(messages(found({ segments }), 'frame-size')).toEqual([
      'packets of 9200 B in storage are 9200 + 50 = 9250 B in a tunnel, and links carry 9214 B',
    ]);
  });

  it('is a VRF whose number FRR would cut off', () => {
    const vrfs = fabric.vrfs.map((entry) => (entry.name === 'CUSTOMER' ? { ...entry, number: 70_000 } : entry));
    expect(messages(found({ vrfs }), 'vrf-number')[0]).toMatch(/70000.*use 4464$/);
  });

  it('is a VLAN that the switch takes for itself', () => {
    const segments = fabric.segments.map((entry) => (entry.name === 'virtual' ? { ...entry, vlan: 1010 } : entry));
    expect(messages(found({ segments }), 'vlan')).toEqual(['VLAN 1010 of virtual is of routed ports (1006 to 1199)']);
  });
});
