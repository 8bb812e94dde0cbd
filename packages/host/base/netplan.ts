import {
  networkById,
  parseCidr,
  printCidr,
  siteById,
  type Address,
  type File,
  type Host,
  type Network,
  type Platform,
} from '@catalyst/model';
import { stringify } from 'yaml';

interface Route {
  readonly to: string;
  readonly via?: string;
  readonly scope?: 'link';
  readonly mtu?: number;
  readonly table?: number;
}

interface Interface {
  readonly mtu?: number;
  readonly optional?: boolean;
  readonly addresses?: readonly string[];
  readonly routes?: readonly Route[];
  readonly nameservers?: { readonly addresses: readonly string[]; readonly search: readonly string[] };
  readonly 'routing-policy'?: readonly { readonly from: string; readonly table: number }[];
}

interface Bond extends Interface {
  readonly interfaces: readonly string[];
  readonly parameters: Readonly<Record<string, string | number>>;
}

interface Vlan extends Interface {
  readonly id: number;
  readonly link: string;
}

/** The network of a server, as netplan reads it. */
export interface Netplan {
  readonly network: {
    readonly version: 2;
    readonly renderer: 'networkd';
    readonly ethernets: Readonly<Record<string, Interface>>;
    readonly bonds?: Readonly<Record<string, Bond>>;
    readonly vlans?: Readonly<Record<string, Vlan>>;
  };
}

/** An address of the host with the network that it is in. */
interface Port extends Address {
  readonly on: Network;
}

/** The first data port of a server. @source HST-13 (001 l. 17-18): bond0 over enp3s0 and enp4s0 */
const FIRST_PORT = 3;

/**
 * Both leaves of a rack carry traffic at once, and a lost one is noticed within 300 ms.
 * @source HST-16, HST-17 (001 l. 22-23): 802.3ad, 100 ms; audit H12: fast LACP, layer3+4
 */
const LACP = {
  mode: '802.3ad',
  'lacp-rate': 'fast',
  'mii-monitor-interval': 100,
  'transmit-hash-policy': 'layer3+4',
} as const;

/**
 * One port carries, the others wait; whoever takes over tells the switches three times where the host is now, and keeps
 * the work when the first is back: a move is a loss of frames.
 * @source https://docs.kernel.org/networking/bonding.html: active-backup, num_grat_arp, primary_reselect
 */
const STANDBY = {
  mode: 'active-backup',
  'mii-monitor-interval': 100,
  'gratuitous-arp': 3,
  'primary-reselect-policy': 'failure',
} as const;

/** The ports under `bond0`: `enp3s0`, `enp4s0`, … */
const bondMembers = (ports: number): readonly string[] =>
  Array.from({ length: ports }, (_, i) => `enp${String(FIRST_PORT + i)}s0`);

const addressOf = ({ address, prefix }: Address): string => `${address}/${String(prefix)}`;

/** `bond0` of `bond0.30`, and of `bond0`. */
const deviceOf = ({ interface: name }: Address): string => name.split('.')[0] ?? name;

/** Out by the first network; management answers by the port on which it was asked, so that a firewall sees both ways. */
function routesOf(port: Port, isFirst: boolean, deviceMtu: number): Pick<Interface, 'routes' | 'routing-policy'> {
  const { gateway, mtu, name, cidr, vlan } = port.on;
  if (gateway === null) return {};
  // A frame that leaves the network must fit it, even where the device carries larger ones for another.
  if (isFirst) return { routes: [{ to: 'default', via: gateway, ...(deviceMtu > mtu ? { mtu } : {}) }] };
  const network = parseCidr(cidr);
  if (name !== 'management' || vlan === null || network === undefined) return {};
  return {
    routes: [
      { to: 'default', via: gateway, table: vlan },
      { to: printCidr(network), scope: 'link', table: vlan },
    ],
    'routing-policy': [{ from: `${port.address}/32`, table: vlan }],
  };
}

/** What a server's addresses say about its interfaces: a bond over all data ports or one port, and VLANs on it. */
export function netplanOf(host: Host, platform: Platform): Netplan {
  const ports = host.addresses.map((address): Port => ({ ...address, on: networkById(platform, address.network) }));
  const { resolvers } = siteById(platform, host.site);
  const mtuOf = (device: string): number =>
    Math.max(...ports.filter((p) => deviceOf(p) === device).map((p) => p.on.mtu));

  const interfaceOf = (port: Port, index: number): Interface => {
    const isVlan = deviceOf(port) !== port.interface;
    const mtu = isVlan ? port.on.mtu : mtuOf(port.interface);
    return {
      mtu,
      ...(port.on.name === 'management' ? { optional: true } : {}),
      addresses: [addressOf(port)],
      ...routesOf(port, index === 0, mtu),
      ...(index === 0 && resolvers.length > 0
        ? { nameservers: { addresses: resolvers, search: [`${host.site}.${platform.domain}`] } }
        : {}),
    };
  };

  const ethernets: Record<string, Interface> = {};
  const bonds: Record<string, Bond> = {};
  const vlans: Record<string, Vlan> = {};
  ports.forEach((port, index) => {
    const device = deviceOf(port);
    const body = interfaceOf(port, index);
    if (device !== port.interface) vlans[port.interface] = { id: port.on.vlan ?? 0, link: device, ...body };
    else if (device.startsWith('bond')) {
      const interfaces = bondMembers(host.machine.nics.ports);
      for (const member of interfaces) ethernets[member] = {};
      const parameters = host.machine.nics.bond === 'active-passive' ? STANDBY : LACP;
      bonds[device] = { interfaces, parameters, ...body };
    } else ethernets[device] = body;
  });
  return {
    network: {
      version: 2,
      renderer: 'networkd',
      ethernets,
      ...(Object.keys(bonds).length > 0 ? { bonds } : {}),
      ...(Object.keys(vlans).length > 0 ? { vlans } : {}),
    },
  };
}

/** `netplan` merges all files that it finds. Beside this one only those of packages and of this boot are left: no others in /etc. */
const VALIDATE = [
  'root=$(mktemp -d)',
  'for part in lib run; do [ ! -d /$part/netplan ] || { mkdir -p "$root/$part" && cp -R /$part/netplan "$root/$part/"; }; done',
  'install -D -m 0600 {} "$root/etc/netplan/01-netcfg.yaml"',
  'netplan generate --root-dir "$root"; status=$?',
  'rm -rf "$root"',
  'exit "$status"',
].join('; ');

/** @source HST-12 (001 l. 12-15): /etc/netplan/01-netcfg.yaml, version 2; audit H13: routes and not gateway4 */
export const netplan = (host: Host, platform: Platform): File => ({
  path: '/etc/netplan/01-netcfg.yaml',
  content: `# ${host.id}. Written by Catalyst: a change made here is lost.\n${stringify(netplanOf(host, platform), { aliasDuplicateObjects: false })}`,
  owner: 'root',
  group: 'root',
  mode: 0o600,
  validate: VALIDATE,
  // `00-installer-config.yaml` and `50-cloud-init.yaml` ask for DHCP on ports that are in the bond.
  replaces: '/etc/netplan/*.yaml',
  onChange: { run: 'netplan apply' },
});
