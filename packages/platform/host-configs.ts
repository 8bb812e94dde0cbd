import { backupPart, baseHost, certificatePart, repositoryFiles } from '@catalyst/host';
import {
  mergeHostConfig,
  siteById,
  type Host,
  type HostConfig,
  type HostConfigPart,
  type Instance,
  type Platform,
  type Tier,
} from '@catalyst/model';
import { tiers } from './tiers.ts';

/** What an instance makes of its host; nothing where its tier does not configure hosts. */
function partOf(instance: Instance, platform: Platform): readonly HostConfigPart[] {
  const tier: Tier | undefined = tiers.find(({ name }) => name === instance.tier);
  if (tier?.host === undefined) return [];
  return [tier.host(instance, siteById(platform, instance.site).tiers[tier.name], platform)];
}

/**
 * All that a host must become: what every server is, and what each instance on it needs.
 * Throws HostConfigConflict where two tiers want different things of one host, which is a defect of theirs.
 */
export function hostConfig(platform: Platform, host: Host): HostConfig {
  const instances = platform.instances.filter((instance) => instance.host === host.id);
  const parts = [baseHost(host, platform), ...instances.flatMap((instance) => partOf(instance, platform))];
  const certificates = parts.flatMap((part) => part.certificates ?? []);
  const backups = parts.flatMap((part) => part.backups ?? []);
  const copied = backupPart(host, platform, backups, certificates);
  const wanted = [...parts, ...copied];
  return mergeHostConfig([
    ...wanted,
    ...certificatePart(host, platform, certificates),
    { owner: 'host', files: repositoryFiles(wanted.flatMap((part) => part.repositories ?? [])) },
  ]);
}

/** The configuration of every host, by its id, in the order of the platform. */
export const hostConfigs = (platform: Platform): ReadonlyMap<string, HostConfig> =>
  new Map(platform.hosts.map((host) => [host.id, hostConfig(platform, host)]));
