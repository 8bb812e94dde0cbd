import {
  BitsPerSecond,
  siteById,
  type Evidence,
  type FabricProfile,
  type Finding,
  type Platform,
  type Severity,
} from '@catalyst/model';
import type { Attachment, Cable, Device, DeviceRole, Fabric } from '../facts.ts';

/** What rules look at: the facts of a site's network by what they are asked for. */
export interface RuleFacts {
  readonly platform: Platform;
  readonly fabric: Fabric;
  readonly spec: FabricProfile;
  readonly devices: ReadonlyMap<string, Device>;
  readonly cables: ReadonlyMap<string, Cable>;
  /** Cables by what they are plugged into. */
  readonly cablesOf: ReadonlyMap<string, readonly Cable[]>;
  /** Attachments by the switches that they are on. */
  readonly attachedTo: ReadonlyMap<string, readonly Attachment[]>;
}

export type Rule = (facts: RuleFacts) => readonly Finding[];

function grouped<T>(entries: readonly T[], keys: (entry: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries)
    for (const key of keys(entry)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
  return groups;
}

/** Undefined for a site without a fabric. */
export function ruleFacts(fabric: Fabric, platform: Platform): RuleFacts | undefined {
  const spec = siteById(platform, fabric.site).fabric;
  if (spec === null) return undefined;
  return {
    platform,
    fabric,
    spec,
    devices: new Map(fabric.devices.map((device) => [device.id, device])),
    cables: new Map(fabric.cables.map((cable) => [cable.id, cable])),
    cablesOf: grouped(fabric.cables, ({ ends }) => ends.map(({ on }) => on)),
    attachedTo: grouped(fabric.attachments, ({ ports }) => [...new Set(ports.map(({ device }) => device))]),
  };
}

/** A finding of this package; `path` is below `sites.<site>.fabric.`. */
export const problem = (
  { fabric: { site } }: Pick<RuleFacts, 'fabric'>,
  severity: Severity,
  code: string,
  subject: string,
  path: string,
  message: string,
  fix: string,
  evidence: Evidence = {},
): Finding => ({
  code: `fabric/${code}`,
  severity,
  subject,
  path: `sites.${site}.fabric.${path}`,
  message,
  evidence,
  fix,
});

export const withRole = ({ fabric }: RuleFacts, ...roles: readonly DeviceRole[]): readonly Device[] =>
  fabric.devices.filter(({ role }) => roles.includes(role));

export const sumOf = (rates: readonly BitsPerSecond[]): BitsPerSecond =>
  BitsPerSecond.of(rates.reduce((sum, rate) => sum + rate, 0));

export const print = (rate: BitsPerSecond): string => BitsPerSecond.print(rate);

/** `2:1`, `0.83:1`. */
export const printRatio = (ratio: number): string => `${String(Number(ratio.toFixed(2)))}:1`;

/** The path of the tier that a switch is of. */
export function tierPath(role: DeviceRole): string {
  switch (role) {
    case 'spine':
      return 'topology.spines';
    case 'leaf':
      return 'topology.leaves';
    case 'core':
    case 'aggregation':
    case 'access':
      return `topology.${role}`;
    case 'edge':
      return 'edge.routers';
    case 'firewall':
      return 'firewalls';
    case 'management':
      return 'management';
  }
}
