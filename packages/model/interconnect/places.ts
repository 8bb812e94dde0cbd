import { parseCidr, printAddress, sizeOf, subnet, type Cidr } from '../ipv4.ts';

/** Addresses inside circuits and tunnels: never routed, so that they are the same in every plan. */
const LINK_LOCAL: Cidr = { first: 169 * 2 ** 24 + 254 * 2 ** 16, prefix: 16 };

/**
 * /30s that AWS keeps for itself.
 * @source https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html: 169.254.0.0/30 to 169.254.5.0/30, 169.254.169.252/30
 */
const KEPT: ReadonlySet<string> = new Set([
  ...Array.from({ length: 6 }, (_, i) => `169.254.${String(i)}.0`),
  '169.254.169.252',
]);

/** A number of 32 bits that follows from a text: FNV-1a. @source http://www.isthe.com/chongo/tech/comp/fnv */
export function digest(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/**
 * The /30 that follows from a name alone, so that another circuit moves none. Two names may want the same one: that is
 * a finding, and one of them is pinned.
 */
export function insideOf(name: string): Cidr {
  const slots = sizeOf(LINK_LOCAL) / 4;
  for (let n = digest(name) % slots; ; n = (n + 1) % slots) {
    const part = subnet(LINK_LOCAL, 30, n);
    if (!KEPT.has(printAddress(part.first))) return part;
  }
}

/** The address number `n` of a network in the profile; `''` of what is none, which has been reported. */
export function addressAt(cidr: string, n: number): string {
  const parsed = parseCidr(cidr);
  return parsed === undefined || n >= sizeOf(parsed) ? '' : printAddress(parsed.first + n);
}

/** Places in the public network of a site. Append only. */
export const PUBLIC_PLACES = {
  /** Tunnels that end on the firewalls. */
  firewall: 2,
  /** Tunnels that end on edge routers, one address each. */
  routers: [3, 4],
  /** What servers are seen as from outside. */
  egress: [5, 6],
  /** Anycast DNS. */
  dns: 7,
  /** First of what is reached from outside: the ways in. */
  services: 16,
} as const;
