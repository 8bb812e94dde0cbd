import type { AntaTest } from './anta-inputs.ts';
import { blockYaml, type Plain } from './block-yaml.ts';
import type { ExpectedReach, ExpectedState } from './state.ts';

/** Left out where it is the default VRF, as ANTA's own. */
const inVrf = (vrf: string | null): { readonly vrf?: string } => (vrf === null ? {} : { vrf });

const some = <T>(list: readonly T[], test: (list: T[]) => AntaTest): readonly AntaTest[] =>
  list.length === 0 ? [] : [test([...list])];

const interfaceTests = ({ interfaces }: ExpectedState): readonly AntaTest[] => [
  ...some(interfaces, (list) => ({
    module: 'anta.tests.interfaces',
    test: 'VerifyInterfacesStatus',
    inputs: { interfaces: list.map(({ name }) => ({ name, status: 'up' })) },
  })),
  ...some(
    interfaces.flatMap(({ name, address }) => (address === null ? [] : [{ name, primary_ip: address }])),
    (list) => ({ module: 'anta.tests.interfaces', test: 'VerifyInterfaceIPv4', inputs: { interfaces: list } }),
  ),
];

const reachOf =
  (reachable: boolean) =>
  ({ vrf, source, to, size, why }: ExpectedReach) => ({
    destination: to,
    ...(source === null ? {} : { source }),
    ...inVrf(vrf),
    ...(size === null ? {} : { size, df_bit: true }),
    description: why,
    reachable,
  });

const connectivityTests = ({ neighbors, reachable, unreachable }: ExpectedState): readonly AntaTest[] => [
  ...some(neighbors, (list) => ({
    module: 'anta.tests.connectivity',
    test: 'VerifyLLDPNeighbors',
    inputs: {
      neighbors: list.map(({ port, device, farPort }) => ({
        port,
        neighbor_device: device,
        neighbor_port: farPort,
      })),
    },
  })),
  ...some([...reachable.map(reachOf(true)), ...unreachable.map(reachOf(false))], (hosts) => ({
    module: 'anta.tests.connectivity',
    test: 'VerifyReachability',
    inputs: { hosts },
  })),
];

const bfdTests = ({ bfd }: ExpectedState): readonly AntaTest[] => {
  const peer = ({ address, vrf, interface: port }: ExpectedState['bfd'][number]) => ({
    peer_address: address,
    ...inVrf(vrf),
    ...(port === null ? {} : { interface: port }),
  });
  return [
    ...some(bfd, (list) => ({
      module: 'anta.tests.bfd',
      test: 'VerifyBFDSpecificPeers',
      inputs: { bfd_peers: list.map(peer) },
    })),
    ...some(bfd, (list) => ({
      module: 'anta.tests.bfd',
      test: 'VerifyBFDPeersIntervals',
      inputs: {
        bfd_peers: list.map((session) => ({
          ...peer(session),
          tx_interval: session.interval,
          rx_interval: session.interval,
          multiplier: session.multiplier,
        })),
      },
    })),
  ];
};

const mlagTests = ({ mlag }: ExpectedState): readonly AntaTest[] =>
  mlag === null
    ? []
    : [
        { module: 'anta.tests.mlag', test: 'VerifyMlagStatus', inputs: {} },
        { module: 'anta.tests.mlag', test: 'VerifyMlagInterfaces', inputs: {} },
        { module: 'anta.tests.mlag', test: 'VerifyMlagConfigSanity', inputs: {} },
        {
          module: 'anta.tests.mlag',
          test: 'VerifyMlagReloadDelay',
          inputs: { reload_delay: mlag.reloadDelay.mlag, reload_delay_non_mlag: mlag.reloadDelay.other },
        },
      ];

