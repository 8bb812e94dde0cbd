import { WELL_KNOWN_BLOCKS, SITE_PREFIX, awsNetworks, datacenterNetworks, hostsPerBlock } from '../addressing.ts';
import { INSTANCE_TYPE_NAMES, machineOf, raidProblem, rentedMachine, type Machine } from '../hardware.ts';
import { overlaps, parseCidr, type Cidr } from '../ipv4.ts';
import { didYouMean } from '../nearest.ts';
import type { Host, Site } from '../platform.ts';
import type { Profile, SiteProfile } from '../profile.ts';
import type { Findings } from './findings.ts';
import { placeHosts, type Pool } from './hosts.ts';

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

/** The network of each site, once they are known to be networks, of a usable size, and apart. */
function siteCidrs(profile: Profile, findings: Findings): ReadonlyMap<string, Cidr> {
  const cidrs = new Map<string, Cidr>();
  for (const [id, site] of Object.entries(profile.sites)) {
    const path = `sites.${id}.cidr`;
    const cidr = parseCidr(site.cidr);
    if (cidr === undefined)
      findings.error(
        'cidr',
        id,
        path,
        `'${site.cidr}' is not an IPv4 network`,
        "write its first address and prefix length: '10.16.0.0/16'",
      );
    else if (cidr.prefix < SITE_PREFIX.min || cidr.prefix > SITE_PREFIX.max)
      findings.error(
        'cidr',
        id,
        path,
        `'${site.cidr}': a site has a /${String(SITE_PREFIX.min)} to a /${String(SITE_PREFIX.max)}`,
        'use a /16',
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
      claims: site.claims,
      tiers: {},
      racks: racks.map((name) => ({
        id: `${id}/${name}`,
        site: id,
        name,
        units: site.substrate === 'datacenter' ? site.rackUnits : 0,
      })),
      networks,
      aws: site.substrate === 'aws' ? awsPlace(id, site, profile, findings) : null,
    },
    hosts: pools.flatMap((pool) =>
      placeHosts(pool, { id, domain: profile.domain, substrate: site.substrate, networks }),
    ),
  };
}

function awsPlace(
  id: string,
  site: Extract<SiteProfile, { substrate: 'aws' }>,
  profile: Profile,
  findings: Findings,
): Site['aws'] {
  const datacenters = Object.entries(profile.sites).flatMap(([name, s]) =>
    s.substrate === 'datacenter' ? [name] : [],
  );
  const { counterpartOf } = site;
  if (counterpartOf !== undefined && !datacenters.includes(counterpartOf))
    findings.error(
      'reference',
      id,
      `sites.${id}.counterpartOf`,
      `there is no datacenter '${counterpartOf}'`,
      didYouMean(counterpartOf, datacenters),
    );
  return {
    region: site.region,
    zones: site.zones,
    account: site.account ?? null,
    counterpartOf: counterpartOf ?? null,
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

function serverPools(
  id: string,
  site: Extract<SiteProfile, { substrate: 'datacenter' }>,
  findings: Findings,
): readonly Pool[] {
  return Object.entries(site.servers).map(([name, pool]) => {
    const path = `sites.${id}.servers.${name}`;
    pool.racks.forEach((rack, i) => {
      if (!site.racks.includes(rack))
        findings.error(
          'reference',
          id,
          `${path}.racks[${String(i)}]`,
          `site ${id} has no rack '${rack}'`,
          didYouMean(rack, site.racks),
        );
    });
    for (const [volume, spec] of Object.entries(pool.hardware.volumes)) {
      const problem = raidProblem(spec);
      if (problem !== undefined)
        findings.error(
          'raid',
          id,
          `${path}.hardware.volumes.${volume}`,
          problem,
          'change the number of drives or the RAID level',
        );
    }
    return {
      name,
      path,
      block: pool.block,
      machine: machineOf(pool.hardware),
      places: pool.racks,
      networks: pool.networks,
    };
  });
}

/** Stateful instances live in the database subnets, where nothing routes to or from the Internet. */
function instancePools(
  id: string,
  site: Extract<SiteProfile, { substrate: 'aws' }>,
  findings: Findings,
): readonly Pool[] {
  return Object.entries(site.instances).flatMap(([name, pool]) => {
    const path = `sites.${id}.instances.${name}`;
    pool.zones.forEach((zone, i) => {
      if (!site.zones.includes(zone))
        findings.error(
          'reference',
          id,
          `${path}.zones[${String(i)}]`,
          `site ${id} has no zone '${zone}'`,
          didYouMean(zone, site.zones),
        );
    });
    const machine: Machine | undefined = rentedMachine(pool.type, pool.volume);
    if (machine === undefined) {
      const fix = didYouMean(pool.type, INSTANCE_TYPE_NAMES);
      findings.error(
        'instance-type',
        id,
        `${path}.type`,
        `'${pool.type}' is not in the catalogue of instance types`,
        fix,
      );
      return [];
    }
    const places = pool.zones.filter((zone) => site.zones.includes(zone));
    return [{ name, path, block: pool.block, machine, places, networks: ['database'] }];
  });
}

/** Every pool needs a block of addresses of its own, with room for its hosts. */
function checkBlocks(site: string, pools: readonly Pool[], cidr: Cidr, findings: Findings): void {
  const taken = new Map<number, string>();
  const room = hostsPerBlock(cidr.prefix);
  for (const pool of pools) {
    const block = pool.block ?? WELL_KNOWN_BLOCKS[pool.name];
    if (block === undefined) {
      findings.error(
        'block',
        site,
        `${pool.path}.block`,
        `'${pool.name}' is not a well-known pool, so its addresses need a block`,
        `give it a block from 32 to 63 that no other pool has, or use a well-known name (${Object.keys(WELL_KNOWN_BLOCKS).join(', ')})`,
      );
      continue;
    }
    const other = taken.get(block);
    if (other !== undefined)
      findings.error(
        'block',
        site,
        `${pool.path}.block`,
        `block ${String(block)} is the one of pool '${other}'`,
        'choose another from 32 to 63',
        {
          block,
        },
      );
    taken.set(block, pool.name);
    if (pool.places.length > room)
      findings.error(
        'block-exhausted',
        site,
        pool.path,
        `${String(pool.places.length)} hosts do not fit: a block of site ${site} (/${String(cidr.prefix)}) has ${String(room)} addresses`,
        'put the rest into a second pool, or give the site a larger network',
        { hosts: pool.places.length, room },
      );
  }
}

function checkRackUnits(
  site: string,
  height: number,
  racks: readonly string[],
  pools: readonly Pool[],
  findings: Findings,
): void {
  for (const rack of racks) {
    const inRack = pools
      .map((pool) => ({
        name: pool.name,
        units: pool.machine.units,
        count: pool.places.filter((p) => p === rack).length,
      }))
      .filter(({ count }) => count > 0);
    const used = inRack.reduce((sum, { units, count }) => sum + units * count, 0);
    if (used <= height) continue;
    const sum = inRack.map(({ name, units, count }) => `${String(count)} ${name} × ${String(units)}U`).join(' + ');
    findings.error(
      'rack-units',
      `${site}/${rack}`,
      `sites.${site}.rackUnits`,
      `rack ${rack} has ${String(height)}U and its servers take ${String(used)}U: ${sum}`,
      'spread the servers over more racks',
      { used, height },
    );
  }
}
