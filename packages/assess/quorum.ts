import { hostById, type Finding, type Instance, type Platform } from '@catalyst/model';
import { groupBy } from './group.ts';
import { severityOfNoSpare } from './redundancy.ts';

/** The votes that decide: more than half. */
export const majority = (members: number): number => Math.floor(members / 2) + 1;

/** Quorums that do not outlive the loss of one rack or zone. A quorum of one is reported as a single instance instead. */
export function checkQuorums(platform: Platform): readonly Finding[] {
  const members = platform.instances.filter(({ votes }) => votes);
  const quorums = groupBy(members, ({ site, tier, role }) => `${site}/${tier}.${role}`);
  return [...quorums].flatMap(([subject, instances]) => {
    const [first] = instances;
    if (first === undefined || instances.length < 2) return [];
    return checkQuorum(platform, subject, first, instances);
  });
}

function checkQuorum(
  platform: Platform,
  subject: string,
  { site, tier }: Instance,
  instances: readonly Instance[],
): readonly Finding[] {
  const domains = groupBy(instances, ({ host }) => hostById(platform, host).failureDomain);
  const needed = majority(instances.length);
  const fatal = [...domains].filter(([, inside]) => instances.length - inside.length < needed);
  if (fatal.length === 0) return [];
  const spread = [...domains].map(([domain, inside]) => `${String(inside.length)} in ${domain}`).join(', ');
  const worst = fatal
    .map(([domain, inside]) => `without ${domain} only ${String(instances.length - inside.length)} would be`)
    .join('; ');
  return [
    {
      code: 'quorum/one-domain',
      severity: severityOfNoSpare(platform),
      subject,
      path: `sites.${site}.tiers.${tier}`,
      message: `${String(needed)} of ${String(instances.length)} must be up (${spread}), and ${worst}`,
      evidence: { members: instances.length, needed, spread },
      fix: 'spread it over three racks or zones',
    },
  ];
}
