import type { Assessment, Platform, Site } from '@catalyst/model';
import type { IngressSpec } from '../spec.ts';
import { factsOf } from './facts.ts';
import { checkFailover } from './failover.ts';
import { checkUnbatched, utilisation } from './utilisation.ts';

/** What the nodes of a site are asked to carry, with all up and with one lost, and how long a lost one is missed. */
export function assessIngress(spec: IngressSpec, site: Site, platform: Platform): Assessment {
  // A load balancer of the provider grows by itself.
  const facts = spec.engine === 'elb' ? undefined : factsOf(spec, site, platform);
  if (facts === undefined) return { utilisation: [], findings: [] };
  return {
    utilisation: utilisation(facts),
    findings: [...checkFailover(facts, platform), ...checkUnbatched(facts)],
  };
}
