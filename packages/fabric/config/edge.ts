import { circuitsOf, edgeAsn, seconds, siteById, type Circuit, type Platform, type Site } from '@catalyst/model';
import { directConnectPart, fiberPart, internetPart, tunnelPart, type CircuitPort } from '../edge/circuits.ts';
import { LISTS, MAPS, siteFilters } from '../edge/filters.ts';
import {
  edgeLinks,
  routerLinks,
  routerNumber,
  OUTSIDE_VRF,
  WAN_VRF,
  type EdgeLink,
  type RouterLink,
} from '../edge/handoff.ts';
import { neighbor, peerGroup, prefixList, routeMap, routedPort, type Part } from '../edge/parts.ts';
import type { Device, Fabric } from '../facts.ts';
import { bareConfig } from './bare.ts';
import { FABRIC_BFD, FABRIC_MTU } from './names.ts';
import type { Bgp, DeviceConfig, LoopbackInterface, Management, MemberInterface, PolicyRoute } from './types.ts';

const GROUPS = { leafOutside: 'LEAF-OUTSIDE', leafWan: 'LEAF-WAN', router: 'ROUTER' } as const;

/** Ways out in use at once. */
const MAXIMUM_PATHS = 16;

/**
 * Routes that come and go are held back: on FRR only. EOS has no dampening of routes, which is a finding.
 * @source network notes §0.4 and §4.3: half-life 15 min, reuse at 750, suppress at 2,000, at most 60 min
 */
const DAMPENING = { halfLife: 15, reuse: 750, suppress: 2000, max: 60 } as const;

/** Private numbers of site prefixes. The rd of WAN needs 16 bits beside the loopback. */
const WAN_NUMBER = 902;

/** What all edge routers of a site share. */
interface Shared {
  readonly platform: Platform;
  readonly fabric: Fabric;
  readonly site: Site;
  readonly asn: number;
  readonly publicNetwork: string | null;
  readonly circuits: readonly Circuit[];
}

/** Computed once for all edge routers of a site. */
export interface Edge extends Shared {
  readonly links: readonly EdgeLink[];
}

export function edgeOf(fabric: Fabric, platform: Platform): Edge {
  const site = siteById(platform, fabric.site);
  return {
    platform,
    fabric,
    site,
    asn: edgeAsn(site),
    publicNetwork: site.fabric?.edge?.public ?? null,
    circuits: circuitsOf(platform),
    links: edgeLinks(fabric),
  };
}

/** The port that a circuit is cabled to; a bond where it has several. Null where it is not cabled to this router. */
function portOf({ fabric }: Shared, device: Device, circuit: string): CircuitPort | null {
  const cables = fabric.cables.flatMap(({ ends: [a, b], speed }) =>
    a.on === device.id && b.on === circuit
      ? [{ name: a.port, speed }]
      : b.on === device.id && a.on === circuit
        ? [{ name: b.port, speed }]
        : [],
  );
  const [first, ...rest] = cables;
  if (first === undefined) return null;
  if (rest.length === 0) return { ...first, members: [] };
  // By its first port, so that another circuit changes no number.
  const bond = Number(/\d+/g.exec(first.name)?.[0] ?? 1);
  return {
    name: `Port-Channel${String(bond)}`,
    speed: null,
    members: cables.map(({ name, speed }): MemberInterface => ({
      kind: 'member',
      name,
      description: circuit,
      mtu: null,
      bond,
      lacp: 'active',
      speed,
    })),
  };
}

function circuitPart(edge: Edge, device: Device, circuit: Circuit): Part {
  const { site } = edge;
  const router = routerNumber(device);
  const cidrOf = (id: string): readonly string[] =>
    edge.platform.sites.flatMap((one) => (one.id === id ? [one.cidr] : []));
  const plugged = (use: (port: CircuitPort) => Part): Part => {
    const port = portOf(edge, device, circuit.id);
    return port === null ? {} : use(port);
  };
  switch (circuit.kind) {
    case 'internet':
      return circuit.site === site.id && circuit.router === router
        ? plugged((port) =>
            internetPart(circuit, port, {
              publicNetwork: edge.publicNetwork,
              validated: (site.fabric?.edge?.validators.length ?? 0) > 0,
            }),
          )
        : {};
    case 'direct-connect':
      return circuit.datacenter === site.id && circuit.router === router
        ? plugged((port) => directConnectPart(circuit, port))
        : {};
    case 'dark-fiber': {
      const [a, b] = circuit.ends;
      const [own, other] = a.site === site.id ? [a, b] : [b, a];
      return own.site === site.id && own.router === router
        ? plugged((port) => fiberPart(circuit, site.id, port, cidrOf(other.site)))
        : {};
    }
    case 'ipsec': {
      const other = circuit.between.find((end) => end !== site.id);
      return circuit.between.includes(site.id) && other !== undefined
        ? tunnelPart(circuit, site.id, router, cidrOf(other))
        : {};
    }
    case 'aws-backbone':
      return {};
  }
}

