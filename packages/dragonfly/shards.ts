import type { SelfManagedDragonfly } from './spec.ts';

/** Which shard a node of this number belongs to, and which place it has there: 1 is who is master on the first day. */
export interface Place {
  readonly shard: number;
  readonly place: number;
}

/**
 * A node's place, from its number alone: with one replica, 1 and 2 are shard 1, 3 and 4 are shard 2. So another node
 * never moves one that exists, and a retired number leaves a gap in its shard and nowhere else.
 */
export function placeOf(number: number, { replicas }: Pick<SelfManagedDragonfly, 'replicas'>): Place {
  const size = replicas + 1;
  return { shard: Math.floor((number - 1) / size) + 1, place: ((number - 1) % size) + 1 };
}

/** What the Sentinels call a shard: `cache-1`. */
export const shardName = (shard: number): string => `cache-${String(shard)}`;

/** Nodes by their shard, in the order of their numbers. */
export function shardsOf<T extends { readonly number: number }>(
  nodes: readonly T[],
  spec: Pick<SelfManagedDragonfly, 'replicas'>,
): ReadonlyMap<number, readonly T[]> {
  const shards = new Map<number, readonly T[]>();
  for (const node of [...nodes].sort((a, b) => a.number - b.number)) {
    const { shard } = placeOf(node.number, spec);
    shards.set(shard, [...(shards.get(shard) ?? []), node]);
  }
  return shards;
}
