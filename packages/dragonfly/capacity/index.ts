import { hostById, instancesOf, type Assessment, type Platform, type Site } from '@catalyst/model';
import { checkFailover, checkShards } from '../checks.ts';
import type { DragonflySpec } from '../spec.ts';
import { checkClaims } from './claims.ts';
import { factsOf } from './facts.ts';
import { utilisation } from './utilisation.ts';

/** What the cache of a site is asked to hold and to do, what it can, and what is claimed of it (audit §4.4). */
export function assessDragonfly(spec: DragonflySpec, site: Site, platform: Platform): Assessment {
  const facts = spec.engine === 'dragonfly' ? factsOf(spec, site, platform) : undefined;
  if (facts === undefined) return { utilisation: [], findings: [] };
  const at = { id: facts.site, path: facts.path };
  const nodes = instancesOf(platform, site.id, 'dragonfly', 'node').map(({ host }) => hostById(platform, host));
  return {
    utilisation: utilisation(facts),
    findings: [...checkShards(facts.spec, at, nodes), ...checkFailover(facts.spec, at, nodes), ...checkClaims(facts)],
  };
}
