import { minutes, seconds } from '@catalyst/model';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceConfigs } from '../../config/index.ts';
import { planFabric } from '../../plan/index.ts';
import { platformOf, profileOf, shapes } from '../../plan/testing.ts';
import type { DeviceConfig } from '../../config/types.ts';
import { bgp, device, group, neighbor, routed } from '../../testing/device.ts';
import { complaintsOf } from '../../testing/parsers.ts';
import { ifupdown2Complaints } from '../../testing/ifupdown2.ts';
import { engine } from '../../../../test/support/engines.ts';
import { frrFindings, linuxFilter, linuxInterfaces, renderFrr } from './index.ts';

const vtysh = engine('vtysh');
const bgpd = engine('bgpd');
const ifupdown2 = engine('ifupdown2');
const nft = engine('nft');
const complaints = (...texts: readonly string[]): readonly string[] =>
  complaintsOf(new Map(texts.map((text, i) => [`device-${String(i)}`, text])), { vtysh: vtysh.path, bgpd: bgpd.path });

/** A device that is told everything there is to tell. */
const everything: DeviceConfig = device({
  device: 'dc1/edge-1',
  vlans: [
    { id: 10, name: 'compute', trunkGroup: null },
    { id: 20, name: 'storage', trunkGroup: null },
  ],
  vrfs: [{ name: 'T-acme', routed: true }],
  interfaces: [
    routed({
      accessListIn: 'ACL-IN',
      urpf: 'strict',
      addresses: ['192.0.2.0/31'],
      policyRoute: 'PBR-LAB',
      description: 'to the\nprovider',
    }),
    routed({ name: 'swp2' }),
    routed({ name: 'swp2.100', encapsulation: 100, vrf: 'T-acme', addresses: ['192.0.2.4/31'] }),
    { kind: 'loopback', name: 'Loopback0', description: '', mtu: null, number: 0, vrf: null, address: '10.255.0.1/32' },
    {
      kind: 'bond',
      name: 'Port-Channel10',
      description: 'kafka-1 bond0',
      mtu: 9214,
      number: 10,
      switchport: { untagged: 10, tagged: [20], edge: true, trunkGroup: null },
      mlag: null,
      esi: { identifier: '0000:0000:fa56:ea01:000a', routeTarget: 'fa:56:ea:01:00:0a', systemId: 'fa56.ea01.000a' },
      fallback: false,
    },
    {
      kind: 'member',
      name: 'swp10',
      description: 'kafka-1 eno1',
      mtu: null,
      bond: 10,
      lacp: 'active',
      speed: null,
    },
    {
      kind: 'gateway',
      name: 'Vlan10',
      description: 'compute',
      mtu: 9000,
      vlan: 10,
      vrf: 'T-acme',
      address: '10.10.0.2/24',
      virtualAddress: null,
      vrrp: { id: 10, priority: 110, address: '10.10.0.1' },
    },
  ],
  vxlan: { source: 'Loopback0', vlans: [{ vlan: 10, vni: 10_010 }], vrfs: [{ vrf: 'T-acme', vni: 50_001 }] },
  bfd: { interval: seconds(0.3), multiplier: 3 },
  ospf: {
    routerId: '10.255.0.1',
    area: '0.0.0.0',
    interfaces: ['swp1'],
    passive: ['Loopback0'],
    key: 'dc1/network/ospf',
  },
  bgp: bgp({
    defaults: 'traditional',
    groups: [
      group({
        bfd: true,
        maximumPrefixes: { limit: 1000, warnAt: 80 },
        routeMapIn: 'RM-IN',
        routeMapOut: 'RM-OUT',
        password: 'dc1/network/isp',
        ttlSecurity: true,
        removePrivateAs: true,
        families: ['ipv4', 'flowspec'],
        timers: { keepalive: seconds(3), hold: seconds(9) },
      }),
      group({
        name: 'EVPN',
        multihop: 3,
        bfd: true,
        updateSource: 'Loopback0',
        families: ['evpn'],
        nextHopUnchanged: true,
        allowOwnAs: 1,
      }),
      group({ name: 'IBGP', bfd: true, remoteAs: 65000, nextHopSelf: true, sendCommunity: false }),
      group({ name: 'T-EDGE', bfd: true, remoteAs: null, routeMapIn: 'RM-IN', routeMapOut: 'RM-OUT' }),
    ],
    neighbors: [
      neighbor({ password: 'dc1/network/isp-2', shutdown: true }),
      neighbor({ address: '10.255.0.2', group: 'EVPN', remoteAs: 65001 }),
      neighbor({ address: '10.255.0.3', group: 'IBGP', remoteAs: 65000 }),
    ],
    ipv4: {
      networks: ['203.0.113.0/24'],
      aggregates: ['10.0.0.0/8'],
      redistributeConnected: 'RM-OUT',
      redistributeStatic: 'RM-OUT',
    },
    evpn: { vlans: [{ vlan: 10, vni: 10_010, rd: '10.255.0.1:10010', target: '65000:10010' }] },
    vrfs: [
      {
        vrf: 'T-acme',
        rd: '10.255.0.1:1',
        targets: { imports: ['65000:1', '65000:2'], exports: ['65000:1'] },
        vni: 50_001,
        routerId: '10.255.0.1',
        neighbors: [neighbor({ address: '192.0.2.5', group: 'T-EDGE', routeMapIn: 'RM-OUT' })],
        ipv4: { networks: [], aggregates: [], redistributeConnected: 'RM-OUT', redistributeStatic: null },
      },
    ],
    gracefulRestart: { restartTime: minutes(2), helperOnly: false },
    dampening: { halfLife: 15, reuse: 750, suppress: 2000, max: 60 },
    flowspec: ['ISP'],
  }),
  prefixLists: [
    {
      name: 'PL-BOGONS',
      entries: [
        { seq: 10, action: 'permit', prefix: '10.0.0.0/8', ge: 8, le: 32 },
        { seq: 20, action: 'deny', prefix: '0.0.0.0/0', ge: 25 },
        { seq: 30, action: 'permit', prefix: '0.0.0.0/0', le: 24 },
      ],
    },
  ],
  communityLists: [{ name: 'CL-GSHUT', communities: ['65535:0', '65000:666'] }],
  asPathLists: [{ name: 'AS-LOCAL', entries: [{ action: 'permit', expression: '^$' }] }],
  routeMaps: [
    {
      name: 'RM-IN',
      entries: [
        { seq: 10, action: 'deny', description: 'private', match: { prefixList: 'PL-BOGONS' }, set: {} },
        { seq: 15, action: 'deny', description: null, match: { rpki: 'invalid' }, set: {} },
        {
          seq: 20,
          action: 'permit',
          description: null,
          match: { community: 'CL-GSHUT' },
          set: { localPreference: 0, metric: 10, communities: ['65000:1', '65000:2'], additive: true },
        },
      ],
    },
    {
      name: 'RM-OUT',
      entries: [
        {
          seq: 10,
          action: 'permit',
          description: null,
          match: { asPath: 'AS-LOCAL' },
          set: { prepend: [65000, 65000], origin: 'incomplete', nextHop: '192.0.2.9' },
        },
        { seq: 20, action: 'permit', description: null, match: {}, set: {} },
      ],
    },
  ],
  accessLists: [
    {
      name: 'ACL-IN',
      entries: [
        { seq: 10, action: 'permit', protocol: 'tcp', from: '192.0.2.1/32', to: '192.0.2.0/32', port: 179 },
        { seq: 20, action: 'permit', protocol: 'icmp', from: 'any', to: 'any' },
        { seq: 30, action: 'deny', protocol: 'ip', from: '10.0.0.0/8', to: 'any' },
        { seq: 40, action: 'permit', protocol: 'ip', from: 'any', to: 'any' },
      ],
    },
  ],
  staticRoutes: [
    { vrf: null, prefix: '198.51.100.0/24', via: null, distance: 254, bfd: false },
    { vrf: 'T-acme', prefix: '0.0.0.0/0', via: '10.10.0.9', distance: null, bfd: false },
  ],
  policyRoutes: [{ name: 'PBR-LAB', rules: [{ seq: 10, from: '10.9.0.0/16', to: 'any', via: '192.0.2.9' }] }],
});

