import { parseCidr, printAddress } from '@catalyst/model';
import { z } from 'zod';
import type { Fabric } from '../facts.ts';
import type { DeviceConfig, Neighbor } from '../config/types.ts';
import { withoutLength } from '../render/frr/names.ts';
import { devicesWithoutVrfAndVlans, vrfNamespace } from './kernel.ts';
import { until, type Lab } from './lab.ts';
import { Node } from './node.ts';

/** A server of the lab, with a leg in a VLAN on each switch of a pair. */
export interface Server {
  readonly name: string;
  readonly vlan: number;
  /** With prefix length. */
  readonly address: string;
  readonly gateway: string;
  /** Hostnames of the switches. */
  readonly legs: readonly string[];
}

/** A server in a segment, at a place after its first address, with legs on these switches. */
export function serverOn(
  { site, segments }: Fabric,
  id: string,
  name: string,
  place: number,
  legs: readonly string[],
): Server {
  const segment = segments.find((known) => known.id === `${site}/${id}`);
  const network = parseCidr(segment?.cidr ?? '');
  if (segment === undefined || network === undefined) throw new Error(`the fabric has no segment ${id}`);
  return {
    name,
    vlan: segment.vlan,
    address: `${printAddress(network.first + place)}/${String(network.prefix)}`,
    gateway: segment.gateway ?? '',
    legs,
  };
}

/** A routed cable, or a VLAN on it: the interfaces with the two addresses of one network. */
export interface Wire {
  readonly ends: readonly { readonly node: string; readonly vrf: string | null; readonly port: string }[];
}

const Summary = z.record(
  z.string(),
  z.record(z.string(), z.looseObject({ peers: z.record(z.string(), z.looseObject({ state: z.string() })).optional() })),
);
const Links = z.array(
  z.looseObject({ ifname: z.string(), stats64: z.looseObject({ tx: z.looseObject({ packets: z.number() }) }) }),
);
const Vnis = z.record(z.string(), z.looseObject({ numRemoteVteps: z.union([z.number(), z.string()]).optional() }));
const Routes = z.looseObject({ routes: z.record(z.string(), z.unknown()).default({}) });
const BfdPeers = z.array(z.looseObject({ peer: z.string(), status: z.string() }));
/** A part of a fabric that runs: its devices from the files that they would get, and servers on them. */
export class Slice {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly wires: readonly Wire[];
  private readonly addresses: ReadonlySet<string>;

  constructor(
    readonly lab: Lab,
    private readonly configs: readonly DeviceConfig[],
    private readonly servers: readonly Server[],
  ) {
    this.nodes = new Map(configs.map((config) => [config.hostname, new Node(lab, config)]));
    this.wires = wiresOf(configs);
    this.addresses = new Set(configs.flatMap(addressesOf));
  }

  /** Builds all namespaces, cables and servers, and starts FRR everywhere. */
  start(): void {
    this.lab.shell(this.configs.flatMap((config) => devicesWithoutVrfAndVlans(config.hostname, config)).join('\n'));
    this.lab.shell(this.wires.flatMap(plug).join('\n'));
    this.lab.shell(this.servers.flatMap((server) => this.connect(server)).join('\n'));
    for (const node of this.nodes.values()) node.start();
  }

  /** A session between two devices of the slice that is not up, or a tunnel that does not know all others; ms until all are. */
  ready = (limit: number): Promise<number> =>
    until(() => [...this.nodes.values()].flatMap((node) => this.missing(node)), limit);

  /** What of it is missing at one device. */
  missingAt(name: string): readonly string[] {
    const node = this.nodes.get(name);
    return node === undefined ? [] : this.missing(node);
  }

  /** Resolves once one server gets answers from another, which has spoken before, as every server has that is up. */
  reaches = (from: Server, to: Server): Promise<number> =>
    until(() => {
      this.answers(to, from, 1);
      return this.answers(from, to, 1) === 1 ? [] : [`${from.name} to ${to.name}: no answer`];
    }, 20_000);

  /** Whether an address answers to a server that speaks under another address of its own. */
  asks(from: Server, as: string, to: string): boolean {
    this.lab.in(from.name, ['ip', 'address', 'replace', `${as}/32`, 'dev', 'lo']);
    return this.lab.in(from.name, ['ping', '-q', '-n', '-c', '1', '-W', '1', '-I', as, to]).status === 0;
  }

