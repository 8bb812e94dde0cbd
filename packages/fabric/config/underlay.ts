import type { Device, Port } from '../facts.ts';
import { isMlag, pairOf, type FabricIndex, type LinkSide } from './fabric-index.ts';
import { FABRIC_MTU, FABRIC_TIMERS, GROUPS, PEER_LINK, POLICIES, UNDERLAY_ROUTES } from './names.ts';
import type { LoopbackInterface, Neighbor, Ospf, PeerGroup, PrefixList, RoutedInterface, RouteMap } from './types.ts';

/** Roles between which the fabric itself routes; routers and firewalls at its border have policies of their own. */
const FABRIC_ROLES = new Set(['spine', 'leaf', 'core', 'aggregation', 'access']);

/** The links of a device to the other tiers of the fabric. */
export const fabricLinks = (index: FabricIndex, device: Device): readonly LinkSide[] =>
  index.linksOf(device.id).filter(({ peer }) => FABRIC_ROLES.has(peer.role));

/** `r03-leaf-a Ethernet49/1`: what is at the other end, as it is written on the cable. */
export const farEnd = ({ peer, far }: LinkSide): string => `${peer.name} ${far.interface}`;

/** A routed port for each link. Routed ports only: these chips carry no VXLAN over SVIs of a trunk (network notes §4.2). */
export function linkInterfaces(index: FabricIndex, device: Device): readonly RoutedInterface[] {
  const ports = new Map<string, Port>(device.ports.map((port) => [port.name, port]));
  return fabricLinks(index, device).map((side) => ({
    kind: 'routed',
    name: side.near.interface,
    description: farEnd(side),
    mtu: FABRIC_MTU,
    vrf: null,
    addresses: [`${side.near.address}/31`],
    encapsulation: null,
    speed: ports.get(side.near.interface)?.speed ?? null,
    bfd: true,
    urpf: null,
    accessListIn: null,
    policyRoute: null,
  }));
}

/** What names the device in routing, and where its tunnels end. */
export const loopbacks = ({ loopback, vtep }: Device): readonly LoopbackInterface[] => [
  ...(loopback === null ? [] : [loopbackInterface(0, 'router id', loopback)]),
  ...(vtep === null ? [] : [loopbackInterface(1, 'tunnel end', vtep)]),
];

const loopbackInterface = (number: number, description: string, address: string): LoopbackInterface => ({
  kind: 'loopback',
  name: `Loopback${String(number)}`,
  description,
  mtu: null,
  number,
  vrf: null,
  address: `${address}/32`,
});

const GROUP: Omit<PeerGroup, 'name' | 'families'> = {
  remoteAs: null,
  updateSource: null,
  multihop: null,
  bfd: true,
  sendCommunity: true,
  nextHopSelf: false,
  nextHopUnchanged: false,
  maximumPrefixes: UNDERLAY_ROUTES,
  routeMapIn: null,
  routeMapOut: null,
  password: null,
  ttlSecurity: false,
  removePrivateAs: false,
  timers: FABRIC_TIMERS,
};

/** Defaults of a peer group inside the fabric. */
export const fabricGroup = (
  group: Pick<PeerGroup, 'name' | 'families'> & Partial<Omit<PeerGroup, 'name' | 'families'>>,
): PeerGroup => ({ ...GROUP, ...group });

/**
 * Two that share an AS number, and no tunnel end, need each other's routes: a spine sends them back with that number in
 * them, and they would be dropped as a loop.
 */
export function ownAs(index: FabricIndex, device: Device): Pick<PeerGroup, 'allowOwnAs'> {
  const sides = pairOf(index, device);
  return sides !== null && sides.peer.asn === device.asn && !isMlag(index, device) ? { allowOwnAs: 1 } : {};
}

/** External BGP on every link, so that each hop is a different AS and no route can loop. */
export function underlayPeers(
  index: FabricIndex,
  device: Device,
): { readonly groups: readonly PeerGroup[]; readonly neighbors: readonly Neighbor[] } {
  const neighbors = fabricLinks(index, device).flatMap((side): Neighbor[] =>
    side.peer.asn === null
      ? []
      : [{ address: side.far.address, group: GROUPS.underlay, remoteAs: side.peer.asn, description: farEnd(side) }],
  );
  return neighbors.length === 0
    ? { groups: [], neighbors }
    : { groups: [fabricGroup({ name: GROUPS.underlay, families: ['ipv4'], ...ownAs(index, device) })], neighbors };
}

/** The other of an MLAG pair, inside the AS: reaches the fabric for one that has lost all its uplinks. */
export function peerLinkPeer(
  index: FabricIndex,
  device: Device,
): { readonly groups: readonly PeerGroup[]; readonly neighbors: readonly Neighbor[] } {
  const sides = pairOf(index, device);
  if (sides === null || device.asn === null || !isMlag(index, device)) return { groups: [], neighbors: [] };
  const { pair, peer, other } = sides;
  return {
    groups: [
      fabricGroup({
        name: GROUPS.peer,
        families: ['ipv4'],
        remoteAs: device.asn,
        nextHopSelf: true,
        routeMapIn: POLICIES.peerIn,
      }),
    ],
    neighbors: [
      {
        address: pair.peering.routing[other],
        group: GROUPS.peer,
        remoteAs: device.asn,
        description: `${peer.name} Vlan${String(PEER_LINK.routing)}`,
      },
    ],
  };
}

/** What the underlay knows of a device: its loopbacks and nothing else. A link that is cut is nobody's business. */
export const loopbackPolicy = ({
  loopback,
  vtep,
}: Device): { readonly prefixLists: readonly PrefixList[]; readonly routeMaps: readonly RouteMap[] } => ({
  prefixLists: [
    {
      name: POLICIES.loopbacks,
      entries: [loopback, vtep].flatMap((address, i) =>
        address === null ? [] : [{ seq: 10 * (i + 1), action: 'permit' as const, prefix: `${address}/32` }],
      ),
    },
  ],
  routeMaps: [
    {
      name: POLICIES.connected,
      entries: [{ seq: 10, action: 'permit', description: null, match: { prefixList: POLICIES.loopbacks }, set: {} }],
    },
  ],
});

/** Routes over the peer link are second choice for those who hear of them from both. */
export const PEER_IN: RouteMap = {
  name: POLICIES.peerIn,
  entries: [
    {
      seq: 10,
      action: 'permit',
      description: 'Over the peer link only when there is no other way',
      match: {},
      set: { origin: 'incomplete' },
    },
  ],
};

/** OSPF in one area on every link and, between the two of an MLAG pair, on the peer link. */
export function ospfOf(index: FabricIndex, device: Device): Ospf | null {
  if (index.profile?.underlay !== 'ospf' || device.loopback === null) return null;
  const peerLink = isMlag(index, device) ? [`Vlan${String(PEER_LINK.routing)}`] : [];
  return {
    routerId: device.loopback,
    area: '0.0.0.0',
    interfaces: [...fabricLinks(index, device).map(({ near }) => near.interface), ...peerLink],
    passive: loopbacks(device).map(({ name }) => name),
    key: null,
  };
}
