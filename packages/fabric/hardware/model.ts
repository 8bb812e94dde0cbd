import type { BitsPerSecond, Watts } from '@catalyst/model';

/** What a module or a plug must look like to go in. */
export type Cage = 'rj45' | 'sfp' | 'qsfp' | 'osfp';

/** What ports are for: below (servers), to other switches, to the twin of a firewall. */
export type Use = 'server' | 'fabric' | 'ha' | 'management';

/** Ports of one kind that are side by side on the front. */
export interface PortRange {
  readonly use: Use;
  readonly cage: Cage;
  /** Number of the first on the front, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** What a port can run at, slowest first. */
  readonly speeds: readonly BitsPerSecond[];
  /** Into how many a port can be split, and how fast each is. */
  readonly breakout?: { readonly lanes: number; readonly speed: BitsPerSecond };
  /** Ports of a line card in a chassis: the front counts on over the cards, and names have the slot. */
  readonly card?: { readonly model: string; readonly ports: number; readonly slot: number };
  /** Names of single ports, where they are not numbered. */
  readonly names?: readonly string[];
}

/** A device that can be bought. */
export interface Model {
  /** The vendor's name. */
  readonly sku: string;
  readonly vendor: 'Arista' | 'Palo Alto Networks' | 'generic';
  readonly kind: 'switch' | 'router' | 'firewall';
  readonly units: number;
  /** Typical draw, without line cards' optics. */
  readonly power: Watts;
  /** Power supplies; one means one feed. */
  readonly supplies: number;
  /** Whether its chip routes between VXLAN tunnels: symmetric IRB. */
  readonly vxlan: boolean;
  /** Its port for management, where that is no copper port. */
  readonly management?: Cage;
  readonly ranges: readonly PortRange[];
}

/** A port of a model, with its name under an operating system. */
export interface FrontPort {
  readonly name: string;
  readonly number: number;
  readonly lane: number | null;
  readonly cage: Cage;
  readonly speeds: readonly BitsPerSecond[];
}
