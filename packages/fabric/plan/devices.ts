import { didYouMean, edgeAsn, printCidr } from '@catalyst/model';
import { MODEL_NAMES, modelOf, type Model } from '../hardware/index.ts';
import type { Device, DeviceRole, NetworkOs } from '../facts.ts';
import type { Context } from './context.ts';
import {
  ROUTES,
  asnOf,
  loopbackCount,
  loopbackOf,
  managementOf,
  numberOf,
  rackNumber,
  vtepOf,
  type Place,
} from './numbering.ts';

/** A device of the plan before it stands anywhere and has cables. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly role: DeviceRole;
  readonly os: NetworkOs;
  readonly model: Model;
  readonly rack: string;
  readonly place: Place;
  readonly pair: string | null;
  readonly side: 'a' | 'b' | null;
  /** Where the profile says so, below `sites.<site>.`. */
  readonly path: string;
}

/** Two drafts that are one to the servers below. */
export interface DraftPair {
  readonly id: string;
  readonly rack: string;
  /** From 1 in its rack. */
  readonly number: number;
  readonly sides: readonly [Draft, Draft];
}

/** All devices of a site, by what they are for. */
export interface Drafts {
  /** Spines or cores. */
  readonly top: readonly Draft[];
  readonly aggregation: readonly Draft[];
  readonly pairs: readonly DraftPair[];
  readonly management: readonly Draft[];
  readonly edge: readonly Draft[];
  readonly firewalls: readonly Draft[];
  readonly all: readonly Draft[];
}

/** What may be used as what. */
const KINDS: Readonly<Record<DeviceRole, readonly Model['kind'][]>> = {
  spine: ['switch'],
  leaf: ['switch'],
  core: ['switch'],
  aggregation: ['switch'],
  access: ['switch'],
  management: ['switch'],
  edge: ['router', 'switch'],
  firewall: ['firewall'],
};

/** Roles that tunnels end on. */
const TUNNELS: ReadonlySet<DeviceRole> = new Set(['leaf', 'access']);

/** The model with this name. An unknown one is a finding, and one that cannot do what it is for. */
function model({ problems, site }: Context, role: DeviceRole, sku: string, path: string): Model | undefined {
  const known = modelOf(sku);
  const report = (code: string, message: string, fix: string): void => {
    problems.report('error', code, site.id, path, message, fix, { model: sku });
  };
  const fitting = MODEL_NAMES.filter((name) => KINDS[role].includes(modelOf(name)?.kind ?? 'switch'));
  if (known === undefined) {
    report(
      'unknown-model',
      `'${sku}' is not in the catalogue of devices, so its ports are not known`,
      didYouMean(sku, fitting),
    );
    return undefined;
  }
  if (!KINDS[role].includes(known.kind))
    report(
      'wrong-kind',
      `${sku} is a ${known.kind}, and cannot be used as ${role}`,
      `use one of ${fitting.join(', ')}`,
    );
  if (TUNNELS.has(role) && !known.vxlan)
    report(
      'no-vxlan',
      `${sku} cannot route between VXLAN tunnels, and every ${role === 'leaf' ? 'leaf' : 'access switch'} has to`,
      'use one of the third generation: DCS-7050SX3-48C8, DCS-7050SX3-48YC8, DCS-7050SX3-48YC12',
    );
  return known;
}

/** The rack of device number `index` from 1: of those that are named in turn, or else of the first two. */
export function rackOf(racks: readonly string[] | undefined, all: readonly string[], index: number): string {
  const choice = racks ?? all.slice(0, 2);
  return choice[(index - 1) % choice.length] ?? all[0] ?? '';
}

const named = (id: string): string => id.slice(id.indexOf('/') + 1).replaceAll('/', '-');

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Which pod a rack belongs to. */
export const podOf = (context: Context, rack: string): number => {
  const { topology } = context.spec;
  const size = topology.kind === 'three-tier' ? topology.racksPerPod : undefined;
  return size === undefined ? 1 : Math.floor((rackNumber(rack) - 1) / size) + 1;
};

/** Number of the first rack of a pod, whether or not it is there yet. */
function firstOfPod({ spec: { topology } }: Context, pod: number): number {
  const size = topology.kind === 'three-tier' ? (topology.racksPerPod ?? 0) : 0;
  return (pod - 1) * size + 1;
}

