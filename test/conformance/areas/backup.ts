import { servers } from '../rows.ts';
import { open, type Area } from '../verdict.ts';

const POOL = 'dc1/backup';

export const backup: Area = {
  area: 'Backup / DR',
  entries: [
    servers('BDR-01', 'production', POOL, { cores: 8 }),
    servers('BDR-02', 'production', POOL, { memoryGiB: 64 }),
    servers('BDR-03', 'production', POOL, { disks: ['100 TB SAS, RAID 6'] }),
    ...open('Hosts and data tiers', 'BDR-04', 'BDR-05', 'BDR-06'),
    servers('BDR-07', 'production', POOL, { ports: '1 × 10 Gbps' }),
    ...open('Hosts and data tiers', 'BDR-08..21'),
    ...open('Fabric', 'BDR-22'),
    servers('BDR-23', 'enterprise', 'europe/backup', { disks: ['500 TB SAS, RAID 6'] }),
    ...open('Assess', 'BDR-24'),
    ...open('Twin', 'BDR-25', 'BDR-26'),
  ],
};
