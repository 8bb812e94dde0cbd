import { intermediateName, pkiServiceName, tokenName } from '@catalyst/host';
import { placed, type PlannedSecret, type SiteContext, type TierPlan } from '@catalyst/model';
import type { PkiSpec } from './spec.ts';

/** @source https://github.com/cloudflare/cfssl: 8888 is what its programs listen at */
export const PORT = 8888;

/** Its address, for whichever of its hosts is up. */
export const FLOATING = 'pki';

/** The certificate that the authority itself answers with. */
export const serverName = (hostname: string): string => `pki/nodes/${hostname}`;

/** The hosts that sign, and what each host of the site proves itself with. Another host adds its token and changes no other. */
export function planPki(spec: PkiSpec, site: SiteContext): TierPlan {
  const instances = placed(site, spec.nodes, 'authority', 'nodes');
  const here = new Set(instances.map(({ host }) => host));
  const floating = site.substrate === 'datacenter' && instances.length > 1 ? [FLOATING] : [];
  const labels = floating.map((label) => `${label}.${site.id}.${site.domain}`);
  return {
    instances,
    floating: floating.map((name) => ({ name })),
    services: [{ name: pkiServiceName, role: 'authority', port: PORT, tls: true, floating }],
    secrets: [
      {
        name: 'tls/ca',
        kind: 'certificate-authority',
        purpose: `the root of the certificates of ${site.id}; its key is kept offline`,
      },
      ...spec.authorities.map(intermediate),
      ...site.everyHost
        .filter(({ id }) => here.has(id))
        .map(({ hostname, fqdn }) => ({
          name: serverName(hostname),
          kind: 'certificate' as const,
          purpose: `certificate authority on ${hostname}`,
          names: [fqdn, ...labels],
        })),
      ...site.everyHost.map(({ hostname }) => ({
        name: tokenName(hostname),
        kind: 'password' as const,
        purpose: `${hostname} proves to the certificate authority who it is`,
      })),
    ],
  };
}

const intermediate = (label: string): PlannedSecret => ({
  name: intermediateName(label),
  kind: 'certificate',
  purpose: `signs what hosts ask for below ${label}/ca: its key and its certificate, which the offline root has signed`,
});
