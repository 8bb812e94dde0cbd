import { section } from './commands.ts';

const NEIGHBOR = [
  'neighbor <ip> peer group <name@peer-group>',
  'neighbor <peer@peer-group> remote-as <asn>',
  'neighbor <peer@peer-group> shutdown',
  'neighbor <peer@peer-group> description <...>',
  'neighbor <peer@peer-group> route-map <name@route-map> (in|out)',
  'neighbor <peer@peer-group> password 0 <secret>',
];
const ORIGINATED = [
  'aggregate-address <network> [summary-only]',
  'network <network>',
  'redistribute (connected|static) route-map <name@route-map>',
];

const FAMILY = section('address-family', '[no] neighbor <peer@peer-group> activate');

export const BGP = section(
  'router bgp',
  'router-id <ip>',
  'no bgp default ipv4-unicast',
  'maximum-paths <paths> ecmp <paths>',
  'graceful-restart [restart-time <hold>]',
  'graceful-restart-helper [restart-time <hold>]',
  'neighbor <name=peer-group> peer group',
  ...NEIGHBOR,
  'neighbor <peer@peer-group> next-hop-self',
  'neighbor <peer@peer-group> next-hop-unchanged',
  'neighbor <peer@peer-group> update-source <interface@interface>',
  'neighbor <peer@peer-group> bfd',
  'neighbor <peer@peer-group> allowas-in <distance>',
  'neighbor <peer@peer-group> remove-private-as [all]',
  'neighbor <peer@peer-group> ebgp-multihop <distance>',
  'neighbor <peer@peer-group> ttl maximum-hops <distance>',
  'neighbor <peer@peer-group> timers <keepalive> <hold>',
  'neighbor <peer@peer-group> send-community',
  'neighbor <peer@peer-group> maximum-routes <number> [warning-limit <percent> percent]',
  ...ORIGINATED,
  [
    'vlan <vlan@vlan>',
    section('router bgp vlan', 'rd <rd=rd>', 'route-target (both|import|export) <rt>', 'redistribute learned'),
  ],
  ['address-family (evpn|ipv4)', FAMILY],
  ['address-family flow-spec ipv4', FAMILY],
  [
    'vrf <name@vrf>',
    section(
      'router bgp vrf',
      'rd <rd=rd>',
      'route-target (import|export) evpn <rt>',
      'router-id <ip>',
      ...NEIGHBOR,
      ...ORIGINATED,
    ),
  ],
);

export const OSPF = section(
  'router ospf',
  'router-id <ip>',
  'auto-cost reference-bandwidth <number>',
  'bfd default',
  'passive-interface default',
  'no passive-interface <interface@interface>',
  'max-lsa <number>',
  'maximum-paths <paths>',
);

export const BFD = section(
  'router bfd',
  'interval <bfd-interval> min-rx <bfd-interval> multiplier <bfd-multiplier> default',
  'multihop interval <bfd-interval> min-rx <bfd-interval> multiplier <bfd-multiplier>',
);

export const ROUTE_MAP = section(
  'route-map',
  'description <...>',
  'match as-path <name@as-path-list>',
  'match community <name@community-list>',
  'match ip address prefix-list <name@prefix-list>',
  'match origin-as validity (valid|invalid|not-found)',
  'set local-preference <number>',
  'set metric <number>',
  'set ip next-hop <ip>',
  'set as-path prepend <asn>+',
  'set community <community>+ [additive]',
  'set origin (igp|egp|incomplete)',
);

export const PREFIX_LIST = section(
  'ip prefix-list',
  'seq <seq> (permit|deny) <network> [eq <length>]',
  'seq <seq> (permit|deny) <network> [ge <length>] [le <length>]',
);

const ENDS = ['any', 'host <ip>', '<network>'];

export const ACCESS_LIST = section(
  'ip access-list',
  ...ENDS.flatMap((from) => ENDS.map((to) => `<seq> (permit|deny) (ip|tcp|udp|icmp) ${from} ${to} [eq <port>]`)),
);

export const STANDARD_ACCESS_LIST = section(
  'ip access-list standard',
  ...ENDS.map((from) => `<seq> (permit|deny) ${from}`),
);

export const POLICY_CLASS = section('class-map', '<seq> match ip access-group <name@access-list>');

export const POLICY_MAP = section('policy-map', [
  '<seq> class <name@class-map>',
  section('policy-map class', 'set nexthop <ip>'),
]);

export const MLAG = section(
  'mlag configuration',
  'domain-id <name>',
  'local-interface <interface@interface>',
  'peer-address <ip>',
  'peer-address heartbeat <ip> vrf <name@vrf>',
  'peer-link <interface@interface>',
  'dual-primary detection delay <keepalive> action errdisable all-interfaces',
  'reload-delay (mlag|non-mlag) <number>',
);
