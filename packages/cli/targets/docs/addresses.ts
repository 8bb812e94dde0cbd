import { deviceAddresses, type Fabric } from '@catalyst/fabric';
import { networkById, type Platform } from '@catalyst/model';

/** A line of `addresses.csv`: one address of one interface of one host or device, or one that moves between hosts. */
export interface AddressRow {
  readonly site: string;
  readonly host: string;
  readonly fqdn: string;
  readonly place: string;
  readonly network: string;
  readonly vlan: string;
  readonly interface: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
}

/** Every address of the platform: its hosts, those that move between them, and the devices of its networks. */
export const addressRows = (platform: Platform, fabrics: readonly Fabric[]): readonly AddressRow[] => [
  ...platform.hosts.flatMap((host) =>
    host.addresses.map((entry) => ({
      site: host.site,
      host: host.hostname,
      fqdn: host.fqdn,
      place: host.failureDomain,
      ...networkOf(platform, entry.network),
      interface: entry.interface,
      address: entry.address,
      prefix: entry.prefix,
    })),
  ),
  ...platform.floating.map(({ site, name, fqdn, network, address, prefix }) => ({
    site,
    host: name,
    fqdn,
    place: 'floating',
    ...networkOf(platform, network),
    interface: '',
    address,
    prefix,
  })),
  ...fabrics.flatMap((fabric) =>
    deviceAddresses(fabric).map(({ device, network, ...rest }) => ({
      site: fabric.site,
      host: device,
      ...networkOf(platform, `${fabric.site}/${network}`),
      ...rest,
    })),
  ),
];

function networkOf(platform: Platform, id: string): Pick<AddressRow, 'network' | 'vlan' | 'gateway'> {
  const { name, vlan, gateway } = networkById(platform, id);
  return { network: name, vlan: vlan === null ? '' : String(vlan), gateway: gateway ?? '' };
}
