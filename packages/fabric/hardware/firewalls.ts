import { Gbps, watts } from '@catalyst/model';
import type { Model } from './model.ts';

const SFP_25G = [Gbps(1), Gbps(10), Gbps(25)];
const SFP_10G = [Gbps(1), Gbps(10)];
const QSFP_100G = [Gbps(40), Gbps(100)];

/** Ports between the two of a pair: heartbeats and sessions on one, their backups on the other. */
const twin: Model['ranges'][number] = {
  use: 'ha',
  cage: 'qsfp',
  first: 101,
  count: 1,
  speeds: QSFP_100G,
  names: ['hsci'],
};
const control: Model['ranges'][number] = {
  use: 'ha',
  cage: 'rj45',
  first: 103,
  count: 2,
  speeds: [Gbps(1)],
  names: ['ha1-a', 'ha1-b'],
};

const firewall = (sku: string, units: number, power: number, ranges: Model['ranges']): Model => ({
  sku,
  vendor: 'Palo Alto Networks',
  kind: 'firewall',
  units,
  power: watts(power),
  supplies: 2,
  vxlan: false,
  ranges: [...ranges, twin, control],
});

/** Eight copper ports, then SFP+, SFP28 and QSFP28, as the 5400 series numbers them. */
const SERIES_5400: Model['ranges'] = [
  { use: 'server', cage: 'sfp', first: 9, count: 12, speeds: SFP_10G },
  { use: 'server', cage: 'sfp', first: 21, count: 4, speeds: SFP_25G },
  { use: 'fabric', cage: 'qsfp', first: 25, count: 4, speeds: QSFP_100G },
];

/** Firewalls by the vendor's name. */
export const FIREWALLS: readonly Model[] = [
  firewall('PA-5430', 2, 630, SERIES_5400),
  firewall('PA-5440', 2, 630, SERIES_5400),
  firewall('PA-5445', 2, 630, SERIES_5400),
  firewall('PA-3440', 1, 180, [
    { use: 'server', cage: 'sfp', first: 13, count: 10, speeds: SFP_10G },
    { use: 'fabric', cage: 'sfp', first: 23, count: 4, speeds: SFP_25G },
    { use: 'fabric', cage: 'qsfp', first: 33, count: 2, speeds: QSFP_100G },
  ]),
];
