import { defineTier } from '@catalyst/model';
import { assessDragonfly } from './capacity/index.ts';
import { dragonflyHost } from './host/index.ts';
import { observeDragonfly } from './observe.ts';
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
  assess: assessDragonfly,
  observe: observeDragonfly,
});
