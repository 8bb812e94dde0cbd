import { hostById, type Finding, type Platform } from '@catalyst/model';
import { groupBy } from './group.ts';
import { majority } from './quorum.ts';

/**
 * Quorums of several tiers that one rack or zone takes away together. A quorum by itself is judged by `quorum/one-domain`;
 * here it is that one failure stops all of them at once, and each needs another to come back.
 */
export function checkSharedQuorums(platform: Platform): readonly Finding[] {
  const members = platform.instances.filter(({ votes }) => votes);
  const quorums = groupBy(members, ({ site, tier, role }) => `${site}/${tier}.${role}`);
  const fatal = [...quorums].flatMap(([subject, instances]) => {
    if (instances.length < 2) return [];
    const domains = groupBy(instances, ({ host }) => hostById(platform, host).failureDomain);
    return [...domains]
      .filter(([, inside]) => instances.length - inside.length < majority(instances.length))
      .map(([domain]) => ({ domain, subject, site: instances[0]?.site ?? '' }));
  });
  return [...groupBy(fatal, ({ domain }) => domain)].flatMap(([domain, lost]) => {
    const [first] = lost;
    if (first === undefined || new Set(lost.map(({ subject }) => subject)).size < 2) return [];
    const names = lost.map(({ subject }) => subject).join(', ');
    return [
      {
        code: 'quorum/shared-domain',
        // Each of them is judged by itself, as badly as the objective has it.
        severity: 'warning',
        subject: domain,
        path: `sites.${first.site}.servers`,
        message: `without ${domain} ${String(lost.length)} quorums have no majority at the same time: ${names}`,
        evidence: { domain, quorums: names, count: lost.length },
        fix: 'spread the members of each over three racks or zones',
      },
    ];
  });
}
