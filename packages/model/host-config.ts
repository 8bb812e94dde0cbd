import type { Volume } from './hardware.ts';
import { Bytes, type Milliseconds } from './units/index.ts';

/** The mark that stands for a secret in a file. Whoever applies the file puts the secret in its place. */
const MARK = /\{\{secret:([a-z0-9][a-z0-9/._-]*)\}\}/g;

/** A reference to a secret, to be put into a file's content: `{{secret:dc1/kafka/users/billing}}`. */
export const secretRef = (id: string): string => `{{secret:${id}}}`;

/** The ids of the secrets that a text refers to, each once, in order of first use. */
export const secretsIn = (content: string): readonly string[] => [
  ...new Set([...content.matchAll(MARK)].flatMap(([, id]) => id ?? [])),
];

/** What follows when a file changes: something happens to a unit, or a command runs that puts the file into force. */
export type OnChange = { readonly restart: string } | { readonly reload: string } | { readonly run: string };

export interface File {
  /** Absolute. Two parts of a HostConfig that give the same path must give the same file. */
  readonly path: string;
  readonly content: string;
  readonly owner: string;
  readonly group: string;
  /** `0640` as a number: 0o640. */
  readonly mode: number;
  /** A command that exits with 0 when the file at `{}` is valid. It runs on the host, before the file replaces the old one. */
  readonly validate?: string;
  /** Other files that would be in force beside this one, as a pattern: `/etc/netplan/*.yaml`. They are moved aside, and kept. */
  readonly replaces?: string;
  readonly onChange?: OnChange;
}

export interface User {
  readonly name: string;
  readonly home: string;
  readonly shell: string;
  readonly groups: readonly string[];
}

/** A package archive beside the distribution's own. Its key is a file of the part that asks for it. */
export interface Repository {
  /** `pgdg` */
  readonly name: string;
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** The vendor's public key, ASCII-armoured: what it signs is trusted, and nothing else from there. */
  readonly key: string;
}

/**
 * A certificate of this host with its key: issued and renewed by the site's authority where it has one, taken from the
 * secret store otherwise. The directory gets `ca.crt`, `tls.crt` (the chain), `tls.key` and `tls.pem` (key and chain).
 */
export interface Certificate {
  /** The id of the secret of kind `certificate`, whose names are the certificate's. */
  readonly id: string;
  /** The id of the secret of kind `certificate-authority` that signs it, and that `ca.crt` is of. */
  readonly authority: string;
  readonly directory: string;
  readonly owner: string;
  readonly group: string;
  /** What makes the software read a new one. */
  readonly onChange: OnChange;
}

/**
 * Files that cannot be made again. They are copied every hour, encrypted, to every backup repository of the site; the
 * tier's role calls `backup-files`.
 */
export interface Backup {
  /** `etcd`: names the copies. */
  readonly name: string;
  readonly paths: readonly string[];
  /** A command that makes or refreshes the files, run as root before they are copied. */
  readonly prepare?: string;
}

/** A kernel setting: a value that all parts agree on, a least value of which the highest wins, or a share of a sum. */
export type KernelSetting = string | number | { readonly atLeast: number } | { readonly add: number };

/** Software that comes as an archive and not as a package. The mirror it comes from is the installer's business. */
export interface Archive {
  readonly name: string;
  readonly version: string;
  /** The directory that it is unpacked into. */
  readonly directory: string;
  readonly owner: string;
  /** Of the archive, in hex, where it is known: an installation refuses another. Without it, it is taken as it comes. */
  readonly sha256?: string;
  /** Not to be left out: a process that runs from files of another version fails at the first class that it still has to load. */
  readonly onChange: OnChange;
}

/** A file system over drives of a volume: over all of them, or over one where the volume has no RAID. */
export interface FileSystem {
  readonly volume: string;
  /** What the host finds it by, since a device's name changes with its slot. At most 12 characters. @source mkfs.xfs(8), -L */
  readonly label: string;
  readonly mount: string;
  readonly type: 'xfs';
  readonly options: readonly string[];
  readonly owner: string;
  /** The drives that it is made of, if the host does not have it yet. Only empty drives are taken. */
  readonly drives: Pick<Volume, 'media' | 'drives' | 'drive' | 'raid'>;
}

/** A directory that software needs and does not make itself, such as one on a volume. What is in it stays. */
export interface Directory {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  /** `0750` as a number: 0o750. */
  readonly mode: number;
}

/** Where a volume is mounted: at one place, or each drive of its own at `/data/d1`, `/data/d2` and so on without RAID. */
export const mountsOf = ({ mount, drives, raid }: Pick<Volume, 'mount' | 'drives' | 'raid'>): readonly string[] =>
  raid === 'none' && drives > 1 ? Array.from({ length: drives }, (_, i) => `${mount}/d${String(i + 1)}`) : [mount];

export interface SystemdUnit {
  readonly name: string;
  readonly enabled: boolean;
  /** Units of this host that must be up before. */
  readonly after: readonly string[];
  /**
   * Whether an installation waits until it has started. Not, where it can only end once other hosts are there: such a unit
   * tries again by itself. Default: yes
   */
  readonly wait?: boolean;
}

/** A question whose answer says that the service on this host is really healthy: more than "the port is open". */
export interface HealthGate {
  readonly name: string;
  /** A command that exits with 0 when healthy. */
  readonly command: string;
  readonly within: Milliseconds;
  readonly every: Milliseconds;
}

/** A distribution and its release, as `/etc/os-release` names them. */
export interface OperatingSystem {
  readonly id: 'ubuntu';
  readonly version: string;
}

/** @source guide l. 80, 371, 433 */
export const UBUNTU_22_04: OperatingSystem = { id: 'ubuntu', version: '22.04' };

