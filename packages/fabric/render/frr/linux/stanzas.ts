import type {
  BondInterface,
  DeviceConfig,
  GatewayInterface,
  Interface,
  MemberInterface,
  RoutedInterface,
  Switchport,
  Vxlan,
} from '../../../config/types.ts';
import { octets, oneLine } from '../lines.ts';
import { BRIDGE, bondName, gatewayName, linuxName, loopbackAddresses, vrfBridgeName, vxlanName } from '../names.ts';

/** A network device of Linux, as ifupdown2 makes it. */
export interface Stanza {
  readonly name: string;
  readonly settings: readonly Setting[];
}

export type Setting = readonly [key: string, value: string | number];

/**
 * What VXLAN adds to every frame: outer Ethernet, IPv4 and UDP headers and its own.
 * @source RFC 7348 §5: 14 + 20 + 8 + 8 bytes
 */
const VXLAN_OVERHEAD = 50;

/** The network devices of a switch or router, each after those that it is made of. */
export function stanzas(config: DeviceConfig): readonly Stanza[] {
  const { interfaces, vxlan } = config;
  return [
    { name: 'lo', settings: [['address-purge', 'no']] },
    ...vrfDevices(config),
    managementPort(config),
    ...interfaces.filter(isPort).map(port),
    ...interfaces.filter(isBond).map((bond) => bondDevice(bond, interfaces.filter(isMember))),
    ...(vxlan === null ? [] : tunnels(vxlan, config)),
    ...bridge(config),
    ...interfaces.filter(isGateway).map((gateway) => gatewayDevice(gateway, config.gatewayMac)),
  ];
}

const isPort = (i: Interface) => i.kind === 'routed' || i.kind === 'switched' || i.kind === 'member';
const isBond = (i: Interface) => i.kind === 'bond';
const isMember = (i: Interface) => i.kind === 'member';
const isGateway = (i: Interface) => i.kind === 'gateway';

/** A setting, where there is a value for it. */
const optional = (key: string, value: string | number | null): readonly Setting[] =>
  value === null || value === '' ? [] : [[key, value]];

const common = ({ description, mtu, shutdown }: Interface): readonly Setting[] => [
  ...optional('alias', oneLine(description)),
  ...optional('mtu', mtu),
  ...optional('link-down', shutdown === true ? 'yes' : null),
];

/** Routing tables of their own. Addresses on them are FRR's, as on the loopback. */
const vrfDevices = ({ vrfs, management }: DeviceConfig): readonly Stanza[] =>
  [...new Set([management.vrf, ...vrfs.map(({ name }) => name)])].map((name) => ({
    name,
    settings: [
      ['vrf-table', 'auto'],
      ['address-purge', 'no'],
    ],
  }));

const managementPort = ({ management }: DeviceConfig): Stanza => ({
  name: management.interface,
  settings: [
    ['address', management.address],
    ['gateway', management.gateway],
    ['vrf', management.vrf],
  ],
});

const port = (interface_: Interface): Stanza => ({
  name: linuxName(interface_),
  settings: [
    ...common(interface_),
    ...(interface_.kind === 'routed' ? routedPort(interface_) : []),
    ...(interface_.kind === 'switched' ? membership(interface_.switchport) : []),
  ],
});

/** Addresses of routed ports are in frr.conf: ifupdown2 is to leave them alone. */
const routedPort = ({ name, encapsulation, vrf }: RoutedInterface): readonly Setting[] => [
  ...(encapsulation === null
    ? []
    : ([
        ['vlan-id', encapsulation],
        ['vlan-raw-device', name.split('.')[0] ?? name],
      ] as const)),
  ...optional('vrf', vrf),
  ['address-purge', 'no'],
];

/** VLANs of a port. */
const membership = ({ untagged, tagged }: Switchport): readonly Setting[] => {
  if (tagged.length === 0) return optional('bridge-access', untagged);
  return [
    ['bridge-vids', tagged.join(' ')],
    untagged === null ? ['bridge-allow-untagged', 'no'] : ['bridge-pvid', untagged],
  ];
};

