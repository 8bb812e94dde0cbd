import type { Finding } from '@catalyst/model';
import type { Attachment, Device, DeviceRole } from '../facts.ts';
import { modelOf } from '../hardware/index.ts';
import { problem, tierPath, withRole, type Rule, type RuleFacts } from './facts.ts';

const NAMES: Readonly<Record<DeviceRole, string>> = {
  spine: 'spine',
  leaf: 'leaf',
  core: 'core switch',
  aggregation: 'aggregation switch',
  access: 'access switch',
  management: 'management switch',
  edge: 'edge router',
  firewall: 'firewall',
};

/** Switches of a pod are partners of each other only. */
const podOf = ({ role, id }: Device): string => (role === 'aggregation' ? id.slice(0, id.lastIndexOf('/')) : role);

/** Roles of which each has to have another of its kind, and which all hang on. */
const SHARED = ['spine', 'core', 'aggregation', 'edge', 'firewall'] as const;

/** A device that nothing takes over from, and a rack that has all of a kind. */
export const partners: Rule = (facts) =>
  SHARED.flatMap((role): readonly Finding[] => {
    const groups = new Map<string, Device[]>();
    for (const device of withRole(facts, role))
      groups.set(podOf(device), [...(groups.get(podOf(device)) ?? []), device]);
    return [...groups.values()].flatMap((group) => aloneOrTogether(facts, group));
  });

function aloneOrTogether(facts: RuleFacts, group: readonly Device[]): readonly Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const { role, id, rack, name } = first;
  if (group.length === 1)
    return [
      problem(
        facts,
        'error',
        'no-partner',
        id,
        tierPath(role),
        `${name} is the only ${NAMES[role]}${role === 'aggregation' ? ' of its pod' : ''}: 2 − 1 lost = 1 is what has to be left, and here it is none`,
        `add a second ${NAMES[role]}`,
        { devices: 1 },
      ),
    ];
  if (
    new Set(group.map((device) => device.rack)).size > 1 ||
    facts.platform.sites.some(({ id: site, racks }) => site === facts.fabric.site && racks.length === 1)
  )
    return [];
  return [
    problem(
      facts,
      'error',
      'one-rack',
      id,
      `${tierPath(role)}.racks`,
      `all ${String(group.length)} of ${group.map((device) => device.name).join(', ')} stand in rack ${rack}: with it, none is left`,
      'put them into two racks',
      { devices: group.length },
    ),
  ];
}

/** The feeds that a device draws from. With one supply it is on the feed of its side. */
function feedsOf({ model, side }: Device): readonly string[] {
  const supplies = modelOf(model)?.supplies ?? 1;
  return supplies > 1 ? ['A', 'B'] : [side === 'b' ? 'B' : 'A'];
}

/** What both ways of something have in common: a switch, a tray or a feed that takes both with it. */
export const separateWays: Rule = (facts) =>
  facts.fabric.attachments.flatMap((attachment) => sharedFate(facts, attachment));

function sharedFate(facts: RuleFacts, { on, ports }: Attachment): readonly Finding[] {
  if (ports.length < 2) return [];
  const name = on.slice(on.indexOf('/') + 1);
  const switches = new Set(ports.map(({ device }) => device));
  const report = (code: string, what: string, fix: string) =>
    problem(
      facts,
      'error',
      code,
      on,
      'topology',
      `${name} has ${String(ports.length)} ports, and all of them are lost with ${what}`,
      fix,
    );
  const [first = ''] = switches;
  if (switches.size === 1)
    return [report('one-switch', facts.devices.get(first)?.name ?? first, 'plug one leg into each switch of the pair')];
  const own = new Set(ports.map((port) => port.own));
  const trays = new Set(
    (facts.cablesOf.get(on) ?? [])
      .filter(({ ends }) => ends.some((end) => end.on === on && own.has(end.port)))
      .map(({ tray }) => tray),
  );
  const [tray = ''] = trays;
  const feeds = [...switches].flatMap((id) => facts.devices.get(id) ?? []).map(feedsOf);
  const dead = ['A', 'B'].find((feed) => feeds.every((list) => list.every((own) => own === feed)));
  return [
    ...(trays.size === 1 ? [report('one-tray', `tray ${tray}`, 'lay one of the cables in the other tray')] : []),
    ...(dead === undefined
      ? []
      : [
          report(
            'one-feed',
            `power feed ${dead}`,
            'use switches with two power supplies, or put one of them on the other feed',
          ),
        ]),
  ];
}

/** Pairs that were bought and have nothing on them: what they cost buys no redundancy either. */
export const idle: Rule = (facts) => {
  const { pairs } = facts.fabric;
  const used = (device: string): number =>
    (facts.cablesOf.get(device) ?? []).filter(
      ({ purpose }) => purpose === 'server' || purpose === 'storage' || purpose === 'firewall' || purpose === 'edge',
    ).length;
  const unused = pairs.filter(({ devices }) => devices.every((device) => used(device) === 0));
  const [first] = unused;
  if (first === undefined) return [];
  const role = facts.devices.get(first.devices[0])?.role ?? 'leaf';
  const servers = pairs.flatMap(({ devices }) => devices).reduce((sum, device) => sum + used(device), 0);
  return [
    problem(
      facts,
      'warning',
      'idle-switches',
      facts.fabric.site,
      `${tierPath(role)}.pairs`,
      `${String(2 * unused.length)} of ${String(2 * pairs.length)} ${NAMES[role]}es have nothing on them: ${String(servers)} ports are in use on the other ${String(2 * (pairs.length - unused.length))}`.replace(
        'leafes',
        'leaves',
      ),
      'leave them out until racks are fuller',
      { idle: 2 * unused.length, all: 2 * pairs.length, ports: servers },
    ),
  ];
};