/** The devices that a profile asks for. Each is named after what it is and where; none after how many there are. */
export function draftDevices(context: Context): Drafts {
  const { spec } = context;
  const { topology } = spec;
  const racks = context.site.racks.map(({ name }) => name);
  const two = topology.kind === 'leaf-spine';

  const top = draftMany(context, two ? 'spine' : 'core', two ? topology.spines : topology.core, {
    path: two ? 'fabric.topology.spines' : 'fabric.topology.core',
    racks,
  });
  const aggregation = two ? [] : draftAggregation(context, topology.aggregation, racks);
  const pairs = draftPairs(context, two ? topology.leaves : topology.access, racks);
  const edge =
    spec.edge === undefined
      ? []
      : draftMany(context, 'edge', spec.edge.routers, { path: 'fabric.edge.routers', racks });
  const firewalls = draftFirewalls(context, racks);
  const management = draftManagement(context, racks);
  return {
    top,
    aggregation,
    pairs,
    management,
    edge,
    firewalls,
    all: [...top, ...aggregation, ...pairs.flatMap(({ sides }) => sides), ...management, ...edge, ...firewalls],
  };
}

function draftMany(
  context: Context,
  role: 'spine' | 'core' | 'edge',
  spec: { readonly model: string; readonly count: number; readonly racks?: readonly string[] | undefined },
  { path, racks }: { readonly path: string; readonly racks: readonly string[] },
): readonly Draft[] {
  const found = model(context, role, spec.model, `${path}.model`);
  if (found === undefined) return [];
  return range(spec.count).map((index) => {
    const id = `${context.site.id}/${role}-${String(index)}`;
    return {
      id,
      name: named(id),
      role,
      os: context.spec.nos,
      model: found,
      rack: rackOf(spec.racks, racks, index),
      place: { kind: role, index },
      pair: null,
      side: null,
      path,
    };
  });
}

function draftAggregation(
  context: Context,
  spec: { readonly model: string; readonly count: number; readonly racks?: readonly string[] | undefined },
  racks: readonly string[],
): readonly Draft[] {
  const path = 'fabric.topology.aggregation';
  const found = model(context, 'aggregation', spec.model, `${path}.model`);
  if (found === undefined) return [];
  const pods = new Map<number, string[]>();
  for (const rack of racks) {
    const pod = podOf(context, rack);
    pods.set(pod, [...(pods.get(pod) ?? []), rack]);
  }
  return [...pods].flatMap(([pod, inPod]) =>
    range(spec.count).map((index): Draft => {
      const id = `${context.site.id}/p${String(pod).padStart(2, '0')}/agg-${String(index)}`;
      return {
        id,
        name: named(id),
        role: 'aggregation',
        os: context.spec.nos,
        model: found,
        rack: rackOf(
          spec.racks?.filter((rack) => inPod.includes(rack)),
          inPod,
          index,
        ),
        place: { kind: 'aggregation', pod, index, rack: firstOfPod(context, pod) + index - 1 },
        pair: null,
        side: null,
        path,
      };
    }),
  );
}

function draftPairs(
  context: Context,
  spec: { readonly model: string; readonly pairs: Readonly<Record<string, number>> },
  racks: readonly string[],
): readonly DraftPair[] {
  const leaves = context.spec.topology.kind === 'leaf-spine';
  const role = leaves ? 'leaf' : 'access';
  const path = `fabric.topology.${leaves ? 'leaves' : 'access'}`;
  const found = model(context, role, spec.model, `${path}.model`);
  if (found === undefined) return [];
  return racks.flatMap((rack) =>
    range(spec.pairs[rack] ?? 1).map((number): DraftPair => {
      const id = `${context.site.id}/${rack}/${role}${number === 1 ? '' : `-${String(number)}`}`;
      const side = (letter: 'a' | 'b'): Draft => {
        const own = number === 1 ? `${id}-${letter}` : `${id}${letter}`;
        return {
          id: own,
          name: named(own),
          role,
          os: context.spec.nos,
          model: found,
          rack,
          place: { kind: role, rack: rackNumber(rack), pair: number, side: letter },
          pair: id,
          side: letter,
          path,
        };
      };
      return { id, rack, number, sides: [side('a'), side('b')] };
    }),
  );
}