describe.runIf(vtysh.present && bgpd.present)('frr.conf before the programs that read it', () => {
  it('is taken with all that a device can be told', () => {
    expect(complaints(renderFrr(everything))).toEqual([]);
    expect(frrFindings(everything).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('would not be taken with a route target that is too wide, which vtysh alone would pass', () => {
    const text = renderFrr(everything).replaceAll('65000:10010', '4200000000:100010');
    expect(complaints(text).join('\n')).toContain('Malformed Route Target');
  });

  it('would not be taken with an unknown command', () => {
    expect(complaints(renderFrr(everything).replace('bgp log-neighbor-changes', 'bgp be-good')).join('\n')).toContain(
      'Unknown command',
    );
  });
});

describe.runIf(nft.present)('/etc/nftables.conf before nft', () => {
  const check = (text: string): string =>
    spawnSync('unshare', ['--net', nft.path, '--check', '--file', '-'], { input: text, encoding: 'utf8' }).stderr;

  it('is taken, also where no port has a list', () => {
    expect(check(linuxFilter(everything))).toBe('');
    expect(check(linuxFilter(device()))).toBe('');
  });

  it('would not be taken with a list that is not there', () => {
    expect(check(linuxFilter({ ...everything, accessLists: [] }))).toContain('ACL-IN');
  });
});

/** Bounded: each device is read by two programs, and one of each network by a third. */
const RUNS = { numRuns: 5, seed: 3 };

describe.runIf(vtysh.present && bgpd.present && ifupdown2.present)('The files of generated networks', () => {
  it('are taken, whatever the network is, one device of each kind', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const text = profileOf({ ...shape, nos: 'frr', multihoming: 'esi' });
        const platform = platformOf(text);
        const configs = [...deviceConfigs(planFabric(platform, 'dc1').fabric, platform).values()];
        const kinds = new Map(configs.filter(({ os }) => os === 'frr').map((config) => [config.role, config]));
        expect(complaints(...[...kinds.values()].map(renderFrr))).toEqual([]);
        const last = [...kinds.values()].at(-1) ?? device();
        expect(ifupdown2Complaints(linuxInterfaces(last), ifupdown2.path)).toEqual([]);
        expect(configs.flatMap(frrFindings).filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe.runIf(ifupdown2.present)('/etc/network/interfaces before ifupdown2', () => {
  const text = linuxInterfaces(everything);

  it('is taken with all that a device can be told', () => {
    expect(ifupdown2Complaints(text, ifupdown2.path)).toEqual([]);
  });

  it('would not be taken with a value or an attribute that is none', () => {
    const wrong = text.replace('bridge-vids 20', 'bridge-vids twenty').replace('vxlan-id', 'vxlan-number');
    expect(ifupdown2Complaints(wrong, ifupdown2.path).join('\n')).toMatch(/twenty[^]*unknown attribute: vxlan-number/);
  });
});
