import { z } from 'zod';
import { Bytes, type BitsPerSecond, GiB, Gbps, TB, unit, watts, type Watts } from './units/index.ts';

/** How the drives of a volume are combined, and which share of them is left to use. */
export const RAID_LEVELS = ['none', 'raid1', 'raid6', 'raid10'] as const;
export type Raid = (typeof RAID_LEVELS)[number];

/** Directories that an installed system has files in: nothing may be mounted over them. */
const SYSTEM_DIRECTORIES = [
  'bin',
  'boot',
  'dev',
  'etc',
  'home',
  'lib',
  'opt',
  'proc',
  'root',
  'run',
  'sbin',
  'srv',
  'sys',
]
  .concat(['tmp', 'usr', 'usr/lib', 'usr/local', 'var', 'var/cache', 'var/lib', 'var/log', 'var/tmp'])
  .map((directory) => `/${directory}`);

/** A set of equal drives that become one volume (or one file system each, where `raid` is `none`). */
export const VolumeSpec = z.strictObject({
  media: z.enum(['nvme', 'sas']),
  drives: z.int().min(1).max(60),
  /** Capacity of one drive, as its label says it: decimal. */
  drive: unit.bytes(),
  raid: z.enum(RAID_LEVELS),
  /** Where the volume is mounted. A change moves nothing: it makes the next apply mount it elsewhere. */
  mount: z
    .string()
    .regex(/^(\/[a-z0-9-]+)+$/, 'must be an absolute path in lower case')
    .refine((path) => !SYSTEM_DIRECTORIES.includes(path), 'would hide what the system keeps there'),
});

/** Network ports of one kind in a server. Two or more become one bond over both leaves of the rack. */
export const NicSpec = z.strictObject({
  ports: z.int().min(1).max(8),
  speed: unit.bitsPerSecond(),
  /**
   * Whether all ports carry traffic at once (LACP), or one does and the others wait, for switches that cannot be one
   * partner together. A change takes the server off the network for a moment, and its switch ports must change with it.
   * @source 000 l. 38-45: "LACP (802.3ad)", "Active/Active or Active/Passive mode as per workload"
   */
  bond: z.enum(['active-active', 'active-passive']).default('active-active'),
});

/**
 * A storage array that a server has volumes on, over iSCSI in the storage network: the addresses of its controllers'
 * ports. Each is a path of its own, and any of them may be lost.
 * @source 000 l. 49-54: "MPIO for path redundancy", "Redundant controllers", "Dedicated VLANs and jumbo frames"
 */
export const StorageArraySpec = z.strictObject({
  portals: z
    .array(z.ipv4())
    .min(2)
    .max(8)
    .refine((portals) => new Set(portals).size === portals.length, 'lists a port twice'),
});
export type StorageArray = z.output<typeof StorageArraySpec>;

/** A server model: what one buys. */
export const HardwareSpec = z.strictObject({
  cores: z.int().min(1).max(512),
  cpu: z.string().default('Intel Xeon / AMD EPYC'),
  memory: unit.bytes(),
  volumes: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), VolumeSpec),
  nics: NicSpec,
  storageArray: StorageArraySpec.optional(),
  /** Height in the rack. */
  units: z.int().min(1).max(20).default(2),
  /** Draw under load. Estimated from the parts (see `estimatePower`) when left out. */
  power: unit.watts().optional(),
});

export type Volume = z.output<typeof VolumeSpec> & { readonly name: string };

/** Capacity that a file system can use: RAID 10 and 1 keep half, RAID 6 all but two drives. */
export function usable({ drives, drive, raid }: Pick<Volume, 'drives' | 'drive' | 'raid'>): Bytes {
  const share = { none: drives, raid1: 1, raid6: drives - 2, raid10: drives / 2 }[raid];
  return Bytes.of(share * drive);
}

/** Capacity as bought. */
export const raw = ({ drives, drive }: Pick<Volume, 'drives' | 'drive'>): Bytes => Bytes.of(drives * drive);

/** Why a RAID level cannot be made of so many drives; undefined when it can. */
export function raidProblem({ drives, raid }: Pick<Volume, 'drives' | 'raid'>): string | undefined {
  if (raid === 'raid1' && drives !== 2) return `RAID 1 needs 2 drives, not ${String(drives)}`;
  if (raid === 'raid10' && (drives < 4 || drives % 2 === 1))
    return `RAID 10 needs an even number of at least 4 drives, not ${String(drives)}`;
  if (raid === 'raid6' && drives < 4) return `RAID 6 needs at least 4 drives, not ${String(drives)}`;
  return undefined;
}

/**
 * What a machine offers to the software on it: a server that we own, or an instance that we rent.
 * Everything above this line of the model reads machines and does not ask which of the two it is.
 */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memory: Bytes;
  readonly volumes: readonly Volume[];
  readonly nics: {
    readonly ports: number;
    readonly speed: BitsPerSecond;
    /** How several ports share the work. Default: active-active */
    readonly bond?: 'active-active' | 'active-passive';
  };
  readonly storageArray?: StorageArray;
  readonly power: Watts;
  /** Rack units; 0 for a rented instance. */
  readonly units: number;
  /** The cloud provider's name of the machine type; null for a server of our own. */
  readonly instanceType: string | null;
}

