import { seconds, type Finding } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import { device, group, neighbor } from '../../testing/device.ts';
import { configFindings } from './index.ts';
import type { Bgp, DeviceConfig, RoutedInterface } from '../types.ts';

const bgp = (told: Partial<Bgp> = {}): Bgp => ({
  asn: 4_200_000_001,
  routerId: '10.0.0.1',
  maximumPaths: 64,
  defaults: 'datacenter',
  groups: [],
  neighbors: [],
  ipv4: { networks: [], aggregates: [], redistributeConnected: null, redistributeStatic: null },
  evpn: null,
  vrfs: [],
  gracefulRestart: null,
  dampening: null,
  flowspec: [],
  ...told,
});

const vrf = (rd: string, target: string): Bgp['vrfs'][number] => ({
  vrf: `V-${rd}`,
  rd,
  targets: { imports: [target], exports: [target] },
  vni: 50_001,
  routerId: '10.0.0.1',
  neighbors: [],
  ipv4: { networks: [], aggregates: [], redistributeConnected: null, redistributeStatic: null },
});

/** A port of a link. */
const link: RoutedInterface = {
  kind: 'routed',
  name: 'swp49',
  description: '',
  mtu: 9000,
  vrf: null,
  addresses: ['10.0.0.1/31'],
  encapsulation: null,
  speed: null,
  bfd: true,
  urpf: null,
  accessListIn: null,
  policyRoute: null,
};

const all = (...devices: readonly DeviceConfig[]): readonly Finding[] =>
  configFindings(new Map(devices.map((config) => [config.device, config])));

/** Errors; whom devices report to is a matter of its own. */
const messages = (...devices: readonly DeviceConfig[]): readonly string[] =>
  all(...devices)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

describe('What devices are told', () => {
  it('is fine where nothing is wrong', () => {
    const groups = [group({ bfd: true })];
    expect(
      messages(device({ bgp: bgp({ groups, gracefulRestart: { restartTime: seconds(120), helperOnly: false } }) })),
    ).toEqual([]);
  });

  it('may not wait for a restart where no BFD tells it from a cut', () => {
    expect(
      messages(
        device({ bgp: bgp({ groups: [group()], gracefulRestart: { restartTime: seconds(120), helperOnly: false } }) }),
      ),
    ).toEqual([expect.stringContaining('keeps the routes of ISP for 120 s')]);
  });

  it('may not have a route distinguisher that would be cut, and says to what', () => {
    expect(messages(device({ bgp: bgp({ vrfs: [vrf('10.0.0.1:70000', '65000:1')] }) }))).toEqual([
      expect.stringContaining('it would be cut to 4464'),
    ]);
  });

  it('may not have one distinguisher twice', () => {
    expect(
      messages(device({ bgp: bgp({ vrfs: [vrf('10.0.0.1:1', '65000:1'), vrf('10.0.0.1:1', '65000:2')] }) })),
    ).toEqual([expect.stringContaining('has route distinguisher 10.0.0.1:1 twice')]);
  });

  it('may not have a route target that does not fit eight bytes', () => {
    expect(messages(device({ bgp: bgp({ vrfs: [vrf('10.0.0.1:1', '4200000001:100011')] }) }))).toEqual([
      expect.stringContaining('its number can be 65535 at most'),
    ]);
  });

  it('takes frames of one size at both ends of a link', () => {
    const far = { ...link, addresses: ['10.0.0.0/31'], mtu: null };
    const edge = device({ device: 'dc1/edge-2', hostname: 'edge-2', interfaces: [far] });
    expect(messages(device({ interfaces: [link] }), edge)).toEqual([
      expect.stringContaining('edge-2 swp49 takes frames of 1500 B, and edge-1 swp49 at the other end 9000 B'),
    ]);
  });

  it('leaves room for VXLAN on every link', () => {
    const gateway = {
      kind: 'gateway',
      name: 'Vlan30',
      description: 'storage',
      mtu: 9000,
      vlan: 30,
      vrf: 'PLATFORM',
      address: null,
      virtualAddress: '10.0.48.1/20',
      vrrp: null,
    } as const;
    const vxlan = { source: 'Loopback1', vlans: [], vrfs: [] };
    expect(messages(device({ vxlan, interfaces: [link, gateway] }))).toEqual([
      expect.stringContaining('carries frames of 9000 B, and servers send 9000 B that VXLAN makes 9050 B'),
    ]);
    expect(messages(device({ vxlan, interfaces: [{ ...link, mtu: 9214 }, gateway] }))).toEqual([]);
  });

  it('has no group that carries nothing', () => {
    expect(messages(device({ bgp: bgp({ groups: [group({ families: [] })] }) }))).toEqual([
      expect.stringContaining('active in no address family'),
    ]);
  });

  it('leaves next hops alone where it has no tunnel', () => {
    expect(messages(device({ bgp: bgp({ groups: [group({ families: ['evpn'] })] }) }))).toEqual([
      expect.stringContaining('it has no tunnel: traffic would end there'),
    ]);
  });

  it('allows more than one hop between loopbacks of two systems, and needs none within one', () => {
    const groups = [group({ updateSource: 'Loopback0' })];
    expect(messages(device({ bgp: bgp({ groups, neighbors: [neighbor()] }) }))).toEqual([
      expect.stringContaining('more than one hop away'),
    ]);
    expect(messages(device({ bgp: bgp({ groups, neighbors: [neighbor({ remoteAs: 4_200_000_001 })] }) }))).toEqual([]);
  });

  it('takes no VLAN that EOS needs for itself', () => {
    const vlans = [{ id: 1100, name: 'tenant', trunkGroup: null }];
    expect(messages(device({ os: 'eos', vlans }))).toEqual([
      expect.stringContaining('for routed ports (1006 to 1199)'),
    ]);
    expect(messages(device({ os: 'frr', vlans }))).toEqual([]);
  });

  it('asks EOS for no dampening of routes', () => {
    const dampening = { halfLife: 15, reuse: 750, suppress: 2000, max: 60 };
    expect(messages(device({ os: 'eos', bgp: bgp({ dampening }) }))).toEqual([
      expect.stringContaining('EOS has no such command'),
    ]);
    expect(messages(device({ os: 'frr', bgp: bgp({ dampening }) }))).toEqual([]);
  });

  it('names every router once', () => {
    expect(messages(device({ bgp: bgp() }), device({ device: 'dc1/edge-2', hostname: 'edge-2', bgp: bgp() }))).toEqual([
      "edge-2 and edge-1 both have router id 10.0.0.1: each would drop the other's routes as its own",
    ]);
  });

  it('says where in the profile to look', () => {
    const [finding] = configFindings(new Map([['a', device({ bgp: bgp({ groups: [group({ families: [] })] }) })]]));
    expect(finding).toMatchObject({ code: 'fabric/inactive-group', subject: 'dc1/edge-1', path: 'sites.dc1.fabric' });
  });

  it('says once for a site that its devices report to nobody', () => {
    const silent = [device(), device({ device: 'dc1/edge-2' })];
    expect(all(...silent).map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'fabric/no-aaa dc1',
      'fabric/no-ntp dc1',
      'fabric/no-syslog dc1',
    ]);
    const { management } = device();
    const told = { aaa: { servers: ['10.0.0.5'], key: 'dc1/network/tacacs' }, ntp: ['10.0.0.1'], syslog: ['10.0.0.2'] };
    expect(all(device({ management: { ...management, ...told } }))).toEqual([]);
  });
});
