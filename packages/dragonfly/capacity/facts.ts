import { BitsPerSecond, Bytes, hostById, instancesOf, usable, type Platform, type Site } from '@catalyst/model';
import { shardsOf } from '../shards.ts';
import { memoryOf } from '../sizing.ts';
import { wholeOf, type SelfManagedDragonfly } from '../spec.ts';

/** All that the capacity of a site is computed from. */
export interface Facts {
  readonly site: string;
  readonly path: string;
  readonly spec: SelfManagedDragonfly;
  readonly shards: number;
  readonly nodes: number;
  /** Copies that a master has where its shard is complete. */
  readonly copies: number;
  /** The site that this one takes over from while it runs. */
  readonly standbyOf: string | null;
  readonly sustained: number;
  readonly peak: number;
  /** All keys of all shards. */
  readonly whole: Bytes;
  /** Of the smallest node: keys are spread evenly. */
  readonly memory: Bytes;
  readonly physical: Bytes;
  readonly cores: number;
  readonly disk: Bytes;
  readonly network: BitsPerSecond;
}

/** The facts of a site; undefined where it has no node. */
export function factsOf(spec: SelfManagedDragonfly, site: Site, platform: Platform): Facts | undefined {
  const nodes = instancesOf(platform, site.id, 'dragonfly', 'node');
  const machines = nodes.map(({ host }) => hostById(platform, host).machine);
  if (machines.length === 0) return undefined;
  const shards = [...shardsOf(nodes, spec).values()];
  const least = (of: (machine: (typeof machines)[number]) => number): number => Math.min(...machines.map(of));
  return {
    site: site.id,
    path: `sites.${site.id}.tiers.dragonfly`,
    spec,
    shards: shards.length,
    copies: Math.max(...shards.map((members) => members.length)) - 1,
    nodes: nodes.length,
    standbyOf: site.standby?.mode === 'hot' ? site.standby.of : null,
    sustained: platform.demand.sustained * site.carries,
    peak: platform.demand.peak * site.carries,
    whole: wholeOf(spec),
    memory: Bytes.of(least((machine) => memoryOf(machine, spec))),
    physical: Bytes.of(least(({ memory }) => memory)),
    cores: least(({ cores }) => cores),
    disk: Bytes.of(least(({ volumes }) => volumes.slice(0, 1).reduce((sum, volume) => sum + usable(volume), 0))),
    // A bond carries as much as it does without one of its legs.
    network: BitsPerSecond.of(least(({ nics }) => nics.speed * Math.max(1, nics.ports - 1))),
  };
}

/** Keys of one shard. */
export const shardOf = ({ whole, shards }: Facts): Bytes => Bytes.of(whole / shards);

/** Operations of one master in a second, at a rate of transactions. Only masters write, and clients read where they write. */
export const operationsOf = ({ spec, shards }: Facts, rate: number): number =>
  (rate * spec.operationsPerTransaction) / shards;

/** Bits of one master in a second: requests and replies, and what it sends to each of its copies. */
export function trafficOf(facts: Facts, rate: number): BitsPerSecond {
  const { spec, shards, copies } = facts;
  const writes = (rate * spec.writesPerTransaction * copies) / shards;
  return BitsPerSecond.of(8 * spec.operation * (operationsOf(facts, rate) + writes));
}
