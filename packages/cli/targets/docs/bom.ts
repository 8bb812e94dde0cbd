import { parts, type Fabric, type Part } from '@catalyst/fabric';
import { poolsOf, rawStorage, usableStorage, type Pool } from '@catalyst/assess';
import { BitsPerSecond, Bytes, GiB, TB, type Platform, type Volume } from '@catalyst/model';

/**
 * A line of `bom.csv`: equal hosts at one site, or a service that is rented there. Figures are those of one of them;
 * a service has no more than its node type and their number.
 */
export interface BomRow {
  readonly site: string;
  readonly kind: 'server' | 'instance' | 'managed' | Part['kind'];
  readonly pool: string;
  readonly quantity: number;
  readonly model: string;
  readonly cores: number | '';
  readonly memory_gib: number | '';
  readonly drives: string;
  readonly raw_tb: number | '';
  readonly usable_tb: number | '';
  readonly nics: string;
  readonly rack_units: number | '';
  readonly power_w: number | '';
  readonly roles: string;
}

/** `4 × 1 TB nvme raid10` */
const drives = ({ drives: count, drive, media, raid }: Volume): string =>
  `${String(count)} × ${Bytes.print(drive)} ${media}${raid === 'none' ? '' : ` ${raid}`}`;

const terabytes = (bytes: number): number => Number((bytes / TB(1)).toFixed(3));

function poolRow({ site, substrate, name, quantity, machine, roles }: Pool): BomRow {
  return {
    site,
    kind: substrate === 'datacenter' ? 'server' : 'instance',
    pool: name,
    quantity,
    model: machine.instanceType ?? machine.cpu,
    cores: machine.cores,
    memory_gib: machine.memory / GiB(1),
    drives: machine.volumes.map(drives).join(' + '),
    raw_tb: terabytes(rawStorage(machine)),
    usable_tb: terabytes(usableStorage(machine)),
    nics: `${String(machine.nics.ports)} × ${BitsPerSecond.print(machine.nics.speed)}`,
    rack_units: substrate === 'datacenter' ? machine.units : '',
    power_w: substrate === 'datacenter' ? machine.power : '',
    roles: roles.join(' '),
  };
}

/** What a part that is no computer leaves open. */
const NO_COMPUTER = {
  cores: '',
  memory_gib: '',
  drives: '',
  raw_tb: '',
  usable_tb: '',
  nics: '',
  rack_units: '',
  power_w: '',
} as const;

/** Everything that is bought or rented: pools of hosts, what the provider runs, and the parts of networks. */
export const bomRows = (platform: Platform, fabrics: readonly Fabric[]): readonly BomRow[] => [
  ...poolsOf(platform).map(poolRow),
  ...platform.managed.map(({ site, tier, product, nodeType, nodes }): BomRow => ({
    site,
    kind: 'managed',
    pool: product,
    quantity: nodes,
    model: nodeType,
    ...NO_COMPUTER,
    roles: tier,
  })),
  ...fabrics.flatMap((fabric) =>
    parts(fabric).map(({ kind, model, quantity, units, watts, roles }): BomRow => ({
      site: fabric.site,
      kind,
      pool: '',
      quantity,
      model,
      ...NO_COMPUTER,
      rack_units: units ?? '',
      power_w: watts ?? '',
      roles,
    })),
  ),
];
