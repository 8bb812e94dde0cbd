import { NOTHING_TOLD } from '../config/bare.ts';
import type { DeviceConfig, Neighbor, PeerGroup, RoutedInterface } from '../config/types.ts';

/** A device that is told nothing but its management address; what a test is about is put in. */
export const device = (told: Partial<DeviceConfig> = {}): DeviceConfig => ({
  device: 'dc1/edge-1',
  hostname: 'edge-1',
  domain: 'dc1.example.net',
  role: 'edge',
  os: 'frr',
  model: 'linux',
  management: {
    vrf: 'OOB',
    interface: 'eth0',
    address: '192.0.2.10/24',
    gateway: '192.0.2.1',
    dns: [],
    ntp: [],
    syslog: [],
    aaa: null,
    localUser: { name: 'admin', password: 'dc1/network/local' },
    snmp: {
      user: 'monitor',
      auth: 'dc1/network/a',
      privacy: 'dc1/network/p',
      location: 'r01',
      contact: 'noc',
      from: [],
    },
    gnmi: null,
    netconf: false,
    sflow: null,
  },
  ...NOTHING_TOLD,
  ...told,
});

/** A group of peers that asks for nothing. */
export const group = (told: Partial<PeerGroup> = {}): PeerGroup => ({
  name: 'ISP',
  remoteAs: 'external',
  updateSource: null,
  multihop: null,
  bfd: false,
  sendCommunity: true,
  nextHopSelf: false,
  nextHopUnchanged: false,
  families: ['ipv4'],
  maximumPrefixes: null,
  routeMapIn: null,
  routeMapOut: null,
  password: null,
  ttlSecurity: false,
  removePrivateAs: false,
  timers: null,
  ...told,
});

export const neighbor = (told: Partial<Neighbor> = {}): Neighbor => ({
  address: '192.0.2.1',
  group: 'ISP',
  remoteAs: 64500,
  description: 'provider',
  ...told,
});

/** BGP at the edge, with the neighbours given. */
export const bgp = (told: Partial<NonNullable<DeviceConfig['bgp']>> = {}): NonNullable<DeviceConfig['bgp']> => ({
  asn: 65000,
  routerId: '10.255.0.1',
  maximumPaths: 8,
  defaults: 'datacenter',
  groups: [],
  neighbors: [],
  ipv4: { networks: [], aggregates: [], redistributeConnected: null, redistributeStatic: null },
  evpn: null,
  vrfs: [],
  gracefulRestart: null,
  dampening: null,
  flowspec: [],
  ...told,
});

export const routed = (told: Partial<RoutedInterface> = {}): RoutedInterface => ({
  kind: 'routed',
  name: 'swp1',
  description: '',
  mtu: 9214,
  vrf: null,
  addresses: [],
  encapsulation: null,
  speed: null,
  bfd: true,
  urpf: null,
  accessListIn: null,
  policyRoute: null,
  ...told,
});
