import type { Fabric } from '../facts.ts';

/** One address of a device. */
export interface DeviceAddress {
  readonly device: string;
  readonly fqdn: string;
  readonly place: string;
  readonly network: string;
  readonly interface: string;
  readonly address: string;
  readonly prefix: number;
}

/** Every address of every device: management, loopbacks, and links. */
export function deviceAddresses(fabric: Fabric): readonly DeviceAddress[] {
  const linked = new Map<string, { interface: string; address: string }[]>();
  for (const { ends } of fabric.links)
    for (const { device, interface: name, address } of ends) {
      const own = linked.get(device) ?? [];
      own.push({ interface: name, address });
      linked.set(device, own);
    }
  return fabric.devices.flatMap(({ id, name, fqdn, rack, management, loopback, vtep }) => {
    const at = { device: name, fqdn, place: `${fabric.site}/${rack}` };
    const one = (network: string, of: string, address: string | null, prefix: number): readonly DeviceAddress[] =>
      address === null ? [] : [{ ...at, network, interface: of, address, prefix }];
    return [
      ...one('management', 'management', management, 32),
      ...one('fabric', 'Loopback0', loopback, 32),
      ...one('fabric', 'Loopback1', vtep, 32),
      ...(linked.get(id) ?? []).flatMap((end) => one('fabric', end.interface, end.address, 31)),
    ];
  });
}
