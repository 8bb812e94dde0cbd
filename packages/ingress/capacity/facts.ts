import {
  BitsPerSecond,
  hostById,
  instancesOf,
  TransactionsPerSecond,
  type Bytes,
  type Platform,
  type Site,
} from '@catalyst/model';
import type { HaproxyIngress } from '../spec.ts';

/** All that the capacity of a site's way in is computed from. */
export interface Facts {
  readonly site: string;
  readonly path: string;
  readonly spec: HaproxyIngress;
  readonly nodes: number;
  /** Of the smallest node. */
  readonly cores: number;
  /** Of the smallest node: what is left of its bond without one leg, or its only port. */
  readonly network: BitsPerSecond;
  readonly sustained: TransactionsPerSecond;
  readonly peak: TransactionsPerSecond;
  readonly message: Bytes;
}

/** The facts of a site; undefined where it has no node. */
export function factsOf(spec: HaproxyIngress, site: Site, platform: Platform): Facts | undefined {
  const machines = instancesOf(platform, site.id, 'ingress', 'node').map(
    ({ host }) => hostById(platform, host).machine,
  );
  if (machines.length === 0) return undefined;
  const { demand } = platform;
  return {
    site: site.id,
    path: `sites.${site.id}.tiers.ingress`,
    spec,
    nodes: machines.length,
    cores: Math.min(...machines.map(({ cores }) => cores)),
    network: BitsPerSecond.of(Math.min(...machines.map(({ nics }) => nics.speed * Math.max(1, nics.ports - 1)))),
    sustained: TransactionsPerSecond.of(demand.sustained * site.carries),
    peak: TransactionsPerSecond.of(demand.peak * site.carries),
    message: demand.message,
  };
}

/** How many nodes answer customers when so many are lost: all that are left, or the one that has the address. */
export const answering = ({ spec, nodes }: Pick<Facts, 'spec' | 'nodes'>, lost: number): number =>
  spec.mode === 'active-active' ? nodes - lost : Math.min(1, nodes - lost);