  /** Prefixes that a command of a node lists. */
  routes = (name: string, command: string): readonly string[] =>
    Object.keys(Routes.parse(this.nodes.get(name)?.ask(command)).routes);

  /** How many of so many questions of a server another has answered. */
  answers(from: Server, to: Server, questions = 3): number {
    const { output } = this.lab.in(from.name, [
      ...['ping', '-q', '-n', '-i', '0.2', '-W', '1', '-c', String(questions)],
      withoutLength(to.address),
    ]);
    return Number(/(\d+) received/.exec(output)?.[1] ?? 0);
  }

  private missing(node: Node): readonly string[] {
    const { bgp, bfd } = node.config;
    if (bgp === null) return [];
    const summary = Summary.parse(node.ask('show bgp vrf all summary'));
    const watched = bfd === null ? [] : BfdPeers.parse(node.ask('show bfd peers'));
    const up = new Set(watched.filter(({ status }) => status === 'up').map(({ peer }) => peer));
    const sessions = [
      ...bgp.neighbors.map((neighbor) => ({ vrf: 'default', neighbor })),
      ...bgp.vrfs.flatMap(({ vrf, neighbors }) => neighbors.map((neighbor) => ({ vrf, neighbor }))),
    ].filter(({ neighbor }) => this.isHere(neighbor));
    const down = sessions.flatMap(({ vrf, neighbor: { address, group } }) => {
      const families = Object.values(summary[vrf] ?? {}).filter((family) => family.peers?.[address] !== undefined);
      const established = families.length > 0 && families.every((f) => f.peers?.[address]?.state === 'Established');
      const watches = bgp.groups.some(({ name, bfd }) => name === group && bfd);
      return [
        ...(established ? [] : [`${node.name}: no BGP session with ${address} in ${vrf}`]),
        ...(!watches || up.has(address) ? [] : [`${node.name}: no BFD session with ${address}`]),
      ];
    });
    return [...down, ...this.missingTunnels(node)];
  }

  /** Switches of the slice with the same VLAN that a switch has no tunnel to. */
  private missingTunnels({ name, config: { vxlan }, ask }: Node): readonly string[] {
    if (vxlan === null) return [];
    const known = Vnis.parse(ask('show evpn vni'));
    return vxlan.vlans.flatMap(({ vni }) => {
      const others = this.configs.filter(
        ({ hostname, vxlan: other }) => hostname !== name && other?.vlans.some((entry) => entry.vni === vni) === true,
      ).length;
      const found = known[String(vni)]?.numRemoteVteps ?? 0;
      return found === others ? [] : [`${name}: ${String(found)} of ${String(others)} tunnels of VNI ${String(vni)}`];
    });
  }

  /** The cable of a device over which packets from one server to an address leave it: the one that fifty of them have filled. */
  carrying(leaf: string, from: Server, to: Server): Wire {
    const sent = (): ReadonlyMap<string, number> =>
      new Map(
        Links.parse(JSON.parse(this.lab.shell(`ip -n ${leaf} -s -j link show`))).map(({ ifname, stats64 }) => [
          ifname,
          stats64.tx.packets,
        ]),
      );
    const before = sent();
    this.lab.in(from.name, ['ping', '-q', '-c', '50', '-i', '0.01', withoutLength(to.address)]);
    const after = sent();
    const wires = this.wires.filter(({ ends }) => ends.some(({ node, vrf }) => node === leaf && vrf === null));
    const grown = ({ ends }: Wire): number => {
      const port = ends.find(({ node }) => node === leaf)?.port ?? '';
      return (after.get(port) ?? 0) - (before.get(port) ?? 0);
    };
    const [busiest] = [...wires].sort((a, b) => grown(b) - grown(a));
    if (busiest === undefined) throw new Error(`${leaf} has no cable in the slice`);
    return busiest;
  }

  /** Pulls a cable out of both ends, until the answer is called. */
  cut({ ends }: Wire): () => void {
    const set = (state: 'up' | 'down'): void => {
      this.lab.shell(
        ends.map(({ node, vrf, port }) => `ip -n ${vrfNamespace(node, vrf)} link set ${port} ${state}`).join('\n'),
      );
    };
    set('down');
    return () => {
      set('up');
    };
  }

