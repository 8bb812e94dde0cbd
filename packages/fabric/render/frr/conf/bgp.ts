import { seconds } from '@catalyst/model';
import type { AddressFamily, Bgp, BgpVrf, DeviceConfig, Neighbor, PeerGroup } from '../../../config/types.ts';
import { given, oneLine, section, when, type Lines } from '../lines.ts';
import { loopbackAddresses } from '../names.ts';
import { profileOf } from './bfd.ts';

/** BGP of the default VRF, and an instance for each other VRF that routes. */
export const bgp = (config: DeviceConfig): readonly Lines[] =>
  config.bgp === null ? [] : instances(config, config.bgp);

const instances = (config: DeviceConfig, spec: Bgp): readonly Lines[] => [
  instance(config, spec),
  ...spec.vrfs.map((vrf) => vrfInstance(config, spec, vrf)),
];

const ALWAYS: Lines = [
  'bgp log-neighbor-changes',
  // Otherwise a session for EVPN alone would carry the underlay's routes as well.
  'no bgp default ipv4-unicast',
  // Paths through different neighbours have different AS numbers: without this, only one of them would be used.
  'bgp bestpath as-path multipath-relax',
];

function instance(config: DeviceConfig, spec: Bgp): Lines {
  const groups = groupsOf(spec, spec.neighbors);
  return section(`router bgp ${String(spec.asn)}`, [
    `bgp router-id ${spec.routerId}`,
    ...ALWAYS,
    ...gracefulRestart(config, spec),
    ...groups.flatMap((group) => peerGroup(group, config)),
    ...spec.neighbors.flatMap((neighbor) => peer(neighbor, groups)),
    ...ipv4(spec.ipv4, spec, groups, spec.neighbors),
    ...flowspec(spec, groups),
    ...evpn(config, spec, groups),
  ]);
}

function vrfInstance(config: DeviceConfig, spec: Bgp, vrf: BgpVrf): Lines {
  // Groups of peers belong to one instance: a VRF has its own copies of those that it uses.
  const groups = groupsOf({ ...spec, groups: spec.groups.filter(usedBy(vrf.neighbors)) }, vrf.neighbors);
  return section(`router bgp ${String(spec.asn)} vrf ${vrf.vrf}`, [
    `bgp router-id ${vrf.routerId}`,
    ...ALWAYS,
    ...groups.flatMap((group) => peerGroup(group, config)),
    ...vrf.neighbors.flatMap((neighbor) => peer(neighbor, groups)),
    ...ipv4(vrf.ipv4, { ...spec, dampening: null }, groups, vrf.neighbors),
    ...when(vrf.vni !== null, ...routesAsEvpn(vrf)),
  ]);
}

const usedBy = (neighbors: readonly Neighbor[]) => {
  const names = new Set(neighbors.map(({ group }) => group));
  return ({ name }: PeerGroup): boolean => names.has(name);
};

/** Groups of an instance: not those that only VRFs use. */
function groupsOf(
  { groups, vrfs }: Pick<Bgp, 'groups' | 'vrfs'>,
  neighbors: readonly Neighbor[],
): readonly PeerGroup[] {
  const here = usedBy(neighbors);
  const elsewhere = usedBy(vrfs.flatMap((vrf) => vrf.neighbors));
  return groups.filter((group) => here(group) || !elsewhere(group));
}

/**
 * Only beside BFD: without it, routes of a dead peer were kept for 127 s. The `check-control-plane-failure` of BFD does
 * the same harm, and is never written. @source network.md §0.3, measured with FRR 8.4.4
 */
const gracefulRestart = ({ bfd }: DeviceConfig, spec: Bgp): Lines =>
  given(spec.gracefulRestart, ({ restartTime, helperOnly }) =>
    // Helping others is what FRR does of itself.
    helperOnly || bfd === null
      ? []
      : ['bgp graceful-restart', `bgp graceful-restart restart-time ${String(restartTime / seconds(1))}`],
  );

function peerGroup(group: PeerGroup, config: DeviceConfig): Lines {
  const neighbor = `neighbor ${group.name}`;
  return [
    `${neighbor} peer-group`,
    ...when(typeof group.remoteAs === 'number', `${neighbor} remote-as ${String(group.remoteAs)}`),
    // `bfd profile` alone works too, but frr-reload would then change it at every run (FRR pull request 10570).
    ...when(group.bfd, `${neighbor} bfd`, `${neighbor} bfd profile ${profileOf(group)}`),
    ...given(group.multihop, (hops) => [`${neighbor} ebgp-multihop ${String(hops)}`]),
    ...when(group.ttlSecurity && group.multihop === null, `${neighbor} ttl-security hops 1`),
    ...given(group.password, (id) => [`${neighbor} password {{secret:${id}}}`]),
    ...given(group.timers, ({ keepalive, hold }) => [
      `${neighbor} timers ${String(keepalive / seconds(1))} ${String(hold / seconds(1))}`,
    ]),
    ...given(group.updateSource, (name) => [
      `${neighbor} update-source ${loopbackAddresses(config).get(name) ?? name}`,
    ]),
  ];
}

