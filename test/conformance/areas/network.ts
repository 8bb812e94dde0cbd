import { finding, open, type Area } from '../verdict.ts';

export const fabric: Area = {
  area: 'Network fabric',
  entries: [
    ...open('Fabric', 'NET-01..24'),
    finding('NET-25', 'production', 'claim/allotted', 'dc1', '170 Gbps', '205 Gbps'),
    ...open('Fabric', 'NET-26..35'),
  ],
};
