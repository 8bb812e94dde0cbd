import { minutes, seconds } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import type { DeviceConfig } from '../../../config/types.ts';
import { bgp, device, group, neighbor, routed } from '../../../testing/device.ts';
import { frrFindings } from './index.ts';

const codes = (config: DeviceConfig): readonly string[] => frrFindings(config).map(({ code }) => code);
const firstMessage = (config: DeviceConfig): string => frrFindings(config)[0]?.message ?? '';

const dampened = (told: Partial<NonNullable<NonNullable<DeviceConfig['bgp']>['dampening']>>): DeviceConfig =>
  device({ bgp: bgp({ dampening: { halfLife: 15, reuse: 750, suppress: 2000, max: 60, ...told } }) });

const distinguished = (rd: string): DeviceConfig =>
  device({ bgp: bgp({ evpn: { vlans: [{ vlan: 10, vni: 10, rd, target: '65000:10' }] } }) });

const targeted = (target: string): DeviceConfig =>
  device({ bgp: bgp({ evpn: { vlans: [{ vlan: 10, vni: 10, rd: '10.0.0.1:10', target }] } }) });

const listed = (prefix: string, lengths: { ge?: number; le?: number }): DeviceConfig =>
  device({ prefixLists: [{ name: 'PL', entries: [{ seq: 10, action: 'permit', prefix, ...lengths }] }] });

