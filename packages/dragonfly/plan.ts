import type { Host, PlannedSecret, SiteContext, TierPlan } from '@catalyst/model';
import { checkNodes, checkTimers, checkVoters } from './checks.ts';
import { placeOf, shardsOf } from './shards.ts';
import type { DragonflySpec, SelfManagedDragonfly } from './spec.ts';
import { usersOf } from './users.ts';

/** Where the listeners are. Metrics are read without a password, and from there only. */
export const PORTS = { cache: 6379, metrics: 6380, sentinel: 26_379 } as const;

/** The address that the master has, where there is one shard and so one master. */
export const FLOATING = 'cache';

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  authority: 'tls/ca',
  node: (hostname: string) => `dragonfly/nodes/${hostname}`,
  sentinel: (hostname: string) => `dragonfly/sentinels/${hostname}`,
  user: (user: string) => `dragonfly/users/${user}`,
} as const;

/** Nodes in shards, the Sentinels over them, users and certificates. Another node adds to the plan and changes nothing in it. */
export function planDragonfly(spec: DragonflySpec, site: SiteContext): TierPlan {
  if (spec.engine === 'elasticache-valkey')
    return {
      instances: [],
      managed: [{ product: 'elasticache-valkey', nodeType: spec.nodeType, nodes: spec.nodes }],
      services: [{ name: 'cache', role: 'node', port: PORTS.cache, tls: true }],
    };
  const nodes = site.hosts(spec.nodes.on, ['nodes', 'on']);
  const sentinels =
    spec.sentinels === undefined ? [] : site.hosts(spec.sentinels.on, ['sentinels', 'on']).slice(0, spec.voters);
  const floating = floats(spec, site, nodes) ? [FLOATING] : [];
  return {
    instances: [
      ...nodes.map(({ id, number }) => ({ role: 'node', host: id, number })),
      ...sentinels.map(({ id, number }) => ({ role: 'sentinel', host: id, number, votes: true })),
    ],
    floating: floating.map((name) => ({ name })),
    services: [
      { name: 'cache', role: 'node', port: PORTS.cache, tls: true, floating },
      { name: 'cache-metrics', role: 'node', port: PORTS.metrics, tls: false },
      ...(sentinels.length === 0
        ? []
        : [{ name: 'cache-sentinel', role: 'sentinel', port: PORTS.sentinel, tls: true }]),
    ],
    calls: [
      { role: 'node', service: 'cache' },
      ...(sentinels.length === 0 ? [] : ['cache', 'cache-sentinel'].map((service) => ({ role: 'sentinel', service }))),
      { role: 'node', service: 'cache-sentinel', optional: true },
      { role: 'node', service: 'backup-files', optional: true },
    ],
    secrets: [
      {
        name: secretNames.authority,
        kind: 'certificate-authority',
        purpose: `certificates between the hosts of ${site.id}`,
      },
      ...nodes.map((host) => certificate(secretNames.node(host.hostname), site, host, floating)),
      ...sentinels.map((host) => certificate(secretNames.sentinel(host.hostname), site, host, [])),
      ...usersOf().map(({ name }) => ({
        name: secretNames.user(name),
        kind: 'password' as const,
        purpose: `cache user ${name}`,
      })),
    ],
    findings: [...checkNodes(spec, site, nodes), ...checkVoters(spec, site, sentinels), ...checkTimers(spec, site)],
  };
}

/**
 * Whether the master has an address of its own: where somebody decides who that is, and there is one. It is said by the
 * numbers of the first shard, so that a second shard, which clients must be told of anyway, takes it away.
 */
const floats = (spec: SelfManagedDragonfly, site: SiteContext, nodes: readonly Host[]): boolean =>
  site.substrate === 'datacenter' &&
  spec.sentinels !== undefined &&
  nodes.length > 1 &&
  shardsOf(nodes, spec).size === 1 &&
  nodes.every(({ number }) => placeOf(number, spec).shard === 1);

const certificate = (
  name: string,
  site: SiteContext,
  { hostname, fqdn }: Host,
  floating: readonly string[],
): PlannedSecret => ({
  name,
  kind: 'certificate',
  purpose: `cache at ${hostname}`,
  names: [fqdn, ...floating.map((label) => `${label}.${site.id}.${site.domain}`)],
});
