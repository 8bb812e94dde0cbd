import { instancesOf, type Finding, type Platform, type Site } from '@catalyst/model';
import { counted } from './figures.ts';

/**
 * Tiers that hold what nobody can make again, and what another copy of it is called. Kafka is not among them: its records
 * are consumed within their retention, and copies on other brokers are what it has.
 * @source guide l. 520-535: backups of databases; audit D08, S13
 */
const KEEPS: readonly string[] = ['postgres', 'timescale', 'elasticsearch'];

/** Data tiers without any place for backups but their own hosts, at their site or at another. */
export function checkOffHostBackup(platform: Platform): readonly Finding[] {
  const stores = new Set(platform.instances.filter(({ tier }) => tier === 'backup').map(({ host }) => host));
  // What the provider keeps is on none of our hosts.
  if (platform.managed.some(({ tier }) => tier === 'backup')) return [];
  return platform.sites.flatMap((site) => checkSite(platform, site, stores));
}

function checkSite(platform: Platform, site: Site, stores: ReadonlySet<string>): readonly Finding[] {
  return KEEPS.flatMap((tier) => {
    const hosts = new Set(instancesOf(platform, site.id, tier).map(({ host }) => host));
    const only = [...hosts].every((host) => stores.has(host));
    if (hosts.size === 0 || (stores.size > 0 && !only)) return [];
    const where = stores.size === 0 ? 'there is no place for backups' : 'backups are on the same hosts';
    return [
      {
        code: 'backup/off-host',
        severity: 'warning' as const,
        subject: `${site.id}/${tier}`,
        path: `sites.${site.id}.tiers.${stores.size === 0 ? tier : 'backup'}`,
        message: `has data on ${counted(hosts.size, 'host')}, and ${where}: what loses them loses every copy`,
        evidence: { hosts: hosts.size, stores: stores.size },
        fix: 'add the tier backup on hosts of its own, or with an object store',
      },
    ];
  });
}
