import { createHash } from 'node:crypto';
import { mountsOf, type FileSystem, type Host, type Volume } from '@catalyst/model';

/** @source mkfs.xfs(8): "label … at most 12 characters" */
const LABEL_LENGTH = 12;

/** `data`, `archive-d3`; a longer one keeps its beginning and gets a checksum, so that two never meet. */
function labelOf(name: string): string {
  if (name.length <= LABEL_LENGTH) return name;
  return `${name.slice(0, 6)}-${createHash('sha256').update(name).digest('hex').slice(0, 5)}`;
}

/**
 * A lost drive must not keep a server from booting: whoever needs the file system says so in its unit.
 * @source systemd.mount(5): nofail, x-systemd.device-timeout
 */
const OPTIONS = ['noatime', 'nofail', 'x-systemd.device-timeout=30s'] as const;

/** The file systems of a volume: one over all drives, or one on each where they are not combined. */
function fileSystemsOf(volume: Volume): readonly FileSystem[] {
  const { name, media, drive, raid } = volume;
  const mounts = mountsOf(volume);
  return mounts.map((mount, i) => ({
    volume: name,
    label: labelOf(mounts.length === 1 ? name : `${name}-d${String(i + 1)}`),
    mount,
    type: 'xfs',
    options: OPTIONS,
    owner: 'root',
    drives: { media, drives: volume.drives / mounts.length, drive, raid },
  }));
}

/** Every volume of the machine. Tiers own directories in them, and never the root of one: an unmounted drive is empty. */
export const disks = ({ machine }: Host): readonly FileSystem[] => machine.volumes.flatMap(fileSystemsOf);
