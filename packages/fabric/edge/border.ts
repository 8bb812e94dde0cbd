import { edgeAsn, siteById, type Platform } from '@catalyst/model';
import type { Cable, Device, Fabric } from '../facts.ts';
import type {
  BgpVrf,
  BondInterface,
  GatewayInterface,
  MemberInterface,
  Neighbor,
  PeerGroup,
  PrefixList,
  RoutedInterface,
  RouteMap,
  StaticRoute,
  Vlan,
  VrfConfig,
} from '../config/types.ts';
import { ethernetSegment } from '../config/pairs.ts';
import {
  borderCables,
  edgeLinks,
  handoffs,
  OUTER_VRFS,
  type OuterVrf,
  OUTSIDE_VRF,
  WAN_VRF,
  type EdgeLink,
  type Handoff,
} from './handoff.ts';

/** What a border leaf has besides what every leaf has. `config/switch.ts` adds it to the configuration of the leaf. */
export interface BorderConfig {
  /** With their VNIs, for pairs without a peer link. */
  readonly vlans: readonly (Vlan & { readonly vni: number })[];
  readonly vrfs: readonly VrfConfig[];
  readonly interfaces: readonly (GatewayInterface | RoutedInterface | BondInterface | MemberInterface)[];
  readonly staticRoutes: readonly StaticRoute[];
  readonly groups: readonly PeerGroup[];
  /** The outer VRFs, which all border leaves share over the overlay: one pair may have a router that another has not. */
  readonly bgpVrfs: readonly BgpVrf[];
  readonly tunnelled: readonly { readonly name: string; readonly vni: number }[];
  /** Route map by which the default route of inner VRFs is told to other leaves: `redistributeStatic` of each of these. */
  readonly defaultsInto: { readonly routeMap: string; readonly vrfs: readonly string[] };
  readonly prefixLists: readonly PrefixList[];
  readonly routeMaps: readonly RouteMap[];
}

export const EDGE_GROUP = 'EDGE';
const DEFAULT = '0.0.0.0/0';
const MTU = 9214;
/** Bonds to firewalls, below the peer link's 2000 and above all servers. */
const FIRST_BOND = 1900;

const LISTS = { default: 'PL-DEFAULT', own: 'PL-OWN' } as const;
const MAPS = { static: 'RM-DEFAULT-TO-FABRIC', outsideIn: 'RM-OUTSIDE-IN', wanIn: 'RM-WAN-IN' } as const;
const outwards = (vrf: string) => ({ list: `PL-${vrf}-OUT`, map: `RM-${vrf}-OUT` });

/** What every border leaf gets that the site's facts alone decide, indexed by device once. */
export interface Border {
  readonly handoffs: readonly Handoff[];
  readonly links: ReadonlyMap<string, readonly EdgeLink[]>;
  readonly firewalls: ReadonlyMap<string, readonly FirewallPort[]>;
  readonly asn: number;
  readonly tenants: readonly number[];
}

interface FirewallPort {
  readonly cable: Cable;
  readonly firewall: Device;
  readonly port: string;
  readonly leafPort: string;
}

function grouped<T>(list: readonly T[], key: (entry: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of list) {
    const group = groups.get(key(entry)) ?? [];
    group.push(entry);
    groups.set(key(entry), group);
  }
  return groups;
}

/** The border of a site, computed once for all its leaves. */
export function borderOf(fabric: Fabric, platform: Platform): Border {
  const all = handoffs(fabric, platform);
  const firewalls = borderCables(fabric, 'firewall').map(({ cable, device, port, leaf, leafPort }) => ({
    leaf: leaf.id,
    entry: { cable, firewall: device, port, leafPort },
  }));
  const byLeaf = grouped(firewalls, ({ leaf }) => leaf);
  return {
    handoffs: all,
    links: grouped(edgeLinks(fabric), ({ leaf }) => leaf.device),
    firewalls: new Map([...byLeaf].map(([leaf, list]) => [leaf, list.map(({ entry }) => entry)])),
    asn: edgeAsn(siteById(platform, fabric.site)),
    tenants: all.flatMap(({ segment, vlan }) => (segment ? [vlan] : [])),
  };
}

