import type { Finding, Platform } from '@catalyst/model';

/** Datacenters in which nothing answers for a name. Hosts know each other by names: certificates are for them. */
export const checkResolvers = (platform: Platform): readonly Finding[] =>
  platform.sites.flatMap(({ id, substrate, resolvers }) => {
    const hosts = platform.hosts.filter(({ site }) => site === id).length;
    if (substrate !== 'datacenter' || resolvers.length > 0 || hosts < 2) return [];
    return [
      {
        code: 'site/no-resolver',
        severity: 'error',
        subject: id,
        path: `sites.${id}.resolvers`,
        message: `${String(hosts)} hosts know each other by name, and no DNS server is given that would answer them`,
        evidence: { hosts },
        fix: 'give the addresses of two DNS servers, and load docs/dns.zone into them',
      },
    ];
  });
