import type { Platform, Secret } from '@catalyst/model';
import { circuitsOf, siteById } from '@catalyst/model';

/** Names of the secrets of firewalls and edge routers, by what they are for. */
export const edgeSecretId = {
  admin: (site: string): string => `${site}/network/firewall/admin`,
  forwardTrust: (site: string): string => `${site}/network/firewall/forward-trust`,
} as const;

const secret = (site: string, id: string, purpose: string, kind: Secret['kind'] = 'password'): Secret => ({
  id,
  site,
  kind,
  purpose,
  names: [],
});

/** Secrets that the edge of a site refers to: keys of BGP sessions and tunnels, and what the firewalls need. */
export function edgeSecrets(platform: Platform, site: string): readonly Secret[] {
  const { fabric } = siteById(platform, site);
  if (fabric === null) return [];
  const firewalls =
    fabric.firewalls === undefined
      ? []
      : [
          secret(site, edgeSecretId.admin(site), 'hash of the local administrator’s password on the firewalls'),
          ...(fabric.firewalls.inspection.outbound
            ? [
                secret(
                  site,
                  edgeSecretId.forwardTrust(site),
                  'signs what the firewalls show to servers that call out; servers must trust it',
                  'certificate-authority',
                ),
              ]
            : []),
        ];
  const own = circuitsOf(platform).flatMap((circuit): readonly Secret[] => {
    switch (circuit.kind) {
      case 'internet':
        return circuit.site === site
          ? [secret(site, circuit.key, `BGP session with ${circuit.provider} (${circuit.id})`)]
          : [];
      case 'direct-connect':
        return circuit.datacenter === site ? [secret(site, circuit.key, `BGP session of ${circuit.id} with AWS`)] : [];
      case 'dark-fiber':
        return circuit.ends[0].site === site
          ? [secret(site, circuit.key, `BGP session of ${circuit.id}, the same at both sites`)]
          : [];
      case 'ipsec':
        return circuit.tunnels.flatMap((tunnel) => [
          ...(tunnel.key.startsWith(`${site}/`)
            ? [secret(site, tunnel.key, `pre-shared key of tunnel ${tunnel.id}`)]
            : []),
          ...tunnel.ends.flatMap(({ outsideSecret, site: at }) =>
            outsideSecret === null || !tunnel.ends.some((end) => end.site === site && end.site !== at)
              ? []
              : [secret(at, outsideSecret, `public address of AWS’s end of ${tunnel.id}, known once it is made`)],
          ),
        ]);
      case 'aws-backbone':
        return [];
    }
  });
  return [...firewalls, ...own];
}
