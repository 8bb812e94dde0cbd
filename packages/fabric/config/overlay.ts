import type { Device, Segment, Vrf } from '../facts.ts';
import type { FabricIndex } from './fabric-index.ts';
import { GROUPS, OVERLAY_HOPS, POLICIES } from './names.ts';
import { fabricGroup, fabricLinks, ownAs } from './underlay.ts';
import type { BgpVrf, Evpn, Neighbor, PeerGroup, Vxlan } from './types.ts';

/**
 * First part of every route target: two bytes, which leaves four for the number. With an AS number of four bytes there
 * are two left, and what does not fit is refused by one NOS and cut off by another. @source network notes §4.2
 */
const TARGET_ASN = 65_000;

export const targetOf = (number: number): string => `${String(TARGET_ASN)}:${String(number)}`;

/** Added to a VLAN's id in its route distinguisher, so that it is not that of a VRF with the same number. */
const VLAN_DISTINGUISHERS = 10_000;

/** `10.16.0.11:10020`. The number has 16 bits beside an address. @source network notes §4.2 */
const distinguisher = (loopback: string, number: number): string => `${loopback}:${String(number)}`;

/** A VLAN that goes through tunnels. */
export type Bridged = Pick<Segment, 'vlan' | 'vni'>;

/** Whether a device has tunnel ends, or only passes on what others say about theirs. */
export const isTunnelEnd = (device: Device): boolean => device.vtep !== null;

/**
 * BGP between loopbacks with every device of the next tier. Those in the middle pass routes on as they are: with a next
 * hop of their own, packets would end in a switch that has no tunnel.
 */
export function overlayPeers(
  index: FabricIndex,
  device: Device,
): { readonly groups: readonly PeerGroup[]; readonly neighbors: readonly Neighbor[] } {
  const peers = new Map(fabricLinks(index, device).map(({ peer }) => [peer.id, peer]));
  const neighbors = [...peers.values()].flatMap(({ asn, loopback, name }): Neighbor[] =>
    asn === null || loopback === null
      ? []
      : [{ address: loopback, group: GROUPS.overlay, remoteAs: asn, description: `${name} Loopback0` }],
  );
  if (neighbors.length === 0) return { groups: [], neighbors };
  const group = fabricGroup({
    name: GROUPS.overlay,
    families: ['evpn'],
    updateSource: 'Loopback0',
    multihop: OVERLAY_HOPS,
    nextHopUnchanged: !isTunnelEnd(device),
    maximumPrefixes: null,
    ...ownAs(index, device),
  });
  return { groups: [group], neighbors };
}

/** The tunnels of a leaf: its VLANs, and its VRFs for what it routes (symmetric: both ends do). */
export const vxlanOf = (
  device: Device,
  segments: readonly Bridged[],
  vrfs: readonly Pick<Vrf, 'name' | 'vni'>[],
): Vxlan | null =>
  isTunnelEnd(device)
    ? {
        source: 'Loopback1',
        vlans: segments.map(({ vlan, vni }) => ({ vlan, vni })),
        vrfs: vrfs.map(({ name, vni }) => ({ vrf: name, vni })),
      }
    : null;

/** What it tells others about the hosts in its VLANs. */
export const evpnOf = (loopback: string, segments: readonly Bridged[]): Evpn => ({
  vlans: segments.map(({ vlan, vni }) => ({
    vlan,
    vni,
    rd: distinguisher(loopback, VLAN_DISTINGUISHERS + vlan),
    target: targetOf(vni),
  })),
});

/** The routes of its VRFs, each under a target of its own: no VRF hears of another. */
export const bgpVrfs = (loopback: string, vrfs: readonly Vrf[]): readonly BgpVrf[] =>
  vrfs.map(({ name, number, vni }) => ({
    vrf: name,
    rd: distinguisher(loopback, number),
    targets: { imports: [targetOf(number)], exports: [targetOf(number)] },
    vni,
    routerId: loopback,
    neighbors: [],
    ipv4: { networks: [], aggregates: [], redistributeConnected: POLICIES.connectedVrf, redistributeStatic: null },
  }));
