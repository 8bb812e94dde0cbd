import type { Finding, Host, SiteContext } from '@catalyst/model';
import { MAX_NODES, type HaproxyIngress } from './spec.ts';

const at = (site: SiteContext, key: string) => ({ subject: `${site.id}/ingress`, path: `${site.path}.${key}` });

/** A node's number says which address it is first in line for, and there are eight of them. */
export function checkNodes(site: SiteContext, hosts: readonly Host[]): readonly Finding[] {
  const beyond = hosts.filter(({ number }) => number > MAX_NODES);
  if (beyond.length === 0) return [];
  const numbers = beyond.map(({ hostname }) => hostname).join(', ');
  return [
    {
      ...at(site, 'nodes.on'),
      code: 'profile/floating',
      severity: 'error',
      message: `${numbers}: nodes are numbered 1 to ${String(MAX_NODES)}, one for each of the addresses api-1 to api-${String(MAX_NODES)}`,
      evidence: { nodes: hosts.length, highest: Math.max(...hosts.map(({ number }) => number)) },
      fix: `use at most ${String(MAX_NODES)} nodes, in pools whose numbers end at ${String(MAX_NODES)}; larger ones carry more`,
    },
  ];
}

/** Without a name of its own, customers would have to trust the site's internal authority. */
export function checkNames({ names }: HaproxyIngress, site: SiteContext): readonly Finding[] {
  if (names.length > 0) return [];
  return [
    {
      ...at(site, 'names'),
      code: 'ingress/no-public-name',
      severity: 'warning',
      message: 'the certificate is for internal names only: no public authority signs it, so no customer trusts it',
      evidence: { names: 0 },
      fix: "give the names that customers use: names: ['api.example.com']",
    },
  ];
}

/** @source https://letsencrypt.org/docs/rate-limits: "New Certificates per Exact Set of Identifiers": five in a week */
const SAME_NAMES_A_WEEK = 5;

/** Names of customers want an authority that customers trust, and that one signs only so many at once. */
export function checkCertificates(
  { names, acme }: HaproxyIngress,
  site: SiteContext,
  hosts: readonly Host[],
): readonly Finding[] {
  if (names.length === 0) return [];
  if (acme === undefined)
    return [
      {
        ...at(site, 'acme'),
        code: 'ingress/no-public-certificate',
        severity: 'warning',
        message: `the site's own authority signs ${names.join(', ')}: no customer trusts it`,
        evidence: { names: names.length },
        fix: "say where a public authority writes to: acme: { contact: 'noc@example.com' }",
      },
    ];
  if (acme.server !== undefined || hosts.length <= SAME_NAMES_A_WEEK) return [];
  return [
    {
      ...at(site, 'acme'),
      code: 'ingress/certificate-limit',
      severity: 'warning',
      message: `${String(hosts.length)} nodes ask for a certificate of the same names, and Let's Encrypt signs ${String(SAME_NAMES_A_WEEK)} in a week: on the first day, ${String(hosts.length - SAME_NAMES_A_WEEK)} nodes are without`,
      evidence: { nodes: hosts.length, aWeek: SAME_NAMES_A_WEEK },
      fix: `bring up ${String(SAME_NAMES_A_WEEK)} nodes and the others a week later, or name another authority: acme.server`,
    },
  ];
}

/** @source audit C07 */
export function checkProduct(
  { claims }: HaproxyIngress,
  site: SiteContext,
  hosts: readonly Host[],
): readonly Finding[] {
  if (claims.product === undefined) return [];
  return [
    {
      ...at(site, 'claims.product'),
      code: 'ingress/product',
      severity: 'info',
      message:
        `${claims.product} are asked for, and the site has ${String(hosts.length)} servers with HAProxy and Nginx: ` +
        'what is asked of them (VRRP, addresses that move, two of them) is what keepalived does here',
      evidence: { servers: hosts.length },
      fix: 'leave the claim out, or buy the appliances and take the tier out',
    },
  ];
}

/**
 * @source guide l. 846: "Application: Nginx ModSecurity"; the changelog of libnginx-mod-http-modsecurity: first release
 * 2022-09-19, five months after Ubuntu 22.04
 */
export function checkFirewall({ firewall }: HaproxyIngress, site: SiteContext): readonly Finding[] {
  if (firewall !== undefined) return [];
  return [
    {
      ...at(site, 'firewall'),
      code: 'ingress/no-application-firewall',
      severity: 'warning',
      message:
        'nobody looks into requests: Ubuntu 22.04 has the OWASP core rules (modsecurity-crs) and no ModSecurity for its Nginx, ' +
        'which came to Ubuntu with 24.04',
      evidence: { firewall: false },
      fix: 'name an archive that has libnginx-mod-http-modsecurity for 22.04: firewall: { repository: … }',
    },
  ];
}
