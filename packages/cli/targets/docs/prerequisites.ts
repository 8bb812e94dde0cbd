import type { HostConfig, Platform } from '@catalyst/model';

/** A line of `archives.csv`: software that is no package, and must be in the mirror before hosts are installed. */
export interface ArchiveRow {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  readonly sha256: string;
  readonly hosts: number;
}

/** Every archive of the platform once, with how many hosts want it. */
export function archiveRows(configs: ReadonlyMap<string, HostConfig>): readonly ArchiveRow[] {
  const rows = new Map<string, ArchiveRow>();
  for (const { archives } of configs.values())
    for (const { name, version, directory, sha256 } of archives) {
      const key = `${name} ${version} ${directory}`;
      const hosts = (rows.get(key)?.hosts ?? 0) + 1;
      rows.set(key, { name, version, directory, sha256: sha256 ?? 'unverified', hosts });
    }
  return [...rows.values()];
}

/** A line of `secrets.csv`: what a secret store must have, by id. There is no value here, or anywhere in the output. */
export interface SecretRow {
  readonly id: string;
  readonly kind: string;
  readonly purpose: string;
  readonly names: string;
}

/** Every secret of the platform. */
export const secretRows = (platform: Platform): readonly SecretRow[] =>
  platform.secrets.map(({ id, kind, purpose, names }) => ({ id, kind, purpose, names: names.join(' ') }));
