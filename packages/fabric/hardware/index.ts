import type { BitsPerSecond } from '@catalyst/model';
import type { NetworkOs } from '../facts.ts';
import { FIREWALLS } from './firewalls.ts';
import type { FrontPort, Model, PortRange, Use } from './model.ts';
import { SWITCHES } from './switches.ts';

export type * from './model.ts';
export { OPTICS, fit, plugsFor, type Optic, type Plugs } from './optics.ts';

const MODELS: ReadonlyMap<string, Model> = new Map([...SWITCHES, ...FIREWALLS].map((model) => [model.sku, model]));

/** The vendors' names of all devices that are known. */
export const MODEL_NAMES: readonly string[] = [...MODELS.keys()];

/** A device by the vendor's name; undefined where it is not in the catalogue. */
export const modelOf = (sku: string): Model | undefined => MODELS.get(sku);

const rangesFor = ({ ranges }: Model, use: Use): readonly PortRange[] => ranges.filter((range) => range.use === use);

/** How many ports a model has for a purpose. A switch with large ports only splits them for servers. */
export function portCount(model: Model, use: Use): number {
  const ranges = rangesFor(model, use);
  if (ranges.length === 0) return splitRange(model, use)?.lanes ?? 0;
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

function splitRange(model: Model, use: Use): { readonly range: PortRange; readonly lanes: number } | undefined {
  if (use !== 'server') return undefined;
  const range = model.ranges.find(({ breakout }) => breakout !== undefined);
  return range?.breakout === undefined ? undefined : { range, lanes: range.count * range.breakout.lanes };
}

function nameOf(os: NetworkOs, range: PortRange, number: number, lane: number | null): string {
  const [fixed] = range.names?.slice(number - range.first) ?? [];
  if (fixed !== undefined) return fixed;
  if (os === 'panos') return `ethernet1/${String(number)}`;
  if (os === 'frr') return lane === null ? `swp${String(number)}` : `swp${String(number)}s${String(lane - 1)}`;
  if (range.cage === 'sfp' || range.cage === 'rj45') return `Ethernet${String(number)}`;
  const tail = String(lane ?? 1);
  if (range.card === undefined) return `Ethernet${String(number)}/${tail}`;
  const { ports, slot } = range.card;
  return `Ethernet${String(slot + Math.floor((number - 1) / ports))}/${String(((number - 1) % ports) + 1)}/${tail}`;
}

/** Port number `index` (from 0) of those with this use; undefined where there are no more. */
export function portAt(model: Model, os: NetworkOs, use: Use, index: number): FrontPort | undefined {
  if (index < 0) return undefined;
  let left = index;
  for (const range of rangesFor(model, use)) {
    if (left < range.count) return whole(os, range, range.first + left);
    left -= range.count;
  }
  const split = rangesFor(model, use).length === 0 ? splitRange(model, use) : undefined;
  if (split?.range.breakout === undefined || index >= split.lanes) return undefined;
  const { lanes, speed } = split.range.breakout;
  // From the last port down, so that the first are left for other switches.
  const number = split.range.first + split.range.count - 1 - Math.floor(index / lanes);
  const lane = (index % lanes) + 1;
  return { name: nameOf(os, split.range, number, lane), number, lane, cage: 'sfp', speeds: [speed] };
}

const whole = (os: NetworkOs, range: PortRange, number: number): FrontPort => ({
  name: nameOf(os, range, number, null),
  number,
  lane: null,
  cage: range.cage,
  speeds: range.speeds,
});

/** The fastest that both ends can run at, and no faster than asked; undefined where they have no speed in common. */
export const commonSpeed = (
  a: Pick<FrontPort, 'speeds'>,
  b: Pick<FrontPort, 'speeds'>,
  wanted?: BitsPerSecond,
): BitsPerSecond | undefined =>
  [...a.speeds].reverse().find((speed) => b.speeds.includes(speed) && (wanted === undefined || speed === wanted));

/** What the port for management is called. On a chassis it is the supervisor's. @source network notes §4.1 */
export function managementPort(os: NetworkOs, model: string): string {
  if (os === 'frr') return 'eth0';
  if (os === 'panos') return 'mgmt';
  return model.startsWith('DCS-7358') ? 'Management1/1' : 'Management1';
}
