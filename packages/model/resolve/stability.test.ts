import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../platform.ts';
import type { ProfileText } from '../profile.ts';
import { resolve } from './index.ts';
import { datacenter, profile, server, testTiers, type DatacenterText } from './testing.ts';

const rackName = (n: number) => `r${String(n).padStart(2, '0')}`;

/** A datacenter of one to eight racks, with some servers in each of two pools, in any of the racks. */
const anyDatacenter = (cidr: string): fc.Arbitrary<DatacenterText> =>
  fc.integer({ min: 1, max: 8 }).chain((count) => {
    const racks = Array.from({ length: count }, (_, i) => rackName(i + 1));
    const places = fc.array(fc.constantFrom(...racks), { minLength: 1, maxLength: 8 });
    return fc.tuple(places, places).map(([stores, workers]) =>
      datacenter(cidr, {
        racks,
        servers: {
          kafka: { hardware: server, racks: stores, networks: ['compute', 'storage'] },
          services: { hardware: server, racks: workers },
        },
      }),
    );
  });

const anyProfile: fc.Arbitrary<{ text: ProfileText; first: DatacenterText }> = fc
  .tuple(anyDatacenter('10.16.0.0/16'), anyDatacenter('10.32.0.0/14'), fc.integer({ min: 0, max: 3 }))
  .map(([first, second, tenants]) => ({
    first,
    text: profile({
      sites: { dc1: first, dc2: second },
      tenants: Object.fromEntries(
        Array.from({ length: tenants }, (_, i) => [`tenant-${String(i + 1)}`, { id: i + 1 }]),
      ),
    }),
  }));

function resolved(text: ProfileText): Platform {
  const result = resolve(text, testTiers);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.platform;
}

/** Everything that has an id, by id. Services list their members, so those are compared apart. */
function entries(platform: Platform): ReadonlyMap<string, string> {
  const { sites, hosts, instances, flows, secrets } = platform;
  const named = [...sites.flatMap((s) => [...s.racks, ...s.networks]), ...hosts, ...instances, ...flows, ...secrets];
  return new Map(named.map((entry) => [entry.id, JSON.stringify(entry)]));
}

/** Asserts that all that was there is there unchanged, and that what is new is what `added` accepts. */
function expectOnlyAdded(before: Platform, after: Platform, added: (id: string) => boolean): void {
  const now = entries(after);
  for (const [id, entry] of entries(before)) expect(now.get(id)).toBe(entry);
  const old = entries(before);
  const surprises = [...now.keys()].filter((id) => !old.has(id) && !added(id));
  expect(surprises).toEqual([]);
  for (const service of before.services) {
    const members = after.services.find(({ id }) => id === service.id)?.members ?? [];
    expect(members.slice(0, service.members.length)).toEqual(service.members);
  }
}

