import type { z } from 'zod';
import { didYouMean } from '../nearest.ts';
import { FLOATING_ADDRESSES, floatingAddress } from '../addressing.ts';
import type { FloatingAddress, Host, Instance, ManagedService, Secret, Service, Site } from '../platform.ts';
import type { Profile } from '../profile.ts';
import type { SiteContext, Tier, TierPlan } from '../tier.ts';
import { printPath, type Findings } from './findings.ts';
import type { Call } from './flows.ts';
import { reportIssues } from './issues.ts';

export interface PlannedTiers {
  readonly specs: Readonly<Record<string, unknown>>;
  readonly instances: readonly Instance[];
  readonly managed: readonly ManagedService[];
  readonly floating: readonly FloatingAddress[];
  readonly services: readonly Service[];
  readonly calls: readonly Call[];
  readonly secrets: readonly Secret[];
}

/** Plans every tier that the profile names at a site, and joins what they offer with what they call. */
export function planTiers(
  tiers: readonly Tier[],
  profile: Profile,
  site: Site,
  hosts: readonly Host[],
  findings: Findings,
): PlannedTiers {
  const planned = parseTiers(tiers, profile.sites[site.id]?.tiers, site.id, findings).map(({ tier, spec }) => ({
    tier: tier.name,
    spec,
    plan: planTier(tier, spec, profile, site, hosts, findings),
  }));
  const instances = planned.flatMap(({ tier, plan }) => plan.instances.map((i) => instanceOf(site.id, tier, i)));
  const services = planned.flatMap(({ tier, plan }) =>
    plan.services.map((s) => serviceOf(site.id, tier, s, instances)),
  );
  reportDuplicates(site.id, 'instance', instances, findings);
  reportDuplicates(site.id, 'service', services, findings);
  return {
    specs: Object.fromEntries(planned.map(({ tier, spec }) => [tier, spec])),
    instances,
    services,
    managed: planned.flatMap(({ tier, plan }) =>
      (plan.managed ?? []).map((m) => ({ id: `${site.id}/${tier}/${m.product}`, site: site.id, tier, ...m })),
    ),
    floating: planned.flatMap((entry) => floatingOf(site, profile.domain, entry, findings)),
    calls: planned.flatMap(({ tier, plan }) => (plan.calls ?? []).map((call) => ({ site: site.id, tier, ...call }))),
    secrets: secretsOf(site.id, planned, findings),
  };
}

/** What a site's profile says about each tier, checked and with defaults. What cannot be read is reported and left out. */
export function parseTiers(
  tiers: readonly Tier[],
  texts: unknown,
  site: string,
  findings: Findings,
): readonly { readonly tier: Tier; readonly spec: unknown }[] {
  const names = tiers.map(({ name }) => name);
  const wanted = new Map<string, unknown>(Object.entries(texts ?? {}));
  for (const name of wanted.keys())
    if (!names.includes(name))
      findings.error(
        'unknown-tier',
        site,
        `sites.${site}.tiers.${name}`,
        `there is no tier '${name}'`,
        didYouMean(name, names),
      );
  return tiers.flatMap((tier) => {
    const input = wanted.get(tier.name);
    if (input === undefined) return [];
    const parsed: z.ZodSafeParseResult<unknown> = tier.spec.safeParse(input);
    if (parsed.success) return [{ tier, spec: parsed.data }];
    const part = { schema: tier.spec, input, path: pathOf(site, tier), subject: `${site}/${tier.name}` };
    reportIssues(findings, part, parsed.error.issues);
    return [];
  });
}

const pathOf = (site: string, tier: Tier): readonly string[] => ['sites', site, 'tiers', tier.name];

function planTier(
  tier: Tier,
  spec: unknown,
  profile: Profile,
  site: Site,
  hosts: readonly Host[],
  findings: Findings,
): TierPlan {
  const path = pathOf(site.id, tier);
  const context: SiteContext = {
    id: site.id,
    substrate: site.substrate,
    path: printPath(path),
    domain: profile.domain,
    demand: profile.demand,
    carries: site.carries,
    standby: site.standby,
    tenants: profile.tenants,
    failureDomains:
      site.aws === null ? site.racks.map(({ id }) => id) : site.aws.zones.map((zone) => `${site.id}/${zone}`),
    everyHost: hosts,
    hosts: (pools, at) => {
      const wanted = typeof pools === 'string' ? [pools] : pools;
      return hostsOfPools(wanted, hosts, site.id, `${site.id}/${tier.name}`, printPath([...path, ...at]), findings);
    },
  };
  const plan = tier.plan(spec, context);
  if (site.substrate === 'datacenter')
    for (const { product } of plan.managed ?? [])
      findings.error(
        'substrate',
        `${site.id}/${tier.name}`,
        printPath(path),
        `'${product}' is run by AWS, and ${site.id} is a datacenter`,
        'run the tier on servers of the site',
      );
  findings.add(plan.findings ?? []);
  return plan;
}

