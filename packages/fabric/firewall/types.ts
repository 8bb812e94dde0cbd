import type { Port } from '../policy/types.ts';

/*
 * What a firewall is told, as data: render/panos makes the text of it. Both of a pair have the same, except for what
 * names them, their place in the pair and their own addresses.
 */

export interface FirewallConfig {
  readonly device: string;
  readonly hostname: string;
  readonly model: string;
  readonly management: FirewallManagement;
  readonly pair: HighAvailability | null;
  readonly bond: { readonly name: string; readonly members: readonly string[] };
  readonly interfaces: readonly FirewallInterface[];
  readonly contexts: readonly Context[];
  readonly tunnels: readonly FirewallTunnel[];
  readonly inspection: Inspection;
}

export interface FirewallManagement {
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly domain: string;
  readonly dns: readonly string[];
  readonly ntp: readonly string[];
  readonly syslog: readonly string[];
  readonly tacacs: { readonly servers: readonly string[]; readonly key: string } | null;
  /** A secret's id: the hash of the local administrator's password. */
  readonly admin: string;
  readonly snmp: { readonly user: string; readonly auth: string; readonly privacy: string } | null;
  /** Who may reach the management port. */
  readonly permitted: readonly string[];
}

/** A link between the two: a port of its own, and both addresses of it. */
export interface PairLink {
  readonly port: string;
  readonly address: string;
  readonly peer: string;
}

export interface HighAvailability {
  readonly mode: 'active-passive' | 'active-active';
  /** 0 or 1: which of the two. */
  readonly unit: 0 | 1;
  /** The lower takes over. */
  readonly priority: number;
  readonly control: PairLink;
  readonly controlBackup: PairLink;
  readonly state: PairLink;
  readonly stateBackup: PairLink | null;
  /** Packets of sessions that the other owns; of an active-active pair. */
  readonly packets: string | null;
  readonly watchedInterfaces: readonly string[];
  /** Next hops whose loss makes the other take over. */
  readonly watchedPaths: readonly { readonly router: string; readonly destinations: readonly string[] }[];
}

/** `ae1.3983`, `loopback.1`, `tunnel.1` */
export interface FirewallInterface {
  readonly name: string;
  readonly kind: 'subinterface' | 'loopback' | 'tunnel';
  readonly vlan: number | null;
  /** With prefix length. */
  readonly address: string;
  readonly mtu: number | null;
  readonly context: string;
  readonly zone: string;
  readonly router: string;
  readonly comment: string;
  /** The address that moves between an active-active pair, and which of them has it first. */
  readonly floating: { readonly address: string; readonly first: 0 | 1 } | null;
}

/** A virtual system: a firewall of its own, for the platform or for one tenant, with its own router. */
export interface Context {
  /** `vsys1` */
  readonly id: string;
  readonly name: string;
  readonly router: string;
  readonly zones: readonly Zone[];
  readonly routes: readonly Route[];
  readonly addresses: readonly { readonly name: string; readonly network: string }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly services: readonly (Port & { readonly name: string })[];
  readonly rules: readonly SecurityRule[];
  readonly nat: readonly NatRule[];
  readonly decryption: readonly DecryptionRule[];
  readonly sessions: readonly BgpSession[];
  /** AS number and what is announced, where it speaks BGP. */
  readonly bgp: { readonly asn: number; readonly routerId: string; readonly announce: string } | null;
  /** Other contexts that it may pass packets to. */
  readonly sees: readonly string[];
}

/** A zone has interfaces, or stands for another context. */
export interface Zone {
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly external: readonly string[];
  readonly untrusted: boolean;
}

export interface Route {
  readonly name: string;
  readonly destination: string;
  readonly via:
    | { readonly kind: 'address'; readonly address: string; readonly interface: string }
    | { readonly kind: 'router'; readonly router: string }
    | { readonly kind: 'discard' };
  /** Given up while none of these answers: packets then take what BGP has. */
  readonly watch: { readonly source: string; readonly destinations: readonly string[] } | null;
}

export interface SecurityRule {
  readonly name: string;
  readonly description: string;
  readonly from: string;
  readonly to: string;
  /** Names of groups or addresses; empty for any. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Names of applications; empty for any. */
  readonly applications: readonly string[];
  /** Names of services; empty for whatever the applications use. */
  readonly services: readonly string[];
}

export type NatRule =
  | {
      readonly kind: 'destination';
      readonly name: string;
      readonly from: string;
      readonly to: string;
      readonly destination: string;
      readonly translated: string;
    }
  | {
      readonly kind: 'source';
      readonly name: string;
      readonly from: readonly string[];
      readonly to: string;
      readonly pool: readonly string[];
    };

export interface DecryptionRule {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly services: readonly string[];
  readonly kind: { readonly type: 'inbound'; readonly certificates: readonly string[] } | { readonly type: 'outbound' };
}

export interface BgpSession {
  readonly name: string;
  readonly interface: string;
  readonly local: string;
  readonly peer: string;
  readonly asn: number;
  readonly prepend: number;
}

export interface FirewallTunnel {
  /** `vpn-1-1` */
  readonly name: string;
  readonly interface: string;
  readonly local: { readonly interface: string; readonly address: string };
  /** A public address, or the id of the secret under which AWS's is kept. */
  readonly peer: { readonly address: string } | { readonly secret: string };
  readonly key: string;
  readonly watch: string;
}

/** Certificates by name, each a secret's id, and which of them signs what is made on the way. */
export interface Inspection {
  readonly certificates: readonly { readonly name: string; readonly secret: string }[];
  readonly forwardTrust: string | null;
}
