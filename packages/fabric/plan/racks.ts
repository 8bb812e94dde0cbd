import type { Host } from '@catalyst/model';
import { pinOf, type Draft, type Drafts } from './devices.ts';
import type { Context } from './context.ts';

/*
 * Where everything stands. Switches hang from the top: the management switch, the pairs, then firewalls, routers,
 * aggregation and spines, which are the ones that get more. Arrays stand at the bottom, then servers, those of pools with
 * a place of their own (`layout`) first. A server is plugged into the ports with the numbers of its units, so that whoever stands
 * before a rack knows them: it takes as many units as it has ports on each leaf.
 */

/** Something in a rack. */
export interface Standing {
  readonly rack: string;
  /** The lowest unit. */
  readonly unit: number;
}

/** Something to be put into a rack from the bottom. */
interface Item {
  readonly id: string;
  readonly rack: string;
  /** Units that it takes: its height, or more where it has more ports. */
  readonly units: number;
  /** The unit that it has to be at. */
  readonly at: number | undefined;
  /** Its place by `layout`: which run of units it belongs to, and how many of its pool are before it in the rack. */
  readonly run?: { readonly name: string; readonly index: number; readonly unit: number };
  readonly path: string;
}

/** What stands in one rack, unit by unit. */
class Shelf {
  private readonly taken = new Map<number, string>();

  constructor(readonly height: number) {}