/** The VLAN of a hand-off with the address that both leaves answer under. A tenant's segment has that already. */
const gateway = ({ vlan, vrf, leaf, prefix }: Handoff): GatewayInterface => ({
  kind: 'gateway',
  name: `Vlan${String(vlan)}`,
  description: `firewalls, ${vrf}`,
  mtu: 1500,
  vlan,
  vrf,
  address: null,
  virtualAddress: `${leaf}/${String(prefix)}`,
  vrrp: null,
});

/** A VLAN on the cable to an edge router, and first the port itself, which has no address. */
function routed(links: readonly EdgeLink[], cables: ReadonlyMap<string, Cable>): readonly RoutedInterface[] {
  const port = ({ leaf, cable, router }: EdgeLink): RoutedInterface => ({
    kind: 'routed',
    name: leaf.port,
    description: `${router.device} ${router.port}`,
    mtu: MTU,
    vrf: null,
    addresses: [],
    encapsulation: null,
    speed: cables.get(cable)?.speed ?? null,
    bfd: false,
    urpf: null,
    accessListIn: null,
    policyRoute: null,
  });
  const first = links.filter(({ vrf }) => vrf === OUTER_VRFS[0]);
  const tagged = links.map((link): RoutedInterface => ({
    ...port(link),
    name: `${link.leaf.port}.${String(link.vlan)}`,
    description: `${link.router.device} ${link.vrf}`,
    speed: null,
    vrf: link.vrf,
    addresses: [`${link.leaf.address}/31`],
    encapsulation: link.vlan,
    bfd: true,
  }));
  return [...first.map(port), ...tagged];
}

/** The ports to each firewall: one bond over both leaves, with every hand-off as a tag. */
function firewallBonds(
  border: Border,
  device: Device,
  ports: readonly FirewallPort[],
  shared: boolean,
): readonly (BondInterface | MemberInterface)[] {
  const byFirewall = grouped(ports, ({ firewall }) => firewall.id);
  return [...byFirewall].flatMap(([id, members]) => {
    const number = FIRST_BOND + Number(/(\d+)$/.exec(id)?.[1] ?? 1);
    const bond: BondInterface = {
      kind: 'bond',
      name: `Port-Channel${String(number)}`,
      description: `${id} ae1`,
      mtu: MTU,
      number,
      switchport: { untagged: null, tagged: border.handoffs.map(({ vlan }) => vlan), edge: true, trunkGroup: null },
      mlag: shared ? number : null,
      esi: shared || device.asn === null ? null : ethernetSegment(device.asn, number),
      fallback: false,
    };
    return [
      bond,
      ...members.map(({ port, leafPort, cable }): MemberInterface => ({
        kind: 'member',
        name: leafPort,
        description: `${id} ${port}`,
        mtu: null,
        bond: number,
        lacp: 'active',
        speed: cable.speed,
      })),
    ];
  });
}

/** Default routes of the inner VRFs lead to the firewalls; from the outer ones, what is ours. */
const statics = (list: readonly Handoff[]): readonly StaticRoute[] =>
  list.flatMap(({ vrf, firewall, networks }) =>
    (isOuter(vrf) ? networks : [DEFAULT]).map((prefix) => ({ vrf, prefix, via: firewall, distance: null, bfd: false })),
  );

const isOuter = (vrf: string): boolean => OUTER_VRFS.some((outer) => outer === vrf);

const group: PeerGroup = {
  name: EDGE_GROUP,
  remoteAs: null,
  updateSource: null,
  multihop: null,
  bfd: true,
  sendCommunity: true,
  nextHopSelf: false,
  nextHopUnchanged: false,
  families: ['ipv4'],
  // A default route of each kind, and every network of our other sites.
  maximumPrefixes: { limit: 1_000, warnAt: 80 },
  routeMapIn: null,
  routeMapOut: null,
  password: null,
  ttlSecurity: false,
  removePrivateAs: false,
  timers: null,
};

/** Numbers of the outer VRFs, between the platform's own and those of tenants; and their VNIs. */
const NUMBERS: Readonly<Record<(typeof OUTER_VRFS)[number], number>> = { OUTSIDE: 901, WAN: 902 };
const FIRST_VRF_VNI = 50_000;
const TARGET_ASN = 65_000;

