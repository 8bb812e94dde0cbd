import type { Finding, Utilisation } from '@catalyst/model';
import { shareOf } from './figures.ts';

/** The part of a subject that tells a scenario from the others: `one-rack-lost-sustained` */
const slug = (scenario: string): string => scenario.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/**
 * The finding that a resource is used above its limit; none when it is not. Its subject names the scenario too
 * (`dc1/kafka/one-rack-lost-sustained`): who accepts one of them has not accepted the others.
 */
export function checkUtilisation(resource: Utilisation): readonly Finding[] {
  const { code, severity, subject, path, scenario, arithmetic, used, limit, fix } = resource;
  if (used <= limit) return [];
  return [
    {
      code,
      severity,
      subject: `${subject}/${slug(scenario)}`,
      path,
      message: `${scenario}: ${shareOf(used)} used where ${shareOf(limit)} is the limit: ${arithmetic}`,
      evidence: { scenario, used, limit },
      fix,
    },
  ];
}
