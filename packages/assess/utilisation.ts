import type { Finding, Utilisation } from '@catalyst/model';
import { shareOf } from './figures.ts';

/** The finding that a resource is used above its limit; none when it is not. */
export function checkUtilisation(resource: Utilisation): readonly Finding[] {
  const { code, severity, subject, path, scenario, arithmetic, used, limit, fix } = resource;
  if (used <= limit) return [];
  return [
    {
      code,
      severity,
      subject,
      path,
      message: `${scenario}: ${shareOf(used)} used where ${shareOf(limit)} is the limit: ${arithmetic}`,
      evidence: { scenario, used, limit },
      fix,
    },
  ];
}
