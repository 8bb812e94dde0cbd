import {
  BitsPerSecond,
  Bytes,
  raw,
  usable,
  watts,
  type Host,
  type Machine,
  type Platform,
  type Site,
  type Watts,
} from '@catalyst/model';
import { groupBy } from './group.ts';

/** What the servers of a site, or of all sites, add up to. Storage is raw: drives as bought. */
export interface Totals {
  readonly servers: number;
  readonly cores: number;
  readonly memoryBytes: Bytes;
  readonly storageBytes: Bytes;
  readonly nicBitsPerSecond: BitsPerSecond;
  readonly powerWatts: Watts;
}

/** What is rented at a cloud site: instances with an identity, and services that the provider runs. */
export interface CloudTotals {
  readonly instances: number;
  readonly vcpus: number;
  readonly memoryBytes: Bytes;
  readonly storageBytes: Bytes;
  readonly managed: readonly {
    readonly tier: string;
    readonly product: string;
    readonly nodeType: string;
    readonly nodes: number;
  }[];
}

/** Servers that we own, in total and by site, and beside them what is rented. */
export interface Inventory {
  readonly total: Totals;
  readonly sites: Readonly<Record<string, Totals>>;
  readonly cloud: Readonly<Record<string, CloudTotals>>;
}

/** Hosts of one kind at one site: a line of the bill of materials. */
export interface Pool {
  readonly site: string;
  readonly substrate: Site['substrate'];
  readonly name: string;
  readonly quantity: number;
  /** What each of them is. */
  readonly machine: Machine;
  /** `kafka.broker`, each once, in the order of the tiers. */
  readonly roles: readonly string[];
}

/** Capacity of the drives of a machine, as bought. */
export const rawStorage = ({ volumes }: Pick<Machine, 'volumes'>): Bytes =>
  Bytes.of(volumes.reduce((sum, volume) => sum + raw(volume), 0));

/** Capacity that file systems on a machine can use, after RAID. */
export const usableStorage = ({ volumes }: Pick<Machine, 'volumes'>): Bytes =>
  Bytes.of(volumes.reduce((sum, volume) => sum + usable(volume), 0));

/** Speed of all data ports of a machine together; the management port is not one. */
export const nicSpeed = ({ nics }: Pick<Machine, 'nics'>): BitsPerSecond => BitsPerSecond.of(nics.ports * nics.speed);

/** The pools of all sites, in the order of the profile. */
export function poolsOf(platform: Platform): readonly Pool[] {
  const members = groupBy(platform.hosts, ({ site, pool }) => `${site}/${pool}`);
  const rolesOn = groupBy(platform.instances, ({ host }) => host);
  return [...members.values()].flatMap((hosts) => {
    const [first] = hosts;
    if (first === undefined) return [];
    const roles = hosts.flatMap(({ id }) => rolesOn.get(id) ?? []).map(({ tier, role }) => `${tier}.${role}`);
    return [
      {
        site: first.site,
        substrate: first.substrate,
        name: first.pool,
        quantity: hosts.length,
        machine: first.machine,
        roles: [...new Set(roles)],
      },
    ];
  });
}

/** Adds up the servers among the hosts. A rented instance is no server: nobody racks it, powers it or buys its ports. */
export function totalsOf(hosts: readonly Host[]): Totals {
  const machines = hosts.filter(({ substrate }) => substrate === 'datacenter').map(({ machine }) => machine);
  const sum = (figure: (machine: Machine) => number): number =>
    machines.reduce((total, machine) => total + figure(machine), 0);
  return {
    servers: machines.length,
    cores: sum(({ cores }) => cores),
    memoryBytes: Bytes.of(sum(({ memory }) => memory)),
    storageBytes: Bytes.of(sum(rawStorage)),
    nicBitsPerSecond: BitsPerSecond.of(sum(nicSpeed)),
    powerWatts: watts(sum(({ power }) => power)),
  };
}

function cloudTotals(platform: Platform, site: string): CloudTotals {
  const machines = platform.hosts.filter((host) => host.site === site).map(({ machine }) => machine);
  return {
    instances: machines.length,
    vcpus: machines.reduce((total, { cores }) => total + cores, 0),
    memoryBytes: Bytes.of(machines.reduce((total, { memory }) => total + memory, 0)),
    storageBytes: Bytes.of(machines.reduce((total, machine) => total + rawStorage(machine), 0)),
    managed: platform.managed
      .filter((service) => service.site === site)
      .map(({ tier, product, nodeType, nodes }) => ({ tier, product, nodeType, nodes })),
  };
}

/** What there is, counted. Nothing in it is typed in by anybody. */
export function inventoryOf(platform: Platform): Inventory {
  const at = (substrate: Site['substrate']) => platform.sites.filter((site) => site.substrate === substrate);
  return {
    total: totalsOf(platform.hosts),
    sites: Object.fromEntries(
      at('datacenter').map(({ id }) => [id, totalsOf(platform.hosts.filter(({ site }) => site === id))]),
    ),
    cloud: Object.fromEntries(at('aws').map(({ id }) => [id, cloudTotals(platform, id)])),
  };
}