function draftFirewalls(context: Context, racks: readonly string[]): readonly Draft[] {
  const spec = context.spec.firewalls;
  if (spec === undefined) return [];
  const found = model(context, 'firewall', spec.model, 'fabric.firewalls.model');
  if (found === undefined) return [];
  return [1, 2].map((index): Draft => {
    const id = `${context.site.id}/fw-${String(index)}`;
    return {
      id,
      name: named(id),
      role: 'firewall',
      os: 'panos',
      model: found,
      rack: rackOf(spec.racks, racks, index),
      place: { kind: 'firewall', index },
      pair: `${context.site.id}/fw`,
      side: index === 1 ? 'a' : 'b',
      path: 'fabric.firewalls',
    };
  });
}

function draftManagement(context: Context, racks: readonly string[]): readonly Draft[] {
  const found = model(context, 'management', context.spec.management.model, 'fabric.management.model');
  if (found === undefined) return [];
  return racks.map((rack): Draft => {
    const id = `${context.site.id}/${rack}/mgmt`;
    return {
      id,
      name: named(id),
      role: 'management',
      // Nothing is routed on it, so it need not run what the fabric runs.
      os: 'eos',
      model: found,
      rack,
      place: { kind: 'management', rack: rackNumber(rack) },
      pair: null,
      side: null,
      path: 'fabric.management',
    };
  });
}

/** The pin of a device, server or array: by its id without the site. */
export const pinOf = ({ spec, site }: Context, id: string): Context['spec']['pinned'][string] =>
  spec.pinned[id.slice(site.id.length + 1)] ?? {};

/** A draft with its numbers, without ports yet. Undefined, and a finding, where the site has no number for it. */
export function numberDevice(context: Context, draft: Draft, at: { readonly unit: number }): Device | undefined {
  const { numbers, platform, site, problems } = context;
  const number = numberOf(numbers, draft.place);
  const pin = pinOf(context, draft.id);
  const twin =
    draft.side === 'b' && draft.pair !== null && draft.role !== 'firewall' && context.spec.multihoming === 'mlag';
  const own = number === undefined ? undefined : loopbackOf(numbers, number);
  const loopback = ROUTES.has(draft.role) ? (pin.loopback ?? own) : null;
  const tunnels = draft.role === 'leaf' || draft.role === 'access';
  const vtep = tunnels && number !== undefined ? vtepOf(numbers, twin ? number - 1 : number) : null;
  if (number === undefined) {
    problems.report(
      'error',
      'numbers',
      draft.id,
      draft.path,
      `${draft.name} has no number: the networks of site ${site.id} have room for ${String(numbers.size)} devices, each kind in a part of its own`,
      'give the site a larger network, up to a /14, and `fabric.cidr` for loopbacks and links; or use lower rack numbers',
      { numbers: numbers.size },
    );
    return undefined;
  }
  if (loopback === undefined || vtep === undefined) {
    const last = loopbackCount(numbers) - 1;
    problems.report(
      'error',
      'fabric-network',
      draft.id,
      'fabric.cidr',
      `${draft.name} has number ${String(number)}, and ${printCidr(numbers.fabric)} has loopbacks for numbers up to ${String(last)}: an eighth of its addresses`,
      "give the fabric a larger network: `cidr: '10.128.0.0/16'`",
      { number, last },
    );
    return undefined;
  }
  return {
    id: draft.id,
    site: site.id,
    name: draft.name,
    fqdn: `${draft.name}.${site.id}.${platform.domain}`,
    role: draft.role,
    os: draft.os,
    model: draft.model.sku,
    rack: draft.rack,
    unit: at.unit,
    units: draft.model.units,
    power: draft.model.power,
    number,
    management: pin.management ?? managementOf(numbers, number),
    loopback,
    vtep,
    asn: pin.asn ?? asOf(context, draft, number),
    pair: draft.pair,
    side: draft.side,
    ports: [],
  };
}

/**
 * Switches between others share a number in each tier, so that no route comes back through another of them; each pair of
 * leaves has one of its own.
 */
function asOf(context: Context, { role, place, side }: Draft, number: number): number | null {
  const { numbers, site } = context;
  switch (role) {
    case 'spine':
    case 'core':
      return asnOf(numbers, 0);
    case 'aggregation': {
      const pod = place.kind === 'aggregation' ? place.pod : 1;
      const first = numberOf(numbers, { kind: 'aggregation', pod, index: 1, rack: firstOfPod(context, pod) });
      return asnOf(numbers, first ?? number);
    }
    case 'leaf':
    case 'access':
      return asnOf(numbers, side === 'b' ? number - 1 : number);
    case 'edge':
      return edgeAsn(site);
    case 'management':
    case 'firewall':
      return null;
  }
}
