import { open, type Area } from '../verdict.ts';

export const vpcs: Area = { area: 'AWS VPCs', entries: [...open('AWS', 'VPC-01..13')] };

export const hybrid: Area = {
  area: 'Hybrid Direct Connect / VPN',
  entries: [
    ...open('AWS', 'HYB-01', 'HYB-02'),
    ...open('Fabric', 'HYB-03'),
    ...open('AWS', 'HYB-04..07'),
    ...open('Fabric', 'HYB-08', 'HYB-09', 'HYB-10'),
    ...open('AWS', 'HYB-11..13'),
  ],
};
