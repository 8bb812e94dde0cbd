import { didYouMean, parseAddress, parseCidr, siteById, overlaps, type Finding } from '@catalyst/model';
import type { Fabric } from '../facts.ts';
import { problem, type Rule, type RuleFacts } from './facts.ts';

/** A number or address, and what has it. */
interface Owned {
  readonly kind: string;
  readonly value: string;
  readonly owner: string;
}

function addressesOf({ devices, links, pairs, site, segments }: Fabric, facts: RuleFacts): readonly Owned[] {
  const owned = (owner: string, value: string | null): readonly Owned[] =>
    value === null ? [] : [{ kind: 'address', value, owner }];
  const shared = new Set<string>();
  const vteps = devices.flatMap(({ id, pair, vtep }) => {
    // One of an MLAG pair has the tunnel end of both.
    if (pair === null || vtep === null) return [];
    const key = `${pair} ${vtep}`;
    if (shared.has(key)) return [];
    shared.add(key);
    return owned(id, vtep);
  });
  return [
    ...devices.flatMap(({ id, management, loopback }) => [...owned(id, management), ...owned(id, loopback)]),
    ...vteps,
    ...links.flatMap(({ ends }) => ends.flatMap(({ device, address }) => owned(device, address))),
    ...pairs.flatMap(({ id, peering: { control, routing } }) =>
      [...control, ...routing].flatMap((address) => owned(id, address)),
    ),
    ...segments.flatMap(({ id, gateway }) => owned(id, gateway)),
    ...facts.platform.hosts
      .filter((host) => host.site === site)
      .flatMap(({ id, addresses }) => addresses.flatMap(({ address }) => owned(id, address))),
  ];
}

function numbersOf({ segments, vrfs, pairs }: Fabric): readonly Owned[] {
  return [
    ...segments.map(({ id, vlan }) => ({ kind: 'VLAN', value: String(vlan), owner: id })),
    ...[...segments.map(({ id, vni }) => ({ id, vni })), ...vrfs.map(({ name, vni }) => ({ id: name, vni }))].map(
      ({ id, vni }) => ({ kind: 'VNI', value: String(vni), owner: id }),
    ),
    ...vrfs.map(({ name, number }) => ({ kind: 'VRF number', value: String(number), owner: name })),
    ...pairs.map(({ id, asn }) => ({ kind: 'AS number', value: String(asn), owner: id })),
  ];
}

/** What two things have that only one may: a network that is too small for its names, or two pins. */
export const duplicates: Rule = (facts) => {
  const { fabric } = facts;
  const owners = new Map<string, string>();
  return [...addressesOf(fabric, facts), ...numbersOf(fabric)].flatMap(({ kind, value, owner }): Finding[] => {
    const other = owners.get(`${kind} ${value}`);
    owners.set(`${kind} ${value}`, other ?? owner);
    if (other === undefined) return [];
    return [
      problem(
        facts,
        'error',
        'duplicate',
        owner,
        kind === 'address' ? 'cidr' : 'pinned',
        `${kind} ${value} is that of ${other} too: what follows from their names meets, since ${siteById(facts.platform, fabric.site).cidr} is too small for both, or one is pinned to it`,
        kind === 'address'
          ? "give the fabric a network of its own (`cidr: '10.128.0.0/16'`), or the pinned one another address"
          : 'pin another number',
        { value, other },
      ),
    ];
  });
};

/** VLANs that switches take for themselves. @source network notes §4.1: routed ports and the peer link */
const TAKEN: readonly (readonly [number, number, string])[] = [
  [1006, 1199, 'routed ports'],
  [4093, 4094, 'the peer link'],
];

/** What a number has to fit into. */
export const widths: Rule = (facts) => [
  ...facts.fabric.segments.flatMap(({ id, vlan, name }) => {
    const taken = TAKEN.find(([first, last]) => vlan >= first && vlan <= last);
    if (taken === undefined && vlan >= 2 && vlan <= 4092) return [];
    return [
      problem(
        facts,
        'error',
        'vlan',
        id,
        'topology',
        `VLAN ${String(vlan)} of ${name} is ${taken === undefined ? 'outside 2 to 4,092' : `of ${taken[2]} (${String(taken[0])} to ${String(taken[1])})`}`,
        'give it another VLAN',
        { vlan },
      ),
    ];
  }),
  ...facts.fabric.vrfs
    .filter(({ number }) => number > 65_535)
    .map(({ name, number }) =>
      problem(
        facts,
        'error',
        'vrf-number',
        name,
        'topology',
        `VRF ${name} has number ${String(number)}, and a route distinguisher has 16 bits for it: FRR would take it and use ${String(number % 65_536)}`,
        'give the tenant a smaller number',
        { number },
      ),
    ),
];

/** Pins of what is not there, which would change nothing in silence. */
export const pins: Rule = (facts) => {
  const { fabric, spec, platform } = facts;
  const short = (id: string): string => id.slice(fabric.site.length + 1);
  const hosts = platform.hosts.filter(({ site }) => site === fabric.site);
  const known = [
    ...fabric.devices.map(({ id }) => id),
    ...hosts.map(({ id }) => id),
    ...Object.keys(spec.arrays).map((name) => `${fabric.site}/array/${name}`),
  ].map(short);
  const pools = [...new Set(hosts.map(({ pool }) => pool))];
  const names = new Set(known);
  return [
    ...Object.keys(spec.pinned)
      .filter((name) => !names.has(name))
      .map((name) =>
        problem(
          facts,
          'warning',
          'unknown-pin',
          fabric.site,
          `pinned.${name}`,
          `'${name}' is no device, server or array of site ${fabric.site}`,
          guess(name, known),
        ),
      ),
    ...Object.keys(spec.layout)
      .filter((pool) => !pools.includes(pool))
      .map((pool) =>
        problem(
          facts,
          'warning',
          'unknown-pool',
          fabric.site,
          `layout.${pool}`,
          `'${pool}' is no pool of servers of site ${fabric.site}`,
          didYouMean(pool, pools),
        ),
      ),
  ];
};

/** A hall has hundreds of names: the nearest is enough. */
const guess = (name: string, known: readonly string[]): string =>
  didYouMean(name, known).replace(/ \(known: .*\)$/s, '');

/** Pinned addresses that are not of the network that they belong to. */
export const outside: Rule = (facts) => {
  const { spec, platform, fabric } = facts;
  const site = siteById(platform, fabric.site);
  const within = (kind: 'loopback' | 'management'): string =>
    kind === 'loopback'
      ? (spec.cidr ?? site.networks.find(({ name }) => name === 'fabric')?.cidr ?? '')
      : (site.networks.find(({ name }) => name === 'management')?.cidr ?? '');
  return Object.entries(spec.pinned).flatMap(([name, pin]) =>
    (['loopback', 'management'] as const).flatMap((kind) => {
      const [address, network] = [parseAddress(pin[kind] ?? ''), parseCidr(within(kind))];
      if (address === undefined || network === undefined) return [];
      if (overlaps({ first: address, prefix: 32 }, network)) return [];
      return [
        problem(
          facts,
          'error',
          'pin-outside',
          fabric.site,
          `pinned.${name}.${kind}`,
          `${pin[kind] ?? ''} is not in ${within(kind)}, from which every ${kind} address is`,
          `take it from ${within(kind)}`,
        ),
      ];
    }),
  );
};
