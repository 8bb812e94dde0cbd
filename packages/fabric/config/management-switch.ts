import type { Attachment, Device } from '../facts.ts';
import { bareConfig } from './bare.ts';
import type { FabricIndex } from './fabric-index.ts';
import type {
  BondInterface,
  DeviceConfig,
  Management,
  MemberInterface,
  SwitchedInterface,
  Switchport,
} from './types.ts';

/** To the leaves, as their bond of the same number is to it. */
function uplink(
  index: FabricIndex,
  attachment: Attachment,
  vlan: number,
): readonly (BondInterface | MemberInterface | SwitchedInterface)[] {
  const switchport: Switchport = { untagged: vlan, tagged: [], edge: false, trunkGroup: null };
  const { bond, ports } = attachment;
  const leaf = (device: string): string => index.devices.get(device)?.name ?? device;
  if (bond === null)
    return ports.map(({ own, device, port }) => ({
      kind: 'switched',
      name: own,
      description: `${leaf(device)} ${port}`,
      mtu: null,
      switchport,
      speed: null,
    }));
  return [
    {
      kind: 'bond',
      name: `Port-Channel${String(bond)}`,
      description: 'uplink to the leaves',
      mtu: null,
      number: bond,
      switchport,
      mlag: null,
      esi: null,
      fallback: false,
    },
    ...ports.map(({ own, device, port }): MemberInterface => ({
      kind: 'member',
      name: own,
      description: `${leaf(device)} ${port}`,
      mtu: null,
      bond,
      lacp: 'active',
      speed: null,
    })),
  ];
}

/** The switch that the management ports of a rack are on, its own too: one VLAN, nothing routed. */
export function managementSwitch(index: FabricIndex, management: Management, device: Device): DeviceConfig {
  const vlan = index.management?.vlan ?? 1;
  const uplinks = index.attachmentsOf(device.id);
  const taken = new Set([management.interface, ...uplinks.flatMap(({ ports }) => ports.map(({ own }) => own))]);
  const ports = index
    .cablesOf(device.id)
    .filter(({ near }) => !taken.has(near.port))
    .map(({ cable, near, far }): SwitchedInterface => ({
      kind: 'switched',
      name: near.port,
      description: `${index.devices.get(far.on)?.name ?? far.on.slice(far.on.lastIndexOf('/') + 1)} ${far.port}`,
      mtu: null,
      switchport: { untagged: vlan, tagged: [], edge: true, trunkGroup: null },
      speed: cable.speed,
    }));
  return {
    ...bareConfig(device, management),
    vlans: [{ id: vlan, name: index.management?.name ?? 'management', trunkGroup: null }],
    interfaces: [...ports, ...uplinks.flatMap((attachment) => uplink(index, attachment, vlan))],
  };
}
