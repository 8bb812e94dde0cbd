import type { BitsPerSecond, Finding } from '@catalyst/model';
import type { Cable, Device } from '../facts.ts';
import { modelOf, portCount } from '../hardware/index.ts';
import { print, printRatio, problem, sumOf, tierPath, withRole, type Rule, type RuleFacts } from './facts.ts';

/** What hangs below a switch and what leads up from it. */
interface Load {
  readonly below: BitsPerSecond;
  readonly above: BitsPerSecond;
  /** What leads to the one above that would be missed most. */
  readonly lost: BitsPerSecond;
  readonly uppers: number;
}

const DOWNWARDS: ReadonlySet<Cable['purpose']> = new Set(['server', 'storage']);

function loadOf({ cablesOf }: RuleFacts, device: Device): Load {
  const cables = cablesOf.get(device.id) ?? [];
  const up = cables.filter(({ purpose, ends }) => purpose === 'uplink' && ends[0].on === device.id);
  const down = cables.filter(
    ({ purpose, ends }) =>
      DOWNWARDS.has(purpose) || (device.role === 'aggregation' && purpose === 'uplink' && ends[1].on === device.id),
  );
  const byUpper = new Map<string, BitsPerSecond[]>();
  for (const { ends, speed } of up) byUpper.set(ends[1].on, [...(byUpper.get(ends[1].on) ?? []), speed]);
  const sums = [...byUpper.values()].map(sumOf);
  return {
    below: sumOf(down.map(({ speed }) => speed)),
    above: sumOf(up.map(({ speed }) => speed)),
    lost: sums.reduce((most, sum) => (sum > most ? sum : most), sumOf([])),
    uppers: byUpper.size,
  };
}

/** More below than above: packets wait or are lost while all send. The worst switch of each tier is told. */
export const oversubscription: Rule = (facts) => {
  const { normal, degraded } = facts.spec.oversubscription;
  return (['leaf', 'access', 'aggregation'] as const).flatMap((role): Finding[] => {
    const loads = withRole(facts, role).map((device) => ({ device, load: loadOf(facts, device) }));
    const by = (ratio: (load: Load) => number) =>
      [...loads].sort((a, b) => ratio(b.load) - ratio(a.load) || (a.device.id < b.device.id ? -1 : 1))[0];
    const all = by(({ below, above }) => below / above);
    const oneLost = by(({ below, above, lost }) => below / (above - lost));
    const path = `${tierPath(role)}.uplinks`;
    const fix = 'give it more or faster uplinks, or put servers into other racks';
    const found: Finding[] = [];
    if (all !== undefined && all.load.below > normal * all.load.above) {
      const { device, load } = all;
      found.push(
        problem(
          facts,
          'error',
          'oversubscription',
          device.id,
          path,
          `${device.name} has ${print(load.below)} below and ${print(load.above)} above: ` +
            `${printRatio(load.below / load.above)}, where ${printRatio(normal)} is the limit`,
          fix,
          { below: load.below, above: load.above, limit: normal },
        ),
      );
    }
    // With one above, there is none left: that it has no partner is another rule's.
    if (oneLost !== undefined && oneLost.load.uppers > 1) {
      const { device, load } = oneLost;
      const left = sumOf([load.above]) - load.lost;
      if (load.below > degraded * left)
        found.push(
          problem(
            facts,
            'error',
            'oversubscription-degraded',
            device.id,
            path,
            `${device.name} has ${print(load.below)} below, and with one of ${String(load.uppers)} above it lost ` +
              `${print(load.above)} − ${print(load.lost)} left: ${printRatio(load.below / left)}, where ${printRatio(degraded)} is the limit`,
            fix,
            { below: load.below, above: load.above, lost: load.lost, limit: degraded },
          ),
        );
    }
    return found;
  });
};

/** What is claimed of full racks: every port for servers in use, at the speed that servers have here. */
export const nonBlocking: Rule = (facts) => {
  if (facts.spec.claims.nonBlocking !== true) return [];
  const fastest = facts.fabric.cables
    .filter(({ purpose }) => DOWNWARDS.has(purpose))
    .reduce((most, { speed }) => (speed > most ? speed : most), sumOf([]));
  const [device] = withRole(facts, 'leaf', 'access');
  const model = device === undefined ? undefined : modelOf(device.model);
  if (device === undefined || model === undefined) return [];
  const ports = portCount(model, 'server');
  const below = ports * fastest;
  const { above } = loadOf(facts, device);
  return below <= above
    ? []
    : [
        problem(
          facts,
          'error',
          'claim-non-blocking',
          facts.fabric.site,
          'claims.nonBlocking',
          `said to be non-blocking; a full ${device.model} has ${String(ports)} × ${print(fastest)} below and ${print(above)} above: ` +
            printRatio(below / above),
          'say how far it is oversubscribed, or give it more uplinks',
          { below, above },
        ),
      ];
};