function bondDevice(bond: BondInterface, members: readonly MemberInterface[]): Stanza {
  const own = members.filter((member) => member.bond === bond.number);
  const dynamic = own.some(({ lacp }) => lacp === 'active');
  return {
    name: bondName(bond.number),
    settings: [
      ...common(bond),
      ['bond-slaves', own.map(({ name }) => name).join(' ')],
      ['bond-mode', dynamic ? '802.3ad' : 'balance-xor'],
      ['bond-miimon', 100],
      ...(dynamic ? ([['bond-lacp-rate', 'fast']] as const) : []),
      ['bond-xmit-hash-policy', 'layer3+4'],
      // Both switches of a pair answer as one, or the server would use the links to one of them only.
      ...optional('bond-ad-sys-mac-addr', bond.esi === null ? null : octets(bond.esi.systemId)),
      ...membership(bond.switchport),
    ],
  };
}

/** Ends of tunnels. Addresses behind them come from BGP: nothing is learnt from what arrives, and ARP is answered here. */
function tunnels({ source, vlans, vrfs }: Vxlan, config: DeviceConfig): readonly Stanza[] {
  const local = loopbackAddresses(config).get(source) ?? source;
  const mtu = underlayMtu(config);
  const tunnel = (vni: number, settings: readonly Setting[]): Stanza => ({
    name: vxlanName(vni),
    settings: [
      ...optional('mtu', mtu),
      ['vxlan-id', vni],
      ['vxlan-local-tunnelip', local],
      ['vxlan-learning', 'no'],
      ['bridge-learning', 'off'],
      ...settings,
    ],
  });
  return [
    ...vlans.map(({ vlan, vni }) =>
      tunnel(vni, [
        ['bridge-arp-nd-suppress', 'on'],
        ['bridge-access', vlan],
      ]),
    ),
    ...vrfs.flatMap(({ vrf, vni }) => [
      tunnel(vni, []),
      {
        name: vrfBridgeName(vni),
        settings: [
          ['bridge-ports', vxlanName(vni)],
          ['bridge-stp', 'off'],
          ['hwaddress', routerMac(local)],
          ...optional('mtu', mtu),
          ['vrf', vrf],
        ] as const,
      },
    ]),
  ];
}

/** What fits through a tunnel: the smallest of its links less what VXLAN adds. */
const underlayMtu = ({ interfaces }: DeviceConfig): number | null => {
  const links = interfaces.flatMap((i) => (i.kind === 'routed' && i.vrf === null && i.mtu !== null ? i.mtu : []));
  return links.length === 0 ? null : Math.min(...links) - VXLAN_OVERHEAD;
};

/** The hardware address that other switches send routed packets to: follows from the address of the tunnel's end. */
const routerMac = (address: string): string =>
  ['02', '00', ...address.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))].join(':');

/**
 * All VLANs of a switch. Its MTU is that of routed packets: ifupdown2 says that a bridge takes it from its ports, and
 * gives every bridge without one 1,500 bytes (measured with 3.0).
 */
function bridge(config: DeviceConfig): readonly Stanza[] {
  const { interfaces, vlans, vxlan } = config;
  const ports = [
    ...interfaces.filter((i) => i.kind === 'bond' || i.kind === 'switched').map(linuxName),
    ...(vxlan?.vlans.map(({ vni }) => vxlanName(vni)) ?? []),
  ];
  if (ports.length === 0) return [];
  return [
    {
      name: BRIDGE,
      settings: [
        ['bridge-ports', ports.join(' ')],
        ['bridge-vlan-aware', 'yes'],
        ...optional('bridge-vids', vlans.map(({ id }) => id).join(' ')),
        ['bridge-stp', 'off'],
        ...optional('mtu', underlayMtu(config)),
      ],
    },
  ];
}

/** The gateway of a VLAN: under the same hardware address everywhere, so that a server keeps it when it moves. */
function gatewayDevice(gateway: GatewayInterface, mac: string | null): Stanza {
  const { vlan, vrf, address, virtualAddress, vrrp } = gateway;
  return {
    name: gatewayName(vlan),
    settings: [
      ...common(gateway),
      ['vlan-id', vlan],
      ['vlan-raw-device', BRIDGE],
      // A silent server behind another switch answers our question to the nearest gateway: that one must take it in.
      ['arp-accept', 'on'],
      ...optional('vrf', vrf),
      ...(address === null ? optional('hwaddress', virtualAddress === null ? null : mac) : []),
      ...optional('address', address ?? virtualAddress),
      ...optional(
        'address-virtual',
        address === null || virtualAddress === null ? null : `${mac ?? ''} ${virtualAddress}`,
      ),
      ...optional('vrrp', vrrp === null ? null : `${String(vrrp.id)} ${vrrp.address}/32`),
    ],
  };
}