/** The hosts of the pools, by number. Pools that are used together must have numbers of their own. */
function hostsOfPools(
  wanted: readonly string[],
  hosts: readonly Host[],
  site: string,
  subject: string,
  path: string,
  findings: Findings,
): readonly Host[] {
  const known = [...new Set(hosts.map((host) => host.pool))];
  for (const pool of wanted)
    if (!known.includes(pool))
      findings.error('reference', subject, path, `site ${site} has no pool '${pool}'`, didYouMean(pool, known));
  const found = hosts.filter((host) => wanted.includes(host.pool)).sort((a, b) => a.number - b.number);
  found.forEach((host, i) => {
    const other = found[i - 1];
    if (other?.number === host.number)
      findings.error(
        'duplicate',
        subject,
        path,
        `pools '${other.pool}' and '${host.pool}' both have a host number ${String(host.number)}`,
        `give one of them a firstNumber beyond the other's hosts, such as 101`,
        { number: host.number },
      );
  });
  return found;
}

const instanceOf = (site: string, tier: string, { name, ...planned }: TierPlan['instances'][number]): Instance => ({
  id: `${planned.host}/${name ?? `${tier}-${planned.role}`}`,
  site,
  tier,
  votes: false,
  ...planned,
});

const serviceOf = (
  site: string,
  tier: string,
  { floating = [], ...planned }: TierPlan['services'][number],
  instances: readonly Instance[],
): Service => ({
  id: `${site}/${planned.name}`,
  site,
  tier,
  protocol: 'tcp',
  openTo: [],
  ...planned,
  floating: floating.map((name) => `${site}/${name}`),
  members: instances.filter((i) => i.tier === tier && i.role === planned.role).map((i) => i.id),
});

/** The floating addresses that a tier has planned. Only our own networks let an address move. */
function floatingOf(
  site: Site,
  domain: string,
  { tier, plan }: { tier: string; plan: TierPlan },
  findings: Findings,
): readonly FloatingAddress[] {
  return (plan.floating ?? []).flatMap(({ name, network: wanted = 'compute' }) => {
    const id = `${site.id}/${name}`;
    const network = site.networks.find((n) => n.name === wanted);
    const router = FLOATING_ADDRESSES.get(name);
    const address = network === undefined || router === undefined ? undefined : floatingAddress(network, router);
    if (network === undefined || router === undefined || address === undefined) {
      findings.error(
        'floating',
        id,
        `sites.${site.id}.tiers.${tier}`,
        `network '${wanted}' of site ${site.id} has no floating address '${name}'`,
        'use a datacenter with a /16 network',
      );
      return [];
    }
    const fqdn = `${name}.${site.id}.${domain}`;
    return [{ id, site: site.id, name, tier, network: network.id, ...address, router, fqdn }];
  });
}

function reportDuplicates(
  site: string,
  what: string,
  entries: readonly { id: string; tier: string }[],
  findings: Findings,
): void {
  const owner = new Map<string, string>();
  for (const { id, tier } of entries) {
    const other = owner.get(id);
    if (other !== undefined)
      findings.error(
        'duplicate',
        id,
        `sites.${site}.tiers.${tier}`,
        `the ${what} '${id}' is also the one of tier '${other}'`,
        'give it another name or host',
      );
    owner.set(id, tier);
  }
}

/**
 * The secrets of all tiers, each once: whoever needs the authority of the site plans it. Two that have one name and are
 * not the same are an error; the purpose is the first one's words.
 */
function secretsOf(
  site: string,
  planned: readonly { readonly tier: string; readonly plan: TierPlan }[],
  findings: Findings,
): readonly Secret[] {
  const seen = new Map<string, { readonly secret: Secret; readonly tier: string }>();
  const what = ({ kind, names }: Secret): string => (names.length === 0 ? kind : `${kind} for ${names.join(', ')}`);
  for (const { tier, plan } of planned)
    for (const { name, names = [], ...rest } of plan.secrets ?? []) {
      const secret: Secret = { id: `${site}/${name}`, site, names, ...rest };
      const before = seen.get(secret.id);
      if (before === undefined) seen.set(secret.id, { secret, tier });
      else if (what(before.secret) !== what(secret))
        findings.error(
          'duplicate',
          secret.id,
          `sites.${site}.tiers.${tier}`,
          `the secret '${secret.id}' is a ${what(secret)} here and a ${what(before.secret)} for tier '${before.tier}'`,
          'give one of them another name',
        );
    }
  return [...seen.values()].map(({ secret }) => secret);
}
