import { parseCidr, printAddress, printCidr, subnet, type Cidr, type Network, type Tenant } from '@catalyst/model';
import type { Segment, Vrf } from '../facts.ts';
import type { Context } from './context.ts';

/**
 * Routing tables of the platform's own, and the networks in each. Append only: the place is the number, which is in
 * route targets. Between two of them there is a firewall.
 */
const VRFS: readonly { readonly name: string; readonly networks: readonly string[] }[] = [
  { name: 'PLATFORM', networks: ['compute', 'storage', 'virtual'] },
  { name: 'CUSTOMER', networks: ['customer'] },
  { name: 'SECURITY', networks: ['security'] },
  { name: 'MGMT', networks: ['management'] },
];

/** Networks that nothing is routed into: drives are only reached by servers that are on them too. */
const UNROUTED: ReadonlySet<string> = new Set(['storage']);

/** Numbers of tenants' VRFs, and VLANs and networks of their segments, behind the platform's. */
const FIRST_TENANT_VRF = 1_000;
const FIRST_TENANT_VLAN = 2_000;

/** First VNI of VLANs, and of VRFs. A VNI has 24 bits. */
const FIRST_VNI = 10_000;
const FIRST_VRF_VNI = 50_000;

/** Largest packet of a tenant. */
const TENANT_MTU = 1500;

export const vniOfVlan = (vlan: number): number => FIRST_VNI + vlan;

/** `T-acme`. */
export const vrfOfTenant = (name: string): string => `T-${name}`;

const vrf = (site: string, name: string, number: number, tenant: string | null, context: string | null): Vrf => ({
  name,
  site,
  number,
  vni: FIRST_VRF_VNI + number,
  tenant,
  context,
});

/** Tenants' networks are the second half of the site's: 16 addresses each. */
const TENANT_PREFIX = 28;

/** The network of a tenant at a site; undefined where the site is too small for its number. */
export function tenantNetwork(cidr: Cidr, id: number): Cidr | undefined {
  const half = subnet(cidr, cidr.prefix + 1, 1);
  const room = 2 ** (TENANT_PREFIX - half.prefix);
  return id <= room ? subnet(half, TENANT_PREFIX, id - 1) : undefined;
}

function segmentOf(context: Context, network: Network, vrfName: string): readonly Segment[] {
  if (network.vlan === null) return [];
  return [
    {
      id: network.id,
      site: context.site.id,
      name: network.name,
      vlan: network.vlan,
      vni: vniOfVlan(network.vlan),
      vrf: vrfName,
      cidr: network.cidr,
      gateway: UNROUTED.has(network.name) ? null : network.gateway,
      mtu: network.mtu,
    },
  ];
}

function tenantSegment({ site, problems }: Context, { name, id }: Tenant): readonly Segment[] {
  const cidr = parseCidr(site.cidr);
  const part = cidr === undefined ? undefined : tenantNetwork(cidr, id);
  if (part === undefined) {
    problems.report(
      'error',
      'tenant-network',
      name,
      'cidr',
      `tenant ${name} has number ${String(id)}, and ${site.cidr} has ${String(2 ** (TENANT_PREFIX - (cidr?.prefix ?? TENANT_PREFIX) - 1))} networks for tenants`,
      'give the site a /16, which has 2,048, or the tenant a smaller number',
      { number: id },
    );
    return [];
  }
  const vlan = FIRST_TENANT_VLAN + id;
  return [
    {
      id: `${site.id}/tenant/${name}`,
      site: site.id,
      name: `tenant-${name}`,
      vlan,
      vni: vniOfVlan(vlan),
      vrf: vrfOfTenant(name),
      cidr: printCidr(part),
      gateway: printAddress(part.first + 1),
      mtu: TENANT_MTU,
    },
  ];
}

/** VLANs and routing tables of a site: the platform's, and one of each for every tenant. */
export function segment(context: Context): { readonly vrfs: readonly Vrf[]; readonly segments: readonly Segment[] } {
  const { site, platform } = context;
  const networks = new Map(site.networks.map((network) => [network.name, network]));
  const own = VRFS.map(({ name }, i) => vrf(site.id, name, i + 1, null, null));
  const tenants = platform.tenants.map(({ name, id }) =>
    vrf(site.id, vrfOfTenant(name), FIRST_TENANT_VRF + id, name, vrfOfTenant(name)),
  );
  return {
    vrfs: [...own, ...tenants],
    segments: [
      ...VRFS.flatMap(({ name, networks: names }) =>
        names.flatMap((network) => {
          const found = networks.get(network);
          return found === undefined ? [] : segmentOf(context, found, name);
        }),
      ),
      ...platform.tenants.flatMap((tenant) => tenantSegment(context, tenant)),
    ],
  };
}
