import type { Finding, Platform } from '@catalyst/model';
import { counted } from './figures.ts';
import { poolsOf } from './inventory.ts';
import { groupBy } from './group.ts';
import { noSpareArithmetic, severityOfNoSpare } from './redundancy.ts';

/** Services that the provider spreads over zones by itself, however few "nodes" a profile gives them. */
const SPREAD_BY_PROVIDER: ReadonlySet<string> = new Set(['s3']);

/** Servers with one port: each hangs on one cable, one port and one leaf. One finding for each site, with the pools. */
export function checkSingleHomed(platform: Platform): readonly Finding[] {
  const pools = poolsOf(platform).filter(({ substrate }) => substrate === 'datacenter');
  return [...groupBy(pools, ({ site }) => site)].flatMap(([site, atSite]) => {
    const single = atSite.filter(({ machine }) => machine.nics.ports === 1);
    if (single.length === 0) return [];
    const servers = (of: typeof atSite) => of.reduce((sum, { quantity }) => sum + quantity, 0);
    const list = single.map(({ name, quantity }) => `${String(quantity)} ${name}`).join(', ');
    return [
      {
        code: 'host/single-homed',
        severity: severityOfNoSpare(platform),
        subject: site,
        path: `sites.${site}.servers`,
        message:
          `${String(servers(single))} of ${counted(servers(atSite), 'server')} have one port (${list}): ` +
          'a cable, a port or a switch takes each of them off the network',
        evidence: { singleHomed: servers(single), servers: servers(atSite), pools: list },
        fix: 'give their hardware two ports, which become a bond over both leaves of the rack',
      },
    ];
  });
}

/** Roles that run on one host only, and managed services of one node, at the sites that carry messages. */
export function checkSingleInstances(platform: Platform): readonly Finding[] {
  const carrying = new Set(platform.sites.filter(({ carries }) => carries > 0).map(({ id }) => id));
  const single = (site: string, tier: string, what: string, where: string): Finding => ({
    code: 'spof/single-instance',
    severity: severityOfNoSpare(platform),
    subject: what,
    path: `sites.${site}.tiers.${tier}`,
    message: `runs on ${where} alone, with nothing to take over: ${noSpareArithmetic(platform)}`,
    evidence: { hosts: 1, where, availability: platform.objectives.availability },
    fix: 'give it a second one in another rack or zone',
  });

  const roles = groupBy(platform.instances, ({ site, tier, role }) => `${site}/${tier}.${role}`);
  const onOneHost = [...roles].flatMap(([what, instances]) => {
    const [first] = instances;
    if (first === undefined || !carrying.has(first.site) || new Set(instances.map(({ host }) => host)).size > 1)
      return [];
    return [single(first.site, first.tier, what, first.host)];
  });
  const oneNode = platform.managed
    .filter(({ site, nodes, product }) => carrying.has(site) && nodes === 1 && !SPREAD_BY_PROVIDER.has(product))
    .map(({ site, tier, product, nodeType }) => single(site, tier, `${site}/${tier}.${product}`, `one ${nodeType}`));
  return [...onOneHost, ...oneNode];
}
