import type { DeviceConfig } from '../../../config/types.ts';
import type { Rule } from './make.ts';

/** A name in one place that must be defined in another. */
interface Reference {
  readonly what: string;
  readonly name: string;
  readonly from: string;
}

const present = (what: string, from: string, ...names: readonly (string | null | undefined)[]): readonly Reference[] =>
  names.flatMap((name) => (name === null || name === undefined ? [] : [{ what, name, from }]));

function allReferences(config: DeviceConfig): readonly Reference[] {
  const { bgp, routeMaps, interfaces } = config;
  const neighbors = bgp === null ? [] : [...bgp.neighbors, ...bgp.vrfs.flatMap((vrf) => vrf.neighbors)];
  const families = bgp === null ? [] : [bgp.ipv4, ...bgp.vrfs.map(({ ipv4 }) => ipv4)];
  return [
    ...routeMaps.flatMap(({ name, entries }) =>
      entries.flatMap(({ seq, match }) => {
        const from = `route map ${name} ${String(seq)}`;
        return [
          ...present('prefix list', from, match.prefixList),
          ...present('community list', from, match.community),
          ...present('as-path list', from, match.asPath),
        ];
      }),
    ),
    ...(bgp?.groups ?? []).flatMap((group) =>
      present('route map', `peer group ${group.name}`, group.routeMapIn, group.routeMapOut),
    ),
    ...neighbors.flatMap((neighbor) => [
      ...present('peer group', `neighbour ${neighbor.address}`, neighbor.group),
      ...present('route map', `neighbour ${neighbor.address}`, neighbor.routeMapIn, neighbor.routeMapOut),
    ]),
    ...families.flatMap((family) =>
      present('route map', 'redistribution', family.redistributeConnected, family.redistributeStatic),
    ),
    ...interfaces.flatMap((i) =>
      i.kind === 'routed' ? present('policy of routes', `interface ${i.name}`, i.policyRoute) : [],
    ),
  ];
}

/** A route map that is not there denies everything, a list that is not there matches nothing, and FRR says neither. */
const undefinedNames: Rule = (config) => {
  const defined: Readonly<Record<string, ReadonlySet<string>>> = {
    'prefix list': new Set(config.prefixLists.map(({ name }) => name)),
    'community list': new Set(config.communityLists.map(({ name }) => name)),
    'as-path list': new Set(config.asPathLists.map(({ name }) => name)),
    'route map': new Set(config.routeMaps.map(({ name }) => name)),
    'peer group': new Set(config.bgp?.groups.map(({ name }) => name)),
    'policy of routes': new Set(config.policyRoutes.map(({ name }) => name)),
  };
  return allReferences(config)
    .filter(({ what, name }) => defined[what]?.has(name) !== true)
    .map(({ what, name, from }) => ({
      rule: 'undefined',
      message: `${from} uses ${what} ${name}, which is not defined: FRR takes it without a word, and lets nothing through`,
      evidence: { from, what, name },
      fix: `define ${name}`,
    }));
};

/** With Debian's own defaults, an eBGP session without policies exchanges nothing. @source RFC 8212 */
const missingPolicies: Rule = ({ bgp }) =>
  bgp?.defaults !== 'traditional'
    ? []
    : [...bgp.neighbors, ...bgp.vrfs.flatMap((vrf) => vrf.neighbors)].flatMap((neighbor) => {
        const group = bgp.groups.find(({ name }) => name === neighbor.group);
        if (neighbor.remoteAs === bgp.asn || group?.families.includes('ipv4') !== true) return [];
        const missing = [
          ...((neighbor.routeMapIn ?? group.routeMapIn) === null ? ['in'] : []),
          ...((neighbor.routeMapOut ?? group.routeMapOut) === null ? ['out'] : []),
        ];
        return missing.map((direction) => ({
          rule: 'policy',
          message: `neighbour ${neighbor.address} (AS ${String(neighbor.remoteAs)}) has no route map ${direction}: under the traditional defaults nothing passes`,
          evidence: { neighbor: neighbor.address, direction },
          fix: 'give its group a route map',
        }));
      });

export const references: readonly Rule[] = [undefinedNames, missingPolicies];
