import { rackNumber } from './numbering.ts';

/*
 * How long cables are. Racks stand side by side in rows of twenty, rows behind each other, and the two trays run above
 * them. @source EIA-310: 0.6 m wide, a unit of 44.45 mm; ANSI/TIA-942: 1.2 m deep, 1.2 m of aisle
 */
const ROW = 20;
const PITCH = 0.6;
const BETWEEN_ROWS = 2.4;
const UNIT = 0.04445;

/** From the top of a rack to the tray, and what is left over at each end. */
const TO_TRAY = 0.5;
const SLACK = 0.5;

/** A meet-me room is at the end of the hall. */
const MEET_ME = 50;

/** Lengths that are sold. */
const SOLD = [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000];

const sold = (metres: number): number => SOLD.find((length) => length >= metres) ?? Math.ceil(metres / 100) * 100;

/** Where one end of a cable is. */
export interface Spot {
  readonly rack: string;
  readonly unit: number;
}

/** Metres of cable between two places in the hall, to the next length that is sold. */
export function lengthBetween(a: Spot, b: Spot, rackUnits: number): number {
  if (a.rack === b.rack) return sold(Math.abs(a.unit - b.unit) * UNIT + SLACK);
  const [one, other] = [rackNumber(a.rack) - 1, rackNumber(b.rack) - 1];
  const along = Math.abs((one % ROW) - (other % ROW)) * PITCH;
  const across = Math.abs(Math.floor(one / ROW) - Math.floor(other / ROW)) * BETWEEN_ROWS;
  return sold(along + across + upTo(a, rackUnits) + upTo(b, rackUnits));
}

const upTo = ({ unit }: Spot, rackUnits: number): number => (rackUnits - unit + 1) * UNIT + TO_TRAY + SLACK;

/** Metres to where providers hand over. */
export const lengthToMeetMe = (a: Spot, rackUnits: number): number => sold(MEET_ME + upTo(a, rackUnits));
