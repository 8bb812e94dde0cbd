import {
  Bytes,
  Milliseconds,
  secretsIn,
  type File,
  type FileSystem,
  type HealthGate,
  type Host,
  type HostConfig,
} from '@catalyst/model';
import { bundleHash, isRecord, sha256 } from './canonical.ts';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const describeFile = ({ path, owner, group, mode, content, validate, replaces, onChange }: File) => ({
  path,
  owner: `${owner}:${group}`,
  mode: octal(mode),
  sha256: sha256(content),
  ...(validate === undefined ? {} : { validate }),
  ...(replaces === undefined ? {} : { replaces }),
  ...(onChange === undefined ? {} : { onChange }),
});

const describeFileSystem = ({ mount, label, volume, type, options, owner, drives }: FileSystem) => ({
  mount,
  label,
  volume,
  drives: `${String(drives.drives)} × ${Bytes.print(drives.drive)} ${drives.media}`,
  raid: drives.raid,
  type,
  options: options.join(','),
  owner,
});

const describeGate = ({ name, command, within, every }: HealthGate) => ({
  name,
  within: Milliseconds.print(within),
  every: Milliseconds.print(every),
  command,
});

/** JSON on one line, with room to read. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${line(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** JSON with one line for each file, unit or setting: what changed in one is one line of a diff. */
function page(description: Readonly<Record<string, unknown>>): string {
  const block = (open: string, lines: readonly string[], close: string): string =>
    lines.length === 0 ? `${open}${close}` : `${open}\n    ${lines.join(',\n    ')}\n  ${close}`;
  const entries = Object.entries(description).map(([key, value]) => {
    const text = Array.isArray(value)
      ? block('[', value.map(line), ']')
      : isRecord(value)
        ? block(
            '{',
            Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${line(inner)}`),
            '}',
          )
        : line(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

/** What a host is to become, for people and for diffs: everything but the contents of files, which lie beside it. */
export function hostJson(host: Host, config: HostConfig): string {
  const secrets = [...new Set(config.files.flatMap(({ content }) => secretsIn(content)))].sort();
  return page({
    host: host.id,
    fqdn: host.fqdn,
    pool: host.pool,
    failureDomain: host.failureDomain,
    hash: bundleHash(config),
    operatingSystem: config.operatingSystem,
    addresses: Object.fromEntries(
      host.addresses.map(({ network, address, prefix, interface: device }) => [
        network,
        `${address}/${String(prefix)} on ${device}`,
      ]),
    ),
    packages: config.packages,
    archives: config.archives.map((archive) => ({ ...archive, sha256: archive.sha256 ?? 'unverified' })),
    users: config.users,
    fileSystems: config.fileSystems.map(describeFileSystem),
    directories: config.directories.map(({ path, owner, group, mode }) => ({
      path,
      owner: `${owner}:${group}`,
      mode: octal(mode),
    })),
    kernel: config.kernel,
    files: config.files.map(describeFile),
    units: config.units,
    gates: config.gates.map(describeGate),
    secrets,
  });
}

/** A host's directory as `path → content`: `host.json`, and each file at `files/<its absolute path>`. */
export const hostBundle = (host: Host, config: HostConfig): ReadonlyMap<string, string> =>
  new Map([
    ['host.json', hostJson(host, config)],
    ...config.files.map(({ path, content }): [string, string] => [`files${path}`, content]),
  ]);
