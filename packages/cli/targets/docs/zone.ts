import type { Platform } from '@catalyst/model';

/**
 * The hosts' names as records of a DNS zone file, to be included into the zones of the datacenters' own servers.
 * @source https://www.rfc-editor.org/rfc/rfc1035#section-5.1
 */
export function zoneRecords(platform: Platform): string {
  const owned = platform.hosts.filter(({ substrate }) => substrate === 'datacenter');
  const records = owned.map(({ fqdn, addresses: [first] }) => `${fqdn}. 300 IN A ${first.address}\n`);
  return `; Names of the hosts of ${platform.name}.\n${records.join('')}`;
}
