import {
  isInside,
  parseCidr,
  printAddress,
  printCidr,
  siteById,
  subnet,
  type Cidr,
  type Platform,
} from '@catalyst/model';
import type { Cable, Device, Fabric, Vrf } from '../facts.ts';

/*
 * Where the fabric ends: the border leaf pair gives every VRF to the firewalls in a VLAN of its own, and takes from
 * them what is allowed to pass. Beyond the firewalls are two more VRFs, which only the border leaves and the edge
 * routers have: OUTSIDE (the Internet) and WAN (AWS and our other sites). Both ends of every hand-off are typed here
 * once: leaves (edge/border.ts), firewalls (firewall/) and routers (config/edge.ts) read the same facts.
 */

/** Between firewalls and edge routers: what comes from the Internet, and what comes over circuits of our own. */
export const OUTSIDE_VRF = 'OUTSIDE';
export const WAN_VRF = 'WAN';
export const OUTER_VRFS = [OUTSIDE_VRF, WAN_VRF] as const;
export type OuterVrf = (typeof OUTER_VRFS)[number];

/**
 * VLANs between leaves and firewalls by VRF, and the VLANs on the links to edge routers. Append only. A tenant's VRF has
 * none: the firewall is in the tenant's segment itself, since a site has more tenants than VLANs are left.
 */
const TRANSIT_VLANS: ReadonlyMap<string, number> = new Map(
  Object.entries({ OUTSIDE: 3981, WAN: 3982, PLATFORM: 3983, MGMT: 3984, CUSTOMER: 3985, SECURITY: 3986 }),
);

/**
 * Addresses of hand-offs, the same at every site: nobody beyond the two ends ever sees them. Hand-offs to firewalls are
 * /28s from the first /18 by place of their VLAN, links to routers /31s from the next.
 * @source RFC 6598
 */
export const HANDOFF_NETWORK: Cidr = { first: 100 * 2 ** 24 + 64 * 2 ** 16, prefix: 17 };
const FIRST_TRANSIT_VLAN = 3981;
const LINKS_FROM = HANDOFF_NETWORK.first + 2 ** 14;
const LINKS_PER_ROUTER = 64;
/** Between the routers themselves. */
const PEER_LINKS_FROM = LINKS_FROM + 2 ** 13;

/** VNI of a hand-off's VLAN, for leaves that share bonds by EVPN instead of a peer link. */
const FIRST_VNI = 10_000;

/** One VRF between the border leaves and the firewalls. */
export interface Handoff {
  /** `dc1/handoff/PLATFORM` */
  readonly id: string;
  readonly vrf: string;
  readonly vlan: number;
  /** Null where the VLAN is a segment, which has one already. */
  readonly vni: number | null;
  readonly cidr: string;
  readonly prefix: number;
  /** Whether the VLAN is the VRF's own segment (a tenant's), and not one of the hand-off alone. */
  readonly segment: boolean;
  readonly tenant: string | null;
  /** What both leaves answer under: next hop of the firewalls. */
  readonly leaf: string;
  /** Next hop of the leaves: the active firewall's, or the floating address of an active-active pair. */
  readonly firewall: string;
  /** Addresses that each of an active-active pair has for itself. */
  readonly units: readonly [string, string];
  /** Networks of the VRF that are reached over the leaves; of OUTSIDE and WAN, what is behind the firewalls instead. */
  readonly networks: readonly string[];
}

/** A link between an edge router and a border leaf, in one of the outer VRFs: a VLAN on a cable. */
export interface EdgeLink {
  readonly cable: string;
  readonly vrf: OuterVrf;
  readonly vlan: number;
  readonly router: { readonly device: string; readonly port: string; readonly address: string };
  readonly leaf: { readonly device: string; readonly port: string; readonly address: string };
}

const ROUTED_SWITCHES: ReadonlySet<string> = new Set(['leaf', 'access']);

/** Cables between a device of one role and the switches that the border is made of. */
export function borderCables(
  fabric: Fabric,
  role: 'edge' | 'firewall',
): readonly {
  readonly cable: Cable;
  readonly device: Device;
  readonly port: string;
  readonly leaf: Device;
  readonly leafPort: string;
}[] {
  const devices = new Map(fabric.devices.map((device) => [device.id, device]));
  return fabric.cables.flatMap((cable) => {
    if (cable.purpose !== role) return [];
    const [first, second] = cable.ends;
    const [a, b] = [devices.get(first.on), devices.get(second.on)];
    if (a === undefined || b === undefined) return [];
    if (a.role === role && ROUTED_SWITCHES.has(b.role))
      return [{ cable, device: a, port: first.port, leaf: b, leafPort: second.port }];
    if (b.role === role && ROUTED_SWITCHES.has(a.role))
      return [{ cable, device: b, port: second.port, leaf: a, leafPort: first.port }];
    return [];
  });
}

/** The public network of a site: what it announces to providers. */
export const publicNetwork = (platform: Platform, site: string): string | null =>
  siteById(platform, site).fabric?.edge?.public ?? null;

const place = ({ first }: Cidr, n: number): string => printAddress(first + n);

function handoff(
  fabric: Fabric,
  vrf: Pick<Vrf, 'name' | 'tenant'>,
  at: { readonly vlan: number; readonly vni: number | null; readonly cidr: Cidr; readonly gateway: string | null },
  networks: readonly string[],
): Handoff {
  return {
    id: `${fabric.site}/handoff/${vrf.name}`,
    vrf: vrf.name,
    vlan: at.vlan,
    vni: at.vni,
    cidr: printCidr(at.cidr),
    prefix: at.cidr.prefix,
    segment: at.gateway !== null,
    tenant: vrf.tenant,
    leaf: at.gateway ?? place(at.cidr, 1),
    firewall: place(at.cidr, 2),
    units: [place(at.cidr, 3), place(at.cidr, 4)],
    networks,
  };
}

