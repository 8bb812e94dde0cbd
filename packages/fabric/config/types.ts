import type { Milliseconds, BitsPerSecond } from '@catalyst/model';
import type { DeviceRole, NetworkOs } from '../facts.ts';

/*
 * What a switch or router is told, whichever operating system it has: the second of three stages (facts, structured
 * config, text). Renderers (render/eos, render/frr) take this and nothing else. Firewalls have their own (firewall/).
 */

export interface DeviceConfig {
  readonly device: string;
  readonly hostname: string;
  readonly domain: string;
  readonly role: DeviceRole;
  readonly os: NetworkOs;
  readonly model: string;
  readonly management: Management;
  readonly vlans: readonly Vlan[];
  readonly vrfs: readonly VrfConfig[];
  readonly interfaces: readonly Interface[];
  readonly mlag: Mlag | null;
  readonly vxlan: Vxlan | null;
  readonly gatewayMac: string | null;
  readonly bfd: Bfd | null;
  readonly ospf: Ospf | null;
  readonly bgp: Bgp | null;
  readonly prefixLists: readonly PrefixList[];
  readonly communityLists: readonly CommunityList[];
  readonly asPathLists: readonly AsPathList[];
  readonly routeMaps: readonly RouteMap[];
  readonly staticRoutes: readonly StaticRoute[];
  readonly accessLists: readonly AccessList[];
  /** Traffic that leaves by another way than the routing table says. */
  readonly policyRoutes: readonly PolicyRoute[];
  /** Ports to servers that go down with the last uplink; absent where another way is left. */
  readonly uplinkTracking?: UplinkTracking;
}

/** A leaf without uplinks gives its servers up, so that they send to its twin: there is no peer link to go over. */
export interface UplinkTracking {
  readonly upstream: readonly string[];
  readonly downstream: readonly string[];
  /** From the first uplink that is back until servers are let in: routes have to be there first. */
  readonly recoveryDelay: Milliseconds;
}

export interface Management {
  readonly vrf: string;
  readonly interface: string;
  /** With prefix length. */
  readonly address: string;
  readonly gateway: string;
  readonly dns: readonly string[];
  readonly ntp: readonly string[];
  readonly syslog: readonly string[];
  /** TACACS+ servers; the key is a secret's id. */
  readonly aaa: { readonly servers: readonly string[]; readonly key: string } | null;
  /** The local user for when no AAA server answers; its password is a secret's id (a hash that the device takes). */
  readonly localUser: { readonly name: string; readonly password: string };
  readonly snmp: {
    readonly user: string;
    readonly auth: string;
    readonly privacy: string;
    readonly location: string;
    readonly contact: string;
    /** Who may ask. */
    readonly from: readonly string[];
  };
  readonly gnmi: { readonly port: number; readonly certificate: string } | null;
  readonly netconf: boolean;
  readonly sflow: { readonly collectors: readonly string[]; readonly sampling: number } | null;
}

export interface Vlan {
  readonly id: number;
  readonly name: string;
  /** Only on trunks of this group: the peer link's own VLANs. */
  readonly trunkGroup: string | null;
}

export interface VrfConfig {
  readonly name: string;
  readonly routed: boolean;
}

interface InterfaceBase {
  readonly name: string;
  readonly description: string;
  readonly mtu: number | null;
  readonly shutdown?: true;
}

export type Interface =
  RoutedInterface | SwitchedInterface | MemberInterface | BondInterface | GatewayInterface | LoopbackInterface;

/** A port (or a VLAN on one: `Ethernet1.100`) with an address. */
export interface RoutedInterface extends InterfaceBase {
  readonly kind: 'routed';
  readonly vrf: string | null;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** The VLAN tag of a subinterface. */
  readonly encapsulation: number | null;
  readonly speed: BitsPerSecond | null;
  readonly bfd: boolean;
  /** Reverse path check of what comes in: by the same interface, or by any. */
  readonly urpf: 'strict' | 'loose' | null;
  readonly accessListIn: string | null;
  readonly policyRoute: string | null;
}

