import type { Device } from '../facts.ts';
import { bareConfig } from './bare.ts';
import type { FabricIndex } from './fabric-index.ts';
import { segmentsOn, serverInterfaces } from './servers.ts';
import type { DeviceConfig, Management, SwitchedInterface } from './types.ts';

/** The switch that the management ports of a rack are on: one VLAN, nothing routed. */
export function managementSwitch(index: FabricIndex, management: Management, device: Device): DeviceConfig {
  const network = index.management;
  const vlan = network?.vlan ?? 1;
  const own = new Set(index.attachedTo(device.id).flatMap(({ ports }) => ports.map(({ port }) => port)));
  const ports = index
    .cablesOf(device.id)
    .filter(({ near }) => !own.has(near.port))
    .map(({ cable, near, far }): SwitchedInterface => {
      const peer = index.devices.get(far.on);
      const uplink = peer?.role === 'management' || cable.purpose === 'uplink';
      return {
        kind: 'switched',
        name: near.port,
        description: `${peer?.name ?? far.on.slice(far.on.lastIndexOf('/') + 1)} ${far.port}`,
        mtu: null,
        switchport: { untagged: vlan, tagged: [], edge: !uplink, trunkGroup: null },
        speed: cable.speed,
      };
    });
  const segments = segmentsOn(index, device);
  return {
    ...bareConfig(device, management),
    vlans:
      segments.length > 0
        ? segments.map(({ vlan: id, name }) => ({ id, name, trunkGroup: null }))
        : [{ id: vlan, name: network?.name ?? 'management', trunkGroup: null }],
    interfaces: [...ports, ...serverInterfaces(index, device)],
  };
}
