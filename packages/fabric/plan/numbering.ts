import { firstAsn, parseCidr, printAddress, type Cidr, type Network, type Site } from '@catalyst/model';
import type { DeviceRole } from '../facts.ts';

/*
 * Numbers of a site's network. Every device has one number, which follows from its name alone, and all others from it:
 * nothing is counted, so that growth renumbers nothing. Two names can only want the same where the space is too small,
 * which `rules/numbers.ts` reports.
 *
 *     numbers 0 … N-1       N: the addresses of blocks 24 to 31 of `management`, 512 in a site of /16
 *       first three quarters: four for each pair: its management switch, a, b, and an aggregation switch
 *                             the first pair of rack r has place r; other pairs have places from the end downwards;
 *                             aggregation switch i of a pod has the number at the i-th of its racks
 *       last quarter:         spines or cores, routers, firewalls, arrays; half is free
 *
 *     fabric network, S addresses: 4,096 in a site of /16
 *       first eighth          loopbacks: first + number
 *       second eighth         tunnel ends: first + number
 *       third eighth          peer links: two /31s for each place
 *       rest                  links: 16 /31s for each switch and four of those above it
 */

/** Blocks of 64 in `management` that network devices have: behind all pools with a well-known name. */
const FIRST_BLOCK = 24;
const BLOCKS = 8;
const BLOCK_BITS = 6;

/** A switch has /31s for so many above it, with so many cables to each. More are of the next plane. */
const PLANE = { uppers: 4, cables: 4 } as const;
const LINKS_IN_PLANE = PLANE.uppers * PLANE.cables;

/** At most four pairs in a rack, of which three are not the first. */
const OTHER_PAIRS = 3;

/** Parts of the last quarter, in sixteenths of it. */
const PARTS = {
  spine: { first: 0, size: 2 },
  core: { first: 0, size: 2 },
  edge: { first: 2, size: 1 },
  firewall: { first: 3, size: 1 },
  array: { first: 4, size: 4 },
} as const;

export type Place =
  | { readonly kind: keyof typeof PARTS; readonly index: number }
  /** `rack`: the number of the rack that it has the place of, whether or not it stands there. */
  | { readonly kind: 'aggregation'; readonly pod: number; readonly index: number; readonly rack: number }
  | { readonly kind: 'leaf' | 'access'; readonly rack: number; readonly pair: number; readonly side: 'a' | 'b' }
  | { readonly kind: 'management'; readonly rack: number };

/** `r07`: 7. */
export const rackNumber = (name: string): number => Number(name.slice(1));

/** What numbers of a site are taken from. */
export interface Numbers {
  /** How many numbers there are. */
  readonly size: number;
  readonly fabric: Cidr;
  readonly firstManagement: number;
  readonly firstAsn: number;
}

/** Undefined where the profile's fabric network is none, which is a finding. */
export function numbersOf(site: Site): Numbers | undefined {
  const management = parseCidr(networkOf(site, 'management')?.cidr ?? '');
  const fabric = parseCidr(site.fabric?.cidr ?? networkOf(site, 'fabric')?.cidr ?? '');
  if (management === undefined || fabric === undefined) return undefined;
  const block = 2 ** (32 - management.prefix - BLOCK_BITS);
  return {
    size: BLOCKS * block,
    fabric,
    firstManagement: management.first + FIRST_BLOCK * block,
    firstAsn: firstAsn(site),
  };
}

const networkOf = (site: Site, name: string): Network | undefined =>
  site.networks.find((network) => network.name === name);

/** Places of pairs: those of first pairs are their racks' numbers, the others are counted from the end. */
function pairPlace({ size }: Numbers, rack: number, pair: number): number {
  const places = (3 * size) / 16;
  return pair === 1 ? rack : places - 1 - otherPair(rack, pair);
}

/** The number of a pair that is not the first of its rack, from 0. */
const otherPair = (rack: number, pair: number): number => (rack - 1) * OTHER_PAIRS + pair - 2;

/** Undefined where there is no such number: the site's network is too small. */
export function numberOf(numbers: Numbers, place: Place): number | undefined {
  switch (place.kind) {
    case 'management':
      return inPairs(numbers, 4 * pairPlace(numbers, place.rack, 1));
    case 'leaf':
    case 'access':
      return inPairs(numbers, 4 * pairPlace(numbers, place.rack, place.pair) + (place.side === 'a' ? 1 : 2));
    case 'aggregation':
      return inPairs(numbers, 4 * place.rack + 3);
    default:
      return inPart(numbers, place.kind, place.index - 1);
  }
}