/** A single port in VLANs, without a bond. */
export interface SwitchedInterface extends InterfaceBase {
  readonly kind: 'switched';
  readonly switchport: Switchport;
  readonly speed: BitsPerSecond | null;
}

export interface Switchport {
  readonly untagged: number | null;
  readonly tagged: readonly number[];
  /** To a host: no spanning tree, and shut down when it speaks it. */
  readonly edge: boolean;
  readonly trunkGroup: string | null;
}

/** A port in a bond. */
export interface MemberInterface extends InterfaceBase {
  readonly kind: 'member';
  readonly bond: number;
  readonly lacp: 'active' | 'static';
  readonly speed: BitsPerSecond | null;
}

export interface BondInterface extends InterfaceBase {
  readonly kind: 'bond';
  readonly number: number;
  readonly switchport: Switchport;
  /** The same number on both of a pair; null for a bond of this switch alone. */
  readonly mlag: number | null;
  readonly esi: { readonly identifier: string; readonly routeTarget: string; readonly systemId: string } | null;
  /** Carries a single port as well, while a server starts from the network. */
  readonly fallback: boolean;
}

/** The gateway of a VLAN, or an address of the switch in it. */
export interface GatewayInterface extends InterfaceBase {
  readonly kind: 'gateway';
  readonly vlan: number;
  readonly vrf: string | null;
  /** The address of this switch alone, with prefix length. */
  readonly address: string | null;
  /** The address that all leaves share, with prefix length. */
  readonly virtualAddress: string | null;
  readonly vrrp: { readonly id: number; readonly priority: number; readonly address: string } | null;
}

export interface LoopbackInterface extends InterfaceBase {
  readonly kind: 'loopback';
  readonly number: number;
  readonly vrf: string | null;
  readonly address: string;
}

export interface Mlag {
  readonly domain: string;
  readonly vlan: number;
  readonly address: string;
  readonly peer: string;
  /** The other's management address: tells a dead peer from a dead link. */
  readonly heartbeat: string;
  readonly bond: number;
  /** Seconds after a restart until server ports, and then all others, carry traffic. */
  readonly reloadDelay: { readonly mlag: number; readonly other: number };
}

export interface Vxlan {
  readonly source: string;
  readonly vlans: readonly { readonly vlan: number; readonly vni: number }[];
  readonly vrfs: readonly { readonly vrf: string; readonly vni: number }[];
}

export interface Bfd {
  /** Single hop, on links; and between loopbacks. */
  readonly interval: Milliseconds;
  readonly multiplier: number;
}

export interface Ospf {
  readonly routerId: string;
  readonly area: string;
  readonly interfaces: readonly string[];
  readonly passive: readonly string[];
  /** Secret's id. */
  readonly key: string | null;
}

export interface Bgp {
  readonly asn: number;
  readonly routerId: string;
  readonly maximumPaths: number;
  /** FRR's profile of defaults: `datacenter` inside the fabric, `traditional` (nothing passes without a policy) at the edge. */
  readonly defaults: 'datacenter' | 'traditional';
  readonly groups: readonly PeerGroup[];
  readonly neighbors: readonly Neighbor[];
  readonly ipv4: AddressFamily;
  readonly evpn: Evpn | null;
  readonly vrfs: readonly BgpVrf[];
  readonly gracefulRestart: GracefulRestart | null;
  /** Minutes and penalties; only FRR has it. */
  readonly dampening: {
    readonly halfLife: number;
    readonly reuse: number;
    readonly suppress: number;
    readonly max: number;
  } | null;
  /** Listens for flow specifications of these peer groups. */
  readonly flowspec: readonly string[];
}

/** What peers keep for us while we restart. Only with BFD, and never tied to BFD's control plane bit (network notes §0.3). */
export interface GracefulRestart {
  readonly restartTime: Milliseconds;
  /** Whether we only help others, and do not ask them. */
  readonly helperOnly: boolean;
}

