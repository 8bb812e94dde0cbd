import type { Milliseconds } from '@catalyst/model';
import type { DeviceRole, NetworkOs } from '../facts.ts';

/** What must be true of a device when it runs. Plain data, for ANTA, for the twin and for whoever stands before it. */
export interface ExpectedState {
  readonly device: string;
  readonly hostname: string;
  readonly role: DeviceRole;
  readonly os: NetworkOs;
  readonly management: string;
  readonly interfaces: readonly ExpectedInterface[];
  /** Devices that must be heard at a port. Servers may speak LLDP too; nothing depends on it. */
  readonly neighbors: readonly { readonly port: string; readonly device: string; readonly farPort: string }[];
  readonly bgp: readonly ExpectedSession[];
  readonly ospf: readonly { readonly interface: string; readonly address: string; readonly area: string }[];
  readonly bfd: readonly ExpectedBfd[];
  readonly mlag: ExpectedMlag | null;
  /** Tunnels: what each number stands for here. */
  readonly vnis: readonly { readonly vni: number; readonly vlan: number | null; readonly vrf: string | null }[];
  readonly vrrp: readonly ExpectedVrrp[];
  /** Routes that must be there, over so many next hops at once. */
  readonly routes: readonly { readonly vrf: string | null; readonly prefix: string; readonly paths: number }[];
  readonly reachable: readonly ExpectedReach[];
  /** What must not be reached from a VRF: addresses of others. */
  readonly unreachable: readonly ExpectedReach[];
}

export interface ExpectedInterface {
  readonly name: string;
  readonly up: true;
  /** With prefix length; null where it has none of its own. */
  readonly address: string | null;
  readonly mtu: number | null;
}

export interface ExpectedSession {
  readonly address: string;
  readonly vrf: string | null;
  readonly asn: number;
  readonly families: readonly ('ipv4' | 'evpn' | 'flowspec')[];
  readonly description: string;
}

export interface ExpectedBfd {
  readonly address: string;
  readonly vrf: string | null;
  /** Null between loopbacks. */
  readonly interface: string | null;
  readonly interval: Milliseconds;
  readonly multiplier: number;
}

export interface ExpectedMlag {
  readonly domain: string;
  readonly peerLink: string;
  readonly reloadDelay: { readonly mlag: number; readonly other: number };
}

export interface ExpectedVrrp {
  readonly interface: string;
  readonly id: number;
  readonly role: 'master' | 'backup';
  readonly address: string;
}

export interface ExpectedReach {
  readonly vrf: string | null;
  /** An interface of the device. */
  readonly source: string | null;
  readonly to: string;
  /** Bytes that must pass in one piece; null where size is no matter. */
  readonly size: number | null;
  readonly why: string;
}
