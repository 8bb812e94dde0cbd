import type { BitsPerSecond, DirectConnectCircuit, FiberCircuit, InternetCircuit, IpsecCircuit } from '@catalyst/model';
import { seconds } from '@catalyst/model';
import type { MemberInterface, RouteMap } from '../config/types.ts';
import { ingressFilter, LISTS } from './filters.ts';
import { WAN_VRF } from './handoff.ts';
import { neighbor, peerGroup, prefixList, routeMap, routedPort, type Part } from './parts.ts';

/** Ways out by preference: circuits of our own before tunnels, the first provider before the backup. */
const PREFERENCE = { primary: 200, backup: 100, circuit: 200, fiber: 150, tunnel: 50 } as const;
/** How often our number is repeated where we want nothing to come in unless all else is down. */
const PREPENDS = 3;

const groupOf = (id: string): string => id.toUpperCase();
const repeat = (asn: number): readonly number[] => Array.from({ length: PREPENDS }, () => asn);

/** A port of the router that a circuit is plugged into. */
export interface CircuitPort {
  /** The port, or the bond of several. */
  readonly name: string;
  /** Null for a bond: its members have one. */
  readonly speed: BitsPerSecond | null;
  readonly members: readonly MemberInterface[];
}

/** What comes from a provider: its default route, or everything but what cannot be. */
function acceptedFrom(circuit: InternetCircuit, asn: number, validated: boolean): RouteMap {
  const localPreference = PREFERENCE[circuit.role];
  const tag =
    asn <= 65_535
      ? { communities: [`${String(asn)}:${circuit.role === 'primary' ? '100' : '200'}`], additive: true as const }
      : {};
  const full = circuit.routes === 'full';
  return routeMap(
    `RM-${groupOf(circuit.id)}-IN`,
    full ? { action: 'deny', match: { prefixList: LISTS.bogons }, set: {} } : null,
    full && validated ? { action: 'deny', match: { rpki: 'invalid' }, set: {} } : null,
    {
      action: 'permit',
      description: 'the provider is about to take this router down',
      match: full ? { community: LISTS.gshut } : { community: LISTS.gshut, prefixList: LISTS.default },
      set: { localPreference: 0 },
    },
    { action: 'permit', match: full ? {} : { prefixList: LISTS.default }, set: { localPreference, ...tag } },
  );
}

/** What a provider hears: our public network, and single addresses that it is to drop for us. */
const announcedTo = (circuit: InternetCircuit, asn: number): RouteMap =>
  routeMap(
    `RM-${groupOf(circuit.id)}-OUT`,
    {
      action: 'permit',
      description: 'dropped by the provider, before its link to us is full',
      match: { community: LISTS.blackhole, prefixList: LISTS.publicHosts },
      set: { communities: [circuit.blackhole] },
    },
    {
      action: 'permit',
      match: { prefixList: LISTS.public },
      set: circuit.role === 'backup' ? { prepend: repeat(asn) } : {},
    },
  );

/** A provider. Null while nobody knows its addresses. */
export function internetPart(
  circuit: InternetCircuit,
  port: CircuitPort,
  site: { readonly publicNetwork: string | null; readonly validated: boolean },
): Part {
  const { session, detection } = circuit;
  if (session === null) return {};
  const name = groupOf(circuit.id);
  const filter = `ACL-${name}-IN`;
  return {
    interfaces: [
      ...port.members,
      routedPort({
        name: port.name,
        description: `${circuit.provider} ${circuit.id}`,
        address: `${session.ours.address}/${String(session.prefix)}`,
        vrf: null,
        speed: port.speed,
        bfd: detection !== null,
        // With a default route every source has a way back, so that the check would let all through: the list does it.
        urpf: circuit.routes === 'full' ? 'loose' : null,
        accessListIn: filter,
      }),
    ],
    groups: [
      peerGroup({
        name,
        remoteAs: session.theirs.asn,
        bfd: detection !== null,
        families: circuit.flowspec ? ['ipv4', 'flowspec'] : ['ipv4'],
        maximumPrefixes: { limit: circuit.maximumPrefixes, warnAt: 80 },
        routeMapIn: `RM-${name}-IN`,
        routeMapOut: `RM-${name}-OUT`,
        password: circuit.key,
        ttlSecurity: circuit.gtsm,
        removePrivateAs: true,
      }),
    ],
    outside: [neighbor(session.theirs.address, name, session.theirs.asn, `${circuit.provider} ${circuit.id}`)],
    routeMaps: [acceptedFrom(circuit, session.ours.asn, site.validated), announcedTo(circuit, session.ours.asn)],
    accessLists: [
      ingressFilter(filter, { ours: session.ours.address, theirs: session.theirs.address }, site.publicNetwork),
    ],
  };
}