export interface PeerGroup {
  readonly name: string;
  readonly remoteAs: number | 'external' | null;
  readonly updateSource: string | null;
  /** Hops to the peer; null for a neighbour on the link. */
  readonly multihop: number | null;
  readonly bfd: boolean;
  readonly sendCommunity: boolean;
  readonly nextHopSelf: boolean;
  readonly nextHopUnchanged: boolean;
  /** Families that it is active in. */
  readonly families: readonly ('ipv4' | 'evpn' | 'flowspec')[];
  readonly maximumPrefixes: { readonly limit: number; readonly warnAt: number } | null;
  readonly routeMapIn: string | null;
  readonly routeMapOut: string | null;
  /** Secret's id of the TCP MD5 key. */
  readonly password: string | null;
  /** Accepts packets of a direct neighbour only (RFC 5082). */
  readonly ttlSecurity: boolean;
  readonly removePrivateAs: boolean;
  readonly timers: { readonly keepalive: Milliseconds; readonly hold: Milliseconds } | null;
  /** How often our own AS number may be in a route: for two of one AS that need each other's. */
  readonly allowOwnAs?: number;
}

export interface Neighbor {
  readonly address: string;
  readonly group: string;
  readonly remoteAs: number;
  readonly description: string;
  /** Where it says otherwise than its group. */
  readonly routeMapIn?: string;
  readonly routeMapOut?: string;
  readonly password?: string;
  readonly shutdown?: true;
}

export interface AddressFamily {
  readonly networks: readonly string[];
  readonly aggregates: readonly string[];
  /** Route map that says which connected networks are announced. */
  readonly redistributeConnected: string | null;
  readonly redistributeStatic: string | null;
}

export interface Evpn {
  readonly vlans: readonly {
    readonly vlan: number;
    readonly vni: number;
    readonly rd: string;
    readonly target: string;
  }[];
}

export interface BgpVrf {
  readonly vrf: string;
  readonly rd: string;
  readonly targets: { readonly imports: readonly string[]; readonly exports: readonly string[] };
  readonly vni: number | null;
  readonly routerId: string;
  readonly neighbors: readonly Neighbor[];
  readonly ipv4: AddressFamily;
}

export interface PrefixList {
  readonly name: string;
  readonly entries: readonly {
    readonly seq: number;
    readonly action: 'permit' | 'deny';
    readonly prefix: string;
    readonly ge?: number;
    readonly le?: number;
  }[];
}

export interface CommunityList {
  readonly name: string;
  readonly communities: readonly string[];
}

export interface AsPathList {
  readonly name: string;
  readonly entries: readonly { readonly action: 'permit' | 'deny'; readonly expression: string }[];
}

export interface RouteMap {
  readonly name: string;
  readonly entries: readonly RouteMapEntry[];
}

export interface RouteMapEntry {
  readonly seq: number;
  readonly action: 'permit' | 'deny';
  readonly description: string | null;
  readonly match: {
    readonly prefixList?: string;
    readonly community?: string;
    readonly asPath?: string;
    /** Verdict of origin validation, on systems that have a validator. */
    readonly rpki?: 'valid' | 'invalid' | 'notfound';
  };
  readonly set: {
    readonly localPreference?: number;
    readonly metric?: number;
    readonly communities?: readonly string[];
    readonly additive?: true;
    readonly prepend?: readonly number[];
    readonly origin?: 'igp' | 'incomplete';
    readonly nextHop?: string;
  };
}

export interface StaticRoute {
  readonly vrf: string | null;
  readonly prefix: string;
  /** Null where packets are dropped. */
  readonly via: string | null;
  readonly distance: number | null;
  readonly bfd: boolean;
}

export interface AccessList {
  readonly name: string;
  readonly entries: readonly {
    readonly seq: number;
    readonly action: 'permit' | 'deny';
    readonly protocol: 'ip' | 'tcp' | 'udp' | 'icmp';
    readonly from: string;
    readonly to: string;
    readonly port?: number;
  }[];
}

export interface PolicyRoute {
  readonly name: string;
  readonly rules: readonly {
    readonly seq: number;
    readonly from: string;
    readonly to: string;
    readonly via: string;
    /** The VRF that the next hop is in, where it is not the default one. */
    readonly vrf?: string;
  }[];
}
