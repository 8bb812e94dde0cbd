import { describe, expect, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { deviceConfigs, type DeviceConfig } from '../config/index.ts';
import { checkEos } from '../render/eos/grammar/check.ts';
import { renderEos } from '../render/eos/index.ts';
import { renderFrr } from '../render/frr/index.ts';
import { complaints } from '../testing/parsers.ts';
import { edgeFindings } from './index.ts';
import { BOGONS } from './filters.ts';
import { edgeLinks, handoffs } from './handoff.ts';
import { edgeFabric, edgePlatform, edgeProfile, fabricText } from './testing.ts';

type Interconnects = NonNullable<ReturnType<typeof edgeProfile>['interconnects']>;

const paths = [{ pool: 'services', to: 'use1', via: 'dx-2' }];
const edge = { ...fabricText().edge, routers: { model: 'DCS-7050CX3-32S', count: 2 }, paths };

function configs(os: 'eos' | 'frr'): ReadonlyMap<string, DeviceConfig> {
  const platform = edgePlatform(edgeProfile({ edge, nos: os, multihoming: os === 'frr' ? 'esi' : 'mlag' }));
  return deviceConfigs(edgeFabric(os), platform);
}

function router(os: 'eos' | 'frr', n: 1 | 2): DeviceConfig {
  const config = configs(os).get(`dc1/edge-${String(n)}`);
  if (config === undefined) throw new Error('no such router');
  return config;
}

const groupOf = ({ bgp }: DeviceConfig, name: string) => bgp?.groups.find((group) => group.name === name);
const mapOf = ({ routeMaps }: DeviceConfig, name: string) => routeMaps.find((map) => map.name === name)?.entries ?? [];

const codes = (change: Parameters<typeof edgeProfile>[1] = {}, fabric: Parameters<typeof edgeProfile>[0] = {}) =>
  edgeFindings(edgeFabric(), edgePlatform(edgeProfile(fabric, change))).map(
    ({ code, subject }) => `${code} ${subject}`,
  );

const withCircuit = (
  id: string,
  change: object,
  all: Interconnects = edgeProfile().interconnects ?? {},
): Interconnects => {
  const own = all[id];
  if (own === undefined) throw new Error(`no circuit ${id}`);
  return { ...all, [id]: { ...own, ...change } };
};

describe('a hand-off', () => {
  it('has both ends in one network, and every VRF has one of its own', () => {
    const list = handoffs(edgeFabric(), edgePlatform());
    expect(list.map(({ vrf }) => vrf)).toEqual(['PLATFORM', 'MGMT', 'T-acme', 'T-globex', 'OUTSIDE', 'WAN']);
    expect(new Set(list.map(({ vlan }) => vlan)).size).toBe(list.length);
    expect(new Set(list.map(({ firewall }) => firewall)).size).toBe(list.length);
  });

  it('is the segment itself for a tenant, so that tenants need no second VLAN', () => {
    const [acme] = handoffs(edgeFabric(), edgePlatform()).filter(({ tenant }) => tenant === 'acme');
    expect(acme).toMatchObject({ vlan: 2001, vni: null, leaf: '10.16.128.1', firewall: '10.16.128.2' });
  });

  it('does not exist without firewalls: VRFs stay apart, and nothing goes out', () => {
    const fabric = edgeFabric();
    const bare = { ...fabric, cables: fabric.cables.filter(({ purpose }) => purpose !== 'firewall') };
    expect(handoffs(bare, edgePlatform())).toEqual([]);
  });

  it('has two links from each router, one to each leaf, in each of the two outer VRFs', () => {
    const links = edgeLinks(edgeFabric());
    expect(links).toHaveLength(8);
    expect(new Set(links.flatMap(({ router: a, leaf: b }) => [a.address, b.address])).size).toBe(16);
  });
});

describe('an edge router', () => {
  it('sends everything out over both providers, and over the backup only when they are gone', () => {
    const one = router('frr', 1);
    expect(mapOf(one, 'RM-ISP-1-IN').at(-1)?.set.localPreference).toBe(200);
    expect(mapOf(one, 'RM-ISP-3-IN').at(-1)?.set.localPreference).toBe(100);
    expect(mapOf(one, 'RM-ISP-3-OUT').at(-1)?.set.prepend).toEqual([64_496, 64_496, 64_496]);
  });

  it('announces our public network and nothing else, but single addresses that are to be dropped', () => {
    for (const entry of mapOf(router('frr', 1), 'RM-ISP-1-OUT'))
      expect(['PL-PUBLIC', 'PL-PUBLIC-HOSTS']).toContain(entry.match.prefixList);
    const [drop] = mapOf(router('frr', 1), 'RM-ISP-1-OUT');
    expect(drop).toMatchObject({ match: { community: 'CL-BLACKHOLE' }, set: { communities: ['64500:666'] } });
  });

  it('takes nothing but a default route, unless it asked for all routes; then no bogon and no more than there are', () => {
    expect(mapOf(router('frr', 1), 'RM-ISP-1-IN').every(({ match }) => match.prefixList === 'PL-DEFAULT')).toBe(true);
    const platform = edgePlatform(edgeProfile({}, { interconnects: withCircuit('isp-1', { routes: 'full' }) }));
    const config = deviceConfigs(edgeFabric(), platform).get('dc1/edge-1');
    if (config === undefined) throw new Error('no router');
    expect(mapOf(config, 'RM-ISP-1-IN')[0]).toMatchObject({ action: 'deny', match: { prefixList: 'PL-BOGONS' } });
    expect(groupOf(config, 'ISP-1')?.maximumPrefixes?.limit).toBe(1_200_000);
  });

  it('drops packets from networks that are nowhere, and from our own', () => {
    const [list] = router('eos', 1).accessLists;
    const denied = list?.entries.filter(({ action }) => action === 'deny').map(({ from }) => from) ?? [];
    expect(denied).toEqual(expect.arrayContaining([...BOGONS, '203.0.113.0/24']));
  });

  it('has BFD on every session that crosses a cable, and waits for nobody who restarts', () => {
    for (const n of [1, 2] as const) {
      const { bgp } = router('eos', n);
      const bare = bgp?.groups.filter(({ bfd }) => !bfd).map(({ name }) => name);
      expect(bare).toEqual([]);
      expect(bgp?.gracefulRestart?.helperOnly).toBe(true);
    }
  });

  it('speaks to AWS without GTSM, which AWS does not, and to providers with it', () => {
    expect(groupOf(router('eos', 1), 'DX-1')?.ttlSecurity).toBe(false);
    expect(groupOf(router('eos', 1), 'ISP-1')?.ttlSecurity).toBe(true);
  });

  it('prefers circuits to tunnels in both directions, and never says more over a tunnel', () => {
    const one = router('frr', 1);
    const circuit = mapOf(one, 'RM-DX-1-IN')[0]?.set.localPreference ?? 0;
    const tunnel = mapOf(one, 'RM-VPN-1-IN')[0]?.set.localPreference ?? 0;
    expect(circuit).toBeGreaterThan(tunnel);
    expect(mapOf(one, 'RM-VPN-1-OUT')[0]).toMatchObject({
      match: { prefixList: 'PL-OWN' },
      set: { prepend: [64_496, 64_496, 64_496] },
    });
  });

  it('dampens routes that come and go on FRR alone', () => {
    expect(router('frr', 1).bgp?.dampening).toEqual({ halfLife: 15, reuse: 750, suppress: 2000, max: 60 });
    expect(router('eos', 1).bgp?.dampening).toBeNull();
    expect(codes()).toContain('edge/dampening dc1');
    expect(codes({}, { nos: 'frr' })).not.toContain('edge/dampening dc1');
  });

  it('sends the packets of a pool over the circuit that the profile names, by way of the other router if it ends there', () => {
    expect(router('frr', 2).policyRoutes[0]?.rules[0]).toMatchObject({ to: '10.17.0.0/16', vrf: 'WAN' });
    expect(router('frr', 2).policyRoutes[0]?.rules[0]?.via).toMatch(/^169\.254\./);
    expect(router('frr', 1).policyRoutes[0]?.rules[0]?.via).toBe('100.64.96.3');
  });

  it('is text that the grammar of EOS takes, on routers and border leaves', () => {
    for (const config of configs('eos').values()) expect(checkEos(renderEos(config)), config.device).toEqual([]);
  });

  const vtysh = engine('vtysh');
  const bgpd = engine('bgpd');
  it.runIf(vtysh.present && bgpd.present)('is text that vtysh and bgpd take', () => {
    for (const n of [1, 2] as const)
      expect(complaints(renderFrr(router('frr', n)), { vtysh: vtysh.path, bgpd: bgpd.path })).toEqual([]);
  });
});

describe('what is wrong with an edge', () => {
  it('is nothing but what EOS cannot do and a tunnel that is smaller than the circuits, in a sound profile', () => {
    expect(codes().sort()).toEqual([
      'edge/backup-bandwidth vpn-1',
      'edge/dampening dc1',
      'edge/flowspec dc1',
      'firewall/state-backup dc1',
    ]);
  });

  it('is a Direct Connect with BFD and graceful restart', () => {
    expect(codes({ interconnects: withCircuit('dx-1', { gracefulRestart: true }) })).toContain(
      'edge/bfd-and-graceful-restart dx-1',
    );
    expect(codes({ interconnects: withCircuit('dx-1', { gracefulRestart: true, bfd: false }) })).not.toContain(
      'edge/bfd-and-graceful-restart dx-1',
    );
  });

  it('is that all circuits end on one router, or at one location', () => {
    expect(codes({ interconnects: withCircuit('dx-2', { router: 1 }) })).toContain('edge/one-router dc1');
    expect(codes({ interconnects: withCircuit('dx-2', { location: 'EqDC2' }) })).toContain('edge/one-location dc1');
  });

  it('is a provider whose addresses nobody has written down', () => {
    expect(codes({ interconnects: withCircuit('isp-1', { peering: undefined }) })).toContain('edge/no-session isp-1');
  });

  it('is a private AS number before several providers', () => {
    expect(codes({}, { edge: { ...edge, asn: 64_999 } })).toContain('edge/private-asn dc1');
  });

  it('is a tunnel with nothing to end on', () => {
    expect(codes({}, { firewalls: undefined })).toContain('edge/tunnel-end vpn-1');
    expect(codes({}, { firewalls: undefined, nos: 'frr' })).not.toContain('edge/tunnel-end vpn-1');
  });

  it('is a claim that the links do not bear out, with the arithmetic', () => {
    const claims = {
      egress: '40 Gbps',
      absorbs: '500 Gbps',
      outbound: { callbacks: '20 Gbps', notifications: '15 Gbps' },
    } as const;
    const findings = edgeFindings(edgeFabric(), edgePlatform(edgeProfile({ edge: { ...edge, claims } })));
    const said = (code: string) => findings.find((one) => one.code === code)?.message ?? '';
    expect(said('edge/egress')).toContain('40 Gbps claimed; the links to providers are 30 Gbps');
    expect(said('edge/outbound-traffic')).toContain('callbacks 20 Gbps + notifications 15 Gbps = 35 Gbps outbound');
    expect(said('edge/ddos')).toContain('all links together are 30 Gbps: 17 times less');
  });

  it('is a provider without which the rest is too small, and then the availability of that one is all there is', () => {
    const demand = { sustained: '2000k tps', peak: '2000k tps', channels: { sms: 1 } } as const;
    const claims = { availability: '99.99 %' } as const;
    const one = { provider: 'same' };
    const interconnects = withCircuit('isp-2', one, withCircuit('isp-1', one));
    const findings = edgeFindings(
      edgeFabric(),
      edgePlatform(edgeProfile({ edge: { ...edge, claims } }, { demand, interconnects })),
    );
    const said = (code: string) => findings.find((found) => found.code === code)?.message ?? '';
    expect(said('edge/provider-lost')).toContain("without 'same' (isp-1, isp-2) 10 Gbps of 30 Gbps are left");
    expect(said('edge/availability')).toContain('99.950 %');
  });
});
