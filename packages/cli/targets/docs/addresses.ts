import { networkById, type Platform } from '@catalyst/model';

/** A line of `addresses.csv`: one address of one interface of one host. */
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

/** Every address of the platform, in the order of its hosts. */
export const addressRows = (platform: Platform): readonly AddressRow[] =>
  platform.hosts.flatMap((host) =>
    host.addresses.map((entry) => {
      const network = networkById(platform, entry.network);
      return {
        site: host.site,
        host: host.hostname,
        fqdn: host.fqdn,
        place: host.failureDomain,
        network: network.name,
        vlan: network.vlan === null ? '' : String(network.vlan),
        interface: entry.interface,
        address: entry.address,
        prefix: entry.prefix,
        gateway: network.gateway ?? '',
      };
    }),
  );