describe('Growth changes nothing that exists', () => {
  it('when a pool gets another server', () => {
    fc.assert(
      fc.property(anyProfile, ({ text, first }) => {
        const kafka = first.servers['kafka'];
        if (kafka === undefined) throw new Error('no pool');
        const larger = {
          ...first,
          servers: { ...first.servers, kafka: { ...kafka, racks: [...kafka.racks, first.racks[0] ?? 'r01'] } },
        };
        const name = `dc1/kafka-${String(kafka.racks.length + 1)}`;
        expectOnlyAdded(resolved(text), resolved({ ...text, sites: { ...text.sites, dc1: larger } }), (id) =>
          id.startsWith(name),
        );
      }),
    );
  });

  it('nor does a server that is retired, except that it is gone', () => {
    fc.assert(
      fc.property(anyProfile, fc.nat(), ({ text, first }, index) => {
        const kafka = first.servers['kafka'];
        if (kafka === undefined) throw new Error('no pool');
        const gone = index % kafka.racks.length;
        fc.pre(kafka.racks.length > 1);
        const racks = kafka.racks.map((rack, i) => (i === gone ? 'retired' : rack));
        const smaller = { ...first, servers: { ...first.servers, kafka: { ...kafka, racks } } };
        const [before, after] = [resolved(text), resolved({ ...text, sites: { ...text.sites, dc1: smaller } })];
        const left = entries(after);
        for (const [id, entry] of entries(before))
          if (id.startsWith(`dc1/kafka-${String(gone + 1)}/`) || id === `dc1/kafka-${String(gone + 1)}`)
            expect(left.has(id)).toBe(false);
          else expect(left.get(id)).toBe(entry);
      }),
    );
  });

  it('when a site gets another rack, with servers in it', () => {
    fc.assert(
      fc.property(anyProfile, ({ text, first }) => {
        const services = first.servers['services'];
        if (services === undefined) throw new Error('no pool');
        const larger: DatacenterText = {
          ...first,
          racks: ['r09', ...first.racks],
          servers: { ...first.servers, services: { ...services, racks: [...services.racks, 'r09', 'r09'] } },
        };
        const added = [1, 2].map((n) => `dc1/services-${String(services.racks.length + n)}`);
        expectOnlyAdded(
          resolved(text),
          resolved({ ...text, sites: { ...text.sites, dc1: larger } }),
          (id) => id === 'dc1/r09' || added.some((host) => id.startsWith(host)),
        );
      }),
    );
  });

  it('when a pool is added, before the others', () => {
    fc.assert(
      fc.property(anyProfile, ({ text, first }) => {
        const larger = {
          ...first,
          servers: { dragonfly: { hardware: server, racks: [first.racks[0] ?? 'r01'] }, ...first.servers },
        };
        expectOnlyAdded(resolved(text), resolved({ ...text, sites: { ...text.sites, dc1: larger } }), (id) =>
          id.startsWith('dc1/dragonfly-'),
        );
      }),
    );
  });

  it('when a site is added, before the others', () => {
    fc.assert(
      fc.property(anyProfile, anyDatacenter('10.48.0.0/16'), ({ text }, third) => {
        expectOnlyAdded(resolved(text), resolved({ ...text, sites: { dc0: third, ...text.sites } }), (id) =>
          id.startsWith('dc0/'),
        );
      }),
    );
  });

  it('when a tenant is added, before the others', () => {
    fc.assert(
      fc.property(anyProfile, ({ text }) => {
        const before = resolved(text);
        const after = resolved({ ...text, tenants: { 'a-new-one': { id: 99 }, ...text.tenants } });
        expectOnlyAdded(before, after, () => false);
        expect(after.tenants).toEqual(expect.arrayContaining([...before.tenants]));
      }),
    );
  });

  it('when an AWS site gets another zone, with instances in it', () => {
    const cloud = (zones: string[], places: string[]): ProfileText =>
      profile({
        sites: {
          use1: {
            substrate: 'aws',
            location: 'Northern Virginia',
            region: 'us-east-1',
            cidr: '10.17.0.0/16',
            zones,
            instances: { kafka: { type: 'i3en.3xlarge', zones: places } },
            tiers: { store: { nodes: { on: 'kafka' } } },
          },
        },
      });
    const places = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(places, (before) => {
        const number = String(before.length + 1);
        expectOnlyAdded(
          resolved(cloud(['a', 'b', 'c'], before)),
          resolved(cloud(['d', 'a', 'b', 'c'], [...before, 'd'])),
          (id) => id.endsWith('-d') || id.startsWith(`use1/kafka-${number}`),
        );
      }),
    );
  });

  it('and no two things ever share an id or an address', () => {
    fc.assert(
      fc.property(anyProfile, ({ text }) => {
        const platform = resolved(text);
        const addresses = platform.hosts.flatMap((host) => host.addresses.map(({ address }) => address));
        expect(new Set(addresses).size).toBe(addresses.length);
        const ids = [...platform.hosts, ...platform.instances, ...platform.services, ...platform.flows].map(
          ({ id }) => id,
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
