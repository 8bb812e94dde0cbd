import { Gbps, type BitsPerSecond, type Host } from '@catalyst/model';
import type { Attachment, Device } from '../facts.ts';
import { managementPort, portAt, portCount, type Cage, type FrontPort } from '../hardware/index.ts';
import { COPPER, type Cabling, type Socket, type Wanted } from './cabling.ts';
import type { Context } from './context.ts';
import type { Draft, DraftPair, Drafts } from './devices.ts';
import { arrayId, type Standing } from './racks.ts';
import type { Placed } from './switches.ts';

/** A port of something that is no device of ours. */
export const foreignPort = (name: string, cage: Cage, ...speeds: readonly BitsPerSecond[]): FrontPort => ({
  name,
  number: 0,
  lane: null,
  cage,
  speeds,
});

/** The plug of a port of so much: copper below 10 Gbps, then SFP, then QSFP. */
export function cageFor(speed: BitsPerSecond): Cage {
  if (speed < Gbps(10)) return 'rj45';
  if (speed > Gbps(100)) return 'osfp';
  return speed > Gbps(25) ? 'qsfp' : 'sfp';
}

/** Something that hangs on the first pair of its rack. */
interface Hanging {
  readonly on: string;
  readonly name: string;
  readonly at: Standing;
  readonly units: number;
  /** First of the ports that it has on each leaf, from 1: its lowest unit. */
  readonly first: number;
  /** Names of its ports, in the order a b a b. */
  readonly ports: readonly string[];
  readonly speed: BitsPerSecond;
  /** Which leaf a single port is on. */
  readonly single: 'a' | 'b';
  readonly purpose: 'server' | 'storage' | 'uplink';
  readonly segments: Attachment['segments'];
  /** Whether all ports work at once, as one bond. Default: they do. */
  readonly mode?: Attachment['mode'] | undefined;
  readonly path: string;
  /** Its own side, where it is a device with ports of the catalogue. */
  readonly front?: (port: string) => FrontPort;
}

/** Ports in turn on the two leaves, into the sockets with the numbers of its units. */
function hang(
  context: Context,
  cabling: Cabling,
  pair: DraftPair,
  placed: Placed,
  what: Hanging,
): readonly Attachment[] {
  const ports = what.ports.flatMap((own, i): Attachment['ports'][number][] => {
    const [a, b] = pair.sides;
    const onA = what.ports.length === 1 ? what.single === 'a' : i % 2 === 0;
    const draft = onA ? a : b;
    const leaf = placed.get(draft.id);
    if (leaf === undefined) return [];
    const index = what.first - 1 + Math.floor(i / 2);
    const wanted: Wanted = { purpose: what.purpose, tray: onA ? 'A' : 'B', media: cabling.inRack, path: what.path };
    const port = portAt(draft.model, draft.os, 'server', index);
    if (port === undefined) {
      cabling.noPort(leaf.id, draft.name, wanted, 'servers', index, portCount(draft.model, 'server'));
      return [];
    }
    const mine: Socket = {
      on: what.on,
      name: what.name,
      port: what.front?.(own) ?? foreignPort(own, cageFor(what.speed), what.speed),
      at: what.at,
      device: what.front !== undefined,
    };
    const cable = cabling.lay(mine, { on: leaf.id, name: leaf.name, port, at: leaf, device: true }, wanted);
    return cable === undefined ? [] : [{ own, device: leaf.id, port: port.name }];
  });
  if (ports.length === 0) return [];
  const mode = what.mode ?? 'active-active';
  return [
    {
      on: what.on,
      rack: what.at.rack,
      unit: what.at.unit,
      units: what.units,
      // Of ports that wait for each other, the switches know nothing.
      bond: ports.length > 1 && mode === 'active-active' ? what.first : null,
      mode,
      segments: what.segments,
      ports,
    },
  ];
}

