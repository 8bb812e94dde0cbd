import type { Host, Platform } from '@catalyst/model';
import type { Fabric } from '../facts.ts';

/** Something that is screwed into a rack. */
export interface RackItem {
  readonly rack: string;
  /** The lowest unit that it takes, from 1 at the bottom. */
  readonly unit: number;
  readonly units: number;
  readonly name: string;
  readonly kind: string;
  readonly model: string;
  /** Watts, under load. */
  readonly watts: number;
}

const hostsOf = (platform: Platform, site: string): ReadonlyMap<string, Host> =>
  new Map(platform.hosts.filter((host) => host.site === site).map((host) => [host.id, host]));

/** Everything in the racks of a site, rack by rack, from the top down. */
export function rackItems(fabric: Fabric, platform: Platform): readonly RackItem[] {
  const hosts = hostsOf(platform, fabric.site);
  const devices = fabric.devices.map(({ rack, unit, units, name, role, model, power }) => ({
    rack,
    unit,
    units,
    name,
    kind: role,
    model,
    watts: power,
  }));
  const known = new Set(fabric.devices.map(({ id }) => id));
  const attached = fabric.attachments.flatMap(({ on, rack, unit, units }) => {
    // A management switch hangs on the leaves as a server does, and is among the devices.
    if (known.has(on)) return [];
    const host = hosts.get(on);
    return [
      {
        rack,
        unit,
        units,
        name: host?.hostname ?? on.slice(on.lastIndexOf('/') + 1),
        kind: host === undefined ? 'array' : 'server',
        model: host?.machine.cpu ?? '',
        watts: host?.machine.power ?? 0,
      },
    ];
  });
  return [...devices, ...attached].sort((a, b) => (a.rack === b.rack ? b.unit - a.unit : a.rack < b.rack ? -1 : 1));
}

/** A line of `power.csv`: a rack and its two feeds. */
export interface PowerRow {
  readonly rack: string;
  readonly servers_w: number;
  readonly network_w: number;
  readonly total_w: number;
  /** Every power supply is on both feeds, which share the load. */
  readonly feed_a_w: number;
  readonly feed_b_w: number;
  /** What each feed must be able to carry alone. */
  readonly one_feed_lost_w: number;
}

/** What each rack draws, and what each of its feeds carries. */
export function powerRows(items: readonly RackItem[]): readonly PowerRow[] {
  const racks = new Map<string, { servers: number; network: number }>();
  for (const { rack, kind, watts } of items) {
    const sum = racks.get(rack) ?? { servers: 0, network: 0 };
    if (kind === 'server' || kind === 'array') sum.servers += watts;
    else sum.network += watts;
    racks.set(rack, sum);
  }
  return [...racks].map(([rack, { servers, network }]) => ({
    rack,
    servers_w: servers,
    network_w: network,
    total_w: servers + network,
    feed_a_w: Math.ceil((servers + network) / 2),
    feed_b_w: Math.floor((servers + network) / 2),
    one_feed_lost_w: servers + network,
  }));
}
