import { defineTier, placed, voting } from '@catalyst/model';
import { PostgresSpec, TimescaleSpec } from './spec.ts';

export { PostgresSpec, TimescaleSpec } from './spec.ts';

/** The transactional database: one primary, its standbys, and the quorum that chooses between them. */
export const postgres = defineTier({
  name: 'postgres',
  title: 'PostgreSQL',
  stage: 'data',
  spec: PostgresSpec,
  plan: (spec, site) =>
    spec.engine === 'rds'
      ? {
          instances: [],
          managed: [{ product: 'rds', nodeType: spec.nodeType, nodes: spec.nodes }],
          services: [{ name: 'postgres', role: 'node', port: 5432, tls: true }],
        }
      : {
          instances: [...placed(site, spec.nodes, 'node', 'nodes'), ...voting(site, spec.etcd, 'etcd', 'etcd')],
          services: [
            { name: 'postgres', role: 'node', port: 5432, tls: true },
            { name: 'patroni', role: 'node', port: 8008, tls: true },
            ...(spec.etcd === undefined ? [] : [{ name: 'postgres-etcd', role: 'etcd', port: 2379, tls: true }]),
          ],
          calls: [
            { role: 'node', service: 'postgres' },
            { role: 'node', service: 'postgres-etcd', optional: true },
          ],
        },
});

/** The time-series database: its own nodes, so that analytics never slow a payment down. */
export const timescale = defineTier({
  name: 'timescale',
  title: 'TimescaleDB',
  stage: 'data',
  spec: TimescaleSpec,
  plan: (spec, site) => ({
    instances: [...placed(site, spec.nodes, 'node', 'nodes'), ...voting(site, spec.etcd, 'etcd', 'etcd')],
    services: [{ name: 'timescale', role: 'node', port: 5433, tls: true }],
    calls: [
      { role: 'node', service: 'timescale' },
      { role: 'node', service: 'kafka', optional: true },
    ],
  }),
});
