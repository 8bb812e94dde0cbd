import { printCidr } from '../ipv4.ts';
import type { Platform, Site } from '../platform.ts';
import { Milliseconds } from '../units/index.ts';
import type {
  BackboneCircuit,
  Circuit,
  DirectConnectCircuit,
  FiberCircuit,
  InternetCircuit,
  IpsecCircuit,
  Tunnel,
  TunnelEnd,
} from './circuits.ts';
import { cloudAsn, edgeAsn, gatewayAsn } from './numbers.ts';
import { addressAt, insideOf, PUBLIC_PLACES } from './places.ts';
import type { Interconnect, InterconnectOf } from './spec.ts';

type Sites = ReadonlyMap<string, Site>;

/** @source https://docs.aws.amazon.com/directconnect/latest/UserGuide/bgp-specific-settings.html: at least 300 ms, three times */
const DETECTION = { interval: Milliseconds.of(300), multiplier: 3 } as const;

/** How many routes a provider may send: a default route and a few of its own, or the Internet and a fifth. */
const ROUTES = { default: 100, full: 1_200_000 } as const;

/** `dx-2`: the second router. A name without a digit: the first. */
function routerOf(id: string, pinned: number | undefined): number {
  const digit = Number(/(\d)$/.exec(id)?.[1] ?? 1);
  return pinned ?? (digit % 2 === 1 ? 1 : 2);
}

const keyOf = (site: string, name: string): string => `${site}/network/${name}`;

function internet(id: string, spec: InterconnectOf<'internet'>, sites: Sites): readonly InternetCircuit[] {
  const site = spec.between.map((end) => sites.get(end)).find((end) => end !== undefined);
  if (site === undefined) return [];
  const [ours = '', prefix = ''] = (spec.peering?.ours ?? '').split('/');
  return [
    {
      kind: 'internet',
      id,
      bandwidth: spec.bandwidth,
      site: site.id,
      router: routerOf(id, spec.router),
      provider: spec.provider,
      role: spec.role,
      routes: spec.routes,
      maximumPrefixes: spec.maximumPrefixes ?? ROUTES[spec.routes],
      blackhole: spec.blackhole,
      flowspec: spec.flowspec,
      gtsm: spec.gtsm,
      detection: spec.bfd ? DETECTION : null,
      availability: spec.availability ?? null,
      session:
        spec.peering === undefined || spec.asn === undefined
          ? null
          : {
              ours: { asn: edgeAsn(site), address: ours },
              theirs: { asn: spec.asn, address: spec.peering.theirs },
              prefix: Number(prefix),
            },
      key: keyOf(site.id, `bgp/${id}`),
    },
  ];
}

/** The two sites of a link; none while one of them cannot be read, which has been reported. */
function endsOf(between: readonly [string, string], sites: Sites): readonly [Site, Site] | undefined {
  const [a, b] = between.map((end) => sites.get(end));
  return a === undefined || b === undefined ? undefined : [a, b];
}

function directConnect(
  id: string,
  spec: InterconnectOf<'direct-connect'>,
  sites: Sites,
): readonly DirectConnectCircuit[] {
  const ends = endsOf(spec.between, sites);
  const datacenter = ends?.find(({ substrate }) => substrate === 'datacenter');
  const cloud = ends?.find(({ substrate }) => substrate === 'aws');
  if (datacenter === undefined || cloud === undefined) return [];
  const inside = spec.inside ?? printCidr(insideOf(id));
  return [
    {
      kind: 'direct-connect',
      id,
      bandwidth: spec.bandwidth,
      datacenter: datacenter.id,
      cloud: cloud.id,
      location: spec.location,
      connection: spec.connection ?? null,
      router: routerOf(id, spec.router),
      vlan: spec.vlan,
      mtu: spec.mtu,
      ours: { asn: edgeAsn(datacenter), address: addressAt(inside, 2) },
      amazon: { asn: spec.asn ?? gatewayAsn(cloud), address: addressAt(inside, 1) },
      prefix: 30,
      key: keyOf(datacenter.id, `bgp/${id}`),
      detection: spec.bfd ? DETECTION : null,
      gracefulRestart: spec.gracefulRestart,
      allowed: { ours: [datacenter.cidr], amazon: [cloud.cidr] },
    },
  ];
}

