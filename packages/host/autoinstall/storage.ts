/** An action of curtin's storage configuration. @source https://curtin.readthedocs.io/en/latest/topics/storage.html */
export type StorageAction = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** The two smallest drives: what has been matched once is not matched again. */
const DRIVES = ['a', 'b'] as const;

const partitions = (drive: string): readonly StorageAction[] => [
  {
    id: `system-${drive}`,
    type: 'disk',
    match: { size: 'smallest', ssd: true },
    ptable: 'gpt',
    wipe: 'superblock-recursive',
    grub_device: false,
    preserve: false,
  },
  {
    id: `efi-${drive}`,
    type: 'partition',
    device: `system-${drive}`,
    number: 1,
    size: 1_073_741_824,
    flag: 'boot',
    grub_device: true,
    wipe: 'superblock',
    preserve: false,
  },
  // All that is left. @source subiquity, autoinstall-reference: "a size of -1 fills the remaining space"
  {
    id: `root-${drive}`,
    type: 'partition',
    device: `system-${drive}`,
    number: 2,
    size: -1,
    wipe: 'superblock',
    preserve: false,
  },
];

/**
 * The system on a mirror of two drives, each with a boot partition of its own, since firmware reads no RAID. No swap: a
 * server that swaps is slower than one that is gone.
 */
export const systemStorage = (): {
  readonly swap: { readonly size: number };
  readonly config: readonly StorageAction[];
} => ({
  swap: { size: 0 },
  config: [
    ...DRIVES.flatMap(partitions),
    {
      id: 'system',
      type: 'raid',
      name: 'system',
      raidlevel: 1,
      metadata: '1.2',
      devices: DRIVES.map((drive) => `root-${drive}`),
      preserve: false,
    },
    ...DRIVES.map((drive): StorageAction => ({
      id: `efi-format-${drive}`,
      type: 'format',
      volume: `efi-${drive}`,
      fstype: 'fat32',
      preserve: false,
    })),
    { id: 'root-format', type: 'format', volume: 'system', fstype: 'ext4', preserve: false },
    { id: 'root-mount', type: 'mount', device: 'root-format', path: '/' },
    { id: 'efi-mount', type: 'mount', device: 'efi-format-a', path: '/boot/efi' },
  ],
});