/** What a server must become: plain data, the same for SSH on bare metal, cloud-init on EC2 and a network namespace. */
export interface HostConfig {
  /** What all the rest is for: an installer refuses another. */
  readonly operatingSystem: OperatingSystem;
  readonly repositories: readonly Repository[];
  readonly packages: readonly string[];
  readonly archives: readonly Archive[];
  readonly users: readonly User[];
  readonly fileSystems: readonly FileSystem[];
  readonly directories: readonly Directory[];
  readonly kernel: Readonly<Record<string, string | number>>;
  readonly files: readonly File[];
  readonly units: readonly SystemdUnit[];
  readonly gates: readonly HealthGate[];
  readonly certificates: readonly Certificate[];
  readonly backups: readonly Backup[];
  /** Memory that the processes of each owner take at most, by owner. */
  readonly memory: Readonly<Record<string, Bytes>>;
}

/** A part of a HostConfig, and whose it is: `host`, `kafka`. */
export interface HostConfigPart extends Partial<Omit<HostConfig, 'operatingSystem' | 'kernel' | 'memory'>> {
  readonly owner: string;
  readonly kernel?: Readonly<Record<string, KernelSetting>>;
  /** What its processes take at most: heap and what lies beside it, shared buffers and connections. */
  readonly memory?: Bytes;
}

/** Two parts of one host that want different things of the same name. A defect of ours, not of a profile. */
export class HostConfigConflict extends Error {
  constructor(what: string, first: string, second: string) {
    super(`${first} and ${second} disagree about ${what}`);
    this.name = 'HostConfigConflict';
  }
}

/** Joins entries of one kind; the same key twice is fine when the entries are equal, and a conflict otherwise. */
function join<T>(
  kind: string,
  parts: readonly HostConfigPart[],
  pick: (part: HostConfigPart) => readonly T[] | undefined,
  key: (entry: T) => string,
): readonly T[] {
  const seen = new Map<string, { entry: T; owner: string }>();
  for (const part of parts)
    for (const entry of pick(part) ?? []) {
      const before = seen.get(key(entry));
      if (before === undefined) seen.set(key(entry), { entry, owner: part.owner });
      else if (JSON.stringify(before.entry) !== JSON.stringify(entry))
        throw new HostConfigConflict(`${kind} ${key(entry)}`, before.owner, part.owner);
    }
  return [...seen.values()].map(({ entry }) => entry);
}

/** One value for each kernel setting of all parts. */
function joinKernel(parts: readonly HostConfigPart[]): Readonly<Record<string, string | number>> {
  const seen = new Map<string, { setting: KernelSetting; owner: string }>();
  for (const { kernel, owner } of parts)
    for (const [name, setting] of Object.entries(kernel ?? {})) {
      const before = seen.get(name);
      const joined = before === undefined ? setting : joinSetting(before.setting, setting);
      if (joined === undefined) throw new HostConfigConflict(`the kernel setting ${name}`, before?.owner ?? '', owner);
      seen.set(name, { setting: joined, owner });
    }
  const valueOf = (setting: KernelSetting): string | number =>
    typeof setting !== 'object' ? setting : 'add' in setting ? setting.add : setting.atLeast;
  const sorted = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, { setting }]) => [name, valueOf(setting)]));
}

/** What two settings make together; undefined when they contradict. */
function joinSetting(a: KernelSetting, b: KernelSetting): KernelSetting | undefined {
  if (typeof a === 'object' && typeof b === 'object') {
    if ('atLeast' in a && 'atLeast' in b) return { atLeast: Math.max(a.atLeast, b.atLeast) };
    if ('add' in a && 'add' in b) return { add: a.add + b.add };
    return undefined;
  }
  return a === b ? a : undefined;
}

function joinMemory(parts: readonly HostConfigPart[]): Readonly<Record<string, Bytes>> {
  const sums = new Map<string, Bytes>();
  for (const { owner, memory } of parts)
    if (memory !== undefined) sums.set(owner, Bytes.of((sums.get(owner) ?? 0) + memory));
  return Object.fromEntries(sums);
}

/** One HostConfig from the parts that the base system and each tier on a host give. Throws HostConfigConflict. */
export function mergeHostConfig(parts: readonly HostConfigPart[]): HostConfig {
  return {
    operatingSystem: UBUNTU_22_04,
    repositories: join(
      'the repository',
      parts,
      (p) => p.repositories,
      (r) => r.name,
    ),
    packages: [...new Set(parts.flatMap((part) => part.packages ?? []))].sort(),
    archives: join(
      'the archive',
      parts,
      (p) => p.archives,
      (a) => a.name,
    ),
    users: join(
      'the user',
      parts,
      (p) => p.users,
      (u) => u.name,
    ),
    fileSystems: join(
      'the mount',
      parts,
      (p) => p.fileSystems,
      (f) => f.mount,
    ),
    directories: join(
      'the directory',
      parts,
      (p) => p.directories,
      (d) => d.path,
    ),
    kernel: joinKernel(parts),
    files: join(
      'the file',
      parts,
      (p) => p.files,
      (f) => f.path,
    ),
    units: join(
      'the unit',
      parts,
      (p) => p.units,
      (u) => u.name,
    ),
    gates: join(
      'the gate',
      parts,
      (p) => p.gates,
      (g) => g.name,
    ),
    certificates: join(
      'the certificate in',
      parts,
      (p) => p.certificates,
      (c) => c.directory,
    ),
    backups: join(
      'the backup',
      parts,
      (p) => p.backups,
      (b) => b.name,
    ),
    memory: joinMemory(parts),
  };
}
