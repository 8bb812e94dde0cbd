import { WELL_KNOWN_BLOCKS, hostsPerBlock } from '../addressing.ts';
import type { Cidr } from '../ipv4.ts';
import type { Findings } from './findings.ts';
import type { Pool } from './hosts.ts';

/** Every pool needs a block of addresses of its own, with room for its hosts. */
export function checkBlocks(site: string, pools: readonly Pool[], cidr: Cidr, findings: Findings): void {
  const taken = new Map<number, string>();
  const room = hostsPerBlock(cidr.prefix);
  for (const pool of pools) {
    const block = pool.block ?? WELL_KNOWN_BLOCKS.get(pool.name);
    if (block === undefined) {
      findings.error(
        'block',
        site,
        `${pool.path}.block`,
        `'${pool.name}' is not a well-known pool, so its addresses need a block`,
        `give it a block from 32 to 63 that no other pool has, or use a well-known name (${[...WELL_KNOWN_BLOCKS.keys()].join(', ')})`,
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
        'put the rest into a second pool with a `firstNumber` of its own, and let the role run on both',
        { hosts: pool.places.length, room },
      );
  }
}

/** The servers of a rack must fit into it. */
export function checkRackUnits(
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
