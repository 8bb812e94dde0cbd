import { PUBLIC_PLACES, addressAt, siteById, type Flow, type Platform, type Service } from '@catalyst/model';
import type { Fabric } from '../facts.ts';
import { endsOf, type End, type Ends } from './ends.ts';
import type { Policy, Port, PublicAddress, Rule } from './types.ts';
import { OUTSIDE_ZONE, zonesOf } from './zones.ts';

export { checkPolicy } from './checks.ts';
export { NETWORK_VRFS, OUTSIDE_ZONE, WAN_ZONE, tenantVrf, zoneOf } from './zones.ts';
export type * from './types.ts';

/** What asks for a rule: from where to where, on which port, and why. */
interface Wish {
  readonly from: End;
  readonly to: End;
  readonly port: Port;
  readonly reason: string;
  readonly tls: Rule['tls'];
}

/** Every pair of ends in different zones. Inside a zone nothing passes the firewalls; hosts filter there themselves. */
const between = (from: readonly End[], to: readonly End[], rest: Omit<Wish, 'from' | 'to'>): readonly Wish[] =>
  from.flatMap((a) => to.flatMap((b) => (a.zone === b.zone ? [] : [{ from: a, to: b, ...rest }])));

const flowWishes = (flow: Flow, services: ReadonlyMap<string, Service>, ends: Ends): readonly Wish[] => {
  const service = services.get(flow.service);
  if (service === undefined) return [];
  return between(ends.role(flow.site, flow.from.tier, flow.from.role), ends.service(service), {
    port: { protocol: flow.protocol, port: flow.port },
    reason: flow.id,
    tls: null,
  });
};

/** Calls from outside the platform: to the floating addresses of a service where it has any. */
function openWishes(service: Service, platform: Platform, ends: Ends): readonly Wish[] {
  const shared = service.floating.length === 0 ? service : { ...service, members: [] };
  const callers = {
    internet: service.floating.length === 0 ? [] : [ends.internet],
    operators: ends.operators,
    tenants: ends.tenants,
  };
  return service.openTo.flatMap((outsider) =>
    between(callers[outsider], ends.service(shared), {
      port: { protocol: service.protocol, port: service.port },
      reason: `${service.id} is open to ${outsider}`,
      tls: service.tls && outsider === 'internet' ? 'inbound' : null,
    }),
  );
}

/** HTTPS: the port whose TLS can be looked into on the way out. */
const HTTPS = 443;

function egressWishes(platform: Platform, site: string, ends: Ends): readonly Wish[] {
  return (siteById(platform, site).fabric?.firewalls?.egress ?? []).flatMap(
    ({ tier, role, ports, protocol, to, reason }, i) => {
      const callers = role === undefined ? ends.tier(site, tier) : ends.role(site, tier, role);
      const group =
        to.length === 0 ? ends.internet.group : { name: `egress-${String(i + 1)}`, networks: [...to].sort() };
      return ports.flatMap((port) =>
        between(callers, [{ zone: OUTSIDE_ZONE, group }], {
          port: { protocol, port },
          reason: `${site}/${tier}${role === undefined ? '' : `.${role}`} calls out: ${reason}`,
          tls: protocol === 'tcp' && port === HTTPS ? 'outbound' : null,
        }),
      );
    },
  );
}

const TENANT_ZONE = /^T-(.+)$/;
const tenantOf = (...zones: readonly string[]): string | null =>
  zones.flatMap((zone) => TENANT_ZONE.exec(zone)?.[1] ?? []).at(0) ?? null;

/** Wishes with the same two ends become one rule with all their ports. TLS that is looked into has a rule of its own. */
function merge(wishes: readonly Wish[]): readonly Rule[] {
  const rules = new Map<string, Rule>();
  for (const { from, to, port, reason, tls } of wishes) {
    const id = `${from.zone}.${from.group.name}>${to.zone}.${to.group.name}${tls === null ? '' : `:${tls}`}`;
    const known = rules.get(id);
    const same = known?.ports.some((one) => one.port === port.port && one.protocol === port.protocol) ?? false;
    rules.set(id, {
      id,
      from,
      to,
      ports: known === undefined ? [port] : same ? known.ports : [...known.ports, port],
      reasons: known === undefined ? [reason] : [...new Set([...known.reasons, reason])],
      tls,
      tenant: tenantOf(from.zone, to.zone),
    });
  }
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A public address for every floating address that the Internet may call, by the number that this has for life. */
function publishedOf(platform: Platform, site: string): readonly PublicAddress[] {
  const open = siteById(platform, site).fabric?.edge?.public;
  if (open === undefined) return [];
  const called = new Set(
    platform.services.flatMap((service) =>
      service.site === site && service.openTo.includes('internet') ? service.floating : [],
    ),
  );
  return platform.floating.flatMap(({ id, router, address }) => {
    const own = addressAt(open, PUBLIC_PLACES.services + router - 1);
    return called.has(id) && own !== '' ? [{ public: own, inside: address }] : [];
  });
}

/**
 * Who may pass the firewalls of a site: exactly what the platform's flows, its open services and the profile's list of
 * calls to the Internet say. Pure, and in the order of the rules' names, so that a new flow adds a line and moves none.
 */
export function policyOf(
  platform: Platform,
  site: string,
  fabric: Pick<Fabric, 'segments'> = { segments: [] },
): Policy {
  const byVrf = new Map(fabric.segments.map(({ vrf, cidr }) => [vrf, cidr]));
  const segments = new Map(
    platform.tenants.flatMap(({ name }) => {
      const cidr = byVrf.get(`T-${name}`);
      return cidr === undefined ? [] : [[name, cidr] as const];
    }),
  );
  const ends = endsOf(platform, site, segments);
  const services = new Map(platform.services.map((service) => [service.id, service]));
  const flows = platform.flows.filter((flow) => flow.site === site || flow.to.site === site);
  return {
    site,
    zones: zonesOf(platform),
    rules: merge([
      ...flows.flatMap((flow) => flowWishes(flow, services, ends)),
      ...platform.services.filter((one) => one.site === site).flatMap((one) => openWishes(one, platform, ends)),
      ...egressWishes(platform, site, ends),
    ]),
    published: publishedOf(platform, site),
  };
}
