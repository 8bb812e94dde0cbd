import { BitsPerSecond, type Finding, type Platform, type Site } from '@catalyst/model';
import { counted } from '../figures.ts';
import { nicSpeed, poolsOf, type Pool } from '../inventory.ts';

/**
 * How a document divides the network: whether the shares are what it says that they come to, and whether the servers
 * that a share is of have ports for it.
 * @source audit B13, H01
 */
export function checkAllotments(platform: Platform): readonly Finding[] {
  const pools = poolsOf(platform);
  return platform.sites.flatMap((site) => [
    ...checkTotal(site),
    ...checkShares(
      site,
      pools.filter((pool) => pool.site === site.id),
    ),
  ]);
}

function checkTotal({ id, claims: { allotted } }: Site): readonly Finding[] {
  if (allotted === undefined) return [];
  const shares = Object.entries(allotted.shares);
  const sum = shares.reduce((total, [, { bandwidth }]) => total + bandwidth, 0);
  if (sum === allotted.total) return [];
  const items = shares.map(([name, { bandwidth }]) => `${BitsPerSecond.show(bandwidth)} ${name}`).join(' + ');
  return [
    {
      code: 'claim/allotted',
      severity: sum > allotted.total ? 'error' : 'warning',
      subject: id,
      path: `sites.${id}.claims.allotted.total`,
      message: `it says ${BitsPerSecond.show(allotted.total)}; the shares add up to ${BitsPerSecond.show(sum)}: ${items}`,
      evidence: { stated: allotted.total, computed: sum },
      fix: 'compute traffic from the demand, and divide nothing',
    },
  ];
}

function checkShares({ id, claims: { allotted } }: Site, pools: readonly Pool[]): readonly Finding[] {
  return Object.entries(allotted?.shares ?? {}).flatMap(([name, { bandwidth, of }]) => {
    if (of === undefined) return [];
    const owners = pools.filter((pool) => of.includes(pool.name));
    const servers = owners.reduce((sum, { quantity }) => sum + quantity, 0);
    const ports = owners.reduce((sum, { quantity, machine }) => sum + quantity * nicSpeed(machine), 0);
    if (bandwidth <= ports) return [];
    return [
      {
        code: 'claim/share',
        severity: 'error',
        subject: `${id}/${name}`,
        path: `sites.${id}.claims.allotted.shares.${name}`,
        message:
          `${BitsPerSecond.show(bandwidth)} are allotted, and the ${counted(servers, 'server')} of ${of.join(' and ')} ` +
          `have ports of ${BitsPerSecond.show(ports)}`,
        evidence: { stated: bandwidth, computed: ports },
        fix: 'give the servers more or faster ports, or allot what they have',
      },
    ];
  });
}
