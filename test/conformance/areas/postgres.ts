import { runOnly, servers } from '../rows.ts';
import { finding, met, open, partly, type Area } from '../verdict.ts';

const POOL = 'dc1/postgres';
const SPECIFIED = 'east/postgres';

export const postgres: Area = {
  area: 'PostgreSQL',
  entries: [
    met('PGS-01', 'nothing but PostgreSQL runs on the hosts of the pool postgres', ({ production, enterprise }) => {
      runOnly(production, POOL, 'postgres/node');
      runOnly(enterprise, SPECIFIED, 'postgres/node');
    }),
    servers('PGS-02', 'production', POOL, { cores: 32 }),
    servers('PGS-03', 'production', POOL, { memoryGiB: 256 }),
    servers('PGS-04', 'production', POOL, { disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6'] }),
    servers('PGS-05', 'production', POOL, { ports: '2 × 10 Gbps' }),
    ...open('Hosts and data tiers', 'PGS-06'),
    partly(
      'Hosts and data tiers',
      'PGS-07',
      'there are two equal servers; replication and failover are to be configured',
    ),
    servers('PGS-08', 'enterprise', SPECIFIED, { cores: 32 }),
    partly('Hosts and data tiers', 'PGS-09', 'there are 256 GiB; their use is to be configured'),
    servers('PGS-10', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    servers('PGS-11', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    servers('PGS-12', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    finding('PGS-13', 'production', 'claim/pool', 'dc1/final-summary/postgres', '20 TB', '18 TB'),
    servers('PGS-14', 'enterprise', SPECIFIED, { ports: '2 × 10 Gbps' }),
    ...open('Hosts and data tiers', 'PGS-15..38'),
    finding('PGS-39', 'production', 'failover/by-hand', 'dc1/postgres.node', '2 nodes', 'no etcd'),
    ...open('Hosts and data tiers', 'PGS-40', 'PGS-41'),
    ...open('Fabric', 'PGS-42', 'PGS-43'),
    ...open('Hosts and data tiers', 'PGS-44..46'),
  ],
};
