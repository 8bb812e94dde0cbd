import { Gbps } from '@catalyst/model';
import type {
  BondInterface,
  DeviceConfig,
  GatewayInterface,
  Interface,
  LoopbackInterface,
  MemberInterface,
  RoutedInterface,
  SwitchedInterface,
  Switchport,
} from '../../config/types.ts';
import { block, byName, ranges, when, type Block, type Line } from './lines.ts';
import { managementPort, TRACKING_GROUP } from './system.ts';

const SPEEDS: ReadonlyMap<number, string> = new Map([
  [Gbps(1), '1000full'],
  [Gbps(10), '10000full'],
  [Gbps(25), '25gfull'],
  [Gbps(40), '40gfull'],
  [Gbps(50), '50gfull'],
  [Gbps(100), '100gfull'],
  [Gbps(400), '400gfull'],
]);

/** Said where a port has several speeds, on both ends: a port with lanes. @source network notes §5: AVD #3118 */
function speedOf({ name, speed }: { readonly name: string; readonly speed: number | null }): Line {
  const text = speed === null ? undefined : SPEEDS.get(speed);
  return text === undefined || !/^Ethernet\d+\/\d/.test(name) || name.includes('.') ? null : `speed forced ${text}`;
}

const opening = ({ description, shutdown }: Interface): readonly Line[] => [
  description === '' ? null : `description ${description}`,
  shutdown === true ? 'shutdown' : 'no shutdown',
];

const mtuOf = ({ mtu }: Interface): Line => (mtu === null ? null : `mtu ${String(mtu)}`);

/** Where several VLANs are on a port it is a trunk; its untagged one is native. */
function switchportOf({ untagged, tagged, trunkGroup }: Switchport): readonly Line[] {
  if (tagged.length === 0 && trunkGroup === null)
    return [
      untagged === null ? null : `switchport access vlan ${String(untagged)}`,
      'switchport mode access',
      'switchport',
    ];
  return [
    untagged === null ? null : `switchport trunk native vlan ${String(untagged)}`,
    when(
      trunkGroup === null,
      `switchport trunk allowed vlan ${ranges(untagged === null ? tagged : [untagged, ...tagged])}`,
    ),
    'switchport mode trunk',
    trunkGroup === null ? null : `switchport trunk group ${trunkGroup}`,
    'switchport',
  ];
}

/** To a host: forwards at once, and goes down when it hears a bridge or a storm. */
const edgeOf = ({ edge }: Switchport): readonly Line[] =>
  edge ? ['spanning-tree portfast', 'spanning-tree bpduguard enable', 'storm-control broadcast level 1'] : [];

/** Which side of the uplink tracking a port is on. */
function trackingOn(name: string, { uplinkTracking }: DeviceConfig): Line {
  if (uplinkTracking === undefined) return null;
  if (uplinkTracking.upstream.includes(name)) return `link tracking group ${TRACKING_GROUP} upstream`;
  return uplinkTracking.downstream.includes(name) ? `link tracking group ${TRACKING_GROUP} downstream` : null;
}

const bond = (port: BondInterface, config: DeviceConfig): Block =>
  block(
    `interface ${port.name}`,
    opening(port),
    switchportOf(port.switchport),
    port.esi === null
      ? []
      : [
          block(
            'evpn ethernet-segment',
            `identifier ${port.esi.identifier}`,
            `route-target import ${port.esi.routeTarget}`,
          ),
        ],
    port.fallback ? ['port-channel lacp fallback individual', 'port-channel lacp fallback timeout 30'] : [],
    port.esi === null ? null : `lacp system-id ${port.esi.systemId}`,
    port.mlag === null ? null : `mlag ${String(port.mlag)}`,
    edgeOf(port.switchport),
    trackingOn(port.name, config),
  );

function routed(port: RoutedInterface, config: DeviceConfig): Block {
  const bfd = port.bfd ? config.bfd : null;
  const interval = bfd === null ? '' : String(bfd.interval);
  return block(
    `interface ${port.name}`,
    opening(port),
    mtuOf(port),
    speedOf(port),
    when(!port.name.includes('.'), 'no switchport'),
    port.encapsulation === null ? null : `encapsulation dot1q vlan ${String(port.encapsulation)}`,
    port.vrf === null ? null : `vrf ${port.vrf}`,
    port.addresses.map((address, i) => `ip address ${address}${i === 0 ? '' : ' secondary'}`),
    port.urpf === null ? null : `ip verify unicast source reachable-via ${port.urpf === 'strict' ? 'rx' : 'any'}`,
    bfd === null ? null : `bfd interval ${interval} min-rx ${interval} multiplier ${String(bfd.multiplier)}`,
    port.accessListIn === null ? null : `ip access-group ${port.accessListIn} in`,
    ospfOn(port.name, config),
    port.policyRoute === null ? null : `service-policy type pbr input ${port.policyRoute}`,
    trackingOn(port.name, config),
  );
}