/** Sessions with the edge routers in one outer VRF: they tell the ways out, and hear what is behind the firewalls. */
function outerBgp(vrf: OuterVrf, device: Device, links: readonly EdgeLink[], border: Border): readonly BgpVrf[] {
  const own = links.filter((link) => link.vrf === vrf);
  if (device.loopback === null) return [];
  const target = `${String(TARGET_ASN)}:${String(NUMBERS[vrf])}`;
  const neighbors = own.map(({ router }): Neighbor => ({
    address: router.address,
    group: EDGE_GROUP,
    remoteAs: border.asn,
    description: `${router.device} ${vrf}`,
    routeMapIn: vrf === OUTSIDE_VRF ? MAPS.outsideIn : MAPS.wanIn,
    routeMapOut: outwards(vrf).map,
  }));
  return [
    {
      vrf,
      rd: `${device.loopback}:${String(NUMBERS[vrf])}`,
      targets: { imports: [target], exports: [target] },
      vni: FIRST_VRF_VNI + NUMBERS[vrf],
      routerId: device.loopback,
      neighbors,
      ipv4: { networks: [], aggregates: [], redistributeConnected: null, redistributeStatic: outwards(vrf).map },
    },
  ];
}

const permitted = (name: string, list: string): RouteMap => ({
  name,
  entries: [{ seq: 10, action: 'permit', description: null, match: { prefixList: list }, set: {} }],
});

/** An empty list matches nothing on one system and everything on another, so it says so. */
const NOTHING = { seq: 10, action: 'deny', prefix: DEFAULT, le: 32 } as const;

const prefixes = (name: string, list: readonly string[], le?: number): PrefixList => ({
  name,
  entries:
    list.length === 0
      ? [NOTHING]
      : list.map((prefix, i) => ({
          seq: 10 * (i + 1),
          action: 'permit',
          prefix,
          ...(le === undefined ? {} : { le }),
        })),
});

/** Null for a leaf that neither routers nor firewalls hang on. `shared`: whether it is half of an MLAG pair. */
export function borderConfig(border: Border, fabric: Fabric, device: Device, shared: boolean): BorderConfig | null {
  const links = border.links.get(device.id) ?? [];
  const ports = border.firewalls.get(device.id) ?? [];
  if (links.length === 0 && ports.length === 0) return null;
  const cables = new Map(fabric.cables.map((cable) => [cable.id, cable]));
  const own = border.handoffs.filter(({ segment }) => !segment);
  const outer = border.handoffs.filter(({ vrf }) => isOuter(vrf));
  const inner = border.handoffs.filter(({ vrf }) => !isOuter(vrf));
  const used = OUTER_VRFS.filter((vrf) => outer.some((handoff) => handoff.vrf === vrf) || links.length > 0);
  const others = outer.find(({ vrf }) => vrf === WAN_VRF)?.networks ?? [];
  return {
    vlans: own.map(({ vlan, vrf, vni }) => ({ id: vlan, name: `FW-${vrf}`, trunkGroup: null, vni: vni ?? vlan })),
    vrfs: used.map((name) => ({ name, routed: true })),
    interfaces: [...routed(links, cables), ...firewallBonds(border, device, ports, shared), ...own.map(gateway)],
    staticRoutes: statics(border.handoffs),
    groups: links.length === 0 ? [] : [group],
    bgpVrfs: used.flatMap((vrf) => outerBgp(vrf, device, links, border)),
    tunnelled: used.map((name) => ({ name, vni: FIRST_VRF_VNI + NUMBERS[name] })),
    defaultsInto: { routeMap: MAPS.static, vrfs: inner.map(({ vrf }) => vrf) },
    prefixLists: [
      prefixes(LISTS.default, [DEFAULT]),
      prefixes(LISTS.own, others, 32),
      ...used.map((vrf) => prefixes(outwards(vrf).list, outer.find((handoff) => handoff.vrf === vrf)?.networks ?? [])),
    ],
    routeMaps: [
      permitted(MAPS.static, LISTS.default),
      permitted(MAPS.outsideIn, LISTS.default),
      {
        name: MAPS.wanIn,
        entries: [
          {
            seq: 10,
            action: 'deny',
            description: 'what is here never comes back from outside',
            match: { prefixList: LISTS.own },
            set: {},
          },
          { seq: 20, action: 'permit', description: null, match: {}, set: {} },
        ],
      },
      ...used.map((vrf) => permitted(outwards(vrf).map, outwards(vrf).list)),
    ],
  };
}
