import type { Device, Link, Pair } from '../facts.ts';
import { portAt, portCount } from '../hardware/index.ts';
import type { Cabling, Socket, Wanted } from './cabling.ts';
import type { Context } from './context.ts';
import { podOf, type Draft, type Drafts } from './devices.ts';
import { linkAddresses, peeringOf, type Lower } from './numbering.ts';

/** Devices that have a number and a place, by id. */
export type Placed = ReadonlyMap<string, Device>;

/** A port for other switches, from the first (0) up; undefined, and a finding, where the model has no more. */
export function fabricSocket(
  cabling: Cabling,
  draft: Draft,
  device: Device,
  index: number,
  wanted: Pick<Wanted, 'path'>,
): Socket | undefined {
  const port = portAt(draft.model, draft.os, 'fabric', index);
  if (port === undefined) {
    cabling.noPort(device.id, draft.name, wanted, 'other switches', index, portCount(draft.model, 'fabric'));
    return undefined;
  }
  return { on: device.id, name: device.name, port, at: device, device: true };
}

/** One switch below and one above, and the cables between them. */
interface Uplink {
  readonly lower: Draft;
  readonly upper: Draft;
  /** Who is below, for addresses. */
  readonly by: Lower;
  /** Which of those above it is, from 1. */
  readonly upperIndex: number;
  readonly count: number;
  /** First port on each side, from 0. */
  readonly ports: readonly [lower: number, upper: number];
  readonly wanted: Wanted;
}

function layUplink(context: Context, cabling: Cabling, placed: Placed, uplink: Uplink): readonly Link[] {
  const { lower, upper, count, ports, wanted, upperIndex } = uplink;
  const [below, above] = [placed.get(lower.id), placed.get(upper.id)];
  if (below === undefined || above === undefined) return [];
  return Array.from({ length: count }, (_, i) => i).flatMap((i): Link[] => {
    const a = fabricSocket(cabling, lower, below, ports[0] + i, wanted);
    const b = fabricSocket(cabling, upper, above, ports[1] + i, wanted);
    if (a === undefined || b === undefined) return [];
    const cable = cabling.lay(a, b, wanted);
    const addresses = linkAddresses(context.numbers, uplink.by, upperIndex, i + 1);
    if (addresses === undefined) noLink(context, lower, wanted);
    if (cable === undefined || addresses === undefined) return [];
    return [
      {
        id: `${context.site.id}/l/${below.name}:${a.port.name}`,
        cable: cable.id,
        ends: [
          { device: below.id, interface: a.port.name, address: addresses[1] },
          { device: above.id, interface: b.port.name, address: addresses[0] },
        ],
      },
    ];
  });
}

function noLink({ problems, site, spec }: Context, lower: Draft, { path }: Pick<Wanted, 'path'>): void {
  problems.report(
    'error',
    'link-addresses',
    lower.id,
    path,
    `the network of links, in ${spec.cidr ?? site.networks.find(({ name }) => name === 'fabric')?.cidr ?? site.cidr}, has none left for ${lower.name}`,
    "give the fabric a network of its own that is larger: `cidr: '10.128.0.0/16'`",
  );
}

const trayOf = (n: number): 'A' | 'B' => (n % 2 === 1 ? 'A' : 'B');

