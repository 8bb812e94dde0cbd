import { Gbps, circuitsOf, type BitsPerSecond, type Circuit } from '@catalyst/model';
import type { Device, Link } from '../facts.ts';
import { portAt, portCount, type FrontPort } from '../hardware/index.ts';
import { COPPER, type Cabling, type Socket, type Wanted } from './cabling.ts';
import type { Context } from './context.ts';
import type { Draft, DraftPair, Drafts } from './devices.ts';
import { linkAddresses } from './numbering.ts';
import { foreignPort, cageFor } from './servers.ts';
import { fabricSocket, type Placed } from './switches.ts';

/** The pair that a router or firewall hangs on: of its own rack, unless the profile names one for all. */
function borderPair(context: Context, drafts: Drafts, draft: Draft): DraftPair | undefined {
  const rack = context.spec.edge?.border ?? draft.rack;
  return drafts.pairs.find((pair) => pair.rack === rack && pair.number === 1);
}

const trayOf = (n: number): 'A' | 'B' => (n % 2 === 1 ? 'A' : 'B');

/** How many things hang on each pair before this one, so that the ports of each are its own. */
class Places {
  private readonly used = new Map<string, number>();

  next(pair: string): number {
    const place = this.used.get(pair) ?? 0;
    this.used.set(pair, place + 1);
    return place;
  }
}

/**
 * Routers and firewalls with one cable to each leaf of their pair, below the ports of the peer link. A firewall's are the
 * legs of its bond; a router's are routed.
 */
export function layBorder(context: Context, cabling: Cabling, drafts: Drafts, placed: Placed): void {
  const places = new Places();
  const { topology } = context.spec;
  const reserved = (topology.kind === 'leaf-spine' ? topology.leaves : topology.access).peerLinks;
  for (const draft of [...drafts.edge, ...drafts.firewalls]) {
    const device = placed.get(draft.id);
    const pair = borderPair(context, drafts, draft);
    if (device === undefined) continue;
    if (pair === undefined) {
      context.problems.report(
        'error',
        'no-border',
        draft.id,
        draft.path,
        `${draft.name} stands in rack ${draft.rack}, which has no pair of leaves to hang on`,
        'put it into a rack with a pair, or name the rack of one as `edge.border`',
      );
      continue;
    }
    const place = places.next(pair.id);
    pair.sides.forEach((leafDraft, side) => {
      const leaf = placed.get(leafDraft.id);
      if (leaf === undefined) return;
      const wanted: Wanted = {
        purpose: draft.role === 'edge' ? 'edge' : 'firewall',
        tray: trayOf(side + 1),
        media: leaf.rack === device.rack ? cabling.inRack : cabling.backbone,
        path: draft.path,
      };
      const index = portCount(leafDraft.model, 'fabric') - 1 - reserved - place;
      const mine = fabricSocket(cabling, draft, device, side, wanted);
      const theirs = fabricSocket(cabling, leafDraft, leaf, index, wanted);
      if (mine !== undefined && theirs !== undefined) cabling.lay(mine, theirs, wanted);
    });
  }
}

/** The first two routers beside each other, so that either knows the other's ways out. */
export function layRouters(context: Context, cabling: Cabling, drafts: Drafts, placed: Placed): readonly Link[] {
  const [first, second] = drafts.edge;
  if (first === undefined || second === undefined) return [];
  const [a, b] = [placed.get(first.id), placed.get(second.id)];
  if (a === undefined || b === undefined) return [];
  const wanted: Wanted = {
    purpose: 'edge',
    tray: 'A',
    media: a.rack === b.rack ? cabling.inRack : cabling.backbone,
    path: first.path,
  };
  const [one, other] = [fabricSocket(cabling, first, a, 2, wanted), fabricSocket(cabling, second, b, 2, wanted)];
  if (one === undefined || other === undefined) return [];
  const cable = cabling.lay(one, other, wanted);
  const addresses = linkAddresses(context.numbers, { kind: 'edge', index: 1 }, 1, 1);
  if (cable === undefined || addresses === undefined) return [];
  return [
    {
      id: `${context.site.id}/l/${a.name}:${one.port.name}`,
      cable: cable.id,
      ends: [
        { device: a.id, interface: one.port.name, address: addresses[1] },
        { device: b.id, interface: other.port.name, address: addresses[0] },
      ],
    },
  ];
}

