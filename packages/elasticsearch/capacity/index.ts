import type { Assessment, Platform, Site } from '@catalyst/model';
import { checkBackup } from '../checks.ts';
import type { ElasticsearchSpec } from '../spec.ts';
import { checkClaims } from './claims.ts';
import { factsOf } from './facts.ts';
import { utilisation } from './utilisation.ts';

/** What the nodes of a site are asked to keep and to index, what they can, and what is claimed of them (audit §4.5). */
export function assessElasticsearch(spec: ElasticsearchSpec, site: Site, platform: Platform): Assessment {
  const facts = spec.engine === 'elasticsearch' ? factsOf(spec, site, platform) : undefined;
  if (facts === undefined) return { utilisation: [], findings: [] };
  return {
    utilisation: utilisation(facts),
    findings: [...checkBackup(facts.spec, { id: facts.site, path: facts.path }), ...checkClaims(facts)],
  };
}
