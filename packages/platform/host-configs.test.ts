import { hostBundle } from '@catalyst/host';
import { profiles } from '@catalyst/profiles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput, type Platform } from '@catalyst/model';
import { hostConfig, hostConfigs } from './host-configs.ts';
import { resolvePlatform, type DatacenterProfile, type PlatformProfile } from './index.ts';

function resolved(profile: PlatformProfile | undefined): Platform {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

/** Hosts that keep a list of all others: the authority of a site knows whose certificates it signs. */
const isRegister = (platform: Platform, id: string): boolean =>
  platform.instances.some(({ host, tier }) => host === id && tier === 'pki');

/** Every file of every host's bundle, by host and path, but of those that keep a list of hosts. */
const bundles = (platform: Platform): ReadonlyMap<string, string> =>
  new Map(
    platform.hosts
      .filter(({ id }) => !isRegister(platform, id))
      .flatMap((host) =>
        [...hostBundle(host, hostConfig(platform, host))].map(([path, content]) => [`${host.id}/${path}`, content]),
      ),
  );

describe.each(Object.entries(profiles))('The hosts of %s', (_, profile) => {
  const platform = resolved(profile);

  it('all have a configuration, in which no two tiers disagree', () => {
    expect([...hostConfigs(platform).keys()]).toEqual(platform.hosts.map(({ id }) => id));
  });

  it('are configured the same way every time', () => {
    expect(bundles(resolved(structuredClone(profile)))).toEqual(bundles(platform));
  });

  it('refer to no secret that the platform does not have', () => {
    const known = new Set(platform.secrets.map(({ id }) => id));
    const text = [...bundles(platform).values()].join('\n');
    const referred = [...text.matchAll(/\{\{secret:([^}]+)\}\}/g)].flatMap(([, id]) => id ?? []);
    expect(referred.filter((id) => !known.has(id))).toEqual([]);
  });
});

/** What a platform may grow by at once. */
interface Growth {
  readonly pool: string;
  readonly servers: number;
  readonly intoNewRack: boolean;
  readonly tenants: number;
}

const production = profiles['production-n1'];

/** `production-n1`, grown. */
function grown({ pool, servers, intoNewRack, tenants }: Growth): PlatformProfile {
  const dc1 = production?.sites['dc1'];
  const old = dc1?.substrate === 'datacenter' ? dc1.servers[pool] : undefined;
  if (production === undefined || dc1?.substrate !== 'datacenter' || old === undefined) throw new Error(pool);
  const rack = intoNewRack ? 'r20' : 'r01';
  const larger: DatacenterProfile = {
    ...dc1,
    racks: [...dc1.racks, 'r20'],
    // Room for whatever is added, in racks that are nearly full; a leaf has a port for each unit, and 48 of them.
    rackUnits: 48,
    servers: {
      ...dc1.servers,
      [pool]: { ...old, racks: [...old.racks, ...Array.from({ length: servers }, () => rack)] },
    },
  };
  const newTenants = Array.from({ length: tenants }, (_, i): [string, { id: number }] => [
    `tenant-${String(i)}`,
    { id: i + 1 },
  ]);
  return { ...production, sites: { ...production.sites, dc1: larger }, tenants: Object.fromEntries(newTenants) };
}

describe('A platform that grows', () => {
  // Members of a quorum know each other by name, so growth of `kraft` changes its files, and is a migration.
  const pools = ['kafka', 'postgres', 'dragonfly', 'services', 'search-data', 'ingress', 'monitoring', 'backup'];

  /**
   * Who must know the hosts of a pool one by one, and in which file: proxies know their servers, and hosts that pass an
   * address on among themselves know each other. Everybody else goes by names that stay.
   */
  const mustKnow: Readonly<Record<string, RegExp>> = {
    services: /^dc1\/ingress-\d+\/files\/etc\/haproxy\/haproxy\.cfg$/,
    monitoring: /^dc1\/ingress-\d+\/files\/etc\/haproxy\/haproxy\.cfg$/,
    ingress:
      /^dc1\/ingress-\d+\/files\/etc\/(haproxy\/haproxy\.cfg|nginx\/(nginx|names)\.conf|keepalived\/keepalived\.conf|catalyst\/certificates\.json)$/,
    // The repository fetches a backup from whichever of them is a standby, and they send to every repository.
    postgres:
      /^dc1\/(postgres-\d+\/files\/etc\/catalyst\/postgres\/(haproxy\.cfg|keepalived\.conf)|backup-\d+\/files\/etc\/pgbackrest\/conf\.d\/postgres\.conf)$/,
    backup: /^dc1\/(postgres|timescale)-\d+\/files\/etc\/catalyst\/(postgres|timescale)\/pgbackrest\.conf$/,
  };

  it('leaves every file of every other host as it was, but for those that list the hosts of the pool', () => {
    const before = bundles(resolved(production));
    const growth: fc.Arbitrary<Growth> = fc.record({
      pool: fc.constantFrom(...pools),
      servers: fc.integer({ min: 0, max: 2 }),
      intoNewRack: fc.boolean(),
      tenants: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(growth, (by) => {
        const after = bundles(resolved(grown(by)));
        const changed = [...before].filter(([path, content]) => after.get(path) !== content).map(([path]) => path);
        const known = mustKnow[by.pool];
        const expected = changed.filter((path) => path.includes('/files/') && known?.test(path));
        const gained = [...after.keys()].filter((path) => !before.has(path));
        const hosts = new Set([...expected, ...gained].map((path) => path.replace(/\/files\/.*$/, '')));
        // What describes a host as a whole changes with its files; the backup repository gains one for each host.
        const described = (path: string) =>
          !path.includes('/files/') && hosts.has(path.split('/').slice(0, 2).join('/'));
        expect(changed.filter((path) => !expected.includes(path) && !described(path))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('by a whole site leaves every file of every other site as it was', () => {
    const dc1 = production?.sites['dc1'];
    if (production === undefined || dc1?.substrate !== 'datacenter' || dc1.fabric?.edge === undefined)
      throw new Error('no site');
    // Another site has a public AS number of its own.
    const fabric = { ...dc1.fabric, edge: { ...dc1.fabric.edge, asn: 64_497 } };
    const dc0: DatacenterProfile = { ...dc1, cidr: '10.48.0.0/16', fabric };
    const after = bundles(resolved({ ...production, sites: { dc0, ...production.sites } }));
    for (const [path, content] of bundles(resolved(production))) expect(after.get(path)).toBe(content);
  });
});
