import { parseCidr, printAddress, printCidr, sizeOf, subnet, type Cidr } from './ipv4.ts';
import type { Network } from './platform.ts';

/**
 * How addresses are made. Nothing is counted, so nothing is ever renumbered: an address is computed from the site's
 * network and from names alone.
 *
 *     site /16  =  16 networks of /20      which network: a fixed table (below), and the zone's letter on AWS
 *     network   =  64 blocks of 64         which block:   the pool's, from the table of well-known pools
 *     block     =  host 1 to 62            which host:    its number in the pool
 *
 * A larger site has larger blocks: a /14 has 254 hosts in each. Block 0 is for gateways and network devices.
 */
const NETWORK_BITS = 4;
const BLOCK_BITS = 6;
export const SITE_PREFIX = { min: 12, max: 18 } as const;

/** Blocks of the pools that most sites have. Append only; 32 to 63 are for pools with names of their own. */
export const WELL_KNOWN_BLOCKS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    kafka: 1,
    kraft: 2,
    postgres: 3,
    timescale: 4,
    dragonfly: 5,
    services: 6,
    'search-master': 7,
    'search-data': 8,
    'search-ingest': 9,
    'search-frozen': 10,
    logstash: 11,
    monitoring: 12,
    grafana: 13,
    n8n: 14,
    ingress: 15,
    backup: 16,
    control: 17,
    'all-in-one': 18,
    billing: 19,
  }),
);

interface DatacenterNetwork {
  readonly index: number;
  readonly vlan: number | null;
  readonly mtu: number;
}

/** Networks of a datacenter. Append only. Index 0 is the fabric's own: loopbacks and links. Jumbo frames for storage only. */
export const DATACENTER_NETWORKS = {
  fabric: { index: 0, vlan: null, mtu: 9214 },
  management: { index: 1, vlan: 10, mtu: 1500 },
  compute: { index: 2, vlan: 20, mtu: 1500 },
  storage: { index: 3, vlan: 30, mtu: 9000 },
  customer: { index: 4, vlan: 40, mtu: 1500 },
  security: { index: 5, vlan: 50, mtu: 1500 },
  virtual: { index: 6, vlan: 60, mtu: 1500 },
} as const satisfies Readonly<Record<string, DatacenterNetwork>>;

/** Subnets of an AWS site: four zones of each kind. @source guide of VPC-02: public, private and database subnets */
export const AWS_SUBNETS = { public: 0, private: 4, database: 8, transit: 12 } as const;

const networkOf = (site: Cidr, index: number): Cidr => subnet(site, site.prefix + NETWORK_BITS, index);

/** The networks of a datacenter with this CIDR. */
export function datacenterNetworks(site: string, cidr: Cidr): readonly Network[] {
  return Object.entries(DATACENTER_NETWORKS).map(([name, { index, vlan, mtu }]) => {
    const part = networkOf(cidr, index);
    return {
      id: `${site}/${name}`,
      site,
      name,
      cidr: printCidr(part),
      gateway: printAddress(part.first + 1),
      vlan,
      mtu,
      zone: null,
    };
  });
}

/** The subnets of an AWS site with this CIDR. A zone's place is its letter, so that another zone moves none. */
export function awsNetworks(site: string, cidr: Cidr, zones: readonly string[]): readonly Network[] {
  return Object.entries(AWS_SUBNETS).flatMap(([kind, index]) =>
    zones.map((zone) => {
      const part = networkOf(cidr, index + zone.charCodeAt(0) - 'a'.charCodeAt(0));
      const name = `${kind}-${zone}`;
      return { id: `${site}/${name}`, site, name, cidr: printCidr(part), gateway: null, vlan: null, mtu: 9001, zone };
    }),
  );
}

/** How many hosts of one pool a site with this prefix length has addresses for. */
export const hostsPerBlock = (sitePrefix: number): number => 2 ** (32 - sitePrefix - NETWORK_BITS - BLOCK_BITS) - 2;

/** The address of a host in a network: block and number within it. Throws when out of range: `resolve` checks before. */
export function hostAddress(network: Network, block: number, number: number): { address: string; prefix: number } {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined) throw new Error(`${network.id}: '${network.cidr}' is not a network`);
  const part = subnet(cidr, cidr.prefix + BLOCK_BITS, block);
  if (number < 1 || number > sizeOf(part) - 2)
    throw new Error(`${network.id}: block ${String(block)} has no host ${String(number)}`);
  return { address: printAddress(part.first + number), prefix: cidr.prefix };
}
