import type { Finding, Platform, Site } from '@catalyst/model';
import { offered } from '../host/backends.ts';
import type { ContainerServices } from '../spec.ts';

/**
 * n8n asks one address for its queue, and no Sentinel where the master is. @source n8n docs, queue-mode environment
 * variables: host, port or cluster nodes
 */
export function floatingQueue({ n8n }: ContainerServices, site: Site, platform: Platform): readonly Finding[] {
  const cache = offered(platform, site.id, 'cache');
  if (n8n === undefined || cache === undefined || cache.floating.length > 0 || cache.members.length < 2) return [];
  return [
    {
      code: 'services/n8n-queue',
      severity: 'warning',
      subject: `${site.id}/services`,
      path: `sites.${site.id}.tiers.services.n8n`,
      message:
        `n8n keeps its queue on the first of ${String(cache.members.length)} cache nodes: the cache has no address that ` +
        'moves with its master, and n8n asks no Sentinel',
      evidence: { nodes: cache.members.length },
      fix: 'give the cache one shard, whose master has an address of its own, or a second cache for the queue',
    },
  ];
}
