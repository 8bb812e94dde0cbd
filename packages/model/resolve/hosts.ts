import { RETIRED } from '../profile.ts';
import { WELL_KNOWN_BLOCKS, hostAddress } from '../addressing.ts';
import type { Machine } from '../hardware.ts';
import type { Address, Host, Network, Site } from '../platform.ts';

/** Hosts of one kind, as a profile lists them: each with the rack or zone it is in. */
export interface Pool {
  readonly name: string;
  /** Where the profile describes it. */
  readonly path: string;
  readonly block: number | undefined;
  readonly machine: Machine;
  /** The rack or zone of each host, or `retired`. */
  readonly places: readonly string[];
  readonly firstNumber: number;
  /** Networks to be on. The first is the one that other hosts use. */
  readonly networks: readonly string[];
}

export interface Place {
  readonly id: string;
  readonly domain: string;
  readonly substrate: Site['substrate'];
  readonly networks: readonly Network[];
}

/** The hosts of a pool. One that has no address (reported elsewhere) is left out. */
export function placeHosts(pool: Pool, site: Place): readonly Host[] {
  const block = pool.block ?? WELL_KNOWN_BLOCKS.get(pool.name);
  if (block === undefined) return [];
  return pool.places.flatMap((place, i) => {
    if (place === RETIRED) return [];
    const number = pool.firstNumber + i;
    const hostname = `${pool.name}-${String(number)}`;
    const [first, ...others] =
      site.substrate === 'aws' ? rented(pool, site, block, i + 1, place) : owned(pool, site, block, i + 1);
    if (first === undefined) return [];
    return [
      {
        id: `${site.id}/${hostname}`,
        site: site.id,
        substrate: site.substrate,
        pool: pool.name,
        number,
        hostname,
        fqdn: `${hostname}.${site.id}.${site.domain}`,
        failureDomain: `${site.id}/${place}`,
        machine: pool.machine,
        addresses: [first, ...others],
      },
    ];
  });
}

/** Several ports make a bond; its first network is untagged and the others are VLANs on it. Management has a port of its own. */
function owned(pool: Pool, site: Place, block: number, number: number): readonly Address[] {
  const device = pool.machine.nics.ports > 1 ? 'bond0' : 'enp3s0';
  const data = pool.networks.flatMap((name, i) => {
    const network = site.networks.find((n) => n.name === name);
    if (network === undefined) return [];
    const tagged = i === 0 ? device : `${device}.${String(network.vlan ?? 0)}`;
    return address(network, block, number, tagged);
  });
  const management = site.networks.find((n) => n.name === 'management');
  return management === undefined ? data : [...data, ...address(management, block, number, 'eno1')];
}

function rented(pool: Pool, site: Place, block: number, number: number, zone: string): readonly Address[] {
  return pool.networks.flatMap((kind) => {
    const network = site.networks.find((n) => n.name === `${kind}-${zone}`);
    return network === undefined ? [] : address(network, block, number, 'ens5');
  });
}

function address(network: Network, block: number, place: number, device: string): readonly Address[] {
  const address = hostAddress(network, block, place);
  return address === undefined ? [] : [{ network: network.id, ...address, interface: device }];
}
