import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../platform.ts';
import { bootstrap, membersOf, portOf, serviceAt } from '../platform.ts';
import { resolve } from './index.ts';
import { datacenter, profile, server, store, testTiers, workers } from './testing.ts';

function resolved(text: unknown): Platform {
  const result = resolve(text, testTiers);
  if (!result.ok) throw new Error(JSON.stringify(result.findings, null, 1));
  return result.platform;
}

/** What is wrong with a profile, as `path: message (fix)`. */
function wrong(text: unknown): readonly string[] {
  const result = resolve(text, testTiers);
  return result.ok ? [] : result.findings.map((f) => `${f.path}: ${f.message} → ${f.fix}`);
}

/** Every path into an object. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

/** A copy with another value at a path. */
function replaced(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return put;
  const entries = Object.entries(value).map(([k, child]: [string, unknown]): [string, unknown] => [
    k,
    k === key ? replaced(child, rest, put) : child,
  ]);
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

describe('A profile', () => {
  it('becomes hosts with readable ids, each in its rack, with an address in every network it is on', () => {
    const host = resolved(profile()).hosts.find(({ id }) => id === 'dc1/kafka-2');
    expect(host).toMatchObject({ fqdn: 'kafka-2.dc1.catalyst.internal', failureDomain: 'dc1/r02' });
    expect(host?.addresses.map((a) => `${a.interface} ${a.address}/${String(a.prefix)} ${a.network}`)).toEqual([
      'bond0 10.16.32.66/20 dc1/compute',
      'bond0.30 10.16.48.66/20 dc1/storage',
      'eno1 10.16.16.66/20 dc1/management',
    ]);
  });

  it('gives the names that tiers reach each other by', () => {
    const platform = resolved(profile());
    expect(bootstrap(platform, serviceAt(platform, 'dc1', 'store'))).toBe(
      'kafka-1.dc1.catalyst.internal:7000,kafka-2.dc1.catalyst.internal:7000,kafka-3.dc1.catalyst.internal:7000',
    );
  });

  it('derives every allowed flow from who calls what', () => {
    expect(resolved(profile()).flows.map(({ id, port }) => `${id}:${String(port)}`)).toEqual([
      'dc1/store.node>store:7000',
      'dc1/workers.worker>store:7000',
    ]);
  });

  it('has a flow for each port of a role that several instances of a host have', () => {
    const twins = {
      ...store,
      plan: (...args: Parameters<typeof store.plan>) => {
        const plan = store.plan(...args);
        const twins = plan.instances.map((i) => ({ ...i, name: 'store-2', port: 7001 }));
        return { ...plan, instances: [...plan.instances, ...twins] };
      },
    };
    const resolution = resolve(profile(), [twins, workers]);
    if (!resolution.ok) throw new Error('not sound');
    const { platform } = resolution;
    expect(platform.flows.map(({ id }) => id)).toEqual([
      'dc1/store.node>store',
      'dc1/store.node>store:7001',
      'dc1/workers.worker>store',
      'dc1/workers.worker>store:7001',
    ]);
    const service = serviceAt(platform, 'dc1', 'store');
    expect(membersOf(platform, service).map((i) => [i.host, portOf(service, i)])).toEqual(
      ['dc1/kafka-1', 'dc1/kafka-2', 'dc1/kafka-3'].flatMap((host) => [
        [host, 7000],
        [host, 7001],
      ]),
    );
  });

  it('lets a role run on two generations of servers, whose numbers it keeps apart', () => {
    const platform = resolved(
      profile({
        sites: {
          dc1: datacenter('10.16.0.0/16', {
            servers: {
              kafka: { hardware: server, racks: ['r01', 'retired', 'r03'] },
              'kafka-next': { hardware: server, racks: ['r02'], firstNumber: 101, block: 40 },
            },
            tiers: { store: { nodes: { on: ['kafka', 'kafka-next'] } } },
          }),
        },
      }),
    );
    expect(platform.instances.map(({ host, number }) => `${host} ${String(number)}`)).toEqual([
      'dc1/kafka-1 1',
      'dc1/kafka-3 3',
      'dc1/kafka-next-101 101',
    ]);
  });

  it('never gives one address to two hosts', () => {
    const addresses = resolved(profile()).hosts.flatMap((host) => host.addresses.map(({ address }) => address));
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

describe('A bad profile', () => {
  it('is told everything that is wrong with it at once', () => {
    const untitled = Object.fromEntries(Object.entries(profile()).filter(([key]) => key !== 'title'));
    const findings = wrong({ ...untitled, tennants: {}, demand: { ...profile().demand, sustained: '685k' } });
    expect(findings).toHaveLength(3);
  });

  it('is told what is wrong in all its parts, though one of them cannot be read', () => {
    const findings = wrong({
      ...profile(),
      title: 5,
      sites: {
        dc1: datacenter('10.16.0.0/16', { tiers: { store: { nodes: { on: 'kafak' } } } }),
        dc2: datacenter('10.16.0.0/17'),
        dc3: { ...datacenter('10.18.0.0/16', { tiers: { store: { nodes: { on: 'kafka' }, copy: 1 } } }), racks: 'r01' },
      },
      interconnects: { vpn: { kind: 'ipsec', between: ['dc3', 'dc9'], bandwidth: '1 Gbps' } },
    });
    expect(findings.map((finding) => finding.slice(0, finding.indexOf(': ')))).toEqual([
      'title',
      'sites.dc3.racks',
      'interconnects.vpn.between[1]',
      'sites.dc2.cidr',
      'sites.dc1.tiers.store.nodes.on',
      'sites.dc3.tiers.store.copy',
    ]);
  });

  it('is answered with findings, and never with an exception, whatever is wrong with it', () => {
    const whole = profile({ tenants: { acme: { id: 1 } }, sites: { dc1: datacenter('10.16.0.0/16') } });
    const strange = fc.oneof(
      fc.constantFrom(
        null,
        undefined,
        Number.NaN,
        -1,
        0,
        1e9,
        '',
        '0 B',
        'constructor',
        '__proto__',
        [],
        {},
        true,
        () => 1,
      ),
      fc.anything({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(whole)), strange, (path, value) => {
        expect(() => resolve(replaced(whole, path, value), testTiers)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown key, and the nearest known one',
      profile({ sites: { dc1: { ...datacenter('10.16.0.0/16'), ...{ rack: ['r01'] } } } }),
      "sites.dc1.rack: 'rack' is not a key of sites.dc1 → did you mean 'racks'?",
    ],
    [
      'a quantity without its unit',
      { ...profile(), demand: { ...profile().demand, message: '1000' } },
      "demand.message: '1000' is not an amount of data with its unit, such as '64 GiB'",
    ],
    [
      'networks that overlap',
      profile({ sites: { dc1: datacenter('10.16.0.0/16'), dc2: datacenter('10.16.128.0/17') } }),
      "sites.dc2.cidr: '10.16.128.0/17' overlaps '10.16.0.0/16' of site dc1 → give each site a network of its own",
    ],
    [
      'a network that is none',
      profile({ sites: { dc1: datacenter('10.16.1.0/16') } }),
      "sites.dc1.cidr: '10.16.1.0/16' is not an IPv4 network",
    ],
    [
      'a rack listed twice',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { racks: ['r01', 'r02', 'r03', 'r02'] }) } }),
      "sites.dc1.racks[3]: 'r02' is listed twice",
    ],
    [
      'a server in a rack that is not there',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { racks: ['r01', 'r02'] }) } }),
      "sites.dc1.servers.kafka.racks[2]: site dc1 has no rack 'r03'",
    ],
    [
      'more servers than rack units, with the sum',
      profile({
        sites: { dc1: datacenter('10.16.0.0/16', { rackUnits: 3 }) },
      }),
      'sites.dc1.rackUnits: rack r01 has 3U and its servers take 4U: 1 kafka × 2U + 1 services × 2U → spread the servers over more racks',
    ],
    [
      'a pool that a tier names and the site has not',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { tiers: { store: { nodes: { on: 'kafak' } } } }) } }),
      "sites.dc1.tiers.store.nodes.on: site dc1 has no pool 'kafak' → did you mean 'kafka'?",
    ],
    [
      'an unknown tier',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { tiers: { stroe: {} } }) } }),
      "sites.dc1.tiers.stroe: there is no tier 'stroe' → did you mean 'store'?",
    ],
    [
      'an unknown key of a tier',
      profile({
        sites: { dc1: datacenter('10.16.0.0/16', { tiers: { store: { nodes: { on: 'kafka' }, copy: 1 } } }) },
      }),
      "sites.dc1.tiers.store.copy: 'copy' is not a key of sites.dc1.tiers.store → did you mean 'copies'?",
    ],
    [
      'a quantity of nothing',
      { ...profile(), demand: { ...profile().demand, message: '0 B' } },
      "demand.message: '0 B' must be more than zero",
    ],
    [
      'a choice that does not exist, and the nearest that does',
      { ...profile(), sites: { dc1: { ...datacenter('10.16.0.0/16'), substrate: 'datacentre' } } },
      "sites.dc1.substrate: 'datacentre' is not one of 'datacenter', 'aws' → did you mean 'datacenter'?",
    ],
    [
      'a key that belongs to another kind of site',
      profile({ sites: { dc1: { ...datacenter('10.16.0.0/16'), ...{ region: 'us-east-1' } } } }),
      "sites.dc1.region: 'region' is not a key of sites.dc1",
    ],
    [
      'a name that cannot be one',
      profile({ sites: { DC_1: datacenter('10.16.0.0/16') } }),
      "sites.DC_1: the name 'DC_1' must be lower-case letters and digits",
    ],
    [
      'a network that is not private',
      profile({ sites: { dc1: datacenter('8.8.0.0/16') } }),
      "sites.dc1.cidr: '8.8.0.0/16' is not inside a private network → take it from 10.0.0.0/8",
    ],
    [
      'two pools of one role that number their hosts alike',
      profile({
        sites: { dc1: datacenter('10.16.0.0/16', { tiers: { store: { nodes: { on: ['kafka', 'services'] } } } }) },
      }),
      "sites.dc1.tiers.store.nodes.on: pools 'kafka' and 'services' both have a host number 1",
    ],
    [
      'a service that nobody offers',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { tiers: { workers: { nodes: { on: 'services' } } } }) } }),
      "sites.dc1.tiers: workers needs 'store', which no tier of site dc1 offers",
    ],
    [
      'a standby of a site that is not there',
      profile({ sites: { dc1: datacenter('10.16.0.0/16', { standby: { of: 'dc9', mode: 'hot' } }) } }),
      "sites.dc1.standby.of: there is no other site 'dc9'",
    ],
    [
      'a link between the wrong ends',
      profile({
        sites: { dc1: datacenter('10.16.0.0/16'), dc2: datacenter('10.17.0.0/16') },
        interconnects: {
          dx: { kind: 'direct-connect', between: ['dc1', 'dc2'], bandwidth: '1 Gbps', location: 'EqDC2' },
        },
      }),
      "interconnects.dx.between: a 'direct-connect' link joins aws and datacenter, not datacenter and datacenter",
    ],
    [
      'a pool named like a property of every object',
      profile({
        sites: {
          dc1: datacenter('10.16.0.0/16', {
            servers: { constructor: { hardware: server, racks: ['r01'] } },
            tiers: { store: { nodes: { on: 'constructor' } } },
          }),
        },
      }),
      "sites.dc1.servers.constructor.block: 'constructor' is not a well-known pool",
    ],
    [
      'a RAID level that the drives cannot make',
      profile({
        sites: {
          dc1: datacenter('10.16.0.0/16', {
            servers: {
              kafka: {
                racks: ['r01', 'r02', 'r03'],
                hardware: {
                  ...server,
                  volumes: { data: { media: 'nvme', drives: 3, drive: '1 TB', raid: 'raid10', mount: '/data' } },
                },
              },
              services: { hardware: server, racks: ['r01'] },
            },
          }),
        },
      }),
      'sites.dc1.servers.kafka.hardware.volumes.data: RAID 10 needs an even number of at least 4 drives, not 3',
    ],
    [
      'a pool without a block of addresses',
      profile({
        sites: {
          dc1: datacenter('10.16.0.0/16', {
            servers: { gpu: { hardware: server, racks: ['r01'] } },
            tiers: { store: { nodes: { on: 'gpu' } } },
          }),
        },
      }),
      "sites.dc1.servers.gpu.block: 'gpu' is not a well-known pool, so its addresses need a block",
    ],
    [
      'more hosts than a block has addresses',
      profile({
        sites: {
          dc1: datacenter('10.16.0.0/18', {
            servers: {
              kafka: { hardware: { ...server, units: 1 }, racks: Array.from({ length: 15 }, () => 'r01') },
              services: { hardware: server, racks: ['r02'] },
            },
          }),
        },
      }),
      'sites.dc1.servers.kafka: 15 hosts do not fit: a block of site dc1 (/18) has 14 addresses',
    ],
    [
      'two tenants with one number',
      profile({ tenants: { acme: { id: 7 }, umbrella: { id: 7 } } }),
      "tenants.umbrella.id: 7 is the number of tenant 'acme'",
    ],
    [
      'an interconnect to nowhere',
      profile({ interconnects: { vpn: { kind: 'ipsec', between: ['dc1', 'dc9'], bandwidth: '1 Gbps' } } }),
      "interconnects.vpn.between[1]: there is no site 'dc9' → did you mean 'dc1'?",
    ],
  ])('is told about %s', (_, text, expected) => {
    expect(wrong(text).join('\n')).toContain(expected);
  });
});
