import { circuitsOf, siteById, type Circuit, type Finding, type Platform, type Site } from '@catalyst/model';
import type { Fabric } from '../facts.ts';
import { checkCapacity } from './capacity.ts';

type Of<Kind extends Circuit['kind']> = Extract<Circuit, { kind: Kind }>;

/** What the rules of an edge look at. */
export interface EdgeFacts {
  readonly platform: Platform;
  readonly site: Site;
  readonly fabric: Fabric;
  readonly internet: readonly Of<'internet'>[];
  readonly direct: readonly Of<'direct-connect'>[];
  readonly tunnels: readonly Of<'ipsec'>[];
}

type Rule = (facts: EdgeFacts) => readonly Finding[];

export const found = (
  { site }: Pick<EdgeFacts, 'site'>,
  code: string,
  severity: Finding['severity'],
  path: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'] = {},
  subject = site.id,
): Finding => ({ code: `edge/${code}`, severity, subject, path, message, evidence, fix });

const distinct = <T>(list: readonly T[], value: (entry: T) => string | number): number => new Set(list.map(value)).size;

/** Both a wait for a restart and a detection that would end it. @source network notes §0.3, §4.5 */
const restarts: Rule = (facts) =>
  facts.direct
    .filter(({ detection, gracefulRestart }) => detection !== null && gracefulRestart)
    .map(({ id }) =>
      found(
        facts,
        'bfd-and-graceful-restart',
        'error',
        `interconnects.${id}.gracefulRestart`,
        `${id} has BFD and graceful restart, which AWS advises against together: a dead path may then be kept for the restart time. ` +
          'With 120 s and BFD tied to the control plane 127.6 s were measured, with BFD alone 0.8 to 0.9 s',
        'turn graceful restart off for the circuit',
        { blackHoleSeconds: 127.6, bfdSeconds: 0.92 },
        id,
      ),
    );

/** Ways out that one failure takes all. */
const shared: Rule = (facts) => {
  const { internet, direct } = facts;
  const several = (
    list: readonly { readonly id: string; readonly router: number }[],
    what: string,
  ): readonly Finding[] => {
    const [first] = list;
    return first === undefined || list.length < 2 || distinct(list, ({ router }) => router) > 1
      ? []
      : [
          found(
            facts,
            'one-router',
            'error',
            `interconnects.${first.id}.router`,
            `all ${String(list.length)} ${what} (${list.map(({ id }) => id).join(', ')}) end on edge router ${String(first.router)}: with it down, none is left`,
            'pin one of them to the other router',
            { circuits: list.length, router: first.router },
          ),
        ];
  };
  const byCloud = new Map<string, Of<'direct-connect'>[]>();
  for (const circuit of direct) byCloud.set(circuit.cloud, [...(byCloud.get(circuit.cloud) ?? []), circuit]);
  return [
    ...several(internet, 'links to providers'),
    ...[...byCloud].flatMap(([cloud, circuits]) => [
      ...several(circuits, `Direct Connects to ${cloud}`),
      ...oneLocation(facts, cloud, circuits),
    ]),
  ];
};

function oneLocation(facts: EdgeFacts, cloud: string, circuits: readonly Of<'direct-connect'>[]): readonly Finding[] {
  const [first] = circuits;
  return first === undefined || circuits.length < 2 || distinct(circuits, ({ location }) => location) > 1
    ? []
    : [
        found(
          facts,
          'one-location',
          'error',
          `interconnects.${first.id}.location`,
          `all ${String(circuits.length)} Direct Connects to ${cloud} end at ${first.location}: AWS promises 99.99 % with two locations, and 99.9 % with one`,
          'take the second circuit to another location',
          { circuits: circuits.length, location: first.location },
        ),
      ];
}

/** What has to be known before a session can come up. */
const unknowns: Rule = (facts) =>
  facts.internet
    .filter(({ session }) => session === null)
    .map(({ id, provider }) =>
      found(
        facts,
        'no-session',
        'warning',
        `interconnects.${id}.peering`,
        `${id} has no session: the addresses or the AS number of '${provider}' are missing, which the provider assigns`,
        'write `asn` and `peering` as the provider assigned them',
        {},
        id,
      ),
    );

/** First and last private AS number of two bytes, and first of four. @source RFC 6996 */
const isPrivate = (asn: number): boolean => (asn >= 64_512 && asn <= 65_534) || asn >= 4_200_000_000;

const numbers: Rule = (facts) => {
  const asn = facts.site.fabric?.edge?.asn;
  const providers = distinct(facts.internet, ({ provider }) => provider);
  return providers < 2 || (asn !== undefined && !isPrivate(asn))
    ? []
    : [
        found(
          facts,
          'private-asn',
          'warning',
          `sites.${facts.site.id}.fabric.edge.asn`,
          `${String(providers)} providers are to announce one public network, and the site has no public AS number: each would announce it as its own`,
          'get an AS number from the registry and write it down',
          { providers },
        ),
      ];
};