/** The cables to the leaves: the Internet in the default VRF, everything else in WAN. */
function leafPart(links: readonly EdgeLink[], fabric: Fabric, policyRoute: string | null): Part {
  const asns = new Map(fabric.devices.map(({ id, asn, name }) => [id, { asn: asn ?? 0, name }]));
  const speeds = new Map(fabric.cables.map(({ id, speed }) => [id, speed]));
  const description = ({ leaf }: EdgeLink) => `${asns.get(leaf.device)?.name ?? leaf.device} ${leaf.port}`;
  const peers = (vrf: string, group: string) =>
    links
      .filter((link) => link.vrf === vrf)
      .map((link) => neighbor(link.leaf.address, group, asns.get(link.leaf.device)?.asn ?? 0, description(link)));
  const group = (name: string, routeMapIn: string, routeMapOut: string) =>
    peerGroup({ name, bfd: true, routeMapIn, routeMapOut, maximumPrefixes: { limit: 1_000, warnAt: 80 } });
  return {
    interfaces: links.flatMap((link) => [
      ...(link.vrf === OUTSIDE_VRF
        ? [
            routedPort({
              name: link.router.port,
              description: description(link),
              address: null,
              vrf: null,
              mtu: FABRIC_MTU,
              speed: speeds.get(link.cable) ?? null,
            }),
          ]
        : []),
      routedPort({
        name: link.router.port,
        vlan: link.vlan,
        description: `${description(link)} ${link.vrf}`,
        mtu: FABRIC_MTU,
        address: `${link.router.address}/31`,
        vrf: link.vrf === OUTSIDE_VRF ? null : link.vrf,
        bfd: true,
        // Only our own networks are behind the leaves.
        urpf: 'strict',
        policyRoute: link.vrf === WAN_VRF ? policyRoute : null,
      }),
    ]),
    groups:
      links.length === 0
        ? []
        : [
            group(GROUPS.leafOutside, MAPS.leafOutsideIn, MAPS.leafOutsideOut),
            group(GROUPS.leafWan, MAPS.leafWanIn, MAPS.leafWanOut),
          ],
    outside: peers(OUTSIDE_VRF, GROUPS.leafOutside),
    wan: peers(WAN_VRF, GROUPS.leafWan),
  };
}

/** The cable to the other router: what one has lost goes out over the other. */
function routerPart(links: readonly RouterLink[], asn: number): Part {
  const peers = (vrf: string) =>
    links
      .filter((link) => link.vrf === vrf)
      .map(({ peer }) => neighbor(peer.address, GROUPS.router, asn, `${peer.device} ${vrf}`));
  return {
    interfaces: links.flatMap(({ vrf, vlan, own, peer }) => [
      ...(vrf === OUTSIDE_VRF
        ? [routedPort({ name: own.port, description: peer.device, address: null, vrf: null, mtu: FABRIC_MTU })]
        : []),
      routedPort({
        name: own.port,
        vlan,
        description: `${peer.device} ${vrf}`,
        mtu: FABRIC_MTU,
        address: `${own.address}/31`,
        vrf: vrf === OUTSIDE_VRF ? null : vrf,
        bfd: true,
      }),
    ]),
    groups: links.length === 0 ? [] : [peerGroup({ name: GROUPS.router, remoteAs: asn, bfd: true, nextHopSelf: true })],
    outside: peers(OUTSIDE_VRF),
    wan: peers(WAN_VRF),
  };
}

export const PATHS_POLICY = 'PBR-PATHS';