/**
 * Where a site ends tunnels: FRR routers by strongSwan, one tunnel on each; otherwise the firewalls, since the switches
 * that are routers under EOS do not encrypt (docs/decisions: tunnels end on the firewalls).
 */
function tunnelEnd(id: string, site: Site, number: 1 | 2, address: string): TunnelEnd {
  if (site.substrate === 'aws')
    return {
      site: site.id,
      on: 'aws',
      router: null,
      asn: cloudAsn(site),
      address,
      outside: null,
      outsideSecret: keyOf(site.id, `ipsec/${id}/${String(number)}/outside`),
    };
  const onRouter = site.fabric?.nos === 'frr';
  const open = site.fabric?.edge?.public;
  const place = onRouter ? PUBLIC_PLACES.routers[number - 1 === 0 ? 0 : 1] : PUBLIC_PLACES.firewall;
  return {
    site: site.id,
    on: onRouter ? 'router' : 'firewall',
    router: onRouter ? number : null,
    asn: edgeAsn(site),
    address,
    outside: open === undefined || addressAt(open, place) === '' ? null : addressAt(open, place),
    outsideSecret: null,
  };
}

function ipsec(id: string, spec: InterconnectOf<'ipsec'>, sites: Sites): readonly IpsecCircuit[] {
  const ends = endsOf(spec.between, sites);
  if (ends === undefined) return [];
  // The first address is that of AWS, or of the site that the profile names first.
  const [first, second] = ends[1].substrate === 'aws' ? [ends[1], ends[0]] : ends;
  const keeper = first.substrate === 'aws' ? second : first;
  const tunnel = (number: 1 | 2): Tunnel => {
    const inside = spec.inside?.[number === 1 ? 0 : 1] ?? printCidr(insideOf(`${id}/${String(number)}`));
    return {
      id: `${id}/${String(number)}`,
      number,
      inside,
      ends: [tunnelEnd(id, first, number, addressAt(inside, 1)), tunnelEnd(id, second, number, addressAt(inside, 2))],
      key: keyOf(keeper.id, `ipsec/${id}/${String(number)}/key`),
    };
  };
  return [{ kind: 'ipsec', id, bandwidth: spec.bandwidth, between: spec.between, tunnels: [tunnel(1), tunnel(2)] }];
}

function fiber(id: string, spec: InterconnectOf<'dark-fiber'>, sites: Sites): readonly FiberCircuit[] {
  const ends = endsOf(spec.between, sites);
  if (ends === undefined) return [];
  const inside = printCidr(insideOf(id));
  const router = routerOf(id, spec.router);
  const end = (site: Site, n: number) => ({
    site: site.id,
    router,
    asn: edgeAsn(site),
    address: addressAt(inside, n),
  });
  return [
    {
      kind: 'dark-fiber',
      id,
      bandwidth: spec.bandwidth,
      ends: [end(ends[0], 0), end(ends[1], 1)],
      prefix: 31,
      latency: spec.latency,
      key: keyOf(ends[0].id, `bgp/${id}`),
    },
  ];
}

const backbone = (id: string, spec: InterconnectOf<'aws-backbone'>): readonly BackboneCircuit[] => [
  { kind: 'aws-backbone', id, bandwidth: spec.bandwidth, between: spec.between },
];

function circuit(id: string, spec: Interconnect, sites: Sites): readonly Circuit[] {
  switch (spec.kind) {
    case 'internet':
      return internet(id, spec, sites);
    case 'direct-connect':
      return directConnect(id, spec, sites);
    case 'ipsec':
      return ipsec(id, spec, sites);
    case 'dark-fiber':
      return fiber(id, spec, sites);
    case 'aws-backbone':
      return backbone(id, spec);
  }
}

/** Every interconnect with all that its two ends must agree on. Pure; what follows from a name moves with no other name. */
export function circuitsOf(platform: Pick<Platform, 'sites' | 'interconnects'>): readonly Circuit[] {
  const sites = new Map(platform.sites.map((site) => [site.id, site]));
  return Object.entries(platform.interconnects).flatMap(([id, spec]) => circuit(id, spec, sites));
}
