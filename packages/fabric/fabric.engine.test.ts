import { seconds } from '@catalyst/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { deviceConfigs } from './config/index.ts';
import { edgePlatform, edgeProfile } from './edge/testing.ts';
import { handoffs } from './edge/handoff.ts';
import { planFabric } from './plan/index.ts';
import { bgp, device, group, neighbor, routed } from './testing/device.ts';
import { Lab, until } from './testing/lab.ts';
import { Probe } from './testing/probe.ts';
import { serverOn, Slice, type Server, type Wire } from './testing/slice.ts';

const engines = ['vtysh', 'bgpd', 'ip', 'nft', 'ping'].map(engine);

/** Two spines, two leaf pairs with Linux and FRR, the border at the first of them, and two tenants. */
const platform = edgePlatform(
  edgeProfile(
    {
      nos: 'frr',
      multihoming: 'esi',
      topology: {
        kind: 'leaf-spine',
        spines: { model: 'DCS-7358X4', count: 2 },
        leaves: { model: 'DCS-7050SX3-48C8', uplinks: 1 },
      },
      edge: { routers: { model: 'DCS-7050CX3-32S', count: 2 }, asn: 64_496, public: '203.0.113.0/24', border: 'r01' },
    },
    {
      interconnects: {
        'isp-1': {
          kind: 'internet',
          between: ['dc1', 'internet'],
          bandwidth: '100 Gbps',
          provider: 'first',
          asn: 64_500,
          role: 'primary',
          peering: { ours: '192.0.2.2/30', theirs: '192.0.2.1' },
          blackhole: '64500:666',
          flowspec: true,
        },
      },
    },
  ),
);
const { fabric } = planFabric(platform, 'dc1');
const IN_SLICE = new Set(['edge-1', 'spine-1', 'spine-2', 'r01-leaf-a', 'r01-leaf-b', 'r02-leaf-a', 'r02-leaf-b']);
const configs = [...deviceConfigs(fabric, platform).values()].filter(({ hostname }) => IN_SLICE.has(hostname));

/** A provider that sends all that it should not, and behind it an address of the Internet. */
const OFFERED = ['0.0.0.0/0', '10.66.0.0/16', '192.168.0.0/16', '203.0.113.0/25', '8.8.8.0/24'];
const INTERNET = '8.8.8.8';
/** What the firewall translates to. */
const PUBLIC = '203.0.113.210';
const provider = device({
  device: 'isp-1',
  hostname: 'isp-1',
  bfd: { interval: seconds(0.3), multiplier: 3 },
  interfaces: [
    routed({ name: 'swp1', addresses: ['192.0.2.1/30'] }),
    {
      kind: 'loopback',
      name: 'Loopback0',
      description: '',
      mtu: null,
      number: 0,
      vrf: null,
      address: `${INTERNET}/32`,
    },
  ],
  staticRoutes: OFFERED.map((prefix) => ({ vrf: null, prefix, via: null, distance: null, bfd: false })),
  bgp: bgp({
    asn: 64_500,
    routerId: '192.0.2.1',
    groups: [
      group({
        name: 'CUSTOMER',
        bfd: true,
        password: 'dc1/network/bgp/isp-1',
        ttlSecurity: true,
        families: ['ipv4', 'flowspec'],
      }),
    ],
    neighbors: [neighbor({ address: '192.0.2.2', group: 'CUSTOMER', remoteAs: 64_496 })],
    ipv4: { networks: OFFERED, aggregates: [], redistributeConnected: null, redistributeStatic: null },
  }),
});

const first = ['r01-leaf-a', 'r01-leaf-b'];
const second = ['r02-leaf-a', 'r02-leaf-b'];
const server = (name: string, segment: string, place: number, legs: readonly string[]): Server =>
  serverOn(fabric, segment, name, place, legs);

/** Of each tenant, one hangs on one switch of the border pair and one on the other: between them is a tunnel. */
const kafka1 = server('kafka-1', 'compute', 65, first);
const kafka2 = server('kafka-2', 'compute', 66, second);
const acme1 = server('acme-1', 'tenant/acme', 8, first);
const acme2 = server('acme-2', 'tenant/acme', 9, [...first].reverse());
const globex1 = server('globex-1', 'tenant/globex', 8, first);
const globex2 = server('globex-2', 'tenant/globex', 9, [...first].reverse());
/** The firewall's place in VRF PLATFORM: only the border has it, so that the other rack has to route to it. */
const firewallIn = (name: string, vrf: string): Server => {
  const handoff = handoffs(fabric, platform).find((known) => known.vrf === vrf);
  if (handoff === undefined) throw new Error(`the border hands ${vrf} to no firewall`);
  const { vlan, firewall, prefix, leaf } = handoff;
  return { name, vlan, address: `${firewall}/${String(prefix)}`, gateway: leaf, legs: first };
};
const firewall = firewallIn('fw-platform', 'PLATFORM');
const outside = firewallIn('fw-outside', 'OUTSIDE');
const servers = [firewall, outside, kafka1, kafka2, acme1, acme2, globex1, globex2];

const measured: string[] = [];