/** IPv4 in each VRF and EVPN, each with its peers. */
function bgpTests({ bgp, routes }: ExpectedState): readonly AntaTest[] {
  const vrfs = new Map<string | null, string[]>();
  for (const { vrf, address, families } of bgp) {
    if (!families.includes('ipv4')) continue;
    const peers = vrfs.get(vrf);
    if (peers === undefined) vrfs.set(vrf, [address]);
    else peers.push(address);
  }
  const evpn = bgp.filter(({ families }) => families.includes('evpn')).map(({ address }) => address);
  const families = [
    ...[...vrfs].map(([vrf, peers]) => ({
      afi: 'ipv4' as const,
      safi: 'unicast' as const,
      ...inVrf(vrf),
      peers,
    })),
    ...(evpn.length === 0 ? [] : [{ afi: 'evpn' as const, peers: evpn }]),
  ];
  return [
    ...some(families, (list) => ({
      module: 'anta.tests.routing.bgp',
      test: 'VerifyBGPSpecificPeers',
      inputs: { address_families: list },
    })),
    ...some(routes, (list) => ({
      module: 'anta.tests.routing.bgp',
      test: 'VerifyBGPRouteECMP',
      inputs: {
        route_entries: list.map(({ vrf, prefix, paths }) => ({ prefix, ...inVrf(vrf), ecmp_count: paths })),
      },
    })),
  ];
}

const ospfTests = ({ ospf }: ExpectedState): readonly AntaTest[] =>
  some(ospf, (list) => ({
    module: 'anta.tests.routing.ospf',
    test: 'VerifyOSPFSpecificNeighbors',
    inputs: {
      neighbors: list.map(({ interface: port, address, area }) => ({
        instance: 1,
        ip_address: address,
        local_interface: port,
        area_id: area,
        state: 'full',
      })),
    },
  }));

const tunnelTests = ({ vnis }: ExpectedState): readonly AntaTest[] =>
  vnis.length === 0
    ? []
    : [
        { module: 'anta.tests.vxlan', test: 'VerifyVxlan1Interface', inputs: {} },
        { module: 'anta.tests.vxlan', test: 'VerifyVxlanConfigSanity', inputs: {} },
        {
          module: 'anta.tests.vxlan',
          test: 'VerifyVxlanVniBinding',
          inputs: { bindings: Object.fromEntries(vnis.map(({ vni, vlan, vrf }) => [String(vni), vlan ?? vrf ?? ''])) },
        },
        {
          module: 'anta.tests.vxlan',
          test: 'VerifyVxlan1ConnSettings',
          inputs: { source_interface: 'Loopback1', udp_port: 4789 },
        },
      ];

/** The tests of one device; none where it does not run EOS. */
export const antaTests = (state: ExpectedState): readonly AntaTest[] =>
  state.os !== 'eos'
    ? []
    : [
        ...interfaceTests(state),
        ...connectivityTests(state),
        ...bfdTests(state),
        ...mlagTests(state),
        ...bgpTests(state),
        ...(state.bgp.length === 0
          ? []
          : [
              {
                module: 'anta.tests.routing.generic',
                test: 'VerifyRoutingProtocolModel',
                inputs: { model: 'multi-agent' },
              } as const,
            ]),
        ...ospfTests(state),
        ...tunnelTests(state),
      ];

/** Numbers as keys, so that YAML does not write them as text, which ANTA would not take for a VNI. */
const withNumbers = (inputs: AntaTest['inputs']): Readonly<Record<string, Plain>> =>
  'bindings' in inputs
    ? { bindings: new Map(Object.entries(inputs.bindings).map(([vni, bound]) => [Number(vni), bound])) }
    : plain(inputs);

/** Without what is undefined. */
const plain = (inputs: object): Readonly<Record<string, Plain>> => ({ ...inputs });

/**
 * ANTA's catalogue of tests. For one device, all of its tests; for several, each test with the device's name as its
 * tag, so that one catalogue serves the whole site.
 */
export function antaCatalog(states: readonly ExpectedState[]): string {
  const modules: Record<string, Plain[]> = {};
  const devices = states.filter(({ os }) => os === 'eos');
  for (const state of devices) {
    const tags: Readonly<Record<string, Plain>> = devices.length === 1 ? {} : { filters: { tags: [state.hostname] } };
    for (const { module, test, inputs } of antaTests(state)) {
      const given = { ...withNumbers(inputs), ...tags };
      (modules[module] ??= []).push({ [test]: Object.keys(given).length === 0 ? null : given });
    }
  }
  return blockYaml(modules);
}

/** ANTA's inventory: every device that runs EOS, under its name, which is also the tag of its tests. */
export const antaInventory = (states: readonly ExpectedState[]): string =>
  blockYaml({
    anta_inventory: {
      hosts: states
        .filter(({ os }) => os === 'eos')
        .map(({ management, hostname, role }) => ({ host: management, name: hostname, tags: [hostname, role] })),
    },
  });