/** @source HST-13 (001 l. 17-18): a bond over `enp3s0` and `enp4s0`; packages/host names them the same way */
const serverPorts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `enp${String(3 + i)}s0`);

/** The networks of a host: the first without a tag. Management has a port of its own. */
function segmentsOf({ addresses }: Host): Attachment['segments'] {
  const data = addresses.filter(({ interface: name }) => name !== 'eno1').map(({ network }) => network);
  return { untagged: data[0] ?? '', tagged: data.slice(1) };
}

export type Standings = ReadonlyMap<string, Standing>;

/** The first pair of each rack. */
const firstPairs = ({ pairs }: Drafts): ReadonlyMap<string, DraftPair> =>
  new Map(pairs.filter(({ number }) => number === 1).map((pair) => [pair.rack, pair]));

/** Servers on the leaves of their racks, with their ports for management. */
export function layServers(
  context: Context,
  cabling: Cabling,
  drafts: Drafts,
  placed: Placed,
  hosts: readonly Host[],
  standings: Standings,
): readonly Attachment[] {
  const pairs = firstPairs(drafts);
  return hosts.flatMap((host) => {
    const at = standings.get(host.id);
    if (at === undefined) return [];
    const pair = pairs.get(at.rack);
    if (pair === undefined) {
      noPair(context, host.id, at.rack, `servers.${host.pool}.racks`);
      return [];
    }
    const { nics, units } = host.machine;
    return hang(context, cabling, pair, placed, {
      on: host.id,
      name: host.hostname,
      at,
      units,
      first: at.unit,
      ports: serverPorts(nics.ports),
      speed: nics.speed,
      single: host.number % 2 === 1 ? 'a' : 'b',
      purpose: 'server',
      segments: segmentsOf(host),
      mode: nics.bond,
      path: `servers.${host.pool}.hardware.nics`,
    });
  });
}

function noPair({ problems }: Context, subject: string, rack: string, path: string): void {
  problems.report(
    'error',
    'no-leaf',
    subject,
    path,
    `rack ${rack} has no pair of leaves for ${subject}`,
    'give the rack a pair, or use another rack',
  );
}

/** Both controllers of every storage array, each with a bond over both leaves. */
export function layArrays(
  context: Context,
  cabling: Cabling,
  drafts: Drafts,
  placed: Placed,
  standings: Standings,
): readonly Attachment[] {
  const { site, spec } = context;
  const pairs = firstPairs(drafts);
  return Object.entries(spec.arrays).flatMap(([name, array]) => {
    const id = arrayId(site.id, name);
    const at = standings.get(id);
    if (at === undefined) return [];
    const pair = pairs.get(at.rack);
    if (pair === undefined) {
      noPair(context, id, at.rack, `fabric.arrays.${name}.rack`);
      return [];
    }
    return [0, 1].flatMap((controller) =>
      hang(context, cabling, pair, placed, {
        on: id,
        name: `array-${name}`,
        at,
        units: array.units,
        first: at.unit + controller * Math.ceil(array.ports / 2),
        ports: Array.from({ length: array.ports }, (_, i) => `ct${String(controller)}.eth${String(i)}`),
        speed: array.speed,
        single: 'a',
        purpose: 'storage',
        segments: { untagged: `${site.id}/storage`, tagged: [] },
        path: `fabric.arrays.${name}`,
      }),
    );
  });
}

/** Ports of a management switch to the leaves. */
const UPLINKS = 2;

