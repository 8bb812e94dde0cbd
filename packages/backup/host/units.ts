import { CONFINED, systemdUnit, type UnitSection } from '@catalyst/host';
import type { File, OnChange, SystemdUnit } from '@catalyst/model';
import { USER, paths } from './paths.ts';

export interface Job {
  readonly name: string;
  readonly description: string;
  readonly command: string;
  /** @source systemd.time(7) */
  readonly when: string;
  readonly writes: readonly string[];
  /** Default: the repository's own. */
  readonly user?: typeof USER | 'root';
}

/** A script that a timer starts; missed while the host was off, it is made up for. */
export function scheduled({ name, description, command, when, writes, user = USER }: Job): {
  readonly files: readonly File[];
  readonly units: readonly SystemdUnit[];
} {
  const service: UnitSection = [
    ['Type', 'oneshot'],
    ['User', user],
    ['Group', user],
    ['ExecStart', command],
    ['Nice', 10],
    ['IOSchedulingClass', 'idle'],
    ...CONFINED,
    ['ReadWritePaths', writes.join(' ')],
  ];
  return {
    files: [
      unitFile(`${name}.service`, { Unit: [['Description', description]], Service: service }),
      unitFile(
        `${name}.timer`,
        {
          Unit: [['Description', description]],
          Timer: [
            ['OnCalendar', when],
            ['Persistent', 'true'],
            ['RandomizedDelaySec', 300],
          ],
          Install: [['WantedBy', 'timers.target']],
        },
        { restart: `${name}.timer` },
      ),
    ],
    units: [{ name: `${name}.timer`, enabled: true, after: [] }],
  };
}

export const unitFile = (name: string, sections: Readonly<Record<string, UnitSection>>, onChange?: OnChange): File => ({
  path: `/etc/systemd/system/${name}`,
  content: systemdUnit(sections),
  owner: 'root',
  group: 'root',
  mode: 0o644,
  ...(onChange === undefined ? {} : { onChange }),
});

export const script = (name: string, content: string): File => ({
  path: `${paths.library}/${name}`,
  content,
  owner: 'root',
  group: 'root',
  mode: 0o755,
  validate: 'sh -n {}',
});

export const server = (description: string, lines: UnitSection, writes: readonly string[]) =>
  ({
    Unit: [
      ['Description', description],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ['RequiresMountsFor', writes.join(' ')],
    ],
    Service: [
      ['User', USER],
      ['Group', USER],
      ...lines,
      ['Restart', 'on-failure'],
      ['RestartSec', 5],
      ...CONFINED,
      ['ReadWritePaths', writes.join(' ')],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  }) satisfies Readonly<Record<string, UnitSection>>;
