import type { Assessment, Platform, Site } from '@catalyst/model';
import type { KafkaSpec } from '../spec.ts';
import { checkClaims } from './claims.ts';
import { factsOf } from './facts.ts';
import { checkFailures } from './failures.ts';
import { utilisation } from './utilisation.ts';

/** What the brokers of a site are asked to carry, what they can, and what is claimed of them (audit §4.1). */
export function assessKafka(spec: KafkaSpec, site: Site, platform: Platform): Assessment {
  const facts = factsOf(spec, site, platform);
  if (facts === undefined || facts.brokers === 0) return { utilisation: [], findings: [] };
  return { utilisation: utilisation(facts), findings: [...checkClaims(facts), ...checkFailures(facts)] };
}
