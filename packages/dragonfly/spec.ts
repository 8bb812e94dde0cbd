import { ManagedNodes, Placement } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about the cache at one site. */
export const DragonflySpec = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('dragonfly'),
    nodes: Placement,
    /** Three of them decide about a failover by majority. Without them nothing fails over by itself. */
    sentinels: Placement.optional(),
  }),
  /** Valkey, and not Memcached: balances need hashes, sorted sets and replicas (audit K09). */
  z.strictObject({ engine: z.literal('elasticache-valkey'), ...ManagedNodes.shape }),
]);
