import type { Fabric } from '@catalyst/fabric';
import { floatingOf, type Platform } from '@catalyst/model';

/**
 * The names of hosts, of floating addresses and services behind them, and of network devices, as records of a DNS zone
 * file, to be included into the zones of the datacenters' own servers.
 * @source https://www.rfc-editor.org/rfc/rfc1035#section-5.1
 */
export function zoneRecords(platform: Platform, fabrics: readonly Fabric[]): string {
  const owned = platform.hosts.filter(({ substrate }) => substrate === 'datacenter');
  const services = platform.services.flatMap((service) =>
    floatingOf(platform, service).map(({ address }) => ({
      fqdn: `${service.name}.${service.site}.${platform.domain}`,
      address,
    })),
  );
  const names = [
    ...owned.map(({ fqdn, addresses: [first] }) => ({ fqdn, address: first.address })),
    ...platform.floating,
    ...services,
    ...fabrics.flatMap(({ devices }) => devices.map(({ fqdn, management }) => ({ fqdn, address: management }))),
  ];
  const records = new Set(names.map(({ fqdn, address }) => `${fqdn}. 300 IN A ${address}\n`));
  return `; Names of ${platform.name}.\n${[...records].join('')}`;
}
