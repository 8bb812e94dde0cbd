import { Milliseconds, Ratio, minutes, type Finding, type Platform } from '@catalyst/model';

const MINUTES_A_YEAR = 8760 * 60;

/**
 * Tiers that a datacenter lacks which is to carry messages alone, while another has them: after a failover nobody does
 * their work.
 * @source audit A15: load balancers, search and monitoring are missing from the second region
 */
export function checkStandby(platform: Platform): readonly Finding[] {
  const carrying = platform.sites.filter((site) => site.substrate === 'datacenter' && site.carries > 0);
  const tiers = [...new Set(carrying.flatMap((site) => Object.keys(site.tiers)))];
  return carrying.flatMap((site) => {
    const missing = tiers.filter((tier) => !(tier in site.tiers));
    if (missing.length === 0) return [];
    const elsewhere = carrying.filter(({ tiers: has }) => missing.some((tier) => tier in has)).map(({ id }) => id);
    return [
      {
        code: 'site/missing-tier',
        severity: 'error',
        subject: site.id,
        path: `sites.${site.id}.tiers`,
        message:
          `is to carry ${Ratio.print(site.carries)} of all messages alone, and has no ${missing.join(', ')}, which ` +
          `${elsewhere.join(' and ')} ${elsewhere.length === 1 ? 'has' : 'have'}`,
        evidence: { missing: missing.join(', '), elsewhere: elsewhere.join(', ') },
        fix: 'add the tiers, or say with `carries` how much the site can take over',
      },
    ];
  });
}

/** A failover so slow that a second one in a year breaks the objective. @source audit I10 */
export function checkFailover(platform: Platform): readonly Finding[] {
  const { availability } = platform.objectives;
  const allowed = minutes((1 - availability) * MINUTES_A_YEAR);
  return platform.sites.flatMap(({ id, claims: { failover } }) => {
    if (failover === undefined || 2 * failover <= allowed) return [];
    return [
      {
        code: 'claim/failover',
        severity: 'error',
        subject: id,
        path: `sites.${id}.claims.failover`,
        message:
          `${Ratio.print(availability)} allow ${Milliseconds.show(allowed)} a year, and one failover of ` +
          `${Milliseconds.print(failover)} takes ${Ratio.show(failover / allowed)} of it`,
        evidence: { failoverMs: failover, allowedMs: Math.round(allowed), availability },
        fix: 'promise less, or let another site carry messages all the time',
      },
    ];
  });
}
