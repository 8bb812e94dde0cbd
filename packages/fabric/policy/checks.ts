import { circuitsOf, isInside, parseCidr, siteById, type Circuit, type Finding, type Platform } from '@catalyst/model';
import type { Group, Policy, Rule } from './types.ts';
import { WAN_ZONE } from './zones.ts';

const covers = (outer: Group, inner: Group): boolean => {
  if (outer.networks.length === 0) return true;
  if (inner.networks.length === 0) return false;
  const networks = outer.networks.flatMap((text) => parseCidr(text) ?? []);
  return inner.networks.every((text) => {
    const cidr = parseCidr(text);
    return cidr !== undefined && networks.some((network) => isInside(cidr, network));
  });
};

const shadows = (earlier: Rule, later: Rule): boolean =>
  earlier.from.zone === later.from.zone &&
  earlier.to.zone === later.to.zone &&
  covers(earlier.from.group, later.from.group) &&
  covers(earlier.to.group, later.to.group) &&
  later.ports.every(({ port, protocol }) =>
    earlier.ports.some((one) => one.port === port && one.protocol === protocol),
  );

/** Rules whose packets an earlier one already lets through: they never match, and hide who really may pass. */
function checkShadowed({ site, rules }: Policy): readonly Finding[] {
  const byZones = new Map<string, Rule[]>();
  return rules.flatMap((rule): Finding[] => {
    const key = `${rule.from.zone}>${rule.to.zone}`;
    const before = byZones.get(key) ?? [];
    const by = before.find((earlier) => shadows(earlier, rule));
    byZones.set(key, [...before, rule]);
    return by === undefined
      ? []
      : [
          {
            code: 'policy/shadowed',
            severity: 'info',
            subject: site,
            path: '',
            message: `rule '${rule.id}' never matches: '${by.id}' before it lets the same packets through. Both roles are on the same hosts`,
            evidence: { rule: rule.id, by: by.id },
            fix: 'nothing to do while both roles share hosts; the rule is needed once they do not',
          },
        ];
  });
}

/** Lines of the profile that allow nothing. */
function checkUnused(platform: Platform, site: string): readonly Finding[] {
  const egress = siteById(platform, site).fabric?.firewalls?.egress ?? [];
  return egress.flatMap(({ tier, role }, i): Finding[] => {
    const used = platform.instances.some(
      (one) => one.site === site && one.tier === tier && (role === undefined || one.role === role),
    );
    return used
      ? []
      : [
          {
            code: 'policy/unused',
            severity: 'warning',
            subject: site,
            path: `sites.${site}.fabric.firewalls.egress[${String(i)}]`,
            message: `nothing at ${site} runs '${tier}${role === undefined ? '' : `.${role}`}', so the line allows nothing`,
            evidence: { tier },
            fix: 'name a tier and role that run here, or remove the line',
          },
        ];
  });
}

const joined = (circuit: Circuit): readonly string[] => {
  switch (circuit.kind) {
    case 'internet':
      return [circuit.site];
    case 'direct-connect':
      return [circuit.datacenter, circuit.cloud];
    case 'dark-fiber':
      return circuit.ends.map(({ site }) => site);
    case 'ipsec':
    case 'aws-backbone':
      return circuit.between;
  }
};

/** The sites that one reaches over circuits, itself among them. */
function reachable(circuits: readonly Circuit[], from: string): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const site of seen)
    for (const circuit of circuits) {
      const ends = joined(circuit);
      if (ends.includes(site)) for (const end of ends) seen.add(end);
    }
  return seen;
}

/** Calls to a site that no circuit leads to, and calls that only one of two datacenters filters. */
function checkSites(platform: Platform, site: string): readonly Finding[] {
  const own = siteById(platform, site);
  const circuits = circuitsOf(platform);
  const there = reachable(circuits, site);
  const others = new Map<string, string[]>();
  for (const flow of platform.flows) {
    if (flow.site === flow.to.site || (flow.site !== site && flow.to.site !== site)) continue;
    const other = flow.site === site ? flow.to.site : flow.site;
    others.set(other, [...(others.get(other) ?? []), flow.id]);
  }
  return [...others].flatMap(([other, flows]): Finding[] => {
    const peer = siteById(platform, other);
    const first = flows[0] ?? '';
    const evidence = { other, flows: flows.length };
    const unjoined: Finding[] = there.has(other)
      ? []
      : [
          {
            code: 'policy/no-path',
            severity: 'error',
            subject: site,
            path: 'interconnects',
            message: `${String(flows.length)} flows (${first}, …) lead between ${site} and ${other}, and no interconnect does`,
            evidence,
            fix: `join ${site} and ${other}`,
          },
        ];
    const filtered = (one: typeof peer) => one.fabric?.firewalls !== undefined;
    const asymmetric: Finding[] =
      own.substrate === 'datacenter' && peer.substrate === 'datacenter' && filtered(own) && !filtered(peer)
        ? [
            {
              code: 'policy/asymmetric',
              severity: 'warning',
              subject: site,
              path: `sites.${other}.fabric.firewalls`,
              message: `${String(flows.length)} flows (${first}, …) pass firewalls at ${site} and none at ${other}: what ${other} accepts, only its hosts decide`,
              evidence,
              fix: `give ${other} firewalls`,
            },
          ]
        : [];
    return [...unjoined, ...asymmetric];
  });
}

/** Traffic that has to leave its VRF where nothing joins VRFs. */
function checkCrossing(platform: Platform, { site, rules }: Policy): readonly Finding[] {
  const own = siteById(platform, site);
  if (own.fabric === null || own.fabric.firewalls !== undefined) return [];
  const inner = rules.filter(({ to, from }) => to.zone !== WAN_ZONE && from.zone !== WAN_ZONE);
  const tenants = inner.filter(({ tenant }) => tenant !== null);
  const [first] = tenants.length > 0 ? tenants : inner;
  if (first === undefined) return [];
  return [
    {
      code: 'policy/no-firewall',
      severity: 'error',
      subject: site,
      path: `sites.${site}.fabric.firewalls`,
      message:
        `${String(inner.length)} kinds of traffic cross VRFs, ${String(tenants.length)} of them a tenant's (${first.reasons[0] ?? first.id}): ` +
        'VRFs are apart, only a firewall joins them, and there is none',
      evidence: { rules: inner.length, tenants: tenants.length },
      fix: 'add firewalls to the fabric of the site',
    },
  ];
}

/** Services that the Internet may call, without an address there. */
function checkPublished(platform: Platform, { site, published }: Policy): readonly Finding[] {
  if (siteById(platform, site).fabric === null) return [];
  return platform.services.flatMap((service): Finding[] => {
    if (service.site !== site || !service.openTo.includes('internet')) return [];
    const missing = service.floating.length === 0 || published.length < service.floating.length;
    return missing
      ? [
          {
            code: 'policy/not-published',
            severity: 'warning',
            subject: service.id,
            path: `sites.${site}.fabric.edge.public`,
            message: `${service.id} is open to the Internet with ${String(service.floating.length)} floating addresses, and ${String(published.length)} public addresses stand for them`,
            evidence: { floating: service.floating.length, published: published.length },
            fix: 'give the site a public network of at least a /26',
          },
        ]
      : [];
  });
}

/** What is wrong with who may pass the firewalls of a site. */
export const checkPolicy = (platform: Platform, policy: Policy): readonly Finding[] => [
  ...checkCrossing(platform, policy),
  ...checkSites(platform, policy.site),
  ...checkPublished(platform, policy),
  ...checkUnused(platform, policy.site),
  ...checkShadowed(policy),
];
