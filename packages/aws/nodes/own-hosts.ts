import type { Host, Platform } from '@catalyst/model';

/**
 * The hosts that a tier's stack makes: those on which it is the first of the platform's tiers. So a host that several
 * tiers share is made once.
 */
export const ownHosts = (platform: Platform, site: string, tier: string): readonly Host[] =>
  platform.hosts.filter((host) => {
    if (host.site !== site) return false;
    return platform.instances.find((instance) => instance.host === host.id)?.tier === tier;
  });
