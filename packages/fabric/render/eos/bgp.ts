import { secretRef, type Milliseconds } from '@catalyst/model';
import type { AddressFamily, Bgp, BgpVrf, DeviceConfig, Neighbor, PeerGroup } from '../../config/types.ts';
import { block, when, type Line } from './lines.ts';

const inSeconds = (time: Milliseconds): string => String(Math.round(time / 1000));

/** What holds for all neighbours of a group. */
function groupLines(group: PeerGroup): readonly Line[] {
  const { name, multihop, maximumPrefixes, timers } = group;
  const say = (text: string): string => `neighbor ${name} ${text}`;
  return [
    say('peer group'),
    typeof group.remoteAs === 'number' ? say(`remote-as ${String(group.remoteAs)}`) : null,
    when(group.nextHopSelf, say('next-hop-self')),
    when(group.nextHopUnchanged, say('next-hop-unchanged')),
    group.updateSource === null ? null : say(`update-source ${group.updateSource}`),
    when(group.bfd, say('bfd')),
    group.allowOwnAs === undefined ? null : say(`allowas-in ${String(group.allowOwnAs)}`),
    when(group.removePrivateAs, say('remove-private-as all')),
    multihop === null ? null : say(`ebgp-multihop ${String(multihop)}`),
    when(group.ttlSecurity, say('ttl maximum-hops 1')),
    timers === null ? null : say(`timers ${inSeconds(timers.keepalive)} ${inSeconds(timers.hold)}`),
    group.routeMapIn === null ? null : say(`route-map ${group.routeMapIn} in`),
    group.routeMapOut === null ? null : say(`route-map ${group.routeMapOut} out`),
    group.password === null ? null : say(`password 0 ${secretRef(group.password)}`),
    when(group.sendCommunity, say('send-community')),
    maximumPrefixes === null
      ? say('maximum-routes 0')
      : say(`maximum-routes ${String(maximumPrefixes.limit)} warning-limit ${String(maximumPrefixes.warnAt)} percent`),
  ];
}

/** A neighbour, and where it differs from its group. */
function neighborLines(neighbor: Neighbor, groups: ReadonlyMap<string, PeerGroup>): readonly Line[] {
  const say = (text: string): string => `neighbor ${neighbor.address} ${text}`;
  return [
    say(`peer group ${neighbor.group}`),
    when(groups.get(neighbor.group)?.remoteAs !== neighbor.remoteAs, say(`remote-as ${String(neighbor.remoteAs)}`)),
    when(neighbor.shutdown === true, say('shutdown')),
    say(`description ${neighbor.description}`),
    neighbor.routeMapIn === undefined ? null : say(`route-map ${neighbor.routeMapIn} in`),
    neighbor.routeMapOut === undefined ? null : say(`route-map ${neighbor.routeMapOut} out`),
    neighbor.password === undefined ? null : say(`password 0 ${secretRef(neighbor.password)}`),
  ];
}

const originated = (family: AddressFamily): readonly Line[] => [
  ...family.aggregates.map((prefix) => `aggregate-address ${prefix} summary-only`),
  ...family.networks.map((prefix) => `network ${prefix}`),
  family.redistributeConnected === null ? null : `redistribute connected route-map ${family.redistributeConnected}`,
  family.redistributeStatic === null ? null : `redistribute static route-map ${family.redistributeStatic}`,
];

function gracefulRestart({ gracefulRestart: restart }: Bgp): readonly Line[] {
  if (restart === null) return [];
  const time = `restart-time ${inSeconds(restart.restartTime)}`;
  return restart.helperOnly ? [`graceful-restart-helper ${time}`] : [`graceful-restart ${time}`, 'graceful-restart'];
}

/** In a family a group is active, or is said not to be: nothing is left to a default. */
function families({ groups, evpn, vrfs }: Bgp): readonly Line[] {
  const active = (family: PeerGroup['families'][number]): readonly Line[] =>
    groups.filter((group) => group.families.includes(family)).map(({ name }) => `neighbor ${name} activate`);
  const flowspec = active('flowspec');
  return [
    evpn === null ? null : block('address-family evpn', active('evpn')),
    flowspec.length === 0 ? null : block('address-family flow-spec ipv4', flowspec),
    groups.length === 0 && vrfs.length === 0
      ? null
      : block(
          'address-family ipv4',
          groups.map(({ name, families }) => `${families.includes('ipv4') ? '' : 'no '}neighbor ${name} activate`),
        ),
  ];
}

const vrfLines = (vrf: BgpVrf, groups: ReadonlyMap<string, PeerGroup>): Line =>
  block(
    `vrf ${vrf.vrf}`,
    `rd ${vrf.rd}`,
    vrf.targets.imports.map((target) => `route-target import evpn ${target}`),
    vrf.targets.exports.map((target) => `route-target export evpn ${target}`),
    `router-id ${vrf.routerId}`,
    vrf.neighbors.flatMap((neighbor) => neighborLines(neighbor, groups)),
    originated(vrf.ipv4),
  );

/** The one BGP of a device: groups, neighbours, VLANs in EVPN, families, VRFs. */
export function bgp({ bgp }: DeviceConfig): readonly Line[] {
  if (bgp === null) return [];
  const groups = new Map(bgp.groups.map((group) => [group.name, group]));
  const paths = String(bgp.maximumPaths);
  return [
    block(
      `router bgp ${String(bgp.asn)}`,
      `router-id ${bgp.routerId}`,
      'no bgp default ipv4-unicast',
      gracefulRestart(bgp),
      `maximum-paths ${paths} ecmp ${paths}`,
      bgp.groups.flatMap(groupLines),
      bgp.neighbors.flatMap((neighbor) => neighborLines(neighbor, groups)),
      originated(bgp.ipv4),
      (bgp.evpn?.vlans ?? []).map(({ vlan, rd, target }) =>
        block(`vlan ${String(vlan)}`, `rd ${rd}`, `route-target both ${target}`, 'redistribute learned'),
      ),
      families(bgp),
      bgp.vrfs.map((vrf) => vrfLines(vrf, groups)),
    ),
  ];
}
