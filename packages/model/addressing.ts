import { parseAddress, parseCidr, printAddress, printCidr, subnet, type Cidr } from './ipv4.ts';
import type { Network } from './platform.ts';

/**
 * How addresses are made. Nothing is counted, so nothing is ever renumbered: an address is computed from the site's
 * network and from names alone.
 *
 *     site /16  =  16 networks of /20      which network: a fixed table (below), and the zone's letter on AWS
 *     network   =  64 blocks of 64         which block:   the pool's, from the table of well-known pools
 *     block     =  host 1 to 62            which host:    its place in the pool
 *
 * A larger site has larger blocks: a /14 has 254 hosts in each. Block 0 is for what is no host: gateways and network
 * devices in its first half, floating addresses in its second.
 */
const NETWORK_BITS = 4;
const BLOCK_BITS = 6;

/** Shortest and longest prefix of a site. A VPC is never larger than a /16 (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html). */
export const SITE_PREFIX = { datacenter: { min: 14, max: 18 }, aws: { min: 16, max: 18 } } as const;

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

/**
 * Networks of a datacenter. Append only; 8 to 15 are kept for tenants. Index 0 is the fabric's own: loopbacks and links,
 * so it has no gateway. Jumbo frames for storage only.
 */
export const DATACENTER_NETWORKS = {
  fabric: { index: 0, vlan: null, mtu: 9214 },
  management: { index: 1, vlan: 10, mtu: 1500 },
  compute: { index: 2, vlan: 20, mtu: 1500 },
  storage: { index: 3, vlan: 30, mtu: 9000 },
  customer: { index: 4, vlan: 40, mtu: 1500 },
  security: { index: 5, vlan: 50, mtu: 1500 },
  virtual: { index: 6, vlan: 60, mtu: 1500 },
} as const satisfies Readonly<Record<string, DatacenterNetwork>>;

/**
 * Subnets of an AWS site: how much longer their prefix is than the site's, and which part of that size the first of four
 * zones has. Append only; sixteenths 3 and 12 to 15 are free.
 * Hosts have addresses of their own choice, so nothing else is in their subnets: AWS gives a database or an endpoint any
 * address that is free. @source 000 l. 91: public, private and database subnets
 */
export const AWS_SUBNETS = {
  public: { bits: 6, first: 0 },
  database: { bits: 6, first: 4 },
  transit: { bits: 8, first: 32 },
  private: { bits: 4, first: 4 },
  hosts: { bits: 4, first: 8 },
} as const;

/** The networks of a datacenter with this CIDR. */
export function datacenterNetworks(site: string, cidr: Cidr): readonly Network[] {
  return Object.entries(DATACENTER_NETWORKS).map(([name, { index, vlan, mtu }]) => {
    const part = subnet(cidr, cidr.prefix + NETWORK_BITS, index);
    return {
      id: `${site}/${name}`,
      site,
      name,
      cidr: printCidr(part),
      gateway: vlan === null ? null : printAddress(part.first + 1),
      vlan,
      mtu,
      zone: null,
    };
  });
}

/** The subnets of an AWS site with this CIDR. A zone's place is its letter, so that another zone moves none. */
export function awsNetworks(site: string, cidr: Cidr, zones: readonly string[]): readonly Network[] {
  return Object.entries(AWS_SUBNETS).flatMap(([kind, { bits, first }]) =>
    zones.map((zone) => {
      const part = subnet(cidr, cidr.prefix + bits, first + zone.charCodeAt(0) - 'a'.charCodeAt(0));
      const name = `${kind}-${zone}`;
      return { id: `${site}/${name}`, site, name, cidr: printCidr(part), gateway: null, vlan: null, mtu: 9001, zone };
    }),
  );
}

/** How many hosts of one pool a network with this prefix length has addresses for. */
const roomInNetwork = (prefix: number): number => 2 ** (32 - prefix - BLOCK_BITS) - 2;

/** How many hosts of one pool a site with this prefix length has addresses for. */
export const hostsPerBlock = (sitePrefix: number): number => roomInNetwork(sitePrefix + NETWORK_BITS);

/** The address of a host in a network: its block, and its place there, from 1. Undefined when the block has no such place. */
export function hostAddress(
  network: Network,
  block: number,
  place: number,
): { readonly address: string; readonly prefix: number } | undefined {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined || place < 1 || place > roomInNetwork(cidr.prefix)) return undefined;
  const part = subnet(cidr, cidr.prefix + BLOCK_BITS, block);
  return { address: printAddress(part.first + place), prefix: cidr.prefix };
}

/**
 * The block that an address is in: the part of its network that all hosts of its pool are in, now and later. A rule for
 * it holds for the next host as well. Undefined when the address is not of the network.
 */
export function blockOf(network: Pick<Network, 'cidr'>, address: string): string | undefined {
  const cidr = parseCidr(network.cidr);
  const host = parseAddress(address);
  if (cidr === undefined || host === undefined) return undefined;
  const size = 2 ** (32 - cidr.prefix - BLOCK_BITS);
  const index = Math.floor((host - cidr.first) / size);
  return index < 0 || index >= 2 ** BLOCK_BITS ? undefined : printCidr(subnet(cidr, cidr.prefix + BLOCK_BITS, index));
}

/**
 * Floating addresses by name, and the place of each in the second half of block 0, which is also its virtual router id.
 * Append only. 1 to 4 are those of the ways in, so that each of several active nodes has one.
 */
export const FLOATING_ADDRESSES: ReadonlyMap<string, number> = new Map(
  ['api-1', 'api-2', 'api-3', 'api-4', 'postgres', 'timescale', 'cache', 'search', 'n8n', 'orchestrator']
    .concat(['grafana', 'kibana', 'prometheus', 'alertmanager', 'pki', 'backup', 'api-5', 'api-6', 'api-7', 'api-8'])
    .map((name, i) => [name, i + 1]),
);

/** The floating address with this number in a network. Undefined when block 0 has no such place. */
export function floatingAddress(
  network: Network,
  number: number,
): { readonly address: string; readonly prefix: number } | undefined {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined) return undefined;
  const half = 2 ** (32 - cidr.prefix - BLOCK_BITS - 1);
  if (number < 1 || number > half - 1) return undefined;
  return { address: printAddress(cidr.first + half + number - 1), prefix: cidr.prefix };
}