/** Every leaf to every spine, or every access switch to the aggregation of its pod and that to every core. */
export function layUplinks(context: Context, cabling: Cabling, drafts: Drafts, placed: Placed): readonly Link[] {
  const { topology } = context.spec;
  const racks = context.site.racks.map(({ name }) => name);
  const spec = topology.kind === 'leaf-spine' ? topology.leaves : topology.access;
  const most = Math.max(1, ...racks.map((rack) => spec.pairs[rack] ?? 1));
  const placeInPod = new Map<string, number>();
  const inPod = new Map<number, number>();
  for (const rack of racks) {
    const pod = topology.kind === 'leaf-spine' ? 1 : podOf(context, rack);
    placeInPod.set(rack, inPod.get(pod) ?? 0);
    inPod.set(pod, (inPod.get(pod) ?? 0) + 1);
  }

  const access = drafts.pairs.flatMap(({ rack, number, sides }) => {
    const uppers = topology.kind === 'leaf-spine' ? drafts.top : ofPod(drafts.aggregation, podOf(context, rack));
    return sides.flatMap((lower, side) => {
      const place = ((placeInPod.get(rack) ?? 0) * most + number - 1) * 2 + side;
      return uppers.flatMap((upper, i) =>
        layUplink(context, cabling, placed, {
          lower,
          upper,
          by: { kind: 'pair', rack: Number(rack.slice(1)), pair: number, side: lower.side ?? 'a' },
          upperIndex: i + 1,
          count: spec.uplinks,
          ports: [i * spec.uplinks, place * spec.uplinks],
          wanted: {
            purpose: 'uplink',
            tray: trayOf(side + 1),
            speed: spec.speed,
            media: cabling.backbone,
            path: `${lower.path}.uplinks`,
          },
        }),
      );
    });
  });
  return topology.kind === 'leaf-spine'
    ? access
    : [...access, ...layToCore(context, cabling, drafts, placed, topology.aggregation)];
}

/** Aggregation takes its uplinks from the last port down, so that racks are added from the first up. */
function layToCore(
  context: Context,
  cabling: Cabling,
  drafts: Drafts,
  placed: Placed,
  spec: { readonly uplinks: number; readonly count: number; readonly speed?: Wanted['speed'] },
): readonly Link[] {
  return drafts.aggregation.flatMap((lower) => {
    if (lower.place.kind !== 'aggregation') return [];
    const { pod, index, rack } = lower.place;
    const last = portCount(lower.model, 'fabric');
    return drafts.top.flatMap((upper, i) =>
      layUplink(context, cabling, placed, {
        lower,
        upper,
        by: { kind: 'aggregation', rack },
        upperIndex: i + 1,
        count: spec.uplinks,
        ports: [last - (i + 1) * spec.uplinks, ((pod - 1) * spec.count + index - 1) * spec.uplinks],
        wanted: {
          purpose: 'uplink',
          tray: trayOf(index),
          speed: spec.speed,
          media: cabling.backbone,
          path: `${lower.path}.uplinks`,
        },
      }),
    );
  });
}

const ofPod = (aggregation: readonly Draft[], pod: number): readonly Draft[] =>
  aggregation.filter(({ place }) => place.kind === 'aggregation' && place.pod === pod);

/** Cables between the two of each pair, from the last port down, and the numbers that they share. */
export function layPairs(context: Context, cabling: Cabling, drafts: Drafts, placed: Placed): readonly Pair[] {
  const { topology, multihoming } = context.spec;
  const spec = topology.kind === 'leaf-spine' ? topology.leaves : topology.access;
  return drafts.pairs.flatMap(({ id, rack, sides: [first, second] }): Pair[] => {
    const [a, b] = [placed.get(first.id), placed.get(second.id)];
    if (a?.asn === undefined || a.asn === null || b === undefined) return [];
    const peering = peeringOf(context.numbers, a.number);
    if (peering === undefined) {
      noLink(context, first, { path: first.path });
      return [];
    }
    // Bonds by EVPN need no link between the two.
    const count = multihoming === 'mlag' ? spec.peerLinks : 0;
    for (let i = 0; i < count; i++) {
      const wanted: Wanted = {
        purpose: 'peer',
        tray: trayOf(i + 1),
        media: cabling.inRack,
        path: `${first.path}.peerLinks`,
      };
      const index = portCount(first.model, 'fabric') - 1 - i;
      const ends = [fabricSocket(cabling, first, a, index, wanted), fabricSocket(cabling, second, b, index, wanted)];
      const [one, other] = ends;
      if (one !== undefined && other !== undefined) cabling.lay(one, other, wanted);
    }
    return [{ id, rack, devices: [a.id, b.id], asn: a.asn, peering }];
  });
}