/** Each management switch on both leaves of its rack, in one bond. */
export function layManagementUplinks(
  context: Context,
  cabling: Cabling,
  drafts: Drafts,
  placed: Placed,
): readonly Attachment[] {
  const pairs = firstPairs(drafts);
  return drafts.management.flatMap((draft) => {
    const device = placed.get(draft.id);
    const pair = pairs.get(draft.rack);
    if (device === undefined) return [];
    if (pair === undefined) {
      noPair(context, draft.id, draft.rack, 'fabric.topology');
      return [];
    }
    const fronts = new Map(
      Array.from({ length: UPLINKS }, (_, i) => i).flatMap((i) => {
        const port = portAt(draft.model, draft.os, 'fabric', i);
        return port === undefined ? [] : [[port.name, port] as const];
      }),
    );
    return hang(context, cabling, pair, placed, {
      on: device.id,
      name: device.name,
      at: device,
      units: device.units,
      first: device.unit,
      ports: [...fronts.keys()],
      speed: Gbps(10),
      single: 'a',
      purpose: 'uplink',
      segments: { untagged: `${context.site.id}/management`, tagged: [] },
      path: draft.path,
      front: (name) => fronts.get(name) ?? foreignPort(name, 'sfp', Gbps(10)),
    });
  });
}

/** Something with a port for management, in the units from its lowest. */
interface Managed {
  readonly on: string;
  readonly name: string;
  readonly at: Standing;
  readonly ports: readonly string[];
  readonly cage: Cage;
  readonly device: boolean;
  readonly path: string;
}

/** Every device, server and controller on the management switch of its rack, at the port with the number of its unit. */
export function layManagement(
  context: Context,
  cabling: Cabling,
  drafts: Drafts,
  placed: Placed,
  hosts: readonly Host[],
  standings: Standings,
): void {
  const switches = new Map<string, { readonly draft: Draft; readonly device: Device }>();
  for (const draft of drafts.management) {
    const device = placed.get(draft.id);
    if (device !== undefined) switches.set(draft.rack, { draft, device });
  }
  for (const managed of everythingManaged(context, drafts, placed, hosts, standings)) {
    const at = switches.get(managed.at.rack);
    if (at === undefined) continue;
    managed.ports.forEach((own, i) => {
      const wanted: Wanted = { purpose: 'management', tray: 'A', media: COPPER, path: managed.path };
      const index = managed.at.unit - 1 + i;
      const port = portAt(at.draft.model, at.draft.os, 'management', index);
      if (port === undefined) {
        cabling.noPort(
          at.device.id,
          at.draft.name,
          wanted,
          'management',
          index,
          portCount(at.draft.model, 'management'),
        );
        return;
      }
      cabling.lay(
        {
          on: managed.on,
          name: managed.name,
          port: foreignPort(own, managed.cage, Gbps(1)),
          at: managed.at,
          device: managed.device,
        },
        { on: at.device.id, name: at.device.name, port, at: at.device, device: true },
        wanted,
      );
    });
  }
}

function everythingManaged(
  context: Context,
  drafts: Drafts,
  placed: Placed,
  hosts: readonly Host[],
  standings: Standings,
): readonly Managed[] {
  const devices = drafts.all.flatMap((draft): Managed[] => {
    const device = placed.get(draft.id);
    if (device === undefined) return [];
    const port = managementPort(draft.os, draft.model.sku);
    return [
      {
        on: device.id,
        name: device.name,
        at: device,
        ports: [port],
        cage: draft.model.management ?? 'rj45',
        device: true,
        path: draft.path,
      },
    ];
  });
  const servers = hosts.flatMap((host): Managed[] => {
    const at = standings.get(host.id);
    if (at === undefined) return [];
    return [
      {
        on: host.id,
        name: host.hostname,
        at,
        ports: ['eno1'],
        cage: 'rj45',
        device: false,
        path: `servers.${host.pool}`,
      },
    ];
  });
  const arrays = Object.keys(context.spec.arrays).flatMap((name): Managed[] => {
    const on = arrayId(context.site.id, name);
    const at = standings.get(on);
    if (at === undefined) return [];
    return [
      {
        on,
        name: `array-${name}`,
        at,
        ports: ['ct0.mgmt', 'ct1.mgmt'],
        cage: 'rj45',
        device: false,
        path: `fabric.arrays.${name}`,
      },
    ];
  });
  return [...devices, ...servers, ...arrays];
}
