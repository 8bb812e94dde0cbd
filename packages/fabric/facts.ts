import type { BitsPerSecond, Finding, Watts } from '@catalyst/model';

/*
 * The network of a datacenter as it stands in the hall: devices, ports, cables, numbers. Everything here follows from
 * the profile by names alone, and what devices are told (config/), documents and checks follow from it.
 */

export type DeviceRole = 'spine' | 'leaf' | 'core' | 'aggregation' | 'access' | 'management' | 'edge' | 'firewall';
export type NetworkOs = 'eos' | 'frr' | 'panos';

/** A device of the network. */
export interface Device {
  /** `dc1/r03/leaf-a`, `dc1/spine-1`, `dc1/p02/agg-1`, `dc1/edge-1`, `dc1/fw-1` */
  readonly id: string;
  readonly site: string;
  /** `r03-leaf-a`: its hostname, and its directory in the output. */
  readonly name: string;
  readonly fqdn: string;
  readonly role: DeviceRole;
  readonly os: NetworkOs;
  /** The vendor's name: an entry of the catalogue. */
  readonly model: string;
  readonly rack: string;
  /** The lowest rack unit that it takes, from 1 at the bottom. */
  readonly unit: number;
  readonly units: number;
  readonly power: Watts;
  /** Its number in the site's fabric, from which addresses follow. Never changes, never used again. */
  readonly number: number;
  /** In the `management` network of the site. */
  readonly management: string;
  /** Address of Loopback0, which names it in routing; null where it does not route in the fabric. */
  readonly loopback: string | null;
  /** Address of Loopback1, the end of its tunnels: one for both of an MLAG pair, one for each under ESI. */
  readonly vtep: string | null;
  readonly asn: number | null;
  /** The id of the pair that it belongs to, and which of the two it is. */
  readonly pair: string | null;
  readonly side: 'a' | 'b' | null;
  readonly ports: readonly Port[];
}

/** A port with something in it. */
export interface Port {
  /** `Ethernet49/1` on EOS, `swp49` on Linux, `ethernet1/1` on PAN-OS. */
  readonly name: string;
  /** Its place on the front, from 1, and the lane of a port that is broken out. */
  readonly number: number;
  readonly lane: number | null;
  readonly speed: BitsPerSecond;
  /** The module in it: `SFP-10G-SR`, `QSFP-100G-SR4`; null for copper that is fixed. */
  readonly optic: string | null;
  /** The cable in it. */
  readonly cable: string;
}

/** Where a cable ends: on a device, a server, a storage array or the meet-me room of a provider. */
export interface CableEnd {
  /** Id of a device, host or array (`dc1/array/san-1`), or of an interconnect. */
  readonly on: string;
  readonly port: string;
  readonly rack: string;
  readonly unit: number | null;
  readonly optic: string | null;
}

export type CablePurpose = 'uplink' | 'peer' | 'server' | 'storage' | 'management' | 'edge' | 'firewall' | 'provider';

export interface Cable {
  /** `dc1/c/r03-leaf-a:Ethernet49/1`: its lower end, which never moves. */
  readonly id: string;
  /** What is printed on both ends. */
  readonly label: string;
  readonly purpose: CablePurpose;
  /** Lower tier first. */
  readonly ends: readonly [CableEnd, CableEnd];
  readonly speed: BitsPerSecond;
  readonly medium: 'smf' | 'om4' | 'dac' | 'cat6a';
  /** Metres, to the next length that is sold. */
  readonly length: number;
  /** Which of the two separate ways through the hall it takes. */
  readonly tray: 'A' | 'B';
}

/** A routed cable (or bundle): a /31 between two devices. */
export interface Link {
  readonly id: string;
  readonly cable: string;
  /** Lower tier first; even address on the upper one. */
  readonly ends: readonly [LinkEnd, LinkEnd];
}

export interface LinkEnd {
  readonly device: string;
  readonly interface: string;
  readonly address: string;
}

/** Two switches that are one to the servers below. */
export interface Pair {
  /** `dc1/r03/leaf` */
  readonly id: string;
  readonly rack: string;
  readonly devices: readonly [string, string];
  readonly asn: number;
  /** Addresses of the two on the link between them, in a /31 each: for MLAG's own session, and for routing in the default VRF. */
  readonly peering: { readonly control: readonly [string, string]; readonly routing: readonly [string, string] };
}

/** What separates one group of addresses from another: a routing table of its own, on every switch that has a segment of it. */
export interface Vrf {
  /** `PLATFORM`, `CUSTOMER`, `SECURITY`, `MGMT`, `T-acme` */
  readonly name: string;
  readonly site: string;
  /** At most 65,535, so that it fits a route distinguisher. Also the number in route targets. */
  readonly number: number;
  /** VNI of the VRF's own routes. */
  readonly vni: number;
  /** Null for a VRF of the platform's own. */
  readonly tenant: string | null;
  /** The firewall context that it reaches others through. */
  readonly context: string | null;
}

/** A VLAN of the site: one broadcast domain over all racks that need it. */
export interface Segment {
  /** `dc1/compute`, `dc1/tenant/acme` */
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly vlan: number;
  readonly vni: number;
  readonly vrf: string;
  readonly cidr: string;
  /** The address that every leaf answers under; null where nothing is routed. */
  readonly gateway: string | null;
  readonly mtu: number;
}

/** A server or array on its switches. */
export interface Attachment {
  /** `dc1/kafka-1` */
  readonly on: string;
  readonly rack: string;
  /** The lowest rack unit, and how many. */
  readonly unit: number;
  readonly units: number;
  /** Number of the bond on both switches; null for a single port. Also MLAG id and, with the pair, the ESI. */
  readonly bond: number | null;
  readonly mode: 'active-active' | 'active-passive';
  readonly segments: { readonly untagged: string; readonly tagged: readonly string[] };
  /** Switch and port at the other end of each of its own, in their order. */
  readonly ports: readonly { readonly own: string; readonly device: string; readonly port: string }[];
}

/** The whole network of a site. */
export interface Fabric {
  readonly site: string;
  readonly devices: readonly Device[];
  readonly pairs: readonly Pair[];
  readonly cables: readonly Cable[];
  readonly links: readonly Link[];
  readonly vrfs: readonly Vrf[];
  readonly segments: readonly Segment[];
  readonly attachments: readonly Attachment[];
  /** Hardware address that every leaf answers for a gateway with. */
  readonly gatewayMac: string;
}

/** A fabric and what is wrong with it. With an error among the findings, it cannot be built as it is. */
export interface FabricPlan {
  readonly fabric: Fabric;
  readonly findings: readonly Finding[];
}
