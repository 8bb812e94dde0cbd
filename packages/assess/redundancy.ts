import { Ratio, type Platform, type Severity } from '@catalyst/model';
import { grouped } from './figures.ts';

/**
 * What one server alone achieves. It is down 68 minutes a year: 0.08 hardware failures of 8 h, and 2 software failures
 * of 15 min.
 * @source audit 4.10, defaults of the availability model
 */
const MINUTES_A_YEAR = 8760 * 60;
const ALONE_DOWN = 0.08 * 8 * 60 + 2 * 15;
const ALONE = Ratio.of(1 - ALONE_DOWN / MINUTES_A_YEAR);

/** How bad it is that a single failure interrupts something: an error where the objective asks for more than one server can give. */
export const severityOfNoSpare = (platform: Platform): Severity =>
  platform.objectives.availability > ALONE ? 'error' : 'warning';

/** The arithmetic of that, for a message. */
export function noSpareArithmetic({ objectives }: Platform): string {
  const allowed = (1 - objectives.availability) * MINUTES_A_YEAR;
  return (
    `one server alone is down ${ALONE_DOWN.toFixed(0)} min a year ` +
    `(0.08 hardware failures × 8 h + 2 software failures × 15 min), ` +
    `and ${Ratio.print(objectives.availability)} allows ${grouped(Math.round(allowed))} min`
  );
}