function peer(
  { address, group, remoteAs, description, password, shutdown }: Neighbor,
  groups: readonly PeerGroup[],
): Lines {
  const neighbor = `neighbor ${address}`;
  const inherited = groups.find(({ name }) => name === group)?.remoteAs === remoteAs;
  return [
    // By number and not as `external`: a cable in the wrong place then brings no session up.
    ...when(!inherited, `${neighbor} remote-as ${String(remoteAs)}`),
    `${neighbor} peer-group ${group}`,
    ...when(description !== '', `${neighbor} description ${oneLine(description)}`),
    ...given(password, (id) => [`${neighbor} password {{secret:${id}}}`]),
    ...when(shutdown === true, `${neighbor} shutdown`),
  ];
}

const family = (name: string, body: Lines): Lines => section(`address-family ${name}`, body, 'exit-address-family');

const ipv4 = (
  routes: AddressFamily,
  spec: Bgp,
  groups: readonly PeerGroup[],
  neighbors: readonly Neighbor[],
): Lines => {
  const active = groups.filter(({ families }) => families.includes('ipv4'));
  return family('ipv4 unicast', [
    ...routes.networks.map((prefix) => `network ${prefix}`),
    ...routes.aggregates.map((prefix) => `aggregate-address ${prefix} summary-only`),
    ...given(routes.redistributeConnected, (map) => [`redistribute connected route-map ${map}`]),
    ...given(routes.redistributeStatic, (map) => [`redistribute static route-map ${map}`]),
    ...given(spec.dampening, ({ halfLife, reuse, suppress, max }) => [
      `bgp dampening ${[halfLife, reuse, suppress, max].map(String).join(' ')}`,
    ]),
    ...active.flatMap((group) => [
      `neighbor ${group.name} activate`,
      ...when(group.nextHopSelf, `neighbor ${group.name} next-hop-self`),
      ...when(group.nextHopUnchanged, `neighbor ${group.name} attribute-unchanged next-hop`),
      ...when(group.removePrivateAs, `neighbor ${group.name} remove-private-AS all`),
      ...exchanged(group),
    ]),
    ...neighbors.flatMap(({ address, group, routeMapIn, routeMapOut }) =>
      when(
        active.some(({ name }) => name === group),
        ...routeMaps(address, routeMapIn, routeMapOut),
      ),
    ),
    `maximum-paths ${String(spec.maximumPaths)}`,
    `maximum-paths ibgp ${String(spec.maximumPaths)}`,
  ]);
};

/** Policies and limits of a group, the same in every family. */
const exchanged = (group: PeerGroup): Lines => [
  // As often as that may our own AS number be in a route that is no loop: the other leaf of a pair has the same.
  ...given(group.allowOwnAs, (times) => [`neighbor ${group.name} allowas-in ${String(times)}`]),
  ...when(!group.sendCommunity, `no neighbor ${group.name} send-community all`),
  ...routeMaps(group.name, group.routeMapIn, group.routeMapOut),
  ...given(group.maximumPrefixes, ({ limit, warnAt }) => [
    `neighbor ${group.name} maximum-prefix ${String(limit)} ${String(warnAt)}`,
  ]),
];

const routeMaps = (peer: string, inwards: string | null | undefined, outwards: string | null | undefined): Lines => [
  ...given(inwards, (map) => [`neighbor ${peer} route-map ${map} in`]),
  ...given(outwards, (map) => [`neighbor ${peer} route-map ${map} out`]),
];

const flowspec = ({ flowspec }: Bgp, groups: readonly PeerGroup[]): Lines => {
  const listening = groups.filter(({ name, families }) => flowspec.includes(name) || families.includes('flowspec'));
  return family(
    'ipv4 flowspec',
    listening.map(({ name }) => `neighbor ${name} activate`),
  );
};

const evpn = (config: DeviceConfig, { evpn }: Bgp, groups: readonly PeerGroup[]): Lines =>
  given(evpn, ({ vlans }) =>
    family('l2vpn evpn', [
      ...groups
        .filter(({ families }) => families.includes('evpn'))
        .flatMap((group) => [
          `neighbor ${group.name} activate`,
          // Next hops, which are ends of tunnels, stay as they are in this family without being told to.
          ...exchanged({ ...group, maximumPrefixes: null }),
        ]),
      ...when(config.vxlan !== null, 'advertise-all-vni'),
      ...vlans.flatMap(({ vni, rd, target }) =>
        section(
          `vni ${String(vni)}`,
          [`rd ${rd}`, `route-target import ${target}`, `route-target export ${target}`],
          'exit-vni',
        ),
      ),
    ]),
  );

/** Routes of a VRF to and from all other switches that have it. */
const routesAsEvpn = ({ rd, targets }: BgpVrf): Lines =>
  family('l2vpn evpn', [
    `rd ${rd}`,
    ...targets.imports.map((target) => `route-target import ${target}`),
    ...targets.exports.map((target) => `route-target export ${target}`),
    'advertise ipv4 unicast',
  ]);
