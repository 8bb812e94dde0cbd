import { parseCidr, seconds } from '@catalyst/model';
import type { Device, Segment, Vrf } from '../facts.ts';
import { borderConfig, type Border, type BorderConfig } from '../edge/border.ts';
import { bareConfig } from './bare.ts';
import { isMlag, type FabricIndex } from './fabric-index.ts';
import { FABRIC_BFD, MAXIMUM_PATHS, POLICIES } from './names.ts';
import { bgpVrfs, evpnOf, isTunnelEnd, overlayPeers, vxlanOf, type Bridged } from './overlay.ts';
import { pairConfig } from './pairs.ts';
import { segmentsOn, serverInterfaces } from './servers.ts';
import type { Bgp, DeviceConfig, GatewayInterface, Interface, Management, RouteMap } from './types.ts';
import { PEER_IN, linkInterfaces, loopbackPolicy, loopbacks, ospfOf, peerLinkPeer, underlayPeers } from './underlay.ts';

/** The gateway of a segment, the same on every leaf, so that a host moves without noticing and routes at its own rack. */
function gatewayOf({ vlan, name, vrf, gateway, cidr, mtu }: Segment): GatewayInterface[] {
  if (gateway === null) return [];
  const prefix = parseCidr(cidr)?.prefix ?? 24;
  return [
    {
      kind: 'gateway',
      name: `Vlan${String(vlan)}`,
      description: name,
      mtu,
      vlan,
      vrf,
      address: null,
      virtualAddress: `${gateway}/${String(prefix)}`,
      vrrp: null,
    },
  ];
}

/** The VRFs that have a gateway among these segments, in the order of their numbers. */
function routedVrfs(index: FabricIndex, segments: readonly Segment[]): readonly Vrf[] {
  const names = new Set(segments.flatMap(({ vrf, gateway }) => (gateway === null ? [] : [vrf])));
  return [...names].flatMap((name) => index.vrfs.get(name) ?? []).sort((a, b) => a.number - b.number);
}

/** What is connected in a VRF is told to all other leaves: the subnets of its segments. */
const CONNECTED_VRF: RouteMap = {
  name: POLICIES.connectedVrf,
  entries: [{ seq: 10, action: 'permit', description: null, match: {}, set: {} }],
};

function bgpOf(index: FabricIndex, device: Device, bridged: readonly Bridged[], vrfs: readonly Vrf[]): Bgp | null {
  const { asn, loopback } = device;
  if (asn === null || loopback === null) return null;
  const ospf = index.profile?.underlay === 'ospf';
  const none = { groups: [], neighbors: [] };
  const peerings = [
    ospf ? none : underlayPeers(index, device),
    overlayPeers(index, device),
    ospf ? none : peerLinkPeer(index, device),
  ];
  return {
    asn,
    routerId: loopback,
    maximumPaths: MAXIMUM_PATHS,
    defaults: 'datacenter',
    groups: peerings.flatMap(({ groups }) => groups),
    neighbors: peerings.flatMap(({ neighbors }) => neighbors),
    ipv4: {
      networks: [],
      aggregates: [],
      redistributeConnected: ospf ? null : POLICIES.connected,
      redistributeStatic: null,
    },
    evpn: isTunnelEnd(device) ? evpnOf(loopback, bridged) : { vlans: [] },
    vrfs: isTunnelEnd(device) ? bgpVrfs(loopback, vrfs) : [],
    // BFD finds a dead neighbour in 0.9 s; a restart that is waited for hides one for two minutes (network notes §0.3).
    gracefulRestart: null,
    dampening: null,
    flowspec: [],
  };
}

/** The VRFs of a border leaf: inner ones tell others of the way out, outer ones speak to the routers. */
function withBorder(bgp: Bgp | null, border: BorderConfig | null): Bgp | null {
  if (bgp === null || border === null) return bgp;
  const { routeMap, vrfs } = border.defaultsInto;
  const inner = new Set(vrfs);
  return {
    ...bgp,
    groups: [...bgp.groups, ...border.groups],
    vrfs: [
      ...bgp.vrfs.map((vrf) =>
        inner.has(vrf.vrf) ? { ...vrf, ipv4: { ...vrf.ipv4, redistributeStatic: routeMap } } : vrf,
      ),
      ...border.bgpVrfs,
    ],
  };
}

