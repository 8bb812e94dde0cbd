import type { AsPathList, CommunityList, DeviceConfig, PrefixList, RouteMapEntry } from '../../../config/types.ts';
import { given, oneLine, section, when, type Lines } from '../lines.ts';

const prefixList = ({ name, entries }: PrefixList): Lines =>
  distinct(entries).map(({ seq, action, prefix, ge, le }) => {
    const lengths = [
      ...given(ge, (length) => [` ge ${String(length)}`]),
      ...given(le, (length) => [` le ${String(length)}`]),
    ];
    return `ip prefix-list ${name} seq ${String(seq)} ${action} ${prefix}${lengths.join('')}`;
  });

/** FRR leaves a second entry for the same out, and a file that has it would differ from what runs for ever. */
const distinct = (entries: PrefixList['entries']): PrefixList['entries'] =>
  [
    ...new Map([...entries].reverse().map((entry) => [JSON.stringify({ ...entry, seq: undefined }), entry])).values(),
  ].sort((a, b) => a.seq - b.seq);

/** Communities that FRR shows by name: in a file, numbers would differ from what runs for ever. @source RFC 1997, 7999, 8326 */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['65535:0', 'graceful-shutdown'],
  ['65535:666', 'blackhole'],
  ['65535:65281', 'no-export'],
  ['65535:65282', 'no-advertise'],
]);

const named = (community: string): string => WELL_KNOWN.get(community) ?? community;

/** One entry for each community: a route matches with any of them. */
const communityList = ({ name, communities }: CommunityList): Lines =>
  communities.map(
    (community, i) => `bgp community-list standard ${name} seq ${String(5 * (i + 1))} permit ${named(community)}`,
  );

const asPathList = ({ name, entries }: AsPathList): Lines =>
  entries.map(
    ({ action, expression }, i) => `bgp as-path access-list ${name} seq ${String(5 * (i + 1))} ${action} ${expression}`,
  );

const routeMapEntry = (name: string, { seq, action, description, match, set }: RouteMapEntry): Lines => {
  const head = `route-map ${name} ${action} ${String(seq)}`;
  const body = [
    ...given(description, (text) => [`description ${oneLine(text)}`]),
    ...given(match.prefixList, (list) => [`match ip address prefix-list ${list}`]),
    ...given(match.community, (list) => [`match community ${list}`]),
    ...given(match.asPath, (list) => [`match as-path ${list}`]),
    ...given(match.rpki, (verdict) => [`match rpki ${verdict}`]),
    ...given(set.localPreference, (value) => [`set local-preference ${String(value)}`]),
    ...given(set.metric, (value) => [`set metric ${String(value)}`]),
    ...given(set.communities, (list) => [
      `set community ${list.map(named).join(' ')}${set.additive === true ? ' additive' : ''}`,
    ]),
    ...given(set.prepend, (list) => [`set as-path prepend ${list.join(' ')}`]),
    ...given(set.origin, (origin) => [`set origin ${origin}`]),
    ...given(set.nextHop, (address) => [`set ip next-hop ${address}`]),
  ];
  // An entry without any condition is one too: it decides about all that is left.
  return body.length === 0 ? [head, 'exit'] : section(head, body);
};

/** What route maps match, and then the maps: FRR resolves names late, but people read downwards. */
export const policy = (config: DeviceConfig): readonly Lines[] => [
  ...config.prefixLists.map(prefixList),
  ...config.communityLists.map(communityList),
  ...config.asPathLists.map(asPathList),
  ...config.routeMaps.flatMap(({ name, entries }) => entries.map((entry) => routeMapEntry(name, entry))),
];

/** Traffic that leaves by another way than the routing table says. */
export const policyRouting = (config: DeviceConfig): readonly Lines[] =>
  config.policyRoutes.flatMap(({ name, rules }) =>
    rules.map(({ seq, from, to, via, vrf }) =>
      section(`pbr-map ${name} seq ${String(seq)}`, [
        ...when(from !== 'any', `match src-ip ${from}`),
        ...when(to !== 'any', `match dst-ip ${to}`),
        `set nexthop ${via}${vrf === undefined ? '' : ` nexthop-vrf ${vrf}`}`,
      ]),
    ),
  );
