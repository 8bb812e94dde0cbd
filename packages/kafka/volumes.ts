import type { Volume } from '@catalyst/model';

/** Volumes that logs are kept on: the NVMe drives, or the others where a machine has none. */
export function logVolumes(volumes: readonly Volume[]): readonly Volume[] {
  const fast = volumes.filter(({ media }) => media === 'nvme');
  return fast.length > 0 ? fast : volumes;
}
