import { readFileSync } from 'node:fs';
import {
  secretsIn,
  type Archive,
  type Directory,
  type File,
  type FileSystem,
  type HealthGate,
  type HostConfig,
  type OnChange,
  type OperatingSystem,
  type SystemdUnit,
  type User,
} from '@catalyst/model';
import { bundleHash } from './canonical.ts';
import { command, withInput, word } from './install/shell.ts';
import { followers, inStartOrder } from './install/units.ts';

/** What the one who runs the script knows and a HostConfig does not. */
export interface InstallOptions {
  /**
   * Bash that runs first. Where files refer to secrets it defines `secret`: a function that prints the secret whose id
   * is its argument, and fails when there is none.
   */
  readonly preamble?: string;
  /**
   * Where archives are, as `<mirror>/<name>-<version>.tar.gz`: `https://…`, `s3://…` or a directory. The variable
   * CATALYST_MIRROR of the environment goes before it.
   */
  readonly mirror?: string;
}

/** The steps as shell functions: a file of its own, so that an editor and shellcheck see it for what it is. */
const LIBRARY = readFileSync(new URL('./install/library.sh', import.meta.url), 'utf8');

const SETTINGS = `#!/usr/bin/env bash
# Makes a fresh Ubuntu 22.04 into a host. Safe to run again at any point: what is done already is left alone.
# Commands of the host's own are passed on in single quotes, and expanded where they run:
# shellcheck disable=SC2016
set -Eeuo pipefail
`;

/**
 * A host's configuration as one idempotent bash script for root. It exits with 0 when the host is what it should be and
 * healthy, with 3 when a health gate stays shut, and with 1, naming the step, when something else stops it.
 */
export function installScript(config: HostConfig, options: InstallOptions = {}): string {
  const { files, units } = config;
  const isApt = (file: File): boolean => file.path.startsWith('/etc/apt/');
  const needsSecrets = files.some(({ content }) => secretsIn(content).length > 0);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['What the caller knows', callerKnows(options)],
    ['Before anything is changed', [...(needsSecrets ? [DEMAND_SECRET] : []), system(config.operatingSystem), 'begin']],
    ['What is ours', [withInput('owns', owned(config))]],
    ['Where packages come from', files.filter(isApt).map(file)],
    // Before the packages: what one puts into /var/lib/postgresql would be hidden by the volume that belongs there.
    ['Disks', disks(config.fileSystems)],
    ['Packages', config.packages.length > 0 ? [command('packages', ...config.packages)] : []],
    ['Users', config.users.map(user)],
    ['Directories', config.directories.map(directory)],
    ['Archives', config.archives.map(archive)],
    ['Kernel', kernel(config.kernel)],
    ['Files', files.filter((entry) => !isApt(entry)).map(file)],
    ['What is not wanted any more', ['tidy']],
    ['What changed files ask for', ['settle', ...followers(config).map((name) => command('follow', name))]],
    ['Units', inStartOrder(units).map(unit)],
    ['Healthy?', config.gates.map(gate)],
    ['Done', [command('finished', bundleHash(config))]],
  ];
  const body = sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : [`\n# ${title}`, ...lines]));
  return [SETTINGS, LIBRARY, ...body, ''].join('\n');
}

const owned = ({ files, units }: HostConfig): string =>
  [...files.map(({ path }) => `file ${path}\n`), ...units.map(({ name }) => `unit ${name}\n`)].join('');

const system = ({ id, version }: OperatingSystem): string => command('runs', id, version);

const DEMAND_SECRET = `declare -F secret >/dev/null || die 'files of this host hold secrets: define the function secret'`;

const callerKnows = ({ preamble, mirror }: InstallOptions): readonly string[] => [
  ...(mirror === undefined ? [] : [`CATALYST_MIRROR=\${CATALYST_MIRROR:-${word(mirror)}}`]),
  ...(preamble === undefined ? [] : [preamble.trimEnd()]),
];

/** `640` as `0640`. */
const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** What a change asks for: `restart kafka.service`, `run netplan apply`. */
const asked = (change: OnChange | undefined): readonly string[] =>
  change === undefined ? [] : ['--ask', ...Object.entries(change).map(([what, subject]) => `${what} ${subject}`)];

const file = ({ path, content, owner, group, mode, validate, replaces, onChange }: File): string =>
  withInput(
    command(
      'file',
      path,
      `${owner}:${group}`,
      octal(mode),
      ...(secretsIn(content).length > 0 ? ['--secrets'] : []),
      ...(content.endsWith('\n') ? [] : ['--no-newline']),
      ...(validate === undefined ? [] : ['--validate', validate]),
      ...(replaces === undefined ? [] : ['--replaces', replaces]),
      ...asked(onChange),
    ),
    content,
  );

const unit = ({ name, enabled, wait = true }: SystemdUnit): string =>
  command(enabled ? 'unit' : 'no_unit', name, ...(enabled && !wait ? ['--no-block'] : []));

const user = ({ name, home, shell, groups }: User): string => command('user', name, home, shell, ...groups);

const directory = ({ path, owner, group, mode }: Directory): string =>
  command('directory', path, `${owner}:${group}`, octal(mode));

const archive = ({ name, version, directory, owner, sha256, onChange }: Archive): string =>
  command(
    'archive',
    name,
    version,
    directory,
    owner,
    ...(sha256 === undefined ? [] : ['--sha256', sha256]),
    ...asked(onChange),
  );

function disks(fileSystems: readonly FileSystem[]): readonly string[] {
  if (fileSystems.length === 0) return [];
  const table = fileSystems.map(
    ({ label, mount, type, options }) => `LABEL=${label} ${mount} ${type} ${options.join(',')} 0 2`,
  );
  const isArray = fileSystems.some(({ drives }) => drives.raid !== 'none');
  return [
    command('packages', 'xfsprogs', ...(isArray ? ['mdadm'] : [])),
    ...fileSystems.map(({ label, volume, drives: { raid, media, drives, drive } }) =>
      command('file_system', label, volume, raid, media, drives, drive),
    ),
    withInput('mounts', `${table.join('\n')}\n`),
    ...fileSystems.map(({ mount, owner }) => command('mounted', mount, owner)),
  ];
}

function kernel(settings: HostConfig['kernel']): readonly string[] {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${String(value)}\n`);
  return lines.length === 0 ? [] : [withInput('kernel', lines.join(''))];
}

const gate = ({ name, command: check, within, every }: HealthGate): string =>
  command('gate', name, Math.ceil(within / 1000), every / 1000, check);