/** A link of two needs no election; where BFD watches, OSPF listens to it. */
function ospfOn(name: string, { ospf }: DeviceConfig): readonly Line[] {
  if (ospf === null) return [];
  if (ospf.passive.includes(name)) return [`ip ospf area ${ospf.area}`];
  return ospf.interfaces.includes(name)
    ? ['ip ospf neighbor bfd', 'ip ospf network point-to-point', `ip ospf area ${ospf.area}`]
    : [];
}

const switched = (port: SwitchedInterface, config: DeviceConfig): Block =>
  block(
    `interface ${port.name}`,
    opening(port),
    speedOf(port),
    switchportOf(port.switchport),
    edgeOf(port.switchport),
    trackingOn(port.name, config),
  );

const member = (port: MemberInterface): Block =>
  block(
    `interface ${port.name}`,
    opening(port),
    speedOf(port),
    `channel-group ${String(port.bond)} mode ${port.lacp === 'active' ? 'active' : 'on'}`,
    when(port.lacp === 'active', 'lacp timer fast'),
  );

const loopback = (port: LoopbackInterface, config: DeviceConfig): Block =>
  block(
    `interface ${port.name}`,
    opening(port),
    port.vrf === null ? null : `vrf ${port.vrf}`,
    `ip address ${port.address}`,
    ospfOn(port.name, config),
  );

const gateway = (port: GatewayInterface, config: DeviceConfig): Block =>
  block(
    `interface ${port.name}`,
    opening(port),
    mtuOf(port),
    when(config.mlag?.vlan === port.vlan, 'no autostate'),
    port.vrf === null ? null : `vrf ${port.vrf}`,
    port.address === null ? null : `ip address ${port.address}`,
    ospfOn(port.name, config),
    port.virtualAddress === null ? null : virtualAddress(port.address, port.virtualAddress),
    port.vrrp === null
      ? []
      : [
          `vrrp ${String(port.vrrp.id)} priority-level ${String(port.vrrp.priority)}`,
          `vrrp ${String(port.vrrp.id)} advertisement interval 1`,
          `vrrp ${String(port.vrrp.id)} preempt delay minimum 30 reload 300`,
          `vrrp ${String(port.vrrp.id)} ipv4 ${port.vrrp.address}`,
        ],
  );

/** Shared by all leaves: alone where no leaf needs an address of its own, beside it (VARP) where one does. */
const virtualAddress = (own: string | null, shared: string): string =>
  own === null ? `ip address virtual ${shared}` : `ip virtual-router address ${shared.slice(0, shared.indexOf('/'))}`;

function vxlan({ vxlan, mlag, hostname }: DeviceConfig): Line {
  if (vxlan === null) return null;
  return block(
    'interface Vxlan1',
    `description ${hostname} tunnels`,
    `vxlan source-interface ${vxlan.source}`,
    when(mlag !== null, 'vxlan virtual-router encapsulation mac-address mlag-system-id'),
    'vxlan udp-port 4789',
    vxlan.vlans.map(({ vlan, vni }) => `vxlan vlan ${String(vlan)} vni ${String(vni)}`),
    vxlan.vrfs.map(({ vrf, vni }) => `vxlan vrf ${vrf} vni ${String(vni)}`),
  );
}

/** All interfaces: bonds, ports, loopbacks, the management port, VLANs, tunnels; each kind in the order of its numbers. */
export function interfaces(config: DeviceConfig): readonly Line[] {
  const bonds: BondInterface[] = [];
  const ports: (RoutedInterface | SwitchedInterface | MemberInterface)[] = [];
  const bundles: RoutedInterface[] = [];
  const addresses: LoopbackInterface[] = [];
  const gateways: GatewayInterface[] = [];
  for (const port of config.interfaces)
    switch (port.kind) {
      case 'bond':
        bonds.push(port);
        break;
      case 'routed':
        if (port.name.startsWith('Port-Channel')) bundles.push(port);
        else ports.push(port);
        break;
      case 'switched':
      case 'member':
        ports.push(port);
        break;
      case 'loopback':
        addresses.push(port);
        break;
      case 'gateway':
        gateways.push(port);
        break;
    }
  const physical = (port: RoutedInterface | SwitchedInterface | MemberInterface): Block =>
    port.kind === 'routed' ? routed(port, config) : port.kind === 'switched' ? switched(port, config) : member(port);
  return [
    ...[...bonds, ...bundles]
      .sort(byName)
      .map((port) => (port.kind === 'bond' ? bond(port, config) : routed(port, config))),
    ...ports.sort(byName).map(physical),
    ...addresses.sort(byName).map((port) => loopback(port, config)),
    managementPort(config.management),
    ...gateways.sort(byName).map((port) => gateway(port, config)),
    vxlan(config),
  ];
}