describe.runIf(engines.every(({ present }) => present))(
  'The rendered frr.conf of a fabric, in FRR; namespaces stand in for VRFs, a bridge for each VLAN, one leg at a time for bonds',
  () => {
    let lab: Lab;
    let slice: Slice;

    beforeAll(async () => {
      lab = await Lab.open();
      slice = new Slice(lab, [...configs, provider], servers);
      slice.start();
    });

    afterAll(async () => {
      await lab.close();
      console.log(['Measured on this machine, now:', ...measured].join('\n  '));
    });

    it('brings up every session of BGP, with BFD where it watches, and every tunnel', async () => {
      measured.push(
        `all sessions and tunnels up ${String(Math.round(await slice.ready(60_000)))} ms after the last start`,
      );
    });

    it.each(configs.map(({ hostname }) => hostname))('is what %s says that it does, line by line', (name) => {
      const node = slice.nodes.get(name);
      const running = new Set(
        node
          ?.show('show running-config')
          .split('\n')
          .map((line) => line.trim()),
      );
      const told = node === undefined ? [] : node.text.split('\n').map((line) => line.trim());
      expect(told.filter((line) => !running.has(line) && !NOT_REPEATED.test(line))).toEqual([]);
    });

    it.each([
      ['between racks', kafka1, kafka2],
      ['from a rack to the firewall at the border, routed through a VNI of the VRF', kafka2, firewall],
      ['of one tenant', acme1, acme2],
      ['of the other tenant', globex1, globex2],
    ])('carries packets %s', async (_, from, to) => {
      await slice.reaches(from, to);
    });

    it.each([
      ['from one tenant to the other', acme1, globex1],
      ['and back', globex2, acme2],
      ['from a tenant to the platform', acme1, kafka2],
      ['from the platform to a tenant', kafka1, globex2],
    ])('lets nobody around the firewalls: %s', (_, from, to) => {
      expect(slice.answers(from, to)).toBe(0);
    });

    it('takes the default route of a provider, marked as its own, and nothing else that it offers', async () => {
      const heard = (): readonly string[] => slice.routes('edge-1', 'show bgp ipv4 unicast neighbors 192.0.2.1 routes');
      await until(() => (heard().length > 0 ? [] : ['a route of the provider']), 20_000);
      expect(heard()).toEqual(['0.0.0.0/0']);
      expect(slice.nodes.get('edge-1')?.show('show bgp ipv4 unicast 0.0.0.0/0')).toMatch(
        /localpref 200[^]*Community: 64496:100/,
      );
    });

    it('tells the provider the public network of the site, and nothing of what is inside', async () => {
      const told = (): readonly string[] => slice.routes('isp-1', 'show bgp ipv4 unicast neighbors 192.0.2.2 routes');
      await until(() => (told().length > 0 ? [] : ['a route of ours']), 20_000);
      expect(told()).toEqual(['203.0.113.0/24']);
    });

    it('leads what leaves the firewall to the provider', async () => {
      await until(() => (slice.asks(outside, PUBLIC, INTERNET) ? [] : ['an answer from the Internet']), 20_000);
    });

    it('goes around a dead link', async () => {
      const wire = slice.carrying('r01-leaf-a', acme1, acme2);
      const probe = await flowing(acme1, acme2);
      const undo = slice.cut(wire);
      await recovered(probe, wire, 'dead link');
      undo();
      await slice.ready(60_000);
    });

    it('goes around a link that loses everything in silence, which only BFD can tell', async () => {
      const wire = slice.carrying('r01-leaf-a', acme1, acme2);
      const probe = await flowing(acme1, acme2);
      const undo = slice.silence(wire);
      await recovered(probe, wire, 'silent link');
      undo();
      await slice.ready(60_000);
    });

    it('reaches a server over its other leg when its leaf dies', async () => {
      const probe = await flowing(kafka2, kafka1);
      slice.powerOff('r01-leaf-a');
      slice.failOver(kafka1);
      const after = probe.asked();
      await until(() => probe.flowing(after), 30_000);
      await note(probe, 'dead leaf');
    });

    it('keeps its filters when a provider leaks a hundred routes more than agreed', async () => {
      const leaked = Array.from({ length: 120 }, (_, i) => `185.0.${String(i)}.0/24`);
      slice.nodes
        .get('isp-1')
        ?.configure([
          ...leaked.map((prefix) => `ip route ${prefix} blackhole`),
          'router bgp 64500',
          'address-family ipv4 unicast',
          ...leaked.map((prefix) => `network ${prefix}`),
        ]);
      const sent = (): number =>
        Number(/(\d+) provider$/m.exec(slice.nodes.get('isp-1')?.show('show bgp ipv4 unicast summary') ?? '')?.[1]);
      await until(() => (sent() > leaked.length ? [] : [`${String(sent())} routes sent`]), 20_000);
      expect(slice.routes('edge-1', 'show bgp ipv4 unicast neighbors 192.0.2.1 routes')).toEqual(['0.0.0.0/0']);
    });

    const flowing = async (from: Server, to: Server): Promise<Probe> => {
      const probe = new Probe(lab, from.name, to.address);
      await until(() => probe.flowing(0), 20_000);
      return probe;
    };

    /** Once a session over the cable is down, and answers come again without a gap. */
    const recovered = async (probe: Probe, { ends }: Wire, what: string): Promise<void> => {
      const [end] = ends;
      await until(() => (slice.missingAt(end?.node ?? '').length > 0 ? [] : ['a session that is down']), 30_000);
      const after = probe.asked();
      await until(() => probe.flowing(after), 30_000);
      await note(probe, what);
    };

    const note = async (probe: Probe, what: string): Promise<void> => {
      const { outage, lost } = await probe.end();
      measured.push(`${what}: no answer for ${String(outage)} ms, ${String(lost)} questions lost`);
    };
  },
);

/** Lines that FRR takes and does not repeat: its own defaults, what is vtysh's, and words around them. */
const NOT_REPEATED =
  /^(!|end|exit.*|frr version.*|hostname .*|domainname .*|service integrated-vtysh-config|bgp log-neighbor-changes|bgp dampening 15 750 2000 60|(transmit|receive)-interval 300|detect-multiplier 3|)$/;
