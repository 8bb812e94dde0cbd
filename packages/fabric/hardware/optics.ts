import { Gbps, type BitsPerSecond } from '@catalyst/model';
import type { Cable } from '../facts.ts';
import type { Cage } from './model.ts';

/** A module with a plug for a fibre or a copper pair. Two fit together when speed, lanes, modulation and medium agree. */
export interface Optic {
  readonly sku: string;
  readonly cage: Cage;
  readonly speed: BitsPerSecond;
  readonly lanes: number;
  readonly modulation: 'nrz' | 'pam4';
  readonly medium: 'smf' | 'om4' | 'cat6a';
  /** Metres. */
  readonly reach: number;
}

const optic = (
  sku: string,
  cage: Cage,
  gbps: number,
  lanes: number,
  medium: Optic['medium'],
  reach: number,
  modulation: Optic['modulation'] = 'nrz',
): Optic => ({ sku, cage, speed: Gbps(gbps), lanes, modulation, medium, reach });

/**
 * In the order in which they are chosen: the shortest reach first, which is the cheapest.
 * @source Arista's optics and cables data sheets: reach over OM4 and OS2
 */
export const OPTICS: readonly Optic[] = [
  optic('SFP-1G-T', 'sfp', 1, 1, 'cat6a', 100),
  optic('SFP-10G-SR', 'sfp', 10, 1, 'om4', 400),
  optic('SFP-10G-LR', 'sfp', 10, 1, 'smf', 10_000),
  optic('SFP-25G-SR', 'sfp', 25, 1, 'om4', 100),
  optic('SFP-25G-LR', 'sfp', 25, 1, 'smf', 10_000),
  optic('QSFP-40G-SR4', 'qsfp', 40, 4, 'om4', 150),
  optic('QSFP-40G-LRL4', 'qsfp', 40, 4, 'smf', 1_000),
  optic('QSFP-40G-LR4', 'qsfp', 40, 4, 'smf', 10_000),
  optic('QSFP-100G-SR4', 'qsfp', 100, 4, 'om4', 100),
  optic('QSFP-100G-CWDM4', 'qsfp', 100, 4, 'smf', 2_000),
  optic('QSFP-100G-LR4', 'qsfp', 100, 4, 'smf', 10_000),
  optic('OSFP-400G-SR8', 'osfp', 400, 8, 'om4', 100, 'pam4'),
  optic('OSFP-400G-DR4', 'osfp', 400, 4, 'smf', 500, 'pam4'),
  optic('OSFP-400G-FR4', 'osfp', 400, 4, 'smf', 2_000, 'pam4'),
];

/** How far twinax carries, in metres, by speed. @source IEEE 802.3 25GBASE-CR: 3 m without forward error correction */
const TWINAX: ReadonlyMap<number, number> = new Map([
  [Gbps(10), 5],
  [Gbps(25), 3],
  [Gbps(40), 5],
  [Gbps(100), 5],
  [Gbps(400), 3],
]);

/** How far copper pairs of category 6A carry. 25GBASE-T needs category 8. @source IEEE 802.3an, 802.3bq */
const COPPER = { reach: 100, speeds: [Gbps(1), Gbps(10)] } as const;

export interface Plugs {
  readonly medium: Cable['medium'];
  /** Modules at both ends; null where the plug is part of the cable or the port. */
  readonly optics: readonly [string | null, string | null];
}

const isCopper = (speed: BitsPerSecond): boolean => COPPER.speeds.some((known) => known === speed);

const between = (a: Optic, b: Optic): boolean =>
  a.speed === b.speed && a.lanes === b.lanes && a.modulation === b.modulation && a.medium === b.medium;

/** Whether two modules of these names understand each other over so many metres. */
export function fit(one: string, other: string, length: number): boolean {
  const [a, b] = [one, other].map((sku) => OPTICS.find((entry) => entry.sku === sku));
  return a !== undefined && b !== undefined && between(a, b) && length <= Math.min(a.reach, b.reach);
}

/** What joins two ports at a speed over a length in metres: twinax where it reaches, otherwise modules. Undefined where nothing that is sold does. */
export function plugsFor(
  cages: readonly [Cage, Cage],
  speed: BitsPerSecond,
  length: number,
  media: readonly Cable['medium'][],
): Plugs | undefined {
  for (const medium of media) {
    const plugs = plugsOver(medium, cages, speed, length);
    if (plugs !== undefined) return plugs;
  }
  return undefined;
}

function plugsOver(
  medium: Cable['medium'],
  cages: readonly [Cage, Cage],
  speed: BitsPerSecond,
  length: number,
): Plugs | undefined {
  const [a, b] = cages;
  if (medium === 'dac')
    return a === b && a !== 'rj45' && length <= (TWINAX.get(speed) ?? 0) ? { medium, optics: [null, null] } : undefined;
  const candidates = (cage: Cage) =>
    OPTICS.filter((o) => o.cage === cage && o.speed === speed && o.medium === medium && o.reach >= length);
  if (medium === 'cat6a') {
    if (!isCopper(speed) || length > COPPER.reach) return undefined;
    const ends = [a, b].map((cage) => (cage === 'rj45' ? null : candidates(cage)[0]?.sku));
    const [one, other] = ends;
    return one === undefined || other === undefined ? undefined : { medium, optics: [one, other] };
  }
  for (const one of candidates(a)) {
    const other = candidates(b).find((candidate) => between(one, candidate));
    if (other !== undefined) return { medium, optics: [one.sku, other.sku] };
  }
  return undefined;
}
