import { seconds, type Milliseconds } from '@catalyst/model';

/** A section of a unit file: settings in their order, where one may stand more than once. */
export type UnitSection = readonly (readonly [key: string, value: string | number])[];

/** A unit file of systemd: `systemdUnit({ Unit: […], Service: […], Install: […] })`. */
export const systemdUnit = (sections: Readonly<Record<string, UnitSection>>): string =>
  Object.entries(sections)
    .map(([name, lines]) => [`[${name}]`, ...lines.map(([key, value]) => `${key}=${String(value)}`)].join('\n'))
    .join('\n\n') + '\n';

/** A duration as unit files take it without a suffix. */
export const inSeconds = (duration: Milliseconds): number => duration / seconds(1);

/** A service that writes to its own directories only. @source systemd.exec(5) */
export const CONFINED: UnitSection = [
  ['NoNewPrivileges', 'yes'],
  ['PrivateTmp', 'yes'],
  ['ProtectHome', 'yes'],
  ['ProtectSystem', 'strict'],
];

/** The name of the unit that mounts a path. @source systemd-escape(1), --path */
export const mountUnit = (path: string): string =>
  `${path
    .slice(1)
    .replace(/[^A-Za-z0-9_./]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replaceAll('/', '-')}.mount`;