/** Networks that the other end may announce, whole or in parts, and with which preference they are taken. */
function exchange(name: string, theirs: readonly string[], preference: number, prepend: readonly number[]) {
  const list = `PL-${name}-IN`;
  return {
    prefixLists: [
      prefixList(
        list,
        theirs.map((prefix) => ({ prefix, le: 28 })),
      ),
    ],
    routeMaps: [
      routeMap(`RM-${name}-IN`, {
        action: 'permit',
        match: { prefixList: list },
        set: { localPreference: preference },
      }),
      routeMap(`RM-${name}-OUT`, {
        action: 'permit',
        match: { prefixList: LISTS.own },
        set: prepend.length === 0 ? {} : { prepend },
      }),
    ],
  };
}

/** Routes that a site at AWS may send: 100 on an interface of Direct Connect. @source network notes §4.5 */
const SITE_ROUTES = { limit: 100, warnAt: 80 } as const;

/** A Direct Connect. AWS takes single-hop sessions with a TTL of 1 only, so without GTSM. @source network notes §4.5 */
export function directConnectPart(circuit: DirectConnectCircuit, port: CircuitPort): Part {
  const name = groupOf(circuit.id);
  const { ours, amazon, prefix, vlan, mtu, detection } = circuit;
  const description = `AWS ${circuit.location} ${circuit.id}`;
  return {
    interfaces: [
      ...port.members,
      routedPort({ name: port.name, description, address: null, vrf: null, speed: port.speed, mtu: 9214 }),
      routedPort({
        name: port.name,
        vlan,
        description,
        address: `${ours.address}/${String(prefix)}`,
        vrf: WAN_VRF,
        mtu,
        bfd: detection !== null,
        urpf: 'loose',
      }),
    ],
    groups: [
      peerGroup({
        name,
        remoteAs: amazon.asn,
        bfd: detection !== null,
        maximumPrefixes: SITE_ROUTES,
        routeMapIn: `RM-${name}-IN`,
        routeMapOut: `RM-${name}-OUT`,
        password: circuit.key,
        removePrivateAs: true,
      }),
    ],
    wan: [neighbor(amazon.address, name, amazon.asn, description)],
    ...exchange(name, circuit.allowed.amazon, PREFERENCE.circuit, []),
  };
}

/** A fibre to another datacenter. */
export function fiberPart(circuit: FiberCircuit, site: string, port: CircuitPort, theirs: readonly string[]): Part {
  const name = groupOf(circuit.id);
  const [a, b] = circuit.ends;
  const [own, other] = a.site === site ? [a, b] : [b, a];
  const description = `${other.site} ${circuit.id}`;
  return {
    interfaces: [
      ...port.members,
      routedPort({
        name: port.name,
        description,
        address: `${own.address}/${String(circuit.prefix)}`,
        vrf: WAN_VRF,
        speed: port.speed,
        mtu: 9214,
        bfd: true,
        urpf: 'loose',
      }),
    ],
    groups: [
      peerGroup({
        name,
        remoteAs: other.asn,
        bfd: true,
        maximumPrefixes: SITE_ROUTES,
        routeMapIn: `RM-${name}-IN`,
        routeMapOut: `RM-${name}-OUT`,
        password: circuit.key,
        ttlSecurity: true,
        removePrivateAs: true,
      }),
    ],
    wan: [neighbor(other.address, name, other.asn, description)],
    ...exchange(name, theirs, PREFERENCE.fiber, []),
  };
}

/** Tunnels that end on this router: BGP alone tells when one is dead, within 30 s. */
export function tunnelPart(circuit: IpsecCircuit, site: string, router: number, theirs: readonly string[]): Part {
  const name = groupOf(circuit.id);
  const own = circuit.tunnels.flatMap(({ ends: [a, b], id }) => {
    const [near, far] = a.site === site ? [a, b] : [b, a];
    return near.on === 'router' && near.router === router ? [{ near, far, id }] : [];
  });
  const [first] = own;
  if (first === undefined) return {};
  const end = first.near.outside;
  return {
    // The other router must know the way here too: providers hand over what is for us at either.
    ends: end === null ? [] : [end],
    groups: [
      peerGroup({
        name,
        remoteAs: first.far.asn,
        maximumPrefixes: SITE_ROUTES,
        routeMapIn: `RM-${name}-IN`,
        routeMapOut: `RM-${name}-OUT`,
        removePrivateAs: true,
        timers: { keepalive: seconds(10), hold: seconds(30) },
      }),
    ],
    wan: own.map(({ far, id }) => neighbor(far.address, name, far.asn, `tunnel ${id} to ${far.site}`)),
    ...exchange(name, theirs, PREFERENCE.tunnel, repeat(first.near.asn)),
  };
}
