import { defineTier, placed, voting } from '@catalyst/model';
import { DragonflySpec } from './spec.ts';

export { DragonflySpec } from './spec.ts';

/** Balances, rate cards, sessions and fraud scores, in memory. */
export const dragonfly = defineTier({
  name: 'dragonfly',
  title: 'DragonflyDB',
  stage: 'data',
  spec: DragonflySpec,
  plan: (spec, site) =>
    spec.engine === 'elasticache-valkey'
      ? {
          instances: [],
          managed: [{ product: 'elasticache-valkey', nodeType: spec.nodeType, nodes: spec.nodes }],
          services: [{ name: 'cache', role: 'node', port: 6379, tls: true }],
        }
      : {
          instances: [
            ...placed(site, spec.nodes, 'node', 'nodes'),
            ...voting(site, spec.sentinels, 'sentinel', 'sentinels'),
          ],
          services: [
            { name: 'cache', role: 'node', port: 6379, tls: true },
            ...(spec.sentinels === undefined
              ? []
              : [{ name: 'cache-sentinel', role: 'sentinel', port: 26379, tls: true }]),
          ],
          calls: [
            { role: 'node', service: 'cache' },
            { role: 'sentinel', service: 'cache' },
            { role: 'sentinel', service: 'cache-sentinel', optional: true },
          ],
        },
});