/** Servers whose packets take a circuit of their own. Where that ends on the other router, they go there first. */
function pathsOf(edge: Edge, device: Device, links: readonly RouterLink[]): readonly PolicyRoute[] {
  const paths = edge.site.fabric?.edge?.paths ?? [];
  const beside = links.find(({ vrf }) => vrf === WAN_VRF)?.peer.address;
  const rules = paths.flatMap(({ pool, to, via }) => {
    const circuit = edge.circuits.find(({ id }) => id === via);
    const target = edge.platform.sites.find(({ id }) => id === to);
    if (target === undefined || circuit?.kind !== 'direct-connect') return [];
    const hop = circuit.router === routerNumber(device) ? circuit.amazon.address : beside;
    if (hop === undefined) return [];
    return edge.platform.hosts
      .filter((host) => host.site === edge.site.id && host.pool === pool)
      .map(({ addresses: [first] }) => ({ from: `${first.address}/32`, to: target.cidr, via: hop, vrf: WAN_VRF }));
  });
  return rules.length === 0
    ? []
    : [{ name: PATHS_POLICY, rules: rules.map((rule, i) => ({ seq: 10 * (i + 1), ...rule })) }];
}

const collect = <K extends keyof Part>(parts: readonly Part[], key: K): NonNullable<Part[K]>[number][] =>
  parts.flatMap((part) => [...(part[key] ?? [])]);

function bgpOf(edge: Edge, device: Device, loopback: string, parts: readonly Part[]): Bgp {
  const groups = collect(parts, 'groups');
  return {
    asn: edge.asn,
    routerId: loopback,
    maximumPaths: MAXIMUM_PATHS,
    defaults: 'traditional',
    groups,
    neighbors: collect(parts, 'outside'),
    ipv4: {
      networks: [],
      aggregates: [],
      redistributeConnected: collect(parts, 'ends').length === 0 ? null : MAPS.ends,
      redistributeStatic: MAPS.trigger,
    },
    evpn: null,
    vrfs: [
      {
        vrf: WAN_VRF,
        rd: `${loopback}:${String(WAN_NUMBER)}`,
        targets: { imports: [], exports: [] },
        vni: null,
        routerId: loopback,
        neighbors: collect(parts, 'wan'),
        ipv4: { networks: [], aggregates: [], redistributeConnected: null, redistributeStatic: null },
      },
    ],
    // Every session with a peer that may die silently has BFD, and none of them waits for a restart of ours: with both,
    // the dead route was in use for 127 s (network notes §0.3). Helping a peer that restarts does no harm beside BFD.
    gracefulRestart: { restartTime: seconds(120), helperOnly: true },
    dampening: device.os === 'frr' ? DAMPENING : null,
    flowspec: groups.filter(({ families }) => families.includes('flowspec')).map(({ name }) => name),
  };
}

/** A router between the border leaves and the world: providers, circuits to AWS, fibres to our other sites. */
export function edgeConfig(edge: Edge, management: Management, device: Device): DeviceConfig {
  const loopback = device.loopback ?? device.management;
  const own = edge.links.filter(({ router }) => router.device === device.id);
  const beside = routerLinks(edge.fabric, device);
  const policyRoutes = pathsOf(edge, device, beside);
  const parts = [
    leafPart(own, edge.fabric, policyRoutes.length === 0 ? null : PATHS_POLICY),
    routerPart(beside, edge.asn),
    ...edge.circuits.map((circuit) => circuitPart(edge, device, circuit)),
  ];
  const filters = siteFilters(edge.publicNetwork, edge.site.cidr);
  const ends = [...new Set(collect(parts, 'ends'))];
  const loopbacks = [`${loopback}/32`, ...ends.map((end) => `${end}/32`)].map((address, number): LoopbackInterface => ({
    kind: 'loopback',
    name: `Loopback${String(number)}`,
    description: number === 0 ? 'router id' : 'end of tunnels',
    mtu: null,
    number,
    vrf: null,
    address,
  }));
  const tunnelEnds =
    ends.length === 0
      ? { lists: [], maps: [] }
      : {
          lists: [
            prefixList(
              LISTS.ends,
              ends.map((end) => ({ prefix: `${end}/32` })),
            ),
          ],
          maps: [routeMap(MAPS.ends, { action: 'permit', match: { prefixList: LISTS.ends }, set: {} })],
        };
  return {
    ...bareConfig(device, management),
    vrfs: [{ name: WAN_VRF, routed: true }],
    interfaces: [...collect(parts, 'interfaces'), ...loopbacks],
    bfd: FABRIC_BFD,
    bgp: bgpOf(edge, device, loopback, parts),
    prefixLists: [...filters.prefixLists, ...tunnelEnds.lists, ...collect(parts, 'prefixLists')],
    communityLists: [...filters.communityLists, ...collect(parts, 'communityLists')],
    routeMaps: [...filters.routeMaps, ...tunnelEnds.maps, ...collect(parts, 'routeMaps')],
    staticRoutes: collect(parts, 'staticRoutes'),
    accessLists: collect(parts, 'accessLists'),
    policyRoutes,
  };
}
