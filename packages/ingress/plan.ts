import type { Host, PlannedSecret, SiteContext, TierPlan } from '@catalyst/model';
import { checkCertificates, checkFirewall, checkNames, checkNodes, checkProduct } from './checks.ts';
import type { HaproxyIngress, IngressSpec } from './spec.ts';

/** Where the listeners are. Only the first is for customers. */
export const PORTS = {
  api: 443,
  /** Nginx: takes over from HAProxy, of its own host or of another. */
  tls: 8443,
  metrics: 8405,
  /** HAProxy's own word that it is there and can pass requests on. Loopback. */
  alive: 8406,
  /** Nginx's counters. Loopback. */
  status: 8407,
  tlsMetrics: 9113,
  /** HTTP, for the challenge of the public authority and nothing else. */
  http: 80,
  /** Whoever has asked for a certificate answers here. @source RFC 8555, 8.3: the challenge itself comes to port 80 */
  challenge: 8402,
} as const;

/** The site's authority for certificates between its hosts. */
export const AUTHORITY = 'tls/ca';

export const certificateOf = (hostname: string): string => `ingress/nodes/${hostname}`;

/** Whether a public authority signs the names of customers. */
export const isPublic = ({ names, acme }: HaproxyIngress): boolean => names.length > 0 && acme !== undefined;

/** The floating address that a node is first in line for. */
export const addressOf = (spec: HaproxyIngress, number: number): string =>
  spec.mode === 'active-active' ? `api-${String(number)}` : 'api-1';

/** What serves a messaging channel, and what serves those without a service of their own. */
export const channelService = (channel: string): string => `messaging-${channel}`;
export const SHARED_SERVICE = 'messaging';
export const WEBHOOKS = 'n8n-webhooks';

const api = (floating: readonly string[]): TierPlan['services'][number] => ({
  name: 'api',
  role: 'node',
  port: PORTS.api,
  tls: true,
  openTo: ['internet', 'tenants'],
  floating,
});

const challengeServices = (floating: readonly string[]): TierPlan['services'] => [
  { name: 'api-http', role: 'node', port: PORTS.http, tls: false, openTo: ['internet'], floating },
  { name: 'ingress-challenge', role: 'node', port: PORTS.challenge, tls: false },
];

/** Nodes, their floating addresses, and whom they pass requests on to. Another node adds an address and moves none. */
export function planIngress(spec: IngressSpec, site: SiteContext): TierPlan {
  if (spec.engine === 'elb')
    return {
      instances: [],
      managed: [{ product: 'elb', nodeType: spec.nodeType, nodes: spec.nodes }],
      services: [api([])],
    };
  const hosts = site.hosts(spec.nodes.on, ['nodes', 'on']);
  const findings = checkNodes(site, hosts);
  const floating = findings.length > 0 ? [] : [...new Set(hosts.map(({ number }) => addressOf(spec, number)))];
  const channels = Object.keys(site.demand.channels).map(channelService);
  return {
    instances: hosts.map(({ id, number }) => ({ role: 'node', host: id, number })),
    floating: floating.map((name) => ({ name })),
    services: [
      api(floating),
      { name: 'api-tls', role: 'node', port: PORTS.tls, tls: true },
      ...(isPublic(spec) ? challengeServices(floating) : []),
      { name: 'ingress-metrics', role: 'node', port: PORTS.metrics, tls: false },
      { name: 'ingress-tls-metrics', role: 'node', port: PORTS.tlsMetrics, tls: false },
    ],
    calls: [
      { role: 'node', service: 'api-tls' },
      // Whichever node the challenge comes to passes it on to the one that has asked.
      ...(isPublic(spec) ? [{ role: 'node', service: 'ingress-challenge' }] : []),
      ...[SHARED_SERVICE, ...channels, WEBHOOKS].map((service) => ({ role: 'node', service, optional: true })),
    ],
    secrets: [
      { name: AUTHORITY, kind: 'certificate-authority', purpose: `certificates between the hosts of ${site.id}` },
      ...hosts.map((host) => certificate(spec, site, host, floating)),
    ],
    findings: [
      ...findings,
      ...checkNames(spec, site),
      ...checkCertificates(spec, site, hosts),
      ...checkFirewall(spec, site),
      ...checkProduct(spec, site, hosts),
    ],
  };
}

/** For the names of customers, for all floating addresses, since any of them may come here, and for the host itself. */
const certificate = (
  spec: HaproxyIngress,
  site: SiteContext,
  { hostname, fqdn }: Host,
  floating: readonly string[],
): PlannedSecret => ({
  name: certificateOf(hostname),
  kind: 'certificate',
  purpose: `the way in at ${hostname}`,
  names: [...spec.names, ...floating.map((name) => `${name}.${site.id}.${site.domain}`), fqdn],
});
