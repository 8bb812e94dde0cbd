import type { PlatformProfile } from '@catalyst/platform';

// What people do to a profile, to ask what becomes of the platform then.

type SiteText = PlatformProfile['sites'][string];

/** A profile with one of its sites changed. */
export function withSite(profile: PlatformProfile, id: string, change: (site: SiteText) => SiteText): PlatformProfile {
  const site = profile.sites[id];
  if (site === undefined) throw new Error(`the profile has no site '${id}'`);
  return { ...profile, sites: { ...profile.sites, [id]: change(site) } };
}

/** A profile with a pool of servers of another size: its racks over again until there are enough. */
export const withServers = (profile: PlatformProfile, site: string, pool: string, count: number): PlatformProfile =>
  withSite(profile, site, (text) => {
    const servers = text.substrate === 'datacenter' ? text.servers[pool] : undefined;
    if (text.substrate !== 'datacenter' || servers === undefined) throw new Error(`${site} has no servers '${pool}'`);
    const racks = Array.from({ length: count }, (_, i) => servers.racks[i % servers.racks.length] ?? 'r01');
    return { ...text, servers: { ...text.servers, [pool]: { ...servers, racks } } };
  });
