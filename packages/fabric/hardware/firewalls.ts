import { Gbps, watts } from '@catalyst/model';
import type { Cage, Model, PortRange } from './model.ts';

/*
 * Firewalls by the vendor's name. Ports, supplies and power from the public device-type library of NetBox
 * (device-types/Palo Alto/PA-3440.yaml, PA-5430.yaml to PA-5445.yaml), which has them from the vendor's data sheets.
 */

const SFP_25G = [Gbps(1), Gbps(10), Gbps(25)];
const SFP_10G = [Gbps(1), Gbps(10)];
const QSFP_100G = [Gbps(40), Gbps(100)];

/** Ports between the two of a pair: sessions on one, and twice whether the other lives. Their numbers are ours. */
const twin = (
  sessions: Pick<PortRange, 'cage' | 'speeds'>,
  control: Pick<PortRange, 'cage' | 'speeds'>,
): Model['ranges'] => [
  { use: 'ha', first: 101, count: 1, names: ['hsci'], ...sessions },
  { use: 'ha', first: 103, count: 2, names: ['ha1-a', 'ha1-b'], ...control },
];

const firewall = (sku: string, units: number, power: number, management: Cage, ranges: Model['ranges']): Model => ({
  sku,
  vendor: 'Palo Alto Networks',
  kind: 'firewall',
  units,
  power: watts(power),
  supplies: 2,
  vxlan: false,
  management,
  ranges,
});

/** Eight copper ports, then SFP+, SFP28 and QSFP28, and all that is between the two on modules too. */
const SERIES_5400: Model['ranges'] = [
  { use: 'server', cage: 'sfp', first: 9, count: 12, speeds: SFP_10G },
  { use: 'server', cage: 'sfp', first: 21, count: 4, speeds: SFP_25G },
  { use: 'fabric', cage: 'qsfp', first: 41, count: 4, speeds: QSFP_100G },
  ...twin({ cage: 'qsfp', speeds: [Gbps(40)] }, { cage: 'sfp', speeds: SFP_10G }),
];

/** Firewalls by the vendor's name. */
export const FIREWALLS: readonly Model[] = [
  ...['PA-5410', 'PA-5420', 'PA-5430', 'PA-5440', 'PA-5445'].map((sku) => firewall(sku, 2, 630, 'sfp', SERIES_5400)),
  firewall('PA-3440', 1, 155, 'rj45', [
    { use: 'server', cage: 'sfp', first: 13, count: 10, speeds: SFP_10G },
    { use: 'server', cage: 'sfp', first: 23, count: 4, speeds: SFP_25G },
    { use: 'fabric', cage: 'qsfp', first: 35, count: 2, speeds: QSFP_100G },
    ...twin({ cage: 'sfp', speeds: [Gbps(10)] }, { cage: 'rj45', speeds: [Gbps(1)] }),
  ]),
];
