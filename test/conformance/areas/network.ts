import { finding, open, type Area } from '../verdict.ts';

export const fabric: Area = {
  area: 'Network fabric',
  entries: [
    ...open('Fabric', 'NET-01..24'),
    finding('NET-25', 'production', 'claim/allotted', 'dc1', '170 Gbps', '205 Gbps'),
    ...open('Fabric', 'NET-26..35'),
  ],
};

export const edge: Area = { area: 'Edge / WAN', entries: [...open('Fabric', 'WAN-01..15')] };

export const security: Area = {
  area: 'Firewall / Security',
  entries: [
    ...open('Fabric', 'SEC-01..06'),
    ...open('AWS', 'SEC-07'),
    ...open('Fabric', 'SEC-08..11'),
    ...open('Hosts and data tiers', 'SEC-12', 'SEC-13'),
    ...open('Fabric', 'SEC-14', 'SEC-15'),
    ...open('Hosts and data tiers', 'SEC-16', 'SEC-17'),
    ...open('Fabric', 'SEC-18', 'SEC-19'),
    ...open('Hosts and data tiers', 'SEC-20'),
    ...open('Fabric', 'SEC-21'),
  ],
};
