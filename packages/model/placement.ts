import { z } from 'zod';
import type { PlannedInstance, SiteContext } from './tier.ts';

/** Where a role of a tier runs: on every host of a pool, or of several. Several roles may share one. */
export const Placement = z.strictObject({
  /** Names of pools of the same site, under `servers` or `instances`. */
  on: z.union([z.string(), z.array(z.string()).min(1)]),
});
export type Placement = z.output<typeof Placement>;

/** What the cloud provider runs instead: its node type and how many. */
export const ManagedNodes = z.strictObject({ nodeType: z.string(), nodes: z.int().min(1) });

/** One instance of a role on each host of its pool, known by the host's number. `key` is where the tier's spec says so. */
export function placed(
  site: SiteContext,
  placement: Placement | undefined,
  role: string,
  key: string,
): readonly PlannedInstance[] {
  if (placement === undefined) return [];
  return site.hosts(placement.on, [key, 'on']).map((host) => ({ role, host: host.id, number: host.number }));
}

/** The same for a role whose members vote: a majority of them must be up. */
export const voting = (...where: Parameters<typeof placed>): readonly PlannedInstance[] =>
  placed(...where).map((instance) => ({ ...instance, votes: true }));