/** All segments that a border leaf hands to the firewalls, though no server of its own is in them. */
function segmentsOf(index: FabricIndex, device: Device, border: BorderConfig | null): readonly Segment[] {
  if (border === null) return segmentsOn(index, device);
  const handed = new Set(border.defaultsInto.vrfs);
  const own = new Set(segmentsOn(index, device).map(({ id }) => id));
  return [...index.segments.values()]
    .filter(({ id, vrf, gateway }) => own.has(id) || (gateway !== null && handed.has(vrf)))
    .sort((a, b) => a.vlan - b.vlan);
}

/** As long as after a restart of an MLAG leaf. @source network notes §4.1 */
const UPLINK_RECOVERY = seconds(300);

/** Where bonds are shared without a peer link, servers are let go with the last uplink. */
function trackingOf(
  index: FabricIndex,
  device: Device,
  interfaces: readonly Interface[],
): Pick<DeviceConfig, 'uplinkTracking'> {
  if (!interfaces.some((port) => port.kind === 'bond' && port.esi !== null)) return {};
  const downstream = interfaces.filter(
    (port) => port.kind === 'switched' || (port.kind === 'bond' && port.esi !== null),
  );
  return {
    uplinkTracking: {
      upstream: linkInterfaces(index, device).map(({ name }) => name),
      downstream: downstream.map(({ name }) => name),
      recoveryDelay: UPLINK_RECOVERY,
    },
  };
}

/** A switch of the fabric. What it has follows from what it is cabled to: a spine has links, a leaf has servers too. */
export function switchConfig(index: FabricIndex, edge: Border, management: Management, device: Device): DeviceConfig {
  const border = borderConfig(edge, index.fabric, device, isMlag(index, device));
  const segments = segmentsOf(index, device, border);
  const vrfs = isTunnelEnd(device) ? routedVrfs(index, segments) : [];
  const pair = pairConfig(index, device);
  const gateways = isTunnelEnd(device) ? segments.flatMap(gatewayOf) : [];
  const policy = loopbackPolicy(device);
  const ospf = ospfOf(index, device);
  const handed = border?.vlans ?? [];
  const bridged: readonly Bridged[] = [...segments, ...handed.map(({ id, vni }) => ({ vlan: id, vni }))].sort(
    (a, b) => a.vlan - b.vlan,
  );
  const interfaces: readonly Interface[] = [
    ...linkInterfaces(index, device),
    ...serverInterfaces(index, device),
    ...loopbacks(device),
    ...gateways,
    ...pair.interfaces,
    ...(border?.interfaces ?? []),
  ];
  return {
    ...bareConfig(device, management),
    ...trackingOf(index, device, interfaces),
    vlans: [
      ...segments.map(({ vlan, name }) => ({ id: vlan, name, trunkGroup: null })),
      ...handed.map(({ id, name, trunkGroup }) => ({ id, name, trunkGroup })),
      ...pair.vlans,
    ],
    vrfs: [...vrfs.map(({ name }) => ({ name, routed: true })), ...(border?.vrfs ?? [])],
    interfaces,
    mlag: pair.mlag,
    vxlan: vxlanOf(device, bridged, [...vrfs, ...(border?.tunnelled ?? [])]),
    gatewayMac: gateways.length === 0 ? null : index.fabric.gatewayMac,
    bfd: FABRIC_BFD,
    ospf,
    bgp: withBorder(bgpOf(index, device, bridged, vrfs), border),
    staticRoutes: border?.staticRoutes ?? [],
    prefixLists: [...(ospf === null ? policy.prefixLists : []), ...(border?.prefixLists ?? [])],
    routeMaps: [
      ...(ospf === null ? policy.routeMaps : []),
      ...(vrfs.length === 0 ? [] : [CONNECTED_VRF]),
      ...(ospf === null && isMlag(index, device) ? [PEER_IN] : []),
      ...(border?.routeMaps ?? []),
    ],
  };
}
