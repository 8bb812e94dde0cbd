import { parseAddress } from '@catalyst/model';
import type { DeviceConfig, Interface } from '../config/types.ts';

const numberOf = (address: string): { readonly host: number; readonly size: number } | undefined => {
  const [host = '', length = '32'] = address.split('/');
  const number = parseAddress(host);
  return number === undefined ? undefined : { host: number, size: 2 ** (32 - Number(length)) };
};

/** Addresses of an interface, and the VRF that they are in. */
function addressesOf(port: Interface): { readonly vrf: string | null; readonly addresses: readonly string[] } {
  switch (port.kind) {
    case 'routed':
      return { vrf: port.vrf, addresses: port.addresses };
    case 'gateway':
      return { vrf: port.vrf, addresses: [port.address ?? port.virtualAddress ?? ''].filter((text) => text !== '') };
    case 'loopback':
    case 'switched':
    case 'member':
    case 'bond':
      return { vrf: null, addresses: [] };
  }
}

/** Which interface of a device is in the network of a neighbour's address. Links have two addresses, so most answers are at hand. */
export function interfaceTowards(config: DeviceConfig): (vrf: string | null, address: string) => string | null {
  const links = new Map<string, string>();
  const wider: { readonly vrf: string | null; readonly first: number; readonly size: number; readonly name: string }[] =
    [];
  for (const port of config.interfaces) {
    const { vrf, addresses } = addressesOf(port);
    for (const address of addresses) {
      const network = numberOf(address);
      if (network === undefined) continue;
      const first = network.host - (network.host % network.size);
      if (network.size === 2) links.set(`${vrf ?? ''} ${String(first)}`, port.name);
      else wider.push({ vrf, first, size: network.size, name: port.name });
    }
  }
  return (vrf, address) => {
    const host = parseAddress(address) ?? 0;
    const link = links.get(`${vrf ?? ''} ${String(host - (host % 2))}`);
    if (link !== undefined) return link;
    const found = wider.find(
      (network) => network.vrf === vrf && host >= network.first && host < network.first + network.size,
    );
    return found?.name ?? null;
  };
}
