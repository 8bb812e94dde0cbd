import type { Assessment, Finding, Platform, Tier } from '@catalyst/model';
import { hostConfigs, tiers as allTiers } from '@catalyst/platform';
import { checkClaims } from './claims.ts';
import { checkFabrics } from './fabric.ts';
import { checkGuide } from './guide/index.ts';
import { checkHostMemory } from './host-memory.ts';
import { checkOffHostBackup } from './off-host-backup.ts';
import { checkQuorums } from './quorum.ts';
import { checkResolvers } from './resolvers.ts';
import { checkSharedMounts } from './shared-mounts.ts';
import { checkSharedQuorums } from './shared-quorums.ts';
import { checkSingleHomed, checkSingleInstances } from './structure.ts';
import { checkTimeServers } from './time-servers.ts';
import { checkTls } from './tls.ts';
import { checkUtilisation } from './utilisation.ts';

export { counted, grouped } from './figures.ts';
export {
  inventoryOf,
  nicSpeed,
  poolsOf,
  rawStorage,
  usableStorage,
  type CloudTotals,
  type Inventory,
  type Pool,
  type Totals,
} from './inventory.ts';
export { unusedAcknowledgements } from './acknowledgements.ts';

/** What every tier has to say about its size, at every site that has it. */
export function assessTiers(platform: Platform, tiers: readonly Tier[] = allTiers): readonly Assessment[] {
  return platform.sites.flatMap((site) =>
    tiers.flatMap((tier) => {
      if (!(tier.name in site.tiers) || tier.assess === undefined) return [];
      return [tier.assess(site.tiers[tier.name], site, platform)];
    }),
  );
}

/**
 * Everything that is wrong with a platform that could be resolved: claims that the inventory contradicts, resources
 * above their limit, and what one failure would interrupt. Pure; in no particular order (`sortFindings`).
 */
export function assess(platform: Platform, tiers: readonly Tier[] = allTiers): readonly Finding[] {
  const assessments = assessTiers(platform, tiers);
  const configs = hostConfigs(platform);
  return [
    ...checkClaims(platform),
    ...checkGuide(platform),
    ...assessments.flatMap(({ findings }) => findings),
    ...assessments.flatMap(({ utilisation }) => utilisation).flatMap(checkUtilisation),
    ...checkSingleHomed(platform),
    ...checkSingleInstances(platform),
    ...checkQuorums(platform),
    ...checkResolvers(platform),
    ...checkFabrics(platform),
    ...checkTimeServers(platform),
    ...checkTls(platform),
    ...checkSharedQuorums(platform),
    ...checkOffHostBackup(platform),
    ...checkHostMemory(platform, configs),
    ...checkSharedMounts(platform, configs),
  ];
}
