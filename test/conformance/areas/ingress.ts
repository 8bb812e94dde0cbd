import { servers } from '../rows.ts';
import { open, partly, type Area } from '../verdict.ts';

const POOL = 'dc1/ingress';

export const ingress: Area = {
  area: 'Load balancers',
  entries: [
    ...open('Fabric', 'LBL-01..04'),
    ...open('Hosts and data tiers', 'LBL-05'),
    servers('LBL-06', 'production', POOL, { cores: 8 }),
    servers('LBL-07', 'production', POOL, { memoryGiB: 32 }),
    servers('LBL-08', 'production', POOL, { disks: ['500 GB NVMe'] }),
    servers('LBL-09', 'production', POOL, { ports: '2 × 10 Gbps' }),
    partly('Hosts and data tiers', 'LBL-10', 'there are two servers; that one waits is to be configured'),
    partly('Hosts and data tiers', 'LBL-11', 'there are three servers; that all answer is to be configured'),
    ...open('Hosts and data tiers', 'LBL-12', 'LBL-13'),
  ],
};