/** What the operating system or the platform of the routers cannot do. @source network notes §0.4 */
const abilities: Rule = (facts) => {
  const { site, internet } = facts;
  const routers = site.fabric?.edge?.routers;
  if (routers === undefined || site.fabric?.nos !== 'eos') return [];
  const wanted = internet.filter(({ flowspec }) => flowspec);
  return [
    found(
      facts,
      'dampening',
      'info',
      `sites.${site.id}.fabric.nos`,
      'EOS has no dampening of routes (RFC 2439): its peer flap damping holds back whole sessions that BFD watches. ' +
        'What comes in is limited by prefix lists and by their number instead; FRR 8.4 dampens, in the default VRF',
      "accept it, as operators do since RIPE-378, or use nos: 'frr' for the edge",
      { nos: 'eos' },
    ),
    ...(wanted.length > 0 && /^DCS-70[56]0/.test(routers.model)
      ? [
          found(
            facts,
            'flowspec',
            'warning',
            `sites.${site.id}.fabric.edge.routers.model`,
            `${wanted.map(({ id }) => id).join(', ')} exchange flow specifications, which EOS applies on the R series (7280R, 7500R) only: a ${routers.model} passes them on to the provider and filters nothing itself`,
            'filter at the provider, as is better for a flood, or use routers of the R series',
            { model: routers.model },
          ),
        ]
      : []),
  ];
};

/** Tunnels that have nothing to end on. */
const tunnelEnds: Rule = (facts) => {
  const { site, tunnels } = facts;
  const none = tunnels.filter(({ tunnels: [tunnel] }) =>
    tunnel.ends.some(
      (end) =>
        end.site === site.id &&
        (end.outside === null || (end.on === 'firewall' && site.fabric?.firewalls === undefined)),
    ),
  );
  return none.map(({ id }) => {
    const bare = site.fabric?.edge?.public === undefined;
    return found(
      facts,
      'tunnel-end',
      'error',
      bare ? `sites.${site.id}.fabric.edge.public` : `sites.${site.id}.fabric.firewalls`,
      bare
        ? `${id} has no public address to end on at ${site.id}`
        : `${id} has nothing to end on at ${site.id}: the switches that are routers under EOS do not encrypt, and there are no firewalls`,
      bare ? 'give the site a public network' : "add firewalls, or use nos: 'frr'",
      {},
      id,
    );
  });
};

/** Routers that do not know of each other's ways out. */
const besides: Rule = (facts) => {
  const routers = new Set(facts.fabric.devices.filter(({ role }) => role === 'edge').map(({ id }) => id));
  const joined = facts.fabric.cables.some(({ ends }) => ends.every(({ on }) => routers.has(on)));
  return routers.size < 2 || joined
    ? []
    : [
        found(
          facts,
          'no-router-link',
          'error',
          `sites.${facts.site.id}.fabric.edge.routers`,
          'no cable joins the edge routers: one that has lost its providers cannot pass packets to the other',
          'cable them to each other',
        ),
      ];
};

/** Paths of workloads that name what is not there. */
const paths: Rule = (facts) =>
  (facts.site.fabric?.edge?.paths ?? []).flatMap(({ pool, to, via }, i) => {
    const servers = facts.platform.hosts.some((host) => host.site === facts.site.id && host.pool === pool);
    const circuit = facts.direct.some(({ id, cloud }) => id === via && cloud === to);
    const missing = [
      ...(servers ? [] : [`no pool '${pool}' here`]),
      ...(circuit ? [] : [`no Direct Connect '${via}' to '${to}'`]),
    ];
    return missing.length === 0
      ? []
      : [
          found(
            facts,
            'path',
            'error',
            `sites.${facts.site.id}.fabric.edge.paths[${String(i)}]`,
            `there is ${missing.join(' and ')}, so the path steers nothing`,
            'name a pool of the site, a site at AWS and a Direct Connect between the two',
          ),
        ];
  });

/** An address that several places answer under needs several places. @source guide l. 858 */
const anycast: Rule = (facts) => {
  if (facts.site.fabric?.edge?.claims.anycast !== true) return [];
  const announcing = facts.platform.sites.filter(({ fabric }) => fabric?.edge?.public !== undefined);
  return [
    found(
      facts,
      'anycast',
      'warning',
      `sites.${facts.site.id}.fabric.edge.claims.anycast`,
      `anycast DNS claimed; it is one network announced from several places, and ${String(announcing.length)} of our sites ${announcing.length === 1 ? 'announces' : 'announce'} a network, each its own. ` +
        'No name server for the Internet is listed anywhere either',
      'buy DNS from a provider that runs anycast, or announce one /24 of its own from two sites and run name servers there',
      { announcing: announcing.length },
    ),
  ];
};

const RULES: readonly Rule[] = [
  restarts,
  shared,
  unknowns,
  numbers,
  abilities,
  tunnelEnds,
  besides,
  paths,
  anycast,
  checkCapacity,
];

/** What is wrong with the edge of a site. */
export function checkEdge(fabric: Fabric, platform: Platform): readonly Finding[] {
  const site = siteById(platform, fabric.site);
  if (site.fabric?.edge === undefined) return [];
  const circuits = circuitsOf(platform);
  const facts: EdgeFacts = {
    platform,
    site,
    fabric,
    internet: circuits.flatMap((one) => (one.kind === 'internet' && one.site === site.id ? [one] : [])),
    direct: circuits.flatMap((one) => (one.kind === 'direct-connect' && one.datacenter === site.id ? [one] : [])),
    tunnels: circuits.flatMap((one) => (one.kind === 'ipsec' && one.between.includes(site.id) ? [one] : [])),
  };
  return RULES.flatMap((rule) => rule(facts));
}
