import type { Device, Port, Segment } from '../facts.ts';
import { isMlag, pairOf, type Attached, type FabricIndex } from './fabric-index.ts';
import { ethernetSegment } from './pairs.ts';
import { FABRIC_MTU } from './names.ts';
import type { BondInterface, MemberInterface, SwitchedInterface, Switchport } from './types.ts';

/** The segments that something on this switch is in, in the order of their VLANs. */
export function segmentsOn(index: FabricIndex, device: Device): readonly Segment[] {
  const ids = new Set(
    index.attachedTo(device.id).flatMap(({ attachment: { segments } }) => [segments.untagged, ...segments.tagged]),
  );
  return [...ids].flatMap((id) => index.segments.get(id) ?? []).sort((a, b) => a.vlan - b.vlan);
}

function switchportOf(index: FabricIndex, { attachment: { on, segments } }: Attached): Switchport {
  const vlan = (id: string): number[] => {
    const segment = index.segments.get(id);
    return segment === undefined ? [] : [segment.vlan];
  };
  const tagged = segments.tagged.flatMap(vlan).sort((a, b) => a - b);
  const [untagged = null] = vlan(segments.untagged);
  // A switch speaks spanning tree, and its port would be shut down for it.
  return { untagged, tagged, edge: !index.devices.has(on), trunkGroup: null };
}

/** What something is called on descriptions: a device by its name, all else by the last part of its id. */
const nameOf = (index: FabricIndex, id: string): string =>
  index.devices.get(id)?.name ?? id.slice(id.lastIndexOf('/') + 1);

/**
 * The ports of a server or array. With a bond, LACP over both switches; without, single ports in the same VLANs, of
 * which the server uses one at a time.
 */
export function serverInterfaces(
  index: FabricIndex,
  device: Device,
): readonly (BondInterface | MemberInterface | SwitchedInterface)[] {
  const ports = new Map<string, Port>(device.ports.map((port) => [port.name, port]));
  return index.attachedTo(device.id).flatMap((attached): (BondInterface | MemberInterface | SwitchedInterface)[] => {
    const { attachment } = attached;
    const host = nameOf(index, attachment.on);
    const switchport = switchportOf(index, attached);
    if (attachment.bond === null)
      return attached.ports.map(({ own, port }): SwitchedInterface => ({
        kind: 'switched',
        name: port,
        description: `${host} ${own}`,
        mtu: FABRIC_MTU,
        switchport,
        speed: ports.get(port)?.speed ?? null,
      }));
    const number = attachment.bond;
    const members = attached.ports.map(({ own, port }): MemberInterface => ({
      kind: 'member',
      name: port,
      description: `${host} ${own}`,
      mtu: null,
      bond: number,
      lacp: 'active',
      speed: ports.get(port)?.speed ?? null,
    }));
    return [bondOf(index, device, attached, number, `${host} bond0`, switchport), ...members];
  });
}

/** A bond is shared by a pair only where the server is on both: one that hangs on a single switch is of that switch alone. */
function bondOf(
  index: FabricIndex,
  device: Device,
  { attachment }: Attached,
  number: number,
  description: string,
  switchport: Switchport,
): BondInterface {
  const shared = new Set(attachment.ports.map((port) => port.device)).size > 1;
  const sides = shared ? pairOf(index, device) : null;
  const mlag = sides !== null && isMlag(index, device);
  return {
    kind: 'bond',
    name: `Port-Channel${String(number)}`,
    description,
    mtu: FABRIC_MTU,
    number,
    switchport,
    mlag: mlag ? number : null,
    esi: sides !== null && !mlag ? ethernetSegment(sides.pair.asn, number) : null,
    // A server that starts from the network has no LACP yet; an array or a switch always has.
    fallback: index.hosts.has(attachment.on),
  };
}
