import type { AccessList, CommunityList, PrefixList, RouteMap } from '../config/types.ts';
import { DEFAULT, prefixList, routeMap } from './parts.ts';

/**
 * Networks that nobody announces on the Internet, and no packet from there comes from.
 * @source https://www.iana.org/assignments/iana-ipv4-special-registry; RFC 6890
 */
export const BOGONS: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** Longest prefix that the Internet carries. @source RFC 7454 §6.1.3 */
const LONGEST = 24;

export const LISTS = {
  bogons: 'PL-BOGONS',
  default: 'PL-DEFAULT',
  public: 'PL-PUBLIC',
  publicHosts: 'PL-PUBLIC-HOSTS',
  own: 'PL-OWN',
  ends: 'PL-TUNNEL-ENDS',
  gshut: 'CL-GSHUT',
  blackhole: 'CL-BLACKHOLE',
} as const;

export const MAPS = {
  trigger: 'RM-TRIGGER',
  ends: 'RM-TUNNEL-ENDS',
  leafOutsideIn: 'RM-LEAF-OUTSIDE-IN',
  leafOutsideOut: 'RM-LEAF-OUTSIDE-OUT',
  leafWanIn: 'RM-LEAF-WAN-IN',
  leafWanOut: 'RM-LEAF-WAN-OUT',
} as const;

/**
 * Well-known communities, as numbers, which every system takes: a router that is about to go, and an address that is
 * to be dropped. @source RFC 8326, RFC 7999
 */
export const COMMUNITIES = { gshut: '65535:0', blackhole: '65535:666', noExport: '65535:65281' } as const;

/** What every router of a site filters by. */
export function siteFilters(publicNetwork: string | null, own: string) {
  const length = Number(publicNetwork?.split('/')[1] ?? 32);
  const prefixLists: readonly PrefixList[] = [
    prefixList(LISTS.bogons, [
      ...BOGONS.map((prefix) => ({ prefix, le: 32 })),
      { prefix: DEFAULT, ge: LONGEST + 1, le: 32 },
      ...(publicNetwork === null ? [] : [{ prefix: publicNetwork, le: 32 }]),
    ]),
    prefixList(LISTS.default, [{ prefix: DEFAULT }]),
    prefixList(LISTS.public, publicNetwork === null ? [] : [{ prefix: publicNetwork }]),
    prefixList(
      LISTS.publicHosts,
      publicNetwork === null || length >= 32 ? [] : [{ prefix: publicNetwork, ge: 32, le: 32 }],
    ),
    prefixList(LISTS.own, [{ prefix: own }]),
  ];
  const communityLists: readonly CommunityList[] = [
    { name: LISTS.gshut, communities: [COMMUNITIES.gshut] },
    { name: LISTS.blackhole, communities: [COMMUNITIES.blackhole] },
  ];
  const routeMaps: readonly RouteMap[] = [
    routeMap(MAPS.trigger, {
      action: 'permit',
      description: 'a static route to Null0 drops an address here, and at every provider',
      match: { prefixList: LISTS.publicHosts },
      set: { communities: [COMMUNITIES.blackhole], additive: true },
    }),
    routeMap(MAPS.leafOutsideIn, { action: 'permit', match: { prefixList: LISTS.public }, set: {} }),
    routeMap(MAPS.leafOutsideOut, { action: 'permit', match: { prefixList: LISTS.default }, set: {} }),
    routeMap(MAPS.leafWanIn, { action: 'permit', match: { prefixList: LISTS.own }, set: {} }),
    routeMap(
      MAPS.leafWanOut,
      { action: 'deny', match: { prefixList: LISTS.own }, set: {} },
      { action: 'permit', match: {}, set: {} },
    ),
  ];
  return { prefixLists, communityLists, routeMaps };
}

/** Packets that cannot come from the Internet: from networks that nobody has there, and from our own. */
export const ingressFilter = (
  name: string,
  session: { readonly ours: string; readonly theirs: string },
  publicNetwork: string | null,
): AccessList => ({
  name,
  entries: [
    // First, since a provider may number the link from a network that is not announced.
    { seq: 10, action: 'permit', protocol: 'ip', from: `${session.theirs}/32`, to: `${session.ours}/32` },
    ...[...BOGONS, ...(publicNetwork === null || BOGONS.includes(publicNetwork) ? [] : [publicNetwork])].map(
      (from, i) => ({ seq: 20 + 10 * i, action: 'deny' as const, protocol: 'ip' as const, from, to: 'any' }),
    ),
    { seq: 1000, action: 'permit', protocol: 'ip', from: 'any', to: 'any' },
  ],
});
