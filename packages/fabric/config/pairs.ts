import type { Device } from '../facts.ts';
import { isMlag, pairOf, type FabricIndex } from './fabric-index.ts';
import { FABRIC_MTU, PEER_LINK } from './names.ts';
import type { BondInterface, GatewayInterface, MemberInterface, Mlag, Vlan } from './types.ts';

/**
 * Seconds after a restart until ports carry traffic: long enough for routes to be there first. Deep-buffer chassis
 * take longer.
 * @source network notes §4.1: 300 and 330 s on Trident, 900 and 1,020 s on the R series
 */
const reloadDelay = (model: string): Mlag['reloadDelay'] =>
  /^DCS-7(28|50|80)\d\w*R/.test(model) ? { mlag: 900, other: 1020 } : { mlag: 300, other: 330 };

/** What makes two switches one: MLAG's session and the ports that it takes. */
export interface PairConfig {
  readonly mlag: Mlag | null;
  readonly vlans: readonly Vlan[];
  readonly interfaces: readonly (BondInterface | MemberInterface | GatewayInterface)[];
}

const NONE: PairConfig = { mlag: null, vlans: [], interfaces: [] };

/** The address of this switch in a VLAN of the peer link, and nowhere else. */
const ownGateway = (vlan: number, description: string, address: string): GatewayInterface => ({
  kind: 'gateway',
  name: `Vlan${String(vlan)}`,
  description,
  mtu: FABRIC_MTU,
  vlan,
  vrf: null,
  address: `${address}/31`,
  virtualAddress: null,
  vrrp: null,
});

/** The peer link of an MLAG pair, its two VLANs, and how each knows that the other is alive. */
export function pairConfig(index: FabricIndex, device: Device): PairConfig {
  const sides = pairOf(index, device);
  if (sides === null || !isMlag(index, device)) return NONE;
  const { pair, peer, own, other } = sides;
  const members = index
    .cablesOf(device.id)
    .filter(({ cable }) => cable.purpose === 'peer')
    .map(({ cable, near, far }): MemberInterface => ({
      kind: 'member',
      name: near.port,
      description: `${peer.name} ${far.port}`,
      mtu: null,
      bond: PEER_LINK.bond,
      lacp: 'active',
      speed: cable.speed,
    }));
  const bond: BondInterface = {
    kind: 'bond',
    name: `Port-Channel${String(PEER_LINK.bond)}`,
    description: `${peer.name} peer link`,
    mtu: FABRIC_MTU,
    number: PEER_LINK.bond,
    switchport: { untagged: null, tagged: [], edge: false, trunkGroup: PEER_LINK.trunkGroup },
    mlag: null,
    esi: null,
    fallback: false,
  };
  return {
    mlag: {
      domain: pair.id.slice(pair.id.indexOf('/') + 1).replaceAll('/', '-'),
      vlan: PEER_LINK.control,
      address: `${pair.peering.control[own]}/31`,
      peer: pair.peering.control[other],
      heartbeat: peer.management,
      bond: PEER_LINK.bond,
      reloadDelay: reloadDelay(device.model),
    },
    vlans: [
      { id: PEER_LINK.routing, name: 'MLAG-ROUTING', trunkGroup: PEER_LINK.trunkGroup },
      { id: PEER_LINK.control, name: 'MLAG-CONTROL', trunkGroup: PEER_LINK.trunkGroup },
    ],
    interfaces: [
      bond,
      ...members,
      ownGateway(PEER_LINK.routing, `routing with ${peer.name}`, pair.peering.routing[own]),
      ownGateway(PEER_LINK.control, `MLAG with ${peer.name}`, pair.peering.control[own]),
    ],
  };
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * The name of a bond in EVPN, the same on both switches: 4 bytes of the pair's AS number, which no other pair has, and 2
 * of the bond's. Type 0, so that nobody derives another from LACP.
 * @source RFC 7432 §5; network notes §4.1
 */
export function ethernetSegment(asn: number, bond: number): NonNullable<BondInterface['esi']> {
  const digits = hex(asn, 8) + hex(bond, 4);
  const groups = digits.match(/.{4}/g) ?? [];
  return {
    identifier: ['0000', '0000', ...groups].join(':'),
    routeTarget: (digits.match(/../g) ?? []).join(':'),
    systemId: groups.join('.'),
  };
}
