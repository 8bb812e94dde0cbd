import type { HostConfig, SystemdUnit } from '@catalyst/model';

/** The units so that each comes after those it waits for, and else as they were listed. Throws on a circle: our defect. */
export function inStartOrder(units: readonly SystemdUnit[]): readonly SystemdUnit[] {
  const ordered = new Set<SystemdUnit>();
  const visit = (unit: SystemdUnit, waiting: readonly string[]): void => {
    if (ordered.has(unit)) return;
    if (waiting.includes(unit.name))
      throw new Error(`units wait for each other: ${[...waiting, unit.name].join(', ')}`);
    for (const other of units.filter(({ name }) => unit.after.includes(name))) visit(other, [...waiting, unit.name]);
    ordered.add(unit);
  };
  for (const unit of units) visit(unit, []);
  return [...ordered];
}

/** Units that a change of a file restarts or reloads, and that are not the host's own to start: `systemd-journald`. */
export function followers({ units, files, archives }: HostConfig): readonly string[] {
  const own = new Set(units.map(({ name }) => name));
  const named = [...files, ...archives].flatMap(({ onChange }) => {
    if (onChange === undefined || 'run' in onChange) return [];
    return 'restart' in onChange ? [onChange.restart] : [onChange.reload];
  });
  return [...new Set(named)].filter((name) => !own.has(name));
}
