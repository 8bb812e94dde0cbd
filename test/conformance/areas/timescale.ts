import { servers } from '../rows.ts';
import { open, type Area } from '../verdict.ts';

const POOL = 'dc1/timescale';
const DISKS = ['12 TB NVMe, RAID 10', '20 TB SAS, RAID 6'];

export const timescale: Area = {
  area: 'TimescaleDB',
  entries: [
    servers('TSD-01', 'production', POOL, { cores: 32 }),
    servers('TSD-02', 'production', POOL, { memoryGiB: 256 }),
    servers('TSD-03', 'production', POOL, { disks: DISKS }),
    ...open('Hosts and data tiers', 'TSD-04'),
    // The layout does not say; the component specification does (l. 492).
    servers('TSD-05', 'production', POOL, { ports: '2 × 10 Gbps' }),
    servers('TSD-06', 'enterprise', 'east/timescale', { cores: 32, memoryGiB: 256 }),
    servers('TSD-07', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-08', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-09', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-10', 'enterprise', 'east/timescale', { ports: '2 × 10 Gbps' }),
    ...open('Hosts and data tiers', 'TSD-11..23'),
  ],
};