/**
 * Draw of a loaded server from its parts, in watts, to the next 10 W, since the inputs are no better than that.
 * - 150 W for board, fans and power-supply losses
 * - 8 W a core: the AMD EPYC 7302 has 16 cores in 155 W, the 7352 has 24 in 155 W
 *   (https://www.amd.com/en/products/processors/server/epyc/7002-series.html)
 * - 5 W for each 32 GiB DIMM, 12 W an NVMe drive, 9 W a SAS drive, 10 W a port: the middle of vendors' ranges
 * That makes 0.25 to 0.6 kW of the guide's servers. Audit A06 reckons with 0.65 kW each; pin `power` where measured.
 */
export function estimatePower(spec: Pick<Machine, 'cores' | 'memory' | 'volumes' | 'nics'>): Watts {
  const dimms = spec.memory / GiB(32);
  const drives = spec.volumes.reduce((sum, v) => sum + v.drives * (v.media === 'nvme' ? 12 : 9), 0);
  const total = 150 + 8 * spec.cores + 5 * dimms + drives + 10 * spec.nics.ports;
  return watts(Math.round(total / 10) * 10);
}

/** A server of our own as a machine. */
export function machineOf(spec: z.output<typeof HardwareSpec>): Machine {
  const volumes = Object.entries(spec.volumes).map(([name, volume]) => ({ name, ...volume }));
  const { storageArray } = spec;
  const array = storageArray === undefined ? {} : { storageArray };
  const parts = { cores: spec.cores, memory: spec.memory, volumes, nics: spec.nics, ...array };
  return { ...parts, cpu: spec.cpu, units: spec.units, power: spec.power ?? estimatePower(parts), instanceType: null };
}

interface InstanceTypeFacts {
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly gbps: number;
  /** Local NVMe drives: how many and of how many TB each. */
  readonly local?: readonly [drives: number, terabytes: number];
}

/**
 * EC2 instance types that profiles use: vCPUs, memory, network (sustained, or "up to") and instance store.
 * @source https://aws.amazon.com/ec2/instance-types/
 */
const INSTANCE_TYPES = new Map<string, InstanceTypeFacts>(
  Object.entries({
    'c7i.2xlarge': { vcpus: 8, memoryGiB: 16, gbps: 12.5 },
    'c7i.4xlarge': { vcpus: 16, memoryGiB: 32, gbps: 12.5 },
    'i3en.2xlarge': { vcpus: 8, memoryGiB: 64, gbps: 25, local: [2, 2.5] },
    'i3en.3xlarge': { vcpus: 12, memoryGiB: 96, gbps: 25, local: [1, 7.5] },
    'i3en.6xlarge': { vcpus: 24, memoryGiB: 192, gbps: 25, local: [2, 7.5] },
    'm6i.2xlarge': { vcpus: 8, memoryGiB: 32, gbps: 12.5 },
    'm6i.4xlarge': { vcpus: 16, memoryGiB: 64, gbps: 12.5 },
    'm7i.large': { vcpus: 2, memoryGiB: 8, gbps: 12.5 },
    'm7i.xlarge': { vcpus: 4, memoryGiB: 16, gbps: 12.5 },
    'm7i.2xlarge': { vcpus: 8, memoryGiB: 32, gbps: 12.5 },
    'm7i.4xlarge': { vcpus: 16, memoryGiB: 64, gbps: 12.5 },
    'r6i.4xlarge': { vcpus: 16, memoryGiB: 128, gbps: 12.5 },
    'r6i.8xlarge': { vcpus: 32, memoryGiB: 256, gbps: 12.5 },
    'r7i.8xlarge': { vcpus: 32, memoryGiB: 256, gbps: 12.5 },
  }),
);

export const INSTANCE_TYPE_NAMES: readonly string[] = [...INSTANCE_TYPES.keys()];

/** Whether instances of this type have drives of their own. What is on them is gone when the instance is stopped. */
export const hasLocalDrives = (type: string): boolean => INSTANCE_TYPES.get(type)?.local !== undefined;

/**
 * A rented EC2 instance as a machine; undefined for a type that is not in the catalogue.
 * `data` is the volume of an instance without local drives (EBS); the power is the provider's.
 */
export function rentedMachine(type: string, data?: Bytes): Machine | undefined {
  const facts = INSTANCE_TYPES.get(type);
  if (facts === undefined) return undefined;
  const [drives, terabytes] = facts.local ?? [1, 0];
  const volume: Volume = {
    name: 'data',
    media: 'nvme',
    drives,
    drive: facts.local === undefined ? (data ?? Bytes.of(0)) : TB(terabytes),
    raid: 'none',
    mount: '/data',
  };
  return {
    cores: facts.vcpus,
    cpu: 'vCPU',
    memory: GiB(facts.memoryGiB),
    volumes: volume.drive === 0 ? [] : [volume],
    nics: { ports: 1, speed: Gbps(facts.gbps) },
    power: watts(0),
    units: 0,
    instanceType: type,
  };
}
