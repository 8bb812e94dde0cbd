import { BitsPerSecond } from '@catalyst/model';
import type { Cable, Fabric } from '../facts.ts';

/** Equal parts of the network of a site: what one orders. */
export interface Part {
  readonly kind: 'switch' | 'router' | 'firewall' | 'optic' | 'cable';
  readonly model: string;
  readonly quantity: number;
  /** Of one, in rack units and watts; null where it has none. */
  readonly units: number | null;
  readonly watts: number | null;
  readonly roles: string;
}

const KIND: Readonly<Record<string, Part['kind']>> = { edge: 'router', firewall: 'firewall' };

/** `100 Gbps om4, 5 m` */
const cableModel = ({ speed, medium, length }: Cable): string =>
  `${BitsPerSecond.print(speed)} ${medium}, ${String(length)} m`;

/** Devices by model and role, optics by model, and cables by speed, medium and length. */
export function parts(fabric: Fabric): readonly Part[] {
  const counted = new Map<string, Part>();
  const count = (part: Omit<Part, 'quantity'>): void => {
    const key = `${part.kind} ${part.model} ${part.roles}`;
    counted.set(key, { ...part, quantity: (counted.get(key)?.quantity ?? 0) + 1 });
  };
  for (const { role, model, units, power } of fabric.devices)
    count({ kind: KIND[role] ?? 'switch', model, units, watts: power, roles: role });
  for (const cable of fabric.cables) {
    count({ kind: 'cable', model: cableModel(cable), units: null, watts: null, roles: cable.purpose });
    for (const { optic } of cable.ends)
      if (optic !== null) count({ kind: 'optic', model: optic, units: null, watts: null, roles: '' });
  }
  return [...counted.values()];
}
