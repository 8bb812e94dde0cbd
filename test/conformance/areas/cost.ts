import assert from 'node:assert/strict';
import { managed, servers } from '../rows.ts';
import { finding, met, open, type Area } from '../verdict.ts';

/** What the guide pays for, against the layout that it describes (audit J02). */
export const onPremise: Area = {
  area: 'Cost model: on-premise',
  entries: [
    ...open('Assess', 'CON-01'),
    finding('CON-02', 'production', 'claim/pool', 'dc1/cost-bom/database', '5 servers', 'has 3'),
    finding('CON-03', 'production', 'claim/pool', 'dc1/cost-bom/cache', '4 servers', 'has 1'),
    finding('CON-04', 'production', 'claim/pool', 'dc1/cost-bom/services', '12 servers', 'has 8'),
    finding('CON-05', 'production', 'claim/pool', 'dc1/cost-bom/monitoring', '2 servers', 'has 1'),
    ...open('Assess', 'CON-06..38'),
  ],
};

export const unitCost: Area = { area: 'Cost comparison & unit cost', entries: [...open('Assess', 'CCM-01..11')] };

/** What the guide rents, and for how much. */
export const aws: Area = {
  area: 'Cost model: AWS',
  entries: [
    // The guide adds "15 NVMe × 7.5GB"; it has one drive of 7.5 TB (audit K07), which the price list will say.
    ...open('Assess', 'CAW-01'),
    met('CAW-02', 'six AWS::EC2::Instance of i3en.3xlarge in the templates of use1 of production', ({ production }) => {
      const types = production.resources('use1', 'AWS::EC2::Instance').map(({ InstanceType }) => InstanceType);
      assert.equal(types.filter((type) => type === 'i3en.3xlarge').length, 6);
    }),
    ...open('Assess', 'CAW-03'),
    met('CAW-04', 'db.r6i.8xlarge is the node type of RDS at use1 of production', ({ production }) => {
      assert.equal(managed(production, 'use1', 'rds').nodeType, 'db.r6i.8xlarge');
    }),
    met('CAW-05', 'three nodes of RDS at use1 of production', ({ production }) => {
      assert.equal(managed(production, 'use1', 'rds').nodes, 3);
    }),
    ...open('Assess', 'CAW-06..08'),
    met('CAW-09', 'services run in ECS on t3.2xlarge at use1 of production', ({ production }) => {
      assert.equal(managed(production, 'use1', 'ecs').nodeType, 't3.2xlarge');
    }),
    ...open('AWS', 'CAW-10'),
    ...open('Assess', 'CAW-11', 'CAW-12'),
    met('CAW-13', 'four nodes of the cache at use1 of production', ({ production }) => {
      assert.equal(managed(production, 'use1', 'elasticache-valkey').nodes, 4);
    }),
    ...open('Assess', 'CAW-14'),
    servers('CAW-15', 'production', 'use1/search-data', { instanceType: 'm6i.2xlarge', cores: 8, memoryGiB: 32 }),
    met('CAW-16', 'ten hosts with Elasticsearch at use1 of production', ({ production }) => {
      assert.equal(new Set(production.instances('use1', 'elasticsearch').map(({ host }) => host)).size, 10);
    }),
    ...open('Assess', 'CAW-17..33'),
    ...open('AWS', 'CAW-34'),
    ...open('Assess', 'CAW-35..44'),
  ],
};