describe('What FRR would refuse, cut off or take for something else', () => {
  it('is nothing on a device that is told nothing', () => {
    expect(frrFindings(device())).toEqual([]);
  });

  it.each([
    ['10.0.0.1:65535', []],
    ['65000:4294967295', []],
    ['10.0.0.1:65536', ['fabric/frr-route-distinguisher']],
    ['4200000000:70000', ['fabric/frr-route-distinguisher']],
  ])('is route distinguisher %s: %j', (rd, expected) => {
    expect(codes(distinguished(rd))).toEqual(expected);
  });

  it('says what would become of a route distinguisher', () => {
    expect(firstMessage(distinguished('10.0.0.1:70000'))).toContain(
      'cut the number of route distinguisher 10.0.0.1:70000 off to 4464',
    );
  });

  it.each([
    ['65000:100010', []],
    ['4200000000:10', []],
    ['100011:100011', ['fabric/frr-route-target']],
  ])('is route target %s: %j', (target, expected) => {
    expect(codes(targeted(target))).toEqual(expected);
  });

  it.each([
    [{}, []],
    [{ suppress: 700 }, ['fabric/frr-dampening']],
    [{ halfLife: 46 }, ['fabric/frr-dampening', 'fabric/frr-dampening']],
    [{ max: 15 }, ['fabric/frr-dampening']],
  ])('is dampening with %j: %j', (told, expected) => {
    expect(codes(dampened(told))).toEqual(expected);
  });

  it('shows the arithmetic of a penalty that never gets high enough', () => {
    expect(firstMessage(dampened({ max: 15 }))).toBe(
      'no route is ever suppressed: the penalty grows to 750 × 2^(15 ÷ 15) = 1500 at most, and suppression starts at 2000',
    );
  });

  it.each([
    ['10.0.0.0/8', { ge: 8 }, []],
    ['10.0.0.0/8', { ge: 16, le: 24 }, []],
    ['10.0.0.0/8', { ge: 4 }, ['fabric/frr-prefix-length']],
    ['10.0.0.0/8', { ge: 24, le: 16 }, ['fabric/frr-prefix-length']],
    ['10.0.0.0/8', { le: 33 }, ['fabric/frr-prefix-length']],
  ])('is a prefix list with %s and %j: %j', (prefix, lengths, expected) => {
    expect(codes(listed(prefix, lengths))).toEqual(expected);
  });

  it('is graceful restart without BFD, and not with it', () => {
    const restarting = (bfd: boolean): DeviceConfig =>
      device({
        bfd: { interval: seconds(0.3), multiplier: 3 },
        bgp: bgp({ groups: [group({ bfd })], gracefulRestart: { restartTime: minutes(2), helperOnly: false } }),
      });
    expect(codes(restarting(true))).toEqual([]);
    expect(codes(restarting(false))).toEqual(['fabric/frr-graceful-restart']);
  });

  it('is a hold time that one lost keepalive can end', () => {
    const held = (hold: number): DeviceConfig =>
      device({ bgp: bgp({ groups: [group({ timers: { keepalive: seconds(3), hold: seconds(hold) } })] }) });
    expect(codes(held(9))).toEqual([]);
    expect(codes(held(6))).toEqual(['fabric/frr-bgp-timers']);
  });

  it('is BFD that hangs on a single packet', () => {
    expect(codes(device({ bfd: { interval: seconds(0.3), multiplier: 1 } }))).toEqual(['fabric/frr-bfd-times']);
  });

  it('is a peer that is several hops away and must be next door', () => {
    expect(codes(device({ bgp: bgp({ groups: [group({ ttlSecurity: true, multihop: 3 })] }) }))).toEqual([
      'fabric/frr-ttl-security',
    ]);
  });

  it('is an MLAG pair', () => {
    const mlag = {
      domain: 'r01',
      vlan: 4094,
      address: '10.0.0.0/31',
      peer: '10.0.0.1',
      heartbeat: '192.0.2.11',
      bond: 2000,
      reloadDelay: { mlag: 300, other: 330 },
    };
    expect(codes(device({ mlag }))).toEqual(['fabric/frr-mlag']);
  });

  it('is a limit that filters keep from being reached', () => {
    const limited = (routeMapIn: string | null): DeviceConfig =>
      device({
        bgp: bgp({ groups: [group({ maximumPrefixes: { limit: 100, warnAt: 80 }, routeMapIn })] }),
        routeMaps: [{ name: 'RM', entries: [] }],
      });
    expect(codes(limited(null))).toEqual([]);
    expect(codes(limited('RM'))).toEqual(['fabric/frr-maximum-prefix']);
  });

  it('is a shared bond that only some drivers can take down with the uplinks', () => {
    const shared: DeviceConfig['interfaces'][number] = {
      kind: 'bond',
      name: 'Port-Channel10',
      description: '',
      mtu: null,
      number: 10,
      switchport: { untagged: 10, tagged: [], edge: true, trunkGroup: null },
      mlag: null,
      esi: { identifier: '0000:0000:fa56:ea01:000a', routeTarget: 'fa:56:ea:01:00:0a', systemId: 'fa56.ea01.000a' },
      fallback: false,
    };
    expect(codes(device({ interfaces: [routed(), shared] }))).toEqual(['fabric/frr-uplink-tracking']);
    expect(codes(device({ interfaces: [routed(), { ...shared, esi: null }] }))).toEqual([]);
  });

  it('is nothing of FRR on a device with another system', () => {
    expect(frrFindings({ ...distinguished('10.0.0.1:70000'), os: 'eos' })).toEqual([]);
  });

  it('is a name that no network device can have', () => {
    expect(firstMessage(device({ vrfs: [{ name: 'T-acme-and-partners', routed: true }] }))).toContain(
      "'T-acme-and-partners': 19 characters of at most 15",
    );
  });

  it('is a static route that BFD is to watch', () => {
    const watched = { vrf: null, prefix: '0.0.0.0/0', via: '192.0.2.1', distance: null, bfd: true };
    expect(codes(device({ staticRoutes: [watched] }))).toEqual(['fabric/frr-static-route-bfd']);
  });

  it('is a name that nobody has defined', () => {
    const config = device({
      interfaces: [routed({ policyRoute: 'PBR' })],
      bgp: bgp({
        groups: [group({ routeMapIn: 'RM-IN' })],
        neighbors: [neighbor({ group: 'OTHER', routeMapOut: 'RM-OUT' })],
      }),
      routeMaps: [
        {
          name: 'RM-IN',
          entries: [
            {
              seq: 10,
              action: 'permit',
              description: null,
              match: { prefixList: 'PL', community: 'CL', asPath: 'AS' },
              set: {},
            },
          ],
        },
      ],
    });
    expect(frrFindings(config).map(({ evidence }) => evidence['name'])).toEqual([
      'PL',
      'CL',
      'AS',
      'OTHER',
      'RM-OUT',
      'PBR',
    ]);
  });

  it('is a session of the edge without a policy, for nothing would pass it', () => {
    const edge = (told: Parameters<typeof group>[0]): DeviceConfig =>
      device({
        bgp: bgp({ defaults: 'traditional', groups: [group(told)], neighbors: [neighbor()] }),
        routeMaps: [{ name: 'RM', entries: [] }],
      });
    expect(codes(edge({ routeMapIn: 'RM' }))).toEqual(['fabric/frr-policy']);
    expect(codes(edge({ routeMapIn: 'RM', routeMapOut: 'RM' }))).toEqual([]);
  });

  it('names the device and the site that it is of', () => {
    expect(frrFindings(distinguished('10.0.0.1:70000'))[0]).toMatchObject({
      subject: 'dc1/edge-1',
      path: 'sites.dc1.fabric',
      severity: 'error',
    });
  });
});
