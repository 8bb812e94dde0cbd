import type { Finding, Platform } from '@catalyst/model';

/** With three, one that is wrong is outvoted; of two, nobody knows which. @source RFC 8633, 3.2 */
const LEAST = 3;

/** Datacenters whose clocks one server decides on, or two that may disagree. */
export const checkTimeServers = (platform: Platform): readonly Finding[] =>
  platform.sites.flatMap(({ id, timeServers }): readonly Finding[] => {
    if (timeServers.length === 0 || timeServers.length >= LEAST) return [];
    return [
      {
        code: 'site/time-servers',
        severity: 'warning',
        subject: id,
        path: `sites.${id}.timeServers`,
        message: `${String(timeServers.length)} of at least ${String(LEAST)}: when they disagree, nobody knows which is right, and leases and certificates depend on it`,
        evidence: { timeServers: timeServers.length, least: LEAST },
        fix: 'give three or more, or none and let hosts ask the distribution’s',
      },
    ];
  });
