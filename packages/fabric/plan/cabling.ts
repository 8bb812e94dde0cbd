import { BitsPerSecond } from '@catalyst/model';
import type { Cable, CableEnd, CablePurpose, Device, Port } from '../facts.ts';
import { commonSpeed, plugsFor, type FrontPort } from '../hardware/index.ts';
import type { Context } from './context.ts';
import { lengthBetween, lengthToMeetMe, type Spot } from './lengths.ts';

/** An end of a cable that is to be: what it is on, and which port. */
export interface Socket {
  readonly on: string;
  /** As it is printed on labels: `r03-leaf-a`, `kafka-4`. */
  readonly name: string;
  readonly port: FrontPort;
  /** Null in a meet-me room. */
  readonly at: Spot | null;
  /** Whether it is a device of the fabric, whose ports are kept. */
  readonly device: boolean;
}

export interface Wanted {
  readonly purpose: CablePurpose;
  readonly tray: 'A' | 'B';
  /** As fast as both ends can, unless said. */
  readonly speed?: BitsPerSecond | undefined;
  readonly media: readonly Cable['medium'][];
  /** Where the profile asks for it, below `sites.<site>.`. */
  readonly path: string;
}

/** Copper pairs, for ports that have no other plug. */
export const COPPER: Wanted['media'] = ['cat6a'];

/** Lays cables, each port once. What cannot be plugged is a finding, and not laid. */
export class Cabling {
  readonly cables: Cable[] = [];
  private readonly ports = new Map<string, Port[]>();
  private readonly taken = new Map<string, string>();

  constructor(
    private readonly context: Context,
    private readonly rackUnits: number,
  ) {}

  /** What lies between racks. */
  get backbone(): Wanted['media'] {
    return this.context.spec.backbone === 'smf' ? ['smf'] : ['om4', 'smf'];
  }

  /** What lies inside a rack: where twinax ends, multi-mode fibre; and copper pairs for ports that have no other plug. */
  get inRack(): Wanted['media'] {
    return this.context.spec.inRack === 'dac' ? ['dac', 'om4', 'cat6a'] : ['om4', 'cat6a'];
  }

  /** The ports of a device that have a cable, by their numbers. */
  portsOf(device: Pick<Device, 'id'>): readonly Port[] {
    const ports = this.ports.get(device.id) ?? [];
    return [...ports].sort((a, b) => a.number - b.number || (a.lane ?? 0) - (b.lane ?? 0));
  }

  /** A cable from the lower to the upper end; undefined where it cannot be. */
  lay(lower: Socket, upper: Socket, wanted: Wanted): Cable | undefined {
    if (!this.free(lower, upper, wanted) || !this.free(upper, lower, wanted)) return undefined;
    const speed = commonSpeed(lower.port, upper.port, wanted.speed);
    if (speed === undefined) {
      this.noSpeed(lower, upper, wanted);
      return undefined;
    }
    const length = this.length(lower.at, upper.at);
    const plugs = plugsFor([lower.port.cage, upper.port.cage], speed, length, wanted.media);
    if (plugs === undefined) {
      this.noPlugs(lower, upper, wanted, speed, length);
      return undefined;
    }
    const { site } = this.context;
    const cable: Cable = {
      id: `${site.id}/c/${lower.name}:${lower.port.name}`,
      label: `${lower.name} ${lower.port.name} > ${upper.name} ${upper.port.name}`,
      purpose: wanted.purpose,
      ends: [end(lower, plugs.optics[0]), end(upper, plugs.optics[1])],
      speed,
      medium: plugs.medium,
      length,
      tray: wanted.tray,
    };
    this.plug(lower, cable, plugs.optics[0]);
    this.plug(upper, cable, plugs.optics[1]);
    this.cables.push(cable);
    return cable;
  }

  /** A port that a model does not have: it has fewer than are needed. */
  noPort(
    subject: string,
    name: string,
    wanted: Pick<Wanted, 'path'>,
    what: string,
    index: number,
    count: number,
  ): void {
    this.context.problems.report(
      'error',
      'ports',
      subject,
      wanted.path,
      `${name} has ${String(count)} ports for ${what}, and needs a ${ordinal(index + 1)}`,
      'use a model with more ports, fewer cables to each, or pods',
      { ports: count, needed: index + 1 },
    );
  }

  private length(a: Spot | null, b: Spot | null): number {
    const known = a ?? b;
    if (a !== null && b !== null) return lengthBetween(a, b, this.rackUnits);
    return known === null ? 1 : lengthToMeetMe(known, this.rackUnits);
  }

  private free(socket: Socket, other: Socket, { path }: Wanted): boolean {
    const key = `${socket.on} ${socket.port.name}`;
    const owner = this.taken.get(key);
    if (owner === undefined) return true;
    this.context.problems.report(
      'error',
      'port-taken',
      socket.on,
      path,
      `${socket.name} ${socket.port.name} is wanted by ${owner} and by ${other.name} ${other.port.name}`,
      'use a model with more ports, or fewer cables to each',
      { port: socket.port.name },
    );
    return false;
  }

  private plug(socket: Socket, cable: Cable, optic: string | null): void {
    const other =
      cable.ends[0].on === socket.on && cable.ends[0].port === socket.port.name ? cable.ends[1] : cable.ends[0];
    this.taken.set(`${socket.on} ${socket.port.name}`, `${other.on} ${other.port}`);
    if (!socket.device) return;
    const { name, number, lane } = socket.port;
    const ports = this.ports.get(socket.on);
    const port: Port = { name, number, lane, speed: cable.speed, optic, cable: cable.id };
    if (ports === undefined) this.ports.set(socket.on, [port]);
    else ports.push(port);
  }

  private noSpeed(lower: Socket, upper: Socket, { path, speed }: Wanted): void {
    const speeds = ({ port }: Socket): string => port.speeds.map((s) => BitsPerSecond.print(s)).join(', ');
    this.context.problems.report(
      'error',
      'speed',
      lower.on,
      path,
      `${lower.name} ${lower.port.name} runs at ${speeds(lower)}, ${upper.name} ${upper.port.name} at ${speeds(upper)}` +
        (speed === undefined ? ': they have none in common' : `: not both at ${BitsPerSecond.print(speed)}`),
      'choose models whose ports run at the same speed',
    );
  }

  private noPlugs(lower: Socket, upper: Socket, { path, media }: Wanted, speed: BitsPerSecond, length: number): void {
    this.context.problems.report(
      'error',
      'optics',
      lower.on,
      path,
      `nothing joins ${lower.name} ${lower.port.name} (${lower.port.cage}) and ${upper.name} ${upper.port.name} ` +
        `(${upper.port.cage}) at ${BitsPerSecond.print(speed)} over ${String(length)} m of ${media.join(' or ')}: ` +
        'both ends need the same number of lanes and the same modulation',
      'choose ports of one kind at both ends, or racks that are nearer',
      { length },
    );
  }
}

const end = ({ on, port, at }: Socket, optic: string | null): CableEnd => ({
  on,
  port: port.name,
  rack: at?.rack ?? 'meet-me room',
  unit: at?.unit ?? null,
  optic,
});

const ordinal = (n: number): string =>
  `${String(n)}${n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