function transit(fabric: Fabric, vrf: Pick<Vrf, 'name' | 'tenant'>, networks: readonly string[]): readonly Handoff[] {
  const vlan = TRANSIT_VLANS.get(vrf.name);
  if (vlan === undefined) return [];
  const cidr = subnet({ ...HANDOFF_NETWORK, prefix: 18 }, 28, vlan - FIRST_TRANSIT_VLAN);
  return [handoff(fabric, vrf, { vlan, vni: FIRST_VNI + vlan, cidr, gateway: null }, networks)];
}

/**
 * What the firewalls of a site stand between: a hand-off for every VRF that has a gateway, and the two outer ones. None
 * where there are no firewalls: then no VRF reaches another, nor the world.
 */
export function handoffs(fabric: Fabric, platform: Platform): readonly Handoff[] {
  if (borderCables(fabric, 'firewall').length === 0) return [];
  const routed = new Map<string, { readonly cidr: string; readonly vlan: number; readonly gateway: string }[]>();
  for (const { vrf, cidr, vlan, gateway } of fabric.segments) {
    if (gateway === null) continue;
    const list = routed.get(vrf) ?? [];
    list.push({ cidr, vlan, gateway });
    routed.set(vrf, list);
  }
  const inner = fabric.vrfs.flatMap((vrf) => {
    const segments = routed.get(vrf.name) ?? [];
    const [own] = segments;
    const cidr = parseCidr(own?.cidr ?? '');
    if (own === undefined || cidr === undefined) return [];
    const networks = segments.map((segment) => segment.cidr);
    return vrf.tenant === null
      ? transit(fabric, vrf, networks)
      : [handoff(fabric, vrf, { vlan: own.vlan, vni: null, cidr, gateway: own.gateway }, networks)];
  });
  const outside = publicNetwork(platform, fabric.site);
  const own = siteById(platform, fabric.site).cidr;
  const hasEdge = borderCables(fabric, 'edge').length > 0;
  return [
    ...inner,
    ...(hasEdge ? transit(fabric, { name: OUTSIDE_VRF, tenant: null }, outside === null ? [] : [outside]) : []),
    ...(hasEdge ? transit(fabric, { name: WAN_VRF, tenant: null }, [own]) : []),
  ];
}

/** `dc1/edge-2`: 2. Part of the name, so that another router moves no address. */
const ordinal = ({ id }: Device): number => Number(/(\d+)$/.exec(id)?.[1] ?? 1);

/** The links of edge routers to the border leaves: each cable carries both outer VRFs. */
export function edgeLinks(fabric: Fabric): readonly EdgeLink[] {
  const seen = new Map<string, number>();
  return borderCables(fabric, 'edge').flatMap(({ cable, device, port, leaf, leafPort }) => {
    const between = `${device.id} ${leaf.id}`;
    const parallel = seen.get(between) ?? 0;
    seen.set(between, parallel + 1);
    const first =
      LINKS_FROM +
      LINKS_PER_ROUTER * (ordinal(device) - 1) +
      (leaf.side === 'b' ? LINKS_PER_ROUTER / 2 : 0) +
      4 * parallel;
    return OUTER_VRFS.map((vrf, i): EdgeLink => ({
      cable: cable.id,
      vrf,
      vlan: TRANSIT_VLANS.get(vrf) ?? 1,
      router: { device: device.id, port, address: printAddress(first + 2 * i + 1) },
      leaf: { device: leaf.id, port: leafPort, address: printAddress(first + 2 * i) },
    }));
  });
}

/** Whether a network of the site would be taken for a hand-off. */
export const overlapsHandoffs = (cidr: Cidr): boolean =>
  isInside(cidr, HANDOFF_NETWORK) || isInside(HANDOFF_NETWORK, cidr);

/** A cable straight between the two edge routers, in one of the outer VRFs. */
export interface RouterLink {
  readonly vrf: OuterVrf;
  readonly vlan: number;
  readonly own: { readonly port: string; readonly address: string };
  readonly peer: { readonly device: string; readonly address: string };
}

/** What a router shares with the other: without it, each would send what it cannot deliver back into the fabric. */
export function routerLinks(fabric: Fabric, router: Device): readonly RouterLink[] {
  const routers = new Map(fabric.devices.filter(({ role }) => role === 'edge').map((device) => [device.id, device]));
  let parallel = 0;
  return fabric.cables.flatMap(({ ends: [a, b] }): readonly RouterLink[] => {
    const [first, second] = [routers.get(a.on), routers.get(b.on)];
    if (first === undefined || second === undefined) return [];
    const lowest = PEER_LINKS_FROM + 4 * parallel;
    parallel += 1;
    if (first.id !== router.id && second.id !== router.id) return [];
    const [own, other] = first.id === router.id ? [a, second] : [b, first];
    const upper = ordinal(router) > ordinal(other) ? 1 : 0;
    return OUTER_VRFS.map((vrf, i) => ({
      vrf,
      vlan: TRANSIT_VLANS.get(vrf) ?? 1,
      own: { port: own.port, address: printAddress(lowest + 2 * i + upper) },
      peer: { device: other.id, address: printAddress(lowest + 2 * i + 1 - upper) },
    }));
  });
}

/** The number of a router, by which circuits know it. */
export const routerNumber = ordinal;
