import { didYouMean } from '../nearest.ts';
import type { Interconnect } from '../interconnect/spec.ts';
import type { Profile } from '../profile.ts';
import type { Findings } from './findings.ts';

/** What one part of a profile says about another: rates, tenants' numbers, standby sites, both ends of an interconnect. `sites` are the names of all sites. */
export function checkReferences(profile: Profile, sites: readonly string[], findings: Findings): void {
  if (profile.demand.peak < profile.demand.sustained)
    findings.error('demand', profile.name, 'demand.peak', 'the peak is below the sustained rate', 'raise the peak', {
      peak: profile.demand.peak,
      sustained: profile.demand.sustained,
    });

  const owner = new Map<number, string>();
  for (const [tenant, { id }] of Object.entries(profile.tenants)) {
    const other = owner.get(id);
    if (other !== undefined)
      findings.error(
        'duplicate',
        tenant,
        `tenants.${tenant}.id`,
        `${String(id)} is the number of tenant '${other}'`,
        'give each tenant its own',
      );
    owner.set(id, tenant);
  }

  checkStandbys(profile, sites, findings);
  checkCounterparts(profile, sites, findings);
  checkInterconnects(profile, sites, findings);
}

function checkStandbys(profile: Profile, sites: readonly string[], findings: Findings): void {
  for (const [name, { standby }] of Object.entries(profile.sites)) {
    if (standby === undefined) continue;
    const others = sites.filter((other) => other !== name);
    if (!others.includes(standby.of))
      findings.error(
        'reference',
        name,
        `sites.${name}.standby.of`,
        `there is no other site '${standby.of}'`,
        didYouMean(standby.of, others),
      );
  }
}

function checkCounterparts(profile: Profile, sites: readonly string[], findings: Findings): void {
  // A site that cannot be read may be a datacenter: its own fault is reported, and not that of who names it.
  const datacenters = sites.filter((name) => profile.sites[name]?.substrate !== 'aws');
  for (const [name, site] of Object.entries(profile.sites)) {
    if (site.substrate !== 'aws' || site.counterpartOf === undefined || datacenters.includes(site.counterpartOf))
      continue;
    findings.error(
      'reference',
      name,
      `sites.${name}.counterpartOf`,
      `there is no datacenter '${site.counterpartOf}'`,
      didYouMean(site.counterpartOf, datacenters),
    );
  }
}

/** The end of an interconnect that is no site of ours. */
const INTERNET = 'internet';

function checkInterconnects(profile: Profile, sites: readonly string[], findings: Findings): void {
  const sound = new Map(Object.entries(profile.sites));
  if (sites.includes(INTERNET))
    findings.error(
      'reserved',
      INTERNET,
      `sites.${INTERNET}`,
      `'${INTERNET}' is no name for a site`,
      'call it otherwise',
    );
  for (const [name, link] of Object.entries(profile.interconnects)) {
    const path = `interconnects.${name}.between`;
    const ends = link.kind === 'internet' ? [...sites, INTERNET] : sites;
    link.between.forEach((end, i) => {
      if (!ends.includes(end))
        findings.error('reference', name, `${path}[${String(i)}]`, `there is no site '${end}'`, didYouMean(end, ends));
    });
    if (link.between[0] === link.between[1])
      findings.error('reference', name, path, `joins '${link.between[0]}' with itself`, 'name two ends');
    const substrates = link.between.map((end) => sound.get(end)?.substrate ?? end).sort();
    const wanted = ENDS[link.kind];
    const known = link.between.every((end) => end === INTERNET || sound.has(end));
    if (wanted !== undefined && known && wanted !== substrates.join(' and '))
      findings.error(
        'interconnect',
        name,
        path,
        `a '${link.kind}' link joins ${wanted}, not ${substrates.join(' and ')}`,
        'name the right ends, or another kind of link',
      );
  }
}

/** What each kind of link joins. An IPsec tunnel may join anything. */
const ENDS: Readonly<Partial<Record<Interconnect['kind'], string>>> = {
  'direct-connect': 'aws and datacenter',
  'dark-fiber': 'datacenter and datacenter',
  'aws-backbone': 'aws and aws',
  internet: 'datacenter and internet',
};
