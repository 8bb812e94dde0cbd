import type { Finding, Instance, Platform } from '@catalyst/model';
import { counted } from '../figures.ts';
import { groupBy } from '../group.ts';
import { severityOfNoSpare } from '../redundancy.ts';

/** Who decides which of several nodes leads, where the nodes do not do it themselves. */
const DECIDES: Readonly<Record<string, { readonly role: string; readonly key: string; readonly name: string }>> = {
  'postgres.node': { role: 'etcd', key: 'etcd', name: 'etcd' },
  'timescale.node': { role: 'etcd', key: 'etcd', name: 'etcd' },
  'dragonfly.node': { role: 'sentinel', key: 'sentinels', name: 'Sentinel' },
};

/**
 * Nodes that could take over from one another, with nobody to say that they should: a failover by hand.
 * @source guide l. 231, 477, 567: automatic failover, Patroni, Sentinel; no server of the layout runs what they need
 */
export function checkFailoverIsDecided(platform: Platform): readonly Finding[] {
  const roles = groupBy(platform.instances, ({ site, tier, role }) => `${site}/${tier}.${role}`);
  return [...roles].flatMap(([subject, nodes]) => {
    const [first] = nodes;
    if (first === undefined || nodes.length < 2) return [];
    const decider = DECIDES[`${first.tier}.${first.role}`];
    if (decider === undefined || roles.has(`${first.site}/${first.tier}.${decider.role}`)) return [];
    return [undecided(platform, subject, first, nodes.length, decider)];
  });
}

const undecided = (
  platform: Platform,
  subject: string,
  { site, tier }: Instance,
  nodes: number,
  { key, name }: { readonly key: string; readonly name: string },
): Finding => ({
  code: 'failover/by-hand',
  severity: severityOfNoSpare(platform),
  subject,
  path: `sites.${site}.tiers.${tier}.${key}`,
  message: `${counted(nodes, 'node')}, and no ${name} to decide which of them leads: when it is lost, somebody has to`,
  evidence: { nodes, deciders: 0 },
  fix: `run ${name} on three hosts in three racks or zones: ${key}: { on: 'control' }`,
});