/** What the two firewalls tell each other: sessions, and twice whether they live. */
export function layTwins(cabling: Cabling, drafts: Drafts, placed: Placed): void {
  const [first, second] = drafts.firewalls;
  if (first === undefined || second === undefined) return;
  const [a, b] = [placed.get(first.id), placed.get(second.id)];
  if (a === undefined || b === undefined) return;
  for (let i = 0; i < portCount(first.model, 'ha'); i++) {
    const [one, other] = [portAt(first.model, first.os, 'ha', i), portAt(second.model, second.os, 'ha', i)];
    if (one === undefined || other === undefined) continue;
    const media = one.cage === 'rj45' ? COPPER : a.rack === b.rack ? cabling.inRack : cabling.backbone;
    // Sessions in one tray; heartbeats in both.
    const wanted: Wanted = { purpose: 'firewall', tray: trayOf(i + 1), media, path: first.path };
    cabling.lay(socket(a, one), socket(b, other), wanted);
  }
}

const socket = (device: Device, port: FrontPort): Socket => ({
  on: device.id,
  name: device.name,
  port,
  at: device,
  device: true,
});

/** What ends at routers of a site: which router, from 1, and how much. */
function endsAt(circuit: Circuit, site: string): number | undefined {
  switch (circuit.kind) {
    case 'internet':
      return circuit.site === site ? circuit.router : undefined;
    case 'direct-connect':
      return circuit.datacenter === site ? circuit.router : undefined;
    case 'dark-fiber':
      return circuit.ends.find((end) => end.site === site)?.router;
    case 'ipsec':
    case 'aws-backbone':
      return undefined;
  }
}

/** Ports that providers hand over on, and up to how many of the slower ones before a faster one. */
const SLOW = Gbps(10);
const FAST = Gbps(100);
const MOST_SLOW = 4;

/** So many cables of so much carry a circuit. */
export function portsFor(bandwidth: BitsPerSecond): { readonly count: number; readonly speed: BitsPerSecond } {
  const slow = Math.ceil(bandwidth / SLOW);
  return slow <= MOST_SLOW ? { count: slow, speed: SLOW } : { count: Math.ceil(bandwidth / FAST), speed: FAST };
}

/** Providers' cables on the routers, in the order of the profile: the slower on small ports, the faster behind the fabric's. */
export function layProviders(context: Context, cabling: Cabling, drafts: Drafts, placed: Placed): void {
  const slow = new Places();
  const fast = new Places();
  for (const circuit of circuitsOf(context.platform)) {
    const router = endsAt(circuit, context.site.id);
    const draft = router === undefined ? undefined : drafts.edge[router - 1];
    const device = draft === undefined ? undefined : placed.get(draft.id);
    if (router === undefined) continue;
    if (draft === undefined || device === undefined) {
      noRouter(context, circuit.id, router);
      continue;
    }
    const { count, speed } = portsFor(circuit.bandwidth);
    for (let i = 0; i < count; i++) {
      const wanted: Wanted = { purpose: 'provider', tray: trayOf(router), speed, media: ['smf'], path: draft.path };
      // Two to the leaves and one to the other router come first.
      const mine =
        speed === SLOW
          ? smallSocket(cabling, draft, device, slow.next(device.id), wanted)
          : fabricSocket(cabling, draft, device, 3 + fast.next(device.id), wanted);
      if (mine === undefined) continue;
      cabling.lay(
        mine,
        {
          on: circuit.id,
          name: circuit.id,
          port: foreignPort(count === 1 ? 'handover' : `handover ${String(i + 1)}`, cageFor(speed), speed),
          at: null,
          device: false,
        },
        wanted,
      );
    }
  }
}

function smallSocket(
  cabling: Cabling,
  draft: Draft,
  device: Device,
  index: number,
  wanted: Wanted,
): Socket | undefined {
  const port = portAt(draft.model, draft.os, 'server', index);
  if (port !== undefined) return socket(device, port);
  cabling.noPort(device.id, draft.name, wanted, 'providers', index, portCount(draft.model, 'server'));
  return undefined;
}

function noRouter({ problems, site }: Context, circuit: string, router: number): void {
  problems.report(
    'error',
    'no-router',
    circuit,
    'fabric.edge',
    `${circuit} ends on edge router ${String(router)} of site ${site.id}, which has no such router`,
    'give the site two edge routers (`fabric.edge.routers`)',
  );
}