  /** Loses every packet in both directions of a cable, whose lights stay on, until the answer is called. */
  silence({ ends }: Wire): () => void {
    const each = (command: (port: string) => string): void => {
      this.lab.shell(
        ends.map(({ node, vrf, port }) => `ip netns exec ${vrfNamespace(node, vrf)} nft '${command(port)}'`).join('\n'),
      );
    };
    each(
      (port) =>
        `table netdev silence { chain everything { type filter hook ingress device ${port} priority 0; policy drop; }; }`,
    );
    return () => {
      each(() => 'delete table netdev silence');
    };
  }

  /** Ends all routing on a device at once and takes it off the net, as a power cut does. */
  powerOff(name: string): void {
    this.nodes.get(name)?.kill();
    const ports = this.wires.flatMap(({ ends }) => ends.filter(({ node }) => node === name));
    const legs = this.servers.filter(({ legs }) => legs.includes(name));
    this.lab.shell(
      [
        ...ports.map(({ vrf, port }) => `ip -n ${vrfNamespace(name, vrf)} link set ${port} down`),
        ...legs.map((server) => `ip -n ${this.homeOf(name, server.vlan)} link set ${server.name} down`),
      ].join('\n'),
    );
  }

  /** What the bonding driver does when a leg goes dark: it uses the other, and tells everybody where the address is now. */
  failOver({ name }: Server): void {
    this.lab.shell(`ip -n ${name} link set leg0 down; ip -n ${name} link set leg1 up`);
  }

  /** Whether the address is one of a device of the slice. */
  private isHere = ({ address, shutdown }: Neighbor): boolean => shutdown !== true && this.addresses.has(address);

  private connect(server: Server): readonly string[] {
    const { name, vlan, address, gateway, legs } = server;
    return [
      `ip netns add ${name}`,
      `ip -n ${name} link set lo up`,
      // One leg carries, the other waits: what the bonding driver does with mode active-backup.
      `ip -n ${name} link add bond0 type bridge mcast_snooping 0`,
      ...legs.flatMap((leaf, i) => {
        const home = this.homeOf(leaf, vlan);
        return [
          `ip link add leg${String(i)} netns ${name} type veth peer name ${name} netns ${home}`,
          `ip -n ${home} link set ${name} master vlan${String(vlan)} up`,
          `ip -n ${name} link set leg${String(i)} master bond0 ${i === 0 ? 'up' : 'down'}`,
        ];
      }),
      `ip -n ${name} link set bond0 up`,
      `ip -n ${name} addr add ${address} dev bond0`,
      `ip -n ${name} route add default via ${gateway}`,
    ];
  }

  /** The namespace that a VLAN of a leaf is in. */
  private homeOf(leaf: string, vlan: number): string {
    const gateway = this.nodes.get(leaf)?.config.interfaces.find((i) => i.kind === 'gateway' && i.vlan === vlan);
    return vrfNamespace(leaf, gateway?.kind === 'gateway' ? gateway.vrf : null);
  }
}

/** Addresses of its routed ports and loopbacks. */
const addressesOf = ({ interfaces }: DeviceConfig): readonly string[] =>
  interfaces
    .flatMap((i) => (i.kind === 'routed' ? i.addresses : i.kind === 'loopback' ? [i.address] : []))
    .map(withoutLength);

/** The network that an address with prefix length is in. */
const networkOf = (address: string): string => {
  const [host = '', prefix = '32'] = address.split('/');
  const number = host.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return `${String(Math.floor(number / 2 ** (32 - Number(prefix))))}/${prefix}`;
};

/** Pairs of interfaces with addresses in one network. */
function wiresOf(configs: readonly DeviceConfig[]): readonly Wire[] {
  const byNetwork = new Map<string, Wire['ends']>();
  for (const { hostname, interfaces } of configs)
    for (const i of interfaces)
      if (i.kind === 'routed')
        for (const network of i.addresses.map(networkOf))
          byNetwork.set(network, [...(byNetwork.get(network) ?? []), { node: hostname, vrf: i.vrf, port: i.name }]);
  return [...byNetwork.values()].filter((ends) => ends.length === 2).map((ends) => ({ ends }));
}

const plug = ({ ends: [a, b] }: Wire): readonly string[] => {
  if (a === undefined || b === undefined) return [];
  const [here, there] = [vrfNamespace(a.node, a.vrf), vrfNamespace(b.node, b.vrf)];
  return [
    `ip link add ${a.port} netns ${here} mtu 9214 type veth peer name ${b.port} mtu 9214 netns ${there}`,
    `ip -n ${here} link set ${a.port} up`,
    `ip -n ${there} link set ${b.port} up`,
  ];
};
