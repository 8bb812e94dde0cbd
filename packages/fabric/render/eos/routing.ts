import type { DeviceConfig, StaticRoute } from '../../config/types.ts';
import { block, when, type Line } from './lines.ts';

/** Nothing is routed in the management VRF: it is a way in, not a way through. */
export const ipRouting = ({ bgp, ospf, management, vrfs }: DeviceConfig): readonly Line[] => [
  bgp === null && ospf === null ? 'no ip routing' : 'ip routing',
  `no ip routing vrf ${management.vrf}`,
  ...vrfs.map(({ name, routed }) => `${routed ? '' : 'no '}ip routing vrf ${name}`),
];

export const vrfInstances = ({ management, vrfs }: DeviceConfig): readonly Line[] => [
  block(`vrf instance ${management.vrf}`),
  ...vrfs.map(({ name }) => block(`vrf instance ${name}`)),
];

export const vlans = ({ vlans }: DeviceConfig): readonly Line[] =>
  [...vlans]
    .sort((a, b) => a.id - b.id)
    .map(({ id, name, trunkGroup }) =>
      block(`vlan ${String(id)}`, `name ${name}`, trunkGroup === null ? null : `trunk group ${trunkGroup}`),
    );

export const mlag = ({ mlag, management }: DeviceConfig): readonly Line[] =>
  mlag === null
    ? []
    : [
        block(
          'mlag configuration',
          `domain-id ${mlag.domain}`,
          `local-interface Vlan${String(mlag.vlan)}`,
          `peer-address ${mlag.peer}`,
          `peer-address heartbeat ${mlag.heartbeat} vrf ${management.vrf}`,
          `peer-link Port-Channel${String(mlag.bond)}`,
          'dual-primary detection delay 5 action errdisable all-interfaces',
          `reload-delay mlag ${String(mlag.reloadDelay.mlag)}`,
          `reload-delay non-mlag ${String(mlag.reloadDelay.other)}`,
        ),
      ];

const staticRoute = ({ vrf, prefix, via, distance, bfd }: StaticRoute): string =>
  [
    'ip route',
    vrf === null ? '' : ` vrf ${vrf}`,
    ` ${prefix} ${via ?? 'Null0'}`,
    bfd && via !== null ? ' track bfd' : '',
    distance === null ? '' : ` ${String(distance)}`,
  ].join('');

export const staticRoutes = ({ staticRoutes, management: { vrf, gateway } }: DeviceConfig): readonly Line[] => [
  when(gateway !== '', `ip route vrf ${vrf} 0.0.0.0/0 ${gateway}`),
  ...staticRoutes.map(staticRoute),
];

/** The same on links, where it is the default of every session, and between loopbacks. */
export function bfd({ bfd }: DeviceConfig): readonly Line[] {
  if (bfd === null) return [];
  const interval = `interval ${String(bfd.interval)} min-rx ${String(bfd.interval)} multiplier ${String(bfd.multiplier)}`;
  return [block('router bfd', `${interval} default`, `multihop ${interval}`)];
}

/** The one process of OSPF: ports are in it by their own commands. */
export const ospf = ({ ospf }: DeviceConfig): readonly Line[] =>
  ospf === null
    ? []
    : [
        block(
          'router ospf 1',
          `router-id ${ospf.routerId}`,
          'auto-cost reference-bandwidth 400000',
          'bfd default',
          'passive-interface default',
          ospf.interfaces.map((name) => `no passive-interface ${name}`),
          'max-lsa 24000',
          'maximum-paths 64',
        ),
      ];
