import type { Flow, Service } from '../platform.ts';
import type { TierPlan } from '../tier.ts';
import type { Findings } from './findings.ts';

/** A call that a tier has planned, and whose it is. */
export type Call = NonNullable<TierPlan['calls']>[number] & { readonly site: string; readonly tier: string };

/** Joins what tiers call with what others offer. A service that nobody offers is an error, unless its caller can do without. */
export function flowsOf(calls: readonly Call[], services: readonly Service[], findings: Findings): readonly Flow[] {
  const offered = new Map(services.map((service) => [service.id, service]));
  return calls.flatMap(({ site, tier, role, service: name, at = site, optional }) => {
    const service = offered.get(`${at}/${name}`);
    if (service === undefined) {
      if (optional !== true)
        findings.error(
          'service',
          `${site}/${tier}`,
          `sites.${site}.tiers`,
          `${tier} needs '${name}', which no tier of site ${at} offers`,
          'add the tier that offers it',
        );
      return [];
    }
    return [
      {
        id: `${site}/${tier}.${role}>${at === site ? '' : `${at}/`}${name}`,
        site,
        from: { tier, role },
        to: { site: at, tier: service.tier, role: service.role },
        service: service.id,
        port: service.port,
        protocol: service.protocol,
      },
    ];
  });
}
