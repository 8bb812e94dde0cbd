import { Gbps, watts } from '@catalyst/model';
import type { Model, PortRange } from './model.ts';

/*
 * Switches and routers by the vendor's name. Ports and rack units from the public device-type library of NetBox and
 * mirrors of the vendor's data sheets (network notes §5); power is the data sheets' typical draw to the next 10 W.
 */

const SFP_10G = [Gbps(1), Gbps(10)];
const SFP_25G = [Gbps(1), Gbps(10), Gbps(25)];
const QSFP_40G = [Gbps(40)];
const QSFP_100G = [Gbps(40), Gbps(100)];

const servers = (count: number, speeds: PortRange['speeds']): PortRange => ({
  use: 'server',
  cage: 'sfp',
  first: 1,
  count,
  speeds,
});

const fabric = (first: number, count: number, speeds: PortRange['speeds']): PortRange => ({
  use: 'fabric',
  cage: 'qsfp',
  first,
  count,
  speeds,
});

/** Line cards of the 7358 in slots 2 to 9, sixteen ports each. @source DCS-7358-16C.yaml; bay 1 is the supervisor's */
const cards: PortRange = {
  use: 'fabric',
  cage: 'qsfp',
  first: 1,
  count: 128,
  speeds: QSFP_100G,
  card: { model: 'DCS-7358-16C', ports: 16, slot: 2 },
};

const arista = (sku: string, facts: Omit<Model, 'sku' | 'vendor' | 'kind'>, kind: Model['kind'] = 'switch'): Model => ({
  sku,
  vendor: 'Arista',
  kind,
  ...facts,
});

/** A 7050 of one rack unit with two supplies. */
const fixed = (sku: string, power: number, vxlan: boolean, ...ranges: readonly PortRange[]): Model =>
  arista(sku, { units: 1, power: watts(power), supplies: 2, vxlan, ranges });

export const SWITCHES: readonly Model[] = [
  // Trident 4 in 4 units, 12.8 Tb/s. @source DCS-7358.yaml, network notes §5
  arista('DCS-7358X4', { units: 4, power: watts(1480), supplies: 4, vxlan: true, ranges: [cards] }),
  // The same with cards of 4 × 400G in all slots; the card's own name is not verified. @source network notes §5
  arista('DCS-7358X4-400G', {
    units: 4,
    power: watts(1720),
    supplies: 4,
    vxlan: true,
    ranges: [
      {
        use: 'fabric',
        cage: 'osfp',
        first: 1,
        count: 32,
        speeds: [Gbps(400)],
        card: { model: 'DCS-7358-4PQ', ports: 4, slot: 2 },
      },
    ],
  }),
  // Trident 3. @source DCS-7050CX3-32S-F.yaml
  fixed('DCS-7050CX3-32S', 290, true, {
    ...fabric(1, 32, QSFP_100G),
    breakout: { lanes: 4, speed: Gbps(25) },
  }),
  // @source DCS-7050SX3-48C8-F.yaml
  fixed('DCS-7050SX3-48C8', 170, true, servers(48, SFP_10G), fabric(49, 8, QSFP_100G)),
  // @source X3 data sheet
  fixed('DCS-7050SX3-48YC12', 230, true, servers(48, SFP_25G), fabric(49, 12, QSFP_100G)),
  // @source DCS-7050SX3-48YC8-F.yaml
  fixed('DCS-7050SX3-48YC8', 210, true, servers(48, SFP_25G), fabric(49, 8, QSFP_100G)),
  // Trident II: tunnels, but no routing between them without a detour. @source DCS-7050SX-64.yaml, network notes §0.6
  fixed('DCS-7050SX-64', 120, false, servers(48, SFP_10G), fabric(49, 4, QSFP_40G)),
  fixed('DCS-7050SX-72Q', 130, false, servers(48, SFP_10G), fabric(49, 6, QSFP_40G)),
  // Trident+: no tunnels at all. @source network notes §0.6
  fixed('DCS-7050S-64', 130, false, servers(48, SFP_10G), fabric(49, 4, QSFP_40G)),
  // For management ports: copper below, fibre or copper to the leaves.
  arista('DCS-7010TX-48', {
    units: 1,
    power: watts(90),
    supplies: 2,
    vxlan: false,
    ranges: [
      { use: 'management', cage: 'rj45', first: 1, count: 48, speeds: [Gbps(1)] },
      { use: 'fabric', cage: 'sfp', first: 49, count: 4, speeds: SFP_25G },
    ],
  }),
  // Edge routers with room for a full table. @source DCS-7280SR3-48YC8-F.yaml
  arista(
    'DCS-7280SR3-48YC8',
    {
      units: 1,
      power: watts(240),
      supplies: 2,
      vxlan: true,
      ranges: [servers(48, SFP_25G), fabric(49, 8, QSFP_100G)],
    },
    'router',
  ),
  // A server with FRR, two cards of two 100G ports for the fabric and four 25G ports for providers.
  {
    sku: 'FRR-SERVER-4x25G-4x100G',
    vendor: 'generic',
    kind: 'router',
    units: 1,
    power: watts(450),
    supplies: 2,
    vxlan: true,
    ranges: [servers(8, SFP_25G), fabric(9, 4, QSFP_100G)],
  },
];
