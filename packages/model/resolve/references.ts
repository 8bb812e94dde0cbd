import { didYouMean } from '../nearest.ts';
import type { Profile } from '../profile.ts';
import type { Findings } from './findings.ts';

/** What one part of a profile says about another: shares, tenants' numbers, both ends of an interconnect. */
export function checkReferences(profile: Profile, findings: Findings): void {
  const shares = Object.values(profile.demand.channels);
  const sum = shares.reduce<number>((total, share) => total + share, 0);
  // A thousandth of tolerance, since twelve equal channels are 8.333 % each.
  if (Math.abs(sum - 1) > 0.001)
    findings.error(
      'channels',
      profile.name,
      'demand.channels',
      `the shares of ${String(shares.length)} channels add up to ${(sum * 100).toFixed(2)} %, not 100 %`,
      'make them add up',
      { sum },
    );
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

  const ends = [...Object.keys(profile.sites), 'internet'];
  for (const [name, link] of Object.entries(profile.interconnects)) {
    link.between.forEach((end, i) => {
      if (!ends.includes(end))
        findings.error(
          'reference',
          name,
          `interconnects.${name}.between[${String(i)}]`,
          `there is no site '${end}'`,
          didYouMean(end, ends),
        );
    });
    if (link.between[0] === link.between[1])
      findings.error(
        'reference',
        name,
        `interconnects.${name}.between`,
        `joins '${link.between[0]}' with itself`,
        'name two ends',
      );
  }
}