  /** Who is in one of these units; undefined where all are free. */
  owner(unit: number, units: number): string | undefined {
    for (let u = unit; u < unit + units; u++) {
      const owner = this.taken.get(u);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  take(id: string, unit: number, units: number): void {
    for (let u = unit; u < unit + units; u++) this.taken.set(u, id);
  }

  fits(unit: number, units: number): boolean {
    return unit >= 1 && unit + units - 1 <= this.height && this.owner(unit, units) === undefined;
  }

  fromTop(units: number): number | undefined {
    for (let unit = this.height - units + 1; unit >= 1; unit--) if (this.fits(unit, units)) return unit;
    return undefined;
  }

  fromBottom(units: number, first = 1): number | undefined {
    for (let unit = first; unit + units - 1 <= this.height; unit++) if (this.fits(unit, units)) return unit;
    return undefined;
  }
}

/** Ports on each leaf that a server with so many ports has. */
export const portsPerLeaf = (ports: number): number => Math.ceil(ports / 2);

const rackName = ({ failureDomain }: Host): string => failureDomain.slice(failureDomain.lastIndexOf('/') + 1);

/** Where each server should stand by `layout`: above the others of its pool in the rack, in the order of their numbers. */
function laidOut(context: Context, hosts: readonly Host[]): readonly Item[] {
  const before = new Map<string, number>();
  return hosts.map((host): Item => {
    const rack = rackName(host);
    const units = Math.max(host.machine.units, portsPerLeaf(host.machine.nics.ports));
    const first = context.spec.layout[host.pool];
    const pin = pinOf(context, host.id).unit;
    const path = `servers.${host.pool}.racks`;
    const item = { id: host.id, rack, units, at: pin, path };
    if (first === undefined || pin !== undefined) return item;
    const name = `${rack} ${host.pool}`;
    const index = before.get(name) ?? 0;
    before.set(name, index + 1);
    return { ...item, run: { name, index, unit: first + index * units } };
  });
}

/**
 * Puts servers into the runs of their pools: the first of every pool, then the second of each, so that a pool that has
 * outgrown its run takes no place from another. It goes on where there is room; returns those servers.
 */
function fillRuns(
  items: readonly Item[],
  shelves: ReadonlyMap<string, Shelf>,
  put: (item: Item) => void,
): readonly Item[] {
  const full = new Set<string>();
  const inTurn = items
    .flatMap((item) => (item.run === undefined ? [] : [{ item, run: item.run }]))
    .sort((a, b) => a.run.index - b.run.index);
  return inTurn.flatMap(({ item, run }) => {
    if (full.has(run.name) || shelves.get(item.rack)?.fits(run.unit, item.units) !== true) {
      full.add(run.name);
      return [item];
    }
    put({ ...item, at: run.unit });
    return [];
  });
}

/** Arrays by name, with their ids. */
export const arrayId = (site: string, name: string): string => `${site}/array/${name}`;

const arrays = (context: Context): readonly Item[] =>
  Object.entries(context.spec.arrays).map(([name, { rack, units, ports }]): Item => {
    const id = arrayId(context.site.id, name);
    // Two controllers, each with a bond of its own.
    return {
      id,
      rack,
      units: Math.max(units, 2 * portsPerLeaf(ports)),
      at: pinOf(context, id).unit,
      path: `fabric.arrays.${name}.rack`,
    };
  });

const FROM_TOP: readonly (keyof Omit<Drafts, 'all' | 'pairs'>)[] = ['firewalls', 'edge', 'aggregation', 'top'];

/** Devices in the order in which they take units from the top: what a site gets more of comes last. */
function downwards(drafts: Drafts): readonly Draft[] {
  return [
    ...drafts.management,
    ...drafts.pairs.flatMap(({ sides }) => sides),
    ...FROM_TOP.flatMap((kind) => drafts[kind]),
  ];
}

/** The lowest unit of every device, server and array, by id. What does not fit is a finding, and left out. */
export function placeAll(context: Context, drafts: Drafts, hosts: readonly Host[]): ReadonlyMap<string, Standing> {
  const shelves = new Map(context.site.racks.map(({ name, units }) => [name, new Shelf(units)]));
  const places = new Map<string, Standing>();
  const put = (item: Item, find: (shelf: Shelf) => number | undefined): void => {
    const shelf = shelves.get(item.rack);
    if (shelf === undefined) {
      noRack(context, item);
      return;
    }
    const unit = item.at ?? find(shelf);
    if (unit === undefined || !shelf.fits(unit, item.units)) {
      noRoom(context, item, shelf, unit);
      return;
    }
    shelf.take(item.id, unit, item.units);
    places.set(item.id, { rack: item.rack, unit });
  };

  const devices = downwards(drafts).map((draft): Item => ({
    id: draft.id,
    rack: draft.rack,
    units: draft.model.units,
    at: pinOf(context, draft.id).unit,
    path: draft.path,
  }));
  const storage = arrays(context);
  const servers = laidOut(context, hosts);
  const pinned = (items: readonly Item[]) => items.filter(({ at }) => at !== undefined);
  const free = (items: readonly Item[]) => items.filter(({ at }) => at === undefined);
  const nowhere = () => undefined;
  for (const item of pinned([...devices, ...storage])) put(item, nowhere);
  for (const item of free(devices)) put(item, (shelf) => shelf.fromTop(item.units));
  for (const item of free(storage)) put(item, (shelf) => shelf.fromBottom(item.units));
  for (const item of pinned(servers)) put(item, nowhere);
  const outgrown = fillRuns(servers, shelves, (item) => {
    put(item, nowhere);
  });
  for (const item of free(servers)) if (item.run === undefined) put(item, (shelf) => shelf.fromBottom(item.units));
  for (const item of outgrown)
    put(item, (shelf) => shelf.fromBottom(item.units, item.run?.unit) ?? shelf.fromBottom(item.units));
  return places;
}

function noRack({ problems, site }: Context, item: Item): void {
  problems.report(
    'error',
    'rack',
    item.id,
    item.path,
    `rack '${item.rack}' is not one of site ${site.id}`,
    `use one of ${site.racks.map(({ name }) => name).join(', ')}`,
  );
}

function noRoom({ problems }: Context, item: Item, shelf: Shelf, unit: number | undefined): void {
  const owner = unit === undefined ? undefined : shelf.owner(unit, item.units);
  problems.report(
    'error',
    'rack-units',
    item.id,
    item.path,
    owner === undefined
      ? `rack ${item.rack} has no ${String(item.units)} units in a row left of its ${String(shelf.height)}`
      : `unit ${String(unit)} of rack ${item.rack} is taken by ${owner}`,
    owner === undefined ? 'put it into another rack' : 'pin it to another unit (`fabric.pinned`)',
    { units: item.units, height: shelf.height },
  );
}
