import type { Finding } from '../finding.ts';
import type { Platform, Secret } from '../platform.ts';
import { ProfileSpec } from '../profile.ts';
import type { Tier } from '../tier.ts';
import { Findings } from './findings.ts';
import { flowsOf } from './flows.ts';
import { reportIssues } from './issues.ts';
import { checkCircuits } from '../interconnect/check.ts';
import { checkReferences } from './references.ts';
import { salvage } from './salvage.ts';
import { resolveSites } from './sites.ts';
import { parseTiers, planTiers } from './tiers.ts';

/** What became of a profile: a platform, or the reasons why not. Findings of a platform are warnings only. */
export type Resolution =
  | { readonly ok: true; readonly platform: Platform; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Profile to Platform. Pure: the same text gives the same platform, and everything in it is named after what the
 * profile names, so that a larger profile adds to the platform and changes nothing in it.
 * All that is wrong is reported at once; a tier's plan is only made once its own part is sound.
 */
export function resolve(text: unknown, tiers: readonly Tier[]): Resolution {
  const findings = new Findings();
  const parsed = ProfileSpec.safeParse(text);
  if (!parsed.success) {
    reportIssues(findings, { schema: ProfileSpec, input: text, path: [], subject: 'profile' }, parsed.error.issues);
    findMore(text, tiers, findings);
    return { ok: false, findings: findings.all };
  }
  const profile = parsed.data;
  checkReferences(profile, Object.keys(profile.sites), findings);
  const planned = resolveSites(profile, findings).map(({ site, hosts }) => ({
    site,
    hosts,
    tiers: planTiers(tiers, profile, site, hosts, findings),
  }));
  const services = planned.flatMap((p) => p.tiers.services);
  const flows = flowsOf(
    planned.flatMap((p) => p.tiers.calls),
    services,
    planned.flatMap((p) => p.tiers.instances),
    findings,
  );
  if (findings.hasErrors) return { ok: false, findings: findings.all };
  const platform: Platform = {
    name: profile.name,
    title: profile.title,
    domain: profile.domain,
    demand: profile.demand,
    objectives: profile.objectives,
    claims: profile.claims,
    acknowledged: profile.acknowledged,
    tenants: Object.entries(profile.tenants).map(([name, { id }]) => ({ name, id })),
    operators: profile.operators,
    sites: planned.map(({ site, tiers: { specs } }) => ({ ...site, tiers: specs })),
    hosts: planned.flatMap(({ hosts }) => hosts),
    instances: planned.flatMap((p) => p.tiers.instances),
    managed: planned.flatMap((p) => p.tiers.managed),
    floating: planned.flatMap((p) => p.tiers.floating),
    services,
    flows,
    secrets: [
      ...planned.flatMap((p) => p.tiers.secrets),
      ...planned.flatMap(({ site }) => [
        ...profile.operators.map((operator) => keyOf(site.id, `operators/${operator}`, operator)),
        ...(site.substrate === 'datacenter' ? [keyOf(site.id, 'installer', 'what installs hosts')] : []),
      ]),
    ],
    interconnects: profile.interconnects,
  };
  const broken = checkCircuits(platform);
  findings.add(broken);
  return broken.length === 0 ? { ok: true, platform, findings: findings.all } : { ok: false, findings: findings.all };
}

/** What somebody is let in by, at a site. */
const keyOf = (site: string, name: string, owner: string): Secret => ({
  id: `${site}/${name}`,
  site,
  kind: 'public-key',
  purpose: `SSH key of ${owner}, as a line of authorized_keys`,
  names: [],
});

/** What else is wrong with a profile that as a whole cannot be read, so that nobody has to run it twice. */
function findMore(text: unknown, tiers: readonly Tier[], findings: Findings): void {
  const { profile, unsound, plannable } = salvage(text);
  checkReferences(profile, [...Object.keys(profile.sites), ...unsound.map(({ id }) => id)], findings);
  const planned = resolveSites(profile, findings).flatMap(({ site, hosts }) => {
    if (plannable) return [planTiers(tiers, profile, site, hosts, findings)];
    parseTiers(tiers, profile.sites[site.id]?.tiers, site.id, findings);
    return [];
  });
  flowsOf(
    // What a site that cannot be read would offer is not known.
    planned.flatMap(({ calls }) => calls).filter(({ at }) => at === undefined || at in profile.sites),
    planned.flatMap(({ services }) => services),
    planned.flatMap(({ instances }) => instances),
    findings,
  );
  for (const { id, tiers: raw } of unsound) parseTiers(tiers, raw, id, findings);
}
