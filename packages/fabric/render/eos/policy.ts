import type { AccessList, DeviceConfig, PolicyRoute, PrefixList, RouteMapEntry } from '../../config/types.ts';
import { block, type Line } from './lines.ts';

/** `10.0.0.1/32` as `host 10.0.0.1`, everything as `any`: the way access lists print addresses. */
function addressOf(text: string): string {
  if (text === 'any' || text === '0.0.0.0/0') return 'any';
  return text.endsWith('/32') ? `host ${text.slice(0, -3)}` : text.includes('/') ? text : `host ${text}`;
}

const accessList = ({ name, entries }: AccessList): Line =>
  block(
    `ip access-list ${name}`,
    entries.map(
      ({ seq, action, protocol, from, to, port }) =>
        `${String(seq)} ${action} ${protocol} ${addressOf(from)} ${addressOf(to)}${port === undefined ? '' : ` eq ${String(port)}`}`,
    ),
  );

export const accessLists = ({ accessLists, policyRoutes }: DeviceConfig): readonly Line[] => [
  ...accessLists.map(accessList),
  ...policyRoutes.flatMap(policyFilters),
];

const policyClass = (policy: PolicyRoute, seq: number): string => `${policy.name}-${String(seq)}`;

/** What a policy route is about is an access list of its own. */
const policyFilters = (policy: PolicyRoute): readonly Line[] =>
  policy.rules.map(({ seq, from, to }) =>
    block(`ip access-list ${policyClass(policy, seq)}`, `10 permit ip ${addressOf(from)} ${addressOf(to)}`),
  );

export const policyClasses = ({ policyRoutes }: DeviceConfig): readonly Line[] =>
  policyRoutes.flatMap((policy) =>
    policy.rules.map(({ seq }) =>
      block(
        `class-map type pbr match-any ${policyClass(policy, seq)}`,
        `10 match ip access-group ${policyClass(policy, seq)}`,
      ),
    ),
  );

export const policyMaps = ({ policyRoutes }: DeviceConfig): readonly Line[] =>
  policyRoutes.map((policy) =>
    block(
      `policy-map type pbr ${policy.name}`,
      policy.rules.map(({ seq, via }) =>
        block(`${String(seq)} class ${policyClass(policy, seq)}`, `set nexthop ${via}`),
      ),
    ),
  );

export const asPathLists = ({ asPathLists }: DeviceConfig): readonly Line[] =>
  asPathLists.flatMap(({ name, entries }) =>
    entries.map(({ action, expression }) => `ip as-path access-list ${name} ${action} ${expression} any`),
  );

/** EOS calls the well-known ones as RFC 8326 and RFC 1997 do. */
export const communityLists = ({ communityLists }: DeviceConfig): readonly Line[] =>
  communityLists.flatMap(({ name, communities }) =>
    communities.map((community) => `ip community-list ${name} permit ${communityOf(community)}`),
  );

const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['graceful-shutdown', 'GSHUT'],
  ['blackhole', '65535:666'],
]);

const communityOf = (community: string): string => WELL_KNOWN.get(community) ?? community;

/** A length alone is `eq`; a range is what EOS needs both ends for. */
function lengthOf({ ge, le }: PrefixList['entries'][number]): string {
  if (ge !== undefined && ge === le) return ` eq ${String(ge)}`;
  return `${ge === undefined ? '' : ` ge ${String(ge)}`}${le === undefined ? '' : ` le ${String(le)}`}`;
}

export const prefixLists = ({ prefixLists }: DeviceConfig): readonly Line[] =>
  prefixLists.map(({ name, entries }) =>
    block(
      `ip prefix-list ${name}`,
      entries.map((entry) => `seq ${String(entry.seq)} ${entry.action} ${entry.prefix}${lengthOf(entry)}`),
    ),
  );

const RPKI = { valid: 'valid', invalid: 'invalid', notfound: 'not-found' } as const;

function routeMapEntry(name: string, { seq, action, description, match, set }: RouteMapEntry): Line {
  return block(
    `route-map ${name} ${action} ${String(seq)}`,
    description === null ? null : `description ${description}`,
    match.asPath === undefined ? null : `match as-path ${match.asPath}`,
    match.community === undefined ? null : `match community ${match.community}`,
    match.prefixList === undefined ? null : `match ip address prefix-list ${match.prefixList}`,
    match.rpki === undefined ? null : `match origin-as validity ${RPKI[match.rpki]}`,
    set.localPreference === undefined ? null : `set local-preference ${String(set.localPreference)}`,
    set.metric === undefined ? null : `set metric ${String(set.metric)}`,
    set.nextHop === undefined ? null : `set ip next-hop ${set.nextHop}`,
    set.prepend === undefined ? null : `set as-path prepend ${set.prepend.map(String).join(' ')}`,
    set.communities === undefined
      ? null
      : `set community ${set.communities.map(communityOf).join(' ')}${set.additive === true ? ' additive' : ''}`,
    set.origin === undefined ? null : `set origin ${set.origin}`,
  );
}

export const routeMaps = ({ routeMaps }: DeviceConfig): readonly Line[] =>
  routeMaps.flatMap(({ name, entries }) => entries.map((entry) => routeMapEntry(name, entry)));
