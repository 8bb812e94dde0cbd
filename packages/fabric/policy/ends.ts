import { siteById, type Platform, type Service } from '@catalyst/model';
import type { Group } from './types.ts';
import { MANAGEMENT_ZONE, OUTSIDE_ZONE, WAN_ZONE, tenantVrf, zoneOf } from './zones.ts';

/** One end of a rule: addresses that are in one zone. */
export interface End {
  readonly zone: string;
  readonly group: Group;
}

/** Where everything is, indexed once for all flows. */
export interface Ends {
  /** The hosts of a role, by the zone that they are in as seen from the site. */
  role(site: string, tier: string, role: string): readonly End[];
  /** The hosts of all roles of a tier. */
  tier(site: string, tier: string): readonly End[];
  /** What callers of a service call: floating addresses and members. */
  service(service: Service): readonly End[];
  readonly internet: End;
  readonly operators: readonly End[];
  readonly tenants: readonly End[];
}

const key = (...parts: readonly string[]): string => parts.join('/');

/** The addresses under one name, apart by zone: a name with two zones is two groups. */
function split(
  name: string,
  found: readonly { readonly network: string; readonly address: string }[],
  site: string,
): readonly End[] {
  const zones = new Map<string, Set<string>>();
  for (const { network, address } of found) {
    const zone = zoneOf(network, site);
    if (zone === undefined) continue;
    const list = zones.get(zone) ?? new Set();
    list.add(`${address}/32`);
    zones.set(zone, list);
  }
  return [...zones].map(([zone, list]) => ({
    zone,
    group: { name: zones.size === 1 ? name : `${name}-${zone.toLowerCase()}`, networks: [...list] },
  }));
}

/** What stands for hosts that have no address of ours: the network of their site, in which the provider runs them. */
function wholeSite(platform: Platform, at: string, site: string): readonly End[] {
  return at === site ? [] : [{ zone: WAN_ZONE, group: { name: at, networks: [siteById(platform, at).cidr] } }];
}

/** The ends of all flows, as the firewalls of a site see them. `segments`: the network of each tenant there. */
export function endsOf(platform: Platform, site: string, segments: ReadonlyMap<string, string>): Ends {
  const hosts = new Map(platform.hosts.map((host) => [host.id, host]));
  const floating = new Map(platform.floating.map((one) => [one.id, one]));
  const instances = new Map(platform.instances.map((one) => [one.id, one]));
  const roles = new Map<string, string[]>();
  for (const instance of platform.instances) {
    const id = key(instance.site, instance.tier, instance.role);
    const list = roles.get(id) ?? [];
    list.push(instance.host);
    roles.set(id, list);
  }
  // Hosts are reached, and call, by the first of their addresses (Host.addresses).
  const addressesOf = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => hosts.get(id)?.addresses.slice(0, 1) ?? []);
  const management = siteById(platform, site).networks.find(({ name }) => name === 'management');
  return {
    role: (at, tier, role) => {
      const found = addressesOf(roles.get(key(at, tier, role)) ?? []);
      return found.length === 0 ? wholeSite(platform, at, site) : split(`${at}-${tier}-${role}`, found, site);
    },
    tier: (at, tier) => {
      const all = [...roles].flatMap(([id, list]) => (id.startsWith(`${key(at, tier)}/`) ? list : []));
      return split(`${at}-${tier}`, addressesOf(all), site);
    },
    service: (service) => {
      const members = addressesOf(service.members.flatMap((id) => instances.get(id)?.host ?? []));
      const shared = service.floating.flatMap((id) => floating.get(id) ?? []);
      const found = [...shared, ...members];
      return found.length === 0
        ? wholeSite(platform, service.site, site)
        : split(`${service.site}-${service.name}`, found, site);
    },
    internet: { zone: OUTSIDE_ZONE, group: { name: 'any', networks: [] } },
    operators:
      management === undefined
        ? []
        : [{ zone: MANAGEMENT_ZONE, group: { name: `${site}-management`, networks: [management.cidr] } }],
    tenants: platform.tenants.flatMap(({ name }) => {
      const cidr = segments.get(name);
      return cidr === undefined ? [] : [{ zone: tenantVrf(name), group: { name: `tenant-${name}`, networks: [cidr] } }];
    }),
  };
}
