import { SITE_PREFIX, awsNetworks, datacenterNetworks } from '../addressing.ts';
import { isInside, overlaps, parseCidr, printCidr, type Cidr } from '../ipv4.ts';
import type { Host, Site } from '../platform.ts';
import type { Profile, SiteProfile } from '../profile.ts';
import { checkBlocks, checkRackUnits } from './capacity.ts';
import type { Findings } from './findings.ts';
import { placeHosts } from './hosts.ts';
import { instancePools, serverPools } from './pools.ts';

export interface ResolvedSite {
  readonly site: Site;
  readonly hosts: readonly Host[];
}

/** Every site with its racks, networks and hosts. A site with an unusable network is left out, and says so. */
export function resolveSites(profile: Profile, findings: Findings): readonly ResolvedSite[] {
  const cidrs = siteCidrs(profile, findings);
  return Object.entries(profile.sites).flatMap(([id, site]) => {
    const cidr = cidrs.get(id);
    return cidr === undefined ? [] : [resolveSite(id, site, cidr, profile, findings)];
  });
}

/** @source https://www.rfc-editor.org/rfc/rfc1918 and, for the last, https://www.rfc-editor.org/rfc/rfc6598 */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  (text) => parseCidr(text) ?? [],
);

/** The network of each site, once they are known to be networks, of a usable size, and apart. */
function siteCidrs(profile: Profile, findings: Findings): ReadonlyMap<string, Cidr> {
  const cidrs = new Map<string, Cidr>();
  for (const [id, site] of Object.entries(profile.sites)) {
    const path = `sites.${id}.cidr`;
    const cidr = parseCidr(site.cidr);
    const { min, max } = SITE_PREFIX[site.substrate];
    if (cidr === undefined)
      findings.error(
        'cidr',
        id,
        path,
        `'${site.cidr}' is not an IPv4 network`,
        "write its first address and prefix length: '10.16.0.0/16'",
      );
    else if (cidr.prefix < min || cidr.prefix > max)
      findings.error(
        'cidr',
        id,
        path,
        `'${site.cidr}': a site of kind '${site.substrate}' has a /${String(min)} to a /${String(max)}`,
        'use a /16',
      );
    else if (!PRIVATE.some((network) => isInside(cidr, network)))
      findings.error(
        'cidr',
        id,
        path,
        `'${site.cidr}' is not inside a private network`,
        `take it from ${PRIVATE.map(printCidr).join(', ')}`,
      );
    else {
      for (const [other, taken] of cidrs)
        if (overlaps(cidr, taken))
          findings.error(
            'cidr-overlap',
            id,
            path,
            `'${site.cidr}' overlaps '${profile.sites[other]?.cidr ?? ''}' of site ${other}`,
            'give each site a network of its own',
            { other },
          );
      cidrs.set(id, cidr);
    }
  }
  return cidrs;
}

function resolveSite(id: string, site: SiteProfile, cidr: Cidr, profile: Profile, findings: Findings): ResolvedSite {
  const networks =
    site.substrate === 'datacenter'
      ? datacenterNetworks(id, cidr)
      : awsNetworks(id, cidr, unique(id, 'zones', site.zones, findings));
  const pools = site.substrate === 'datacenter' ? serverPools(id, site, findings) : instancePools(id, site, findings);
  checkBlocks(id, pools, cidr, findings);
  const racks = site.substrate === 'datacenter' ? unique(id, 'racks', site.racks, findings) : [];
  if (site.substrate === 'datacenter') checkRackUnits(id, site.rackUnits, racks, pools, findings);
  return {
    site: {
      id,
      substrate: site.substrate,
      location: site.location,
      cidr: site.cidr,
      carries: site.carries,
      standby: site.standby ?? null,
      claims: site.claims,
      tiers: {},
      racks: racks.map((name) => ({
        id: `${id}/${name}`,
        site: id,
        name,
        units: site.substrate === 'datacenter' ? site.rackUnits : 0,
      })),
      maintenance: site.maintenance,
      timeServers: site.substrate === 'datacenter' ? site.timeServers : [],
      resolvers: site.substrate === 'datacenter' ? site.resolvers : [],
      networks,
      fabric: site.substrate === 'datacenter' ? (site.fabric ?? null) : null,
      aws: site.substrate === 'aws' ? awsPlace(site) : null,
    },
    hosts: pools.flatMap((pool) =>
      placeHosts(pool, { id, domain: profile.domain, substrate: site.substrate, networks }),
    ),
  };
}

function awsPlace(site: Extract<SiteProfile, { substrate: 'aws' }>): Site['aws'] {
  return {
    region: site.region,
    zones: site.zones,
    account: site.account ?? null,
    counterpartOf: site.counterpartOf ?? null,
    disposable: site.disposable,
  };
}

/** The names without repetition; each repetition is a finding. */
function unique(site: string, key: string, names: readonly string[], findings: Findings): readonly string[] {
  const seen = new Set<string>();
  names.forEach((name, i) => {
    if (seen.has(name))
      findings.error(
        'duplicate',
        site,
        `sites.${site}.${key}[${String(i)}]`,
        `'${name}' is listed twice`,
        'list it once',
      );
    seen.add(name);
  });
  return [...seen];
}
