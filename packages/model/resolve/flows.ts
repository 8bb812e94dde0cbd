import { portOf, type Flow, type Instance, type Service } from '../platform.ts';
import type { TierPlan } from '../tier.ts';
import type { Findings } from './findings.ts';

/** A call that a tier has planned, and whose it is. */
export type Call = NonNullable<TierPlan['calls']>[number] & { readonly site: string; readonly tier: string };

/**
 * Joins what tiers call with what others offer: a flow for each port. A service that nobody offers is an error, unless
 * its caller can do without.
 */
export function flowsOf(
  calls: readonly Call[],
  services: readonly Service[],
  instances: readonly Instance[],
  findings: Findings,
): readonly Flow[] {
  const ports = portsOf(instances);
  const offered = new Map(services.map((service) => [service.id, service]));
  return calls.flatMap(({ site, tier, role, service: name, at = site, optional }) => {
    const service = offered.get(`${at}/${name}`);
    if (service === undefined) {
      if (optional !== true)
        findings.error(
          'service',
          `${site}/${tier}`,
          `sites.${site}.tiers`,
          `${tier} needs '${name}', which no tier of site ${at} offers`,
          'add the tier that offers it',
        );
      return [];
    }
    const id = `${site}/${tier}.${role}>${at === site ? '' : `${at}/`}${name}`;
    return ports(service).map((port) => ({
      id: port === service.port ? id : `${id}:${String(port)}`,
      site,
      from: { tier, role },
      to: { site: at, tier: service.tier, role: service.role },
      service: service.id,
      port,
      protocol: service.protocol,
    }));
  });
}

/** The ports that a service answers on: its own, and those of members that share a host. */
function portsOf(instances: readonly Instance[]): (service: Service) => readonly number[] {
  const shared = new Map(instances.filter(({ port }) => port !== undefined).map((instance) => [instance.id, instance]));
  return (service) => {
    const others = service.members.flatMap((member) => {
      const instance = shared.get(member);
      return instance === undefined ? [] : [portOf(service, instance)];
    });
    return [...new Set([service.port, ...others])].sort((a, b) => a - b);
  };
}
