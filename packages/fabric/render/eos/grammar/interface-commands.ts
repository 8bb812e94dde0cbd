import { section } from './commands.ts';

const COMMON = ['description <...>', '[no] shutdown'];
const LAYER_3 = [
  'mtu <mtu>',
  'vrf <name@vrf>',
  'ip address <address> [secondary]',
  'ip access-group <name@access-list> in',
  'ip verify unicast source reachable-via (rx|any)',
  'bfd interval <bfd-interval> min-rx <bfd-interval> multiplier <bfd-multiplier>',
  'ip ospf neighbor bfd',
  'ip ospf network point-to-point',
  'ip ospf area <area>',
  'service-policy type pbr input <name@policy-map>',
];
const SWITCHPORT = [
  '[no] switchport',
  'switchport access vlan <vlan@vlan>',
  'switchport mode (access|trunk)',
  'switchport trunk native vlan <vlan@vlan>',
  'switchport trunk allowed vlan <vlans@vlan>',
  'switchport trunk group <name@trunk-group>',
  'spanning-tree portfast',
  'spanning-tree bpduguard enable',
  'storm-control broadcast level <percent>',
  'link tracking group <name@tracking-group> (upstream|downstream)',
];
const SPEED = 'speed forced (1000full|10000full|25gfull|40gfull|50gfull|100gfull|400gfull)';

export const ETHERNET = section(
  'interface Ethernet',
  ...COMMON,
  ...LAYER_3,
  ...SWITCHPORT,
  SPEED,
  'channel-group <bond@interface> mode (active|on)',
  'lacp timer fast',
);

export const SUBINTERFACE = section('subinterface', ...COMMON, ...LAYER_3, 'encapsulation dot1q vlan <vlan>');

export const PORT_CHANNEL = section(
  'interface Port-Channel',
  ...COMMON,
  ...LAYER_3,
  ...SWITCHPORT,
  'port-channel lacp fallback (individual|static)',
  'port-channel lacp fallback timeout <percent>',
  'lacp system-id <system-id>',
  'mlag <bond@interface>',
  ['evpn ethernet-segment', section('evpn ethernet-segment', 'identifier <esi>', 'route-target import <mac>')],
);

export const LOOPBACK = section(
  'interface Loopback',
  ...COMMON,
  'vrf <name@vrf>',
  'ip address <address>',
  'ip ospf area <area>',
);

export const MANAGEMENT = section('interface Management', ...COMMON, 'vrf <name@vrf>', 'ip address <address>');

export const VLAN_INTERFACE = section(
  'interface Vlan',
  ...COMMON,
  ...LAYER_3,
  'no autostate',
  'ip address virtual <address>',
  'ip virtual-router address <ip>',
  'vrrp <vrid> priority-level <vrid>',
  'vrrp <vrid> advertisement interval <vrid>',
  'vrrp <vrid> preempt delay minimum <keepalive> reload <keepalive>',
  'vrrp <vrid> ipv4 <ip>',
);

export const VXLAN = section(
  'interface Vxlan',
  'description <...>',
  'vxlan source-interface <interface@interface>',
  'vxlan virtual-router encapsulation mac-address mlag-system-id',
  'vxlan udp-port <port>',
  'vxlan vlan <vlan@vlan> vni <vni=vni>',
  'vxlan vrf <name@vrf> vni <vni=vni>',
);
