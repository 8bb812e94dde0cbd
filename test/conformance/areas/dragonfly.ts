import { runOnly, servers } from '../rows.ts';
import { met, open, type Area } from '../verdict.ts';

const POOL = 'dc1/dragonfly';
const DISKS = ['2 TB NVMe, RAID 1'];

export const dragonfly: Area = {
  area: 'Dragonfly',
  entries: [
    servers('DFY-01', 'production', POOL, { cores: 16 }),
    servers('DFY-02', 'production', POOL, { memoryGiB: 512 }),
    servers('DFY-03', 'production', POOL, { disks: DISKS }),
    servers('DFY-04', 'production', POOL, { ports: '1 × 10 Gbps' }),
    met('DFY-05', 'nothing but the cache runs on its 16 cores', ({ production }) => {
      runOnly(production, POOL, 'dragonfly/node');
    }),
    servers('DFY-06', 'enterprise', 'east/dragonfly', { memoryGiB: 512 }),
    servers('DFY-07', 'enterprise', 'east/dragonfly', { disks: DISKS }),
    servers('DFY-08', 'enterprise', 'east/dragonfly', { ports: '1 × 10 Gbps' }),
    ...open('Hosts and data tiers', 'DFY-09..29'),
    ...open('Observability', 'DFY-30..34'),
  ],
};
