import type { BitsPerSecond, Milliseconds, Ratio } from '../units/index.ts';

/*
 * Interconnects with everything that both of their ends must agree on. Routers, firewalls and the stacks at AWS read
 * these, so that no address, number or key is written twice.
 */

/** One end of a BGP session. */
export interface BgpEnd {
  readonly asn: number;
  /** Without prefix length. */
  readonly address: string;
}

interface Common {
  /** Its name in the profile: `dx-1`. */
  readonly id: string;
  readonly bandwidth: BitsPerSecond;
}

/** How long until a dead peer is noticed; null where only BGP's own timers tell. */
export type Detection = { readonly interval: Milliseconds; readonly multiplier: number } | null;

/** A provider's link at one of the edge routers. */
export interface InternetCircuit extends Common {
  readonly kind: 'internet';
  readonly site: string;
  readonly router: number;
  readonly provider: string;
  readonly role: 'primary' | 'backup';
  readonly routes: 'default' | 'full';
  readonly maximumPrefixes: number;
  readonly blackhole: string;
  readonly flowspec: boolean;
  readonly gtsm: boolean;
  readonly detection: Detection;
  readonly availability: Ratio | null;
  /** Null until the provider has assigned addresses and the profile says them. */
  readonly session: { readonly ours: BgpEnd; readonly theirs: BgpEnd; readonly prefix: number } | null;
  /** Id of the secret with the key of the session. */
  readonly key: string;
}

/** A Direct Connect with its virtual interface. */
export interface DirectConnectCircuit extends Common {
  readonly kind: 'direct-connect';
  readonly datacenter: string;
  readonly cloud: string;
  readonly location: string;
  readonly connection: string | null;
  readonly router: number;
  readonly vlan: number;
  readonly mtu: number;
  readonly ours: BgpEnd;
  readonly amazon: BgpEnd;
  readonly prefix: 30;
  readonly key: string;
  readonly detection: Detection;
  readonly gracefulRestart: boolean;
  /** Networks that each side may announce. */
  readonly allowed: { readonly ours: readonly string[]; readonly amazon: readonly string[] };
}

/** What ends a tunnel at a site: a device of ours, or the provider. */
export type TunnelTerminal = 'router' | 'firewall' | 'aws';

export interface TunnelEnd extends BgpEnd {
  readonly site: string;
  readonly on: TunnelTerminal;
  /** The edge router, where it ends on one. */
  readonly router: number | null;
  /** Public address; null where AWS assigns it, or the site has no public network. */
  readonly outside: string | null;
  /** Id of the secret under which the public address is kept once AWS has assigned it. */
  readonly outsideSecret: string | null;
}

/** One tunnel, both ends. */
export interface Tunnel {
  /** `vpn-1/1` */
  readonly id: string;
  readonly number: 1 | 2;
  readonly inside: string;
  readonly ends: readonly [TunnelEnd, TunnelEnd];
  /** Id of the secret with the pre-shared key. */
  readonly key: string;
}

export interface IpsecCircuit extends Common {
  readonly kind: 'ipsec';
  readonly between: readonly [string, string];
  readonly tunnels: readonly [Tunnel, Tunnel];
}

/** A fibre between the edge routers of two datacenters. */
export interface FiberCircuit extends Common {
  readonly kind: 'dark-fiber';
  readonly ends: readonly [FiberEnd, FiberEnd];
  readonly prefix: 31;
  readonly latency: Milliseconds;
  readonly key: string;
}

export interface FiberEnd extends BgpEnd {
  readonly site: string;
  readonly router: number;
}

/** The provider's own network between two of its regions. */
export interface BackboneCircuit extends Common {
  readonly kind: 'aws-backbone';
  readonly between: readonly [string, string];
}

export type Circuit = InternetCircuit | DirectConnectCircuit | IpsecCircuit | FiberCircuit | BackboneCircuit;

/**
 * What both ends of every tunnel propose, and nothing weaker.
 * @source guide l. 850-851: IKEv2, AES-256; https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html: AWS takes AES256-GCM-16, SHA2-384 and group 20
 */
export const TUNNEL_CRYPTO = {
  ike: { encryption: 'aes-256-gcm', prf: 'sha384', group: 20, hours: 8 },
  esp: { encryption: 'aes-256-gcm', group: 20, hours: 1 },
  deadPeerSeconds: 10,
  /** Room for the headers of ESP, UDP and the outer packet. @source https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw-device-config.html: 1,436 with GCM; 1,400 leaves room for PPPoE */
  mtu: 1400,
} as const;
