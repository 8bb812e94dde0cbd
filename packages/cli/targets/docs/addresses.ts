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
export const addressRows = (platform: Platform, fabrics: readonly Fabric[]): readonly AddressRow[] => {
  // The columns in the order of the type, whichever of the three a line is about.
  const row = (site: string, network: string, told: Omit<AddressRow, 'site' | keyof InNetwork>): AddressRow => {
    const { name, vlan, gateway } = networkById(platform, network);
    return {
      site,
      host: told.host,
      fqdn: told.fqdn,
      place: told.place,
      network: name,
      vlan: vlan === null ? '' : String(vlan),
      interface: told.interface,
      address: told.address,
      prefix: told.prefix,
      gateway: gateway ?? '',
    };
  };
  return [
    ...platform.hosts.flatMap(({ site, hostname: host, fqdn, failureDomain: place, addresses }) =>
      addresses.map(({ network, interface: device, address, prefix }) =>
        row(site, network, { host, fqdn, place, interface: device, address, prefix }),
      ),
    ),
    ...platform.floating.map(({ site, name, fqdn, network, address, prefix }) =>
      row(site, network, { host: name, fqdn, place: 'floating', interface: '', address, prefix }),
    ),
    ...fabrics.flatMap((fabric) =>
      deviceAddresses(fabric).map(({ device, network, ...told }) =>
        row(fabric.site, `${fabric.site}/${network}`, { host: device, ...told }),
      ),
    ),
  ];
};

type InNetwork = Pick<AddressRow, 'network' | 'vlan' | 'gateway'>;