const inPairs = ({ size }: Numbers, number: number): number | undefined =>
  number > 0 && number < (3 * size) / 4 ? number : undefined;

function inPart({ size }: Numbers, kind: keyof typeof PARTS, index: number): number | undefined {
  const sixteenth = size / 64;
  const part = PARTS[kind];
  return index < part.size * sixteenth ? (3 * size) / 4 + part.first * sixteenth + index : undefined;
}

/** How many devices the fabric network has loopbacks for. */
export const loopbackCount = (numbers: Numbers): number => eighth(numbers);

const eighth = ({ fabric }: Numbers): number => 2 ** (32 - fabric.prefix - 3);

/** Undefined where the fabric network has no such address. */
function inFabric(numbers: Numbers, part: number, index: number): string | undefined {
  return index < eighth(numbers) ? printAddress(numbers.fabric.first + part * eighth(numbers) + index) : undefined;
}

export const loopbackOf = (numbers: Numbers, number: number): string | undefined => inFabric(numbers, 0, number);

export const vtepOf = (numbers: Numbers, number: number): string | undefined => inFabric(numbers, 1, number);

export const managementOf = ({ firstManagement }: Numbers, number: number): string =>
  printAddress(firstManagement + number);

export const asnOf = ({ firstAsn: first }: Numbers, number: number): number => first + number;

type Two = readonly [string, string];

/** Addresses on the peer link of a pair, by the number of its `a`. */
export function peeringOf(
  numbers: Numbers,
  number: number,
): { readonly control: Two; readonly routing: Two } | undefined {
  const first = number - 1;
  if (first + 4 > eighth(numbers)) return undefined;
  const at = (i: number): string => printAddress(numbers.fabric.first + 2 * eighth(numbers) + first + i);
  return { control: [at(0), at(1)], routing: [at(2), at(3)] };
}

/** Who is below on a routed link. */
export type Lower =
  | { readonly kind: 'pair'; readonly rack: number; readonly pair: number; readonly side: 'a' | 'b' }
  | { readonly kind: 'aggregation'; readonly rack: number }
  | { readonly kind: 'edge'; readonly index: number };

/**
 * The /31 of cable `cable` to switch number `upper` above, both from 1: the upper end first. Undefined where the fabric
 * network has no more.
 */
export function linkAddresses(numbers: Numbers, lower: Lower, upper: number, cable: number): Two | undefined {
  const slots = Math.floor((5 * eighth(numbers)) / (2 * LINKS_IN_PLANE));
  const plane = 2 * Math.floor((upper - 1) / PLANE.uppers) + Math.floor((cable - 1) / PLANE.cables);
  const slot = slotOf(lower, slots);
  if (slot < 0 || slot >= slots) return undefined;
  // Planes are a quarter of all apart, and none meets another before the network is full.
  const moved = (slot + plane * Math.floor(slots / 4)) % slots;
  const place = ((upper - 1) % PLANE.uppers) * PLANE.cables + ((cable - 1) % PLANE.cables);
  const first = numbers.fabric.first + 3 * eighth(numbers) + 2 * (moved * LINKS_IN_PLANE + place);
  return [printAddress(first), printAddress(first + 1)];
}

/** First pairs from the start, all others in turn from the end; no rack has number 0, so the first two are the routers'. */
function slotOf(lower: Lower, slots: number): number {
  switch (lower.kind) {
    case 'edge':
      return lower.index <= 2 ? lower.index - 1 : -1;
    case 'pair': {
      const side = lower.side === 'a' ? 0 : 1;
      return lower.pair === 1 ? 2 * lower.rack + side : slots - 1 - side - 4 * otherPair(lower.rack, lower.pair);
    }
    case 'aggregation': {
      const index = lower.rack - 1;
      return slots - 3 - (index % 2) - 4 * Math.floor(index / 2);
    }
  }
}

/** Roles that route in the fabric, and so have a loopback. */
export const ROUTES: ReadonlySet<DeviceRole> = new Set(['spine', 'leaf', 'core', 'aggregation', 'access', 'edge']);
