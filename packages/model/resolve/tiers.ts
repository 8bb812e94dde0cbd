import type { z } from 'zod';
import { didYouMean } from '../nearest.ts';
import type { Flow, Host, Instance, ManagedService, Secret, Service, Site } from '../platform.ts';
import type { Profile } from '../profile.ts';
import type { SiteContext, Tier, TierPlan } from '../tier.ts';
import { printPath, reportIssues, type Findings } from './findings.ts';
import { knownKeys } from './known-keys.ts';

export interface PlannedTiers {
  readonly specs: Readonly<Record<string, unknown>>;
  readonly instances: readonly Instance[];
  readonly managed: readonly ManagedService[];
  readonly services: readonly Service[];
  readonly flows: readonly Flow[];
  readonly secrets: readonly Secret[];
}

interface Planned {
  readonly tier: string;
  readonly spec: unknown;
  readonly plan: TierPlan;
}

/** Plans every tier that the profile names at a site, and joins what they offer with what they call. */
export function planTiers(
  tiers: readonly Tier[],
  profile: Profile,
  site: Site,
  hosts: readonly Host[],
  findings: Findings,
): PlannedTiers {
  const wanted = profile.sites[site.id]?.tiers ?? {};
  for (const name of Object.keys(wanted))
    if (!tiers.some((tier) => tier.name === name))
      findings.error(
        'unknown-tier',
        site.id,
        `sites.${site.id}.tiers.${name}`,
        `there is no tier '${name}'`,
        didYouMean(
          name,
          tiers.map((t) => t.name),
        ),
      );

  const planned = tiers.flatMap((tier) => {
    if (!(tier.name in wanted)) return [];
    return planTier(tier, wanted[tier.name], profile, site, hosts, findings);
  });
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
    flows: planned.flatMap(({ tier, plan }) => flowsOf(site.id, tier, plan, services)),
    secrets: planned.flatMap(({ plan }) =>
      (plan.secrets ?? []).map(({ name, names = [], ...secret }) => ({
        id: `${site.id}/${name}`,
        site: site.id,
        names,
        ...secret,
      })),
    ),
  };
}

function planTier(
  tier: Tier,
  raw: unknown,
  profile: Profile,
  site: Site,
  hosts: readonly Host[],
  findings: Findings,
): readonly Planned[] {
  const path = ['sites', site.id, 'tiers', tier.name];
  const parsed: z.ZodSafeParseResult<unknown> = tier.spec.safeParse(raw);
  if (!parsed.success) {
    reportIssues(findings, `${site.id}/${tier.name}`, path, raw, parsed.error.issues, (at) => knownKeys(tier.spec, at));
    return [];
  }
  const context: SiteContext = {
    id: site.id,
    substrate: site.substrate,
    path: printPath(path),
    domain: profile.domain,
    demand: profile.demand,
    carries: site.carries,
    tenants: profile.tenants,
    failureDomains:
      site.aws === null ? site.racks.map(({ id }) => id) : site.aws.zones.map((zone) => `${site.id}/${zone}`),
    hosts: (pool, at) => {
      const found = hosts.filter((host) => host.pool === pool);
      const pools = [...new Set(hosts.map((host) => host.pool))];
      if (found.length === 0)
        findings.error(
          'reference',
          `${site.id}/${tier.name}`,
          printPath([...path, ...at]),
          `site ${site.id} has no pool '${pool}'`,
          didYouMean(pool, pools),
        );
      return found;
    },
  };
  const plan = tier.plan(parsed.data, context);
  findings.add(plan.findings ?? []);
  return [{ tier: tier.name, spec: parsed.data, plan }];
}

const instanceOf = (site: string, tier: string, { name, ...planned }: TierPlan['instances'][number]): Instance => ({
  id: `${planned.host}/${name ?? `${tier}-${planned.role}`}`,
  site,
  tier,
  ...planned,
});

const serviceOf = (
  site: string,
  tier: string,
  planned: TierPlan['services'][number],
  instances: readonly Instance[],
): Service => ({
  id: `${site}/${planned.name}`,
  site,
  tier,
  protocol: 'tcp',
  ...planned,
  members: instances.filter((i) => i.tier === tier && i.role === planned.role).map((i) => i.id),
});

/** The flows of a tier's calls. A service that nobody offers at the site is not called. */
function flowsOf(site: string, tier: string, plan: TierPlan, services: readonly Service[]): readonly Flow[] {
  return (plan.calls ?? []).flatMap(({ role, service: name }) => {
    const service = services.find((s) => s.name === name);
    if (service === undefined) return [];
    return [
      {
        id: `${site}/${tier}.${role}>${name}`,
        site,
        from: { tier, role },
        to: { tier: service.tier, role: service.role },
        service: service.id,
        port: service.port,
        protocol: service.protocol,
      },
    ];
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
