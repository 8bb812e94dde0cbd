import { INSTANCE_TYPE_NAMES, machineOf, raidProblem, rentedMachine } from '../hardware.ts';
import { didYouMean } from '../nearest.ts';
import { RETIRED, type SiteProfile } from '../profile.ts';
import type { Findings } from './findings.ts';
import type { Pool } from './hosts.ts';

/** The servers of a datacenter, pool by pool. */
export function serverPools(
  id: string,
  site: Extract<SiteProfile, { substrate: 'datacenter' }>,
  findings: Findings,
): readonly Pool[] {
  return Object.entries(site.servers).map(([name, pool]) => {
    const path = `sites.${id}.servers.${name}`;
    pool.racks.forEach((rack, i) => {
      if (rack !== RETIRED && !site.racks.includes(rack))
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
      firstNumber: pool.firstNumber,
      networks: pool.networks,
    };
  });
}

/** The instances of an AWS site, pool by pool. They live in subnets that nothing else has addresses in. */
export function instancePools(
  id: string,
  site: Extract<SiteProfile, { substrate: 'aws' }>,
  findings: Findings,
): readonly Pool[] {
  return Object.entries(site.instances).flatMap(([name, pool]) => {
    const path = `sites.${id}.instances.${name}`;
    pool.zones.forEach((zone, i) => {
      if (zone !== RETIRED && !site.zones.includes(zone))
        findings.error(
          'reference',
          id,
          `${path}.zones[${String(i)}]`,
          `site ${id} has no zone '${zone}'`,
          didYouMean(zone, site.zones),
        );
    });
    const machine = rentedMachine(pool.type, pool.volume);
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
    const places = pool.zones.map((zone) => (site.zones.includes(zone) ? zone : RETIRED));
    return [{ name, path, block: pool.block, machine, places, firstNumber: pool.firstNumber, networks: ['hosts'] }];
  });
}
