import { circuitsOf, siteById, type Platform } from '@catalyst/model';
import { OUTSIDE_VRF, OUTER_VRFS, WAN_VRF, type Handoff } from '../edge/handoff.ts';
import { BOND, objectName, PLATFORM_ROUTER } from './names.ts';
import type { Route } from './types.ts';

const DEFAULT = '0.0.0.0/0';

export const subinterface = (vlan: number): string => `${BOND}.${String(vlan)}`;

const over = ({ leaf, vlan }: Handoff): Route['via'] => ({
  kind: 'address',
  address: leaf,
  interface: subinterface(vlan),
});

/** Addresses at the far end of the circuits that lead to a site; and whether anything but a tunnel does. */
function circuitsTo(platform: Platform, site: string, other: string) {
  const both = (ends: readonly string[]) => ends.includes(site) && ends.includes(other);
  const probes: string[] = [];
  let tunnel = false;
  for (const circuit of circuitsOf(platform)) {
    if (circuit.kind === 'direct-connect' && both([circuit.datacenter, circuit.cloud]))
      probes.push(circuit.amazon.address);
    if (circuit.kind === 'dark-fiber' && both(circuit.ends.map((end) => end.site)))
      probes.push(...circuit.ends.flatMap((end) => (end.site === other ? [end.address] : [])));
    if (circuit.kind === 'ipsec' && both(circuit.between)) tunnel = true;
  }
  return { probes, tunnel };
}

/**
 * Ways to other sites: over the edge routers while a circuit of theirs answers, and then whatever the tunnels' BGP has
 * told. A site that only tunnels lead to has no route here.
 */
function siteRoutes(platform: Platform, site: string, wan: Handoff): readonly Route[] {
  return platform.sites.flatMap(({ id, cidr }): Route[] => {
    if (id === site) return [];
    const { probes, tunnel } = circuitsTo(platform, site, id);
    if (probes.length === 0 && tunnel) return [];
    return [
      {
        name: objectName(`site-${id}`),
        destination: cidr,
        via: over(wan),
        watch: tunnel ? { source: `${wan.firewall}/${String(wan.prefix)}`, destinations: probes } : null,
      },
    ];
  });
}

/** Static routes of the platform's router: inwards to every VRF, outwards to the edge. */
export function platformRoutes(platform: Platform, site: string, handoffs: readonly Handoff[]): readonly Route[] {
  const outer = new Map(handoffs.map((handoff) => [handoff.vrf, handoff]));
  const [outside, wan] = [outer.get(OUTSIDE_VRF), outer.get(WAN_VRF)];
  const inner = handoffs.filter(({ vrf }) => !OUTER_VRFS.some((one) => one === vrf));
  const discard = (name: string, destination: string): Route => ({
    name,
    destination,
    via: { kind: 'discard' },
    watch: null,
  });
  return [
    ...(outside === undefined
      ? []
      : [{ name: 'default', destination: DEFAULT, via: over(outside), watch: null } satisfies Route]),
    ...(wan === undefined ? [] : siteRoutes(platform, site, wan)),
    ...inner.flatMap((handoff) =>
      handoff.networks.map((network, i): Route => ({
        name: objectName(`${handoff.vrf}-${String(i + 1)}`),
        destination: network,
        via: handoff.tenant === null ? over(handoff) : { kind: 'router', router: handoff.vrf },
        watch: null,
      })),
    ),
    // What is ours and nowhere goes nowhere: otherwise the edge and the firewall would pass it to and fro.
    discard('own', siteById(platform, site).cidr),
    ...(outside?.networks ?? []).map((network) => discard('public', network)),
  ];
}

/** A tenant's router knows the tenant's segment, and asks the platform's about all else. */
export const tenantRoutes: readonly Route[] = [
  { name: 'default', destination: DEFAULT, via: { kind: 'router', router: PLATFORM_ROUTER }, watch: null },
];
