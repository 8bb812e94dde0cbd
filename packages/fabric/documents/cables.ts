import { BitsPerSecond } from '@catalyst/model';
import type { Cable, CableEnd, Fabric } from '../facts.ts';

/** A line of `cables.csv`: one cable, with all that somebody needs who lays it. */
export interface CableRow {
  readonly label: string;
  readonly purpose: string;
  readonly a: string;
  readonly a_rack: string;
  readonly a_unit: number | '';
  readonly a_port: string;
  readonly a_optic: string;
  readonly b: string;
  readonly b_rack: string;
  readonly b_unit: number | '';
  readonly b_port: string;
  readonly b_optic: string;
  readonly speed: string;
  readonly medium: string;
  readonly length_m: number;
  readonly tray: string;
}

/** What engineers call the medium. */
const MEDIUM: Readonly<Record<Cable['medium'], string>> = {
  smf: 'single-mode fiber OS2',
  om4: 'multi-mode fiber OM4',
  dac: 'twinax copper',
  cat6a: 'copper CAT6A',
};

const endOf = ({ on, rack, unit, port, optic }: CableEnd) => ({
  on,
  rack,
  unit: unit ?? ('' as const),
  port,
  optic: optic ?? '',
});

/** Every cable of a site once, in the order of the fabric. */
export const cableRows = (fabric: Fabric): readonly CableRow[] =>
  fabric.cables.map(({ label, purpose, ends, speed, medium, length, tray }) => {
    const [a, b] = [endOf(ends[0]), endOf(ends[1])];
    return {
      label,
      purpose,
      a: a.on,
      a_rack: a.rack,
      a_unit: a.unit,
      a_port: a.port,
      a_optic: a.optic,
      b: b.on,
      b_rack: b.rack,
      b_unit: b.unit,
      b_port: b.port,
      b_optic: b.optic,
      speed: BitsPerSecond.print(speed),
      medium: MEDIUM[medium],
      length_m: length,
      tray,
    };
  });

/** A line of `ports.csv`: one port in use. */
export interface PortRow {
  readonly rack: string;
  readonly device: string;
  readonly port: string;
  readonly speed: string;
  readonly optic: string;
  readonly cable: string;
  readonly to: string;
  readonly to_port: string;
  readonly purpose: string;
}

/** The ports of every device that have a cable, and what is at its other end. */
export function portRows(fabric: Fabric): readonly PortRow[] {
  const cables = new Map(fabric.cables.map((cable) => [cable.id, cable]));
  return fabric.devices.flatMap((device) =>
    device.ports.flatMap(({ name, speed, optic, cable: id }) => {
      const cable = cables.get(id);
      if (cable === undefined) return [];
      const [first, second] = cable.ends;
      const far = first.on === device.id && first.port === name ? second : first;
      return [
        {
          rack: device.rack,
          device: device.name,
          port: name,
          speed: BitsPerSecond.print(speed),
          optic: optic ?? '',
          cable: cable.label,
          to: far.on,
          to_port: far.port,
          purpose: cable.purpose,
        },
      ];
    }),
  );
}
