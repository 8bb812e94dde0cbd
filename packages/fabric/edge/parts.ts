import type { BitsPerSecond } from '@catalyst/model';
import type {
  AccessList,
  CommunityList,
  MemberInterface,
  Neighbor,
  PeerGroup,
  PolicyRoute,
  PrefixList,
  RouteMap,
  RouteMapEntry,
  RoutedInterface,
  StaticRoute,
} from '../config/types.ts';

/** What one circuit or link adds to a router. Parts are joined in the order of the profile. */
export interface Part {
  readonly interfaces?: readonly (RoutedInterface | MemberInterface)[];
  readonly groups?: readonly PeerGroup[];
  /** In the default VRF, which is the Internet, and in WAN. */
  readonly outside?: readonly Neighbor[];
  readonly wan?: readonly Neighbor[];
  readonly prefixLists?: readonly PrefixList[];
  readonly communityLists?: readonly CommunityList[];
  readonly routeMaps?: readonly RouteMap[];
  readonly accessLists?: readonly AccessList[];
  readonly staticRoutes?: readonly StaticRoute[];
  readonly policyRoutes?: readonly PolicyRoute[];
  /** Public addresses of tunnels that end on the router. */
  readonly ends?: readonly string[];
}

export const DEFAULT = '0.0.0.0/0';

interface Port {
  readonly name: string;
  readonly description: string;
  readonly address: string | null;
  readonly vrf: string | null;
  readonly vlan?: number;
  readonly mtu?: number | null;
  readonly speed?: BitsPerSecond | null;
  readonly bfd?: boolean;
  readonly urpf?: 'strict' | 'loose' | null;
  readonly accessListIn?: string;
  readonly policyRoute?: string | null;
}

/** A port, or a VLAN on one where `vlan` is given. */
export const routedPort = (port: Port): RoutedInterface => ({
  kind: 'routed',
  name: port.vlan === undefined ? port.name : `${port.name}.${String(port.vlan)}`,
  description: port.description,
  mtu: port.mtu ?? null,
  vrf: port.vrf,
  addresses: port.address === null ? [] : [port.address],
  encapsulation: port.vlan ?? null,
  speed: port.speed ?? null,
  bfd: port.bfd ?? false,
  urpf: port.urpf ?? null,
  accessListIn: port.accessListIn ?? null,
  policyRoute: port.policyRoute ?? null,
});

/** A group with nothing on but what is said. */
export const peerGroup = (said: Pick<PeerGroup, 'name'> & Partial<PeerGroup>): PeerGroup => ({
  remoteAs: null,
  updateSource: null,
  multihop: null,
  bfd: false,
  sendCommunity: true,
  nextHopSelf: false,
  nextHopUnchanged: false,
  families: ['ipv4'],
  maximumPrefixes: null,
  routeMapIn: null,
  routeMapOut: null,
  password: null,
  ttlSecurity: false,
  removePrivateAs: false,
  timers: null,
  ...said,
});

type Entry = Omit<RouteMapEntry, 'seq' | 'description'> & { readonly description?: string };

/** A route map whose entries are numbered in their order. */
export const routeMap = (name: string, ...entries: readonly (Entry | null)[]): RouteMap => ({
  name,
  entries: entries
    .filter((entry) => entry !== null)
    .map(({ description = null, ...entry }, i) => ({ seq: 10 * (i + 1), description, ...entry })),
});

interface Range {
  readonly prefix: string;
  readonly ge?: number;
  readonly le?: number;
}

/** Networks that are let through, and nothing else. Empty means nothing, and says so: systems differ about empty lists. */
export const prefixList = (name: string, ranges: readonly Range[]): PrefixList => ({
  name,
  entries:
    ranges.length === 0
      ? [{ seq: 10, action: 'deny', prefix: DEFAULT, le: 32 }]
      : ranges.map((range, i) => ({ seq: 10 * (i + 1), action: 'permit', ...range })),
});

export const neighbor = (address: string, group: string, remoteAs: number, description: string): Neighbor => ({
  address,
  group,
  remoteAs,
  description,
});
