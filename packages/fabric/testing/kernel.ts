import type { DeviceConfig } from '../config/types.ts';
import { seed } from '../render/frr/linux/sysctl.ts';
import { stanzas, type Stanza } from '../render/frr/linux/stanzas.ts';

/** The network namespace that is a VRF of a node. */
export const vrfNamespace = (node: string, vrf: string | null): string => (vrf === null ? node : `${node}.${vrf}`);

/**
 * Makes the network devices of a node, as its /etc/network/interfaces says, on any kernel that has veth, bridges and
 * VXLAN: some have no VRF device, no bonds, no VLAN tags and no bridge that filters by VLAN. There, stand in
 *
 * - for a VRF: a network namespace, which FRR takes for one (`zebra -n`),
 * - for the VLAN-aware bridge: one bridge for each VLAN, with the name of the VLAN's gateway,
 * - for a bond with VLANs: one cable for each VLAN (`legName`), which the slice plugs in.
 *
 * Names, addresses, VNIs, hardware addresses and MTUs are those of the file, and so is all that FRR is told.
 */
export function devicesWithoutVrfAndVlans(node: string, config: DeviceConfig): readonly string[] {
  const all = stanzas(config);
  const vrfOfVlan = new Map(config.interfaces.flatMap((i) => (i.kind === 'gateway' ? [[i.vlan, i.vrf] as const] : [])));
  const vrfOfTunnel = new Map(config.vxlan?.vrfs.map(({ vrf, vni }) => [`vni${String(vni)}`, vrf]));
  return all.flatMap((stanza) => {
    const get = (key: string): string | null => {
      const value = stanza.settings.find(([name]) => name === key)?.[1];
      return value === undefined ? null : String(value);
    };
    const { name } = stanza;
    if (name === 'lo') return namespace(node);
    if (get('vrf-table') !== null) return namespace(vrfNamespace(node, name));
    if (get('vxlan-id') !== null) {
      const vlan = get('bridge-access');
      const home = vrfNamespace(
        node,
        vlan === null ? (vrfOfTunnel.get(name) ?? null) : (vrfOfVlan.get(Number(vlan)) ?? null),
      );
      return tunnel(node, home, stanza, get, vlan);
    }
    if (get('bridge-vlan-aware') !== null)
      return config.vlans
        .filter(({ id }) => !vrfOfVlan.has(id))
        .flatMap(({ id }) => bridge(node, `vlan${String(id)}`, () => null));
    if (get('vlan-raw-device') === 'bridge' || get('bridge-ports') !== null)
      return bridge(vrfNamespace(node, get('vrf')), name, get);
    return [];
  });
}

type Get = (key: string) => string | null;

/** Settings of every namespace that routes, those of its sysctl file among them; a kernel may lack the seed's. */
const namespace = (name: string): readonly string[] => [
  `ip netns add ${name}`,
  `ip -n ${name} link set lo up`,
  `ip netns exec ${name} sh -c 'cd /proc/sys/net
    echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding; echo 1 >ipv4/fib_multipath_hash_policy
    [ ! -e ipv4/fib_multipath_hash_seed ] || echo ${String(seed(name))} >ipv4/fib_multipath_hash_seed
    for i in all default; do
      echo 0 >ipv4/conf/$i/rp_filter; echo 1 >ipv4/conf/$i/ignore_routes_with_linkdown
      echo 0 >ipv6/conf/$i/accept_dad; echo 1 >ipv6/conf/$i/disable_ipv6
    done'`,
];

const mtu = (get: Get): string => (get('mtu') === null ? '' : `mtu ${get('mtu') ?? ''}`);

/** Made where the tunnel's packets travel, and moved to where their contents belong. */
const tunnel = (node: string, home: string, { name }: Stanza, get: Get, vlan: string | null): readonly string[] => [
  `ip -n ${node} link add ${name} ${mtu(get)} type vxlan id ${get('vxlan-id') ?? ''} local ${get('vxlan-local-tunnelip') ?? ''} dstport 4789 nolearning`,
  ...(home === node ? [] : [`ip -n ${node} link set ${name} netns ${home}`]),
  ...(vlan === null
    ? []
    : [
        // The bridge is there already when the gateway's stanza has come before; it does not, so that it is made here.
        `ip -n ${home} link add vlan${vlan} type bridge 2>/dev/null || true`,
        `ip -n ${home} link set ${name} master vlan${vlan} up`,
        `bridge -n ${home} link set dev ${name} learning off neigh_suppress on`,
      ]),
];

const bridge = (home: string, name: string, get: Get): readonly string[] => {
  const ports = get('bridge-ports')?.split(' ') ?? [];
  return [
    `ip -n ${home} link add ${name} type bridge 2>/dev/null || true`,
    `ip -n ${home} link set ${name} type bridge stp_state 0 mcast_snooping 0`,
    ...(get('hwaddress') === null ? [] : [`ip -n ${home} link set ${name} address ${get('hwaddress') ?? ''}`]),
    ...ports.flatMap((port) => [
      `ip -n ${home} link set ${port} master ${name} up`,
      `bridge -n ${home} link set dev ${port} learning off`,
    ]),
    `ip -n ${home} link set ${name} ${mtu(get)} up`,
    ...(get('arp-accept') === null
      ? []
      : [`ip netns exec ${home} sh -c 'echo 1 >/proc/sys/net/ipv4/conf/${name}/arp_accept'`]),
    ...(get('address') === null ? [] : [`ip -n ${home} addr add ${get('address') ?? ''} dev ${name}`]),
  ];
};
