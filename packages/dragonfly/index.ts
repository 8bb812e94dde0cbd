import { defineTier } from '@catalyst/model';
import { dragonflyHost } from './host/index.ts';
import { planDragonfly } from './plan.ts';
import { DragonflySpec } from './spec.ts';

export { KEYSPACES, type Keyspace, type KeyspaceName } from './keyspaces.ts';
export { DragonflySpec, type SelfManagedDragonfly } from './spec.ts';
export { usersOf, type User } from './users.ts';
export { DRAGONFLY_VERSION } from './versions.ts';

/** Balances, rate cards, sessions and fraud scores, in memory. */
export const dragonfly = defineTier({
  name: 'dragonfly',
  title: 'DragonflyDB',
  stage: 'data',
  spec: DragonflySpec,
  plan: planDragonfly,
  host: dragonflyHost,
});
