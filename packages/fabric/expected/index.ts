import type { Platform } from '@catalyst/model';
import { indexFabric, type FabricIndex } from '../config/fabric-index.ts';
import { deviceConfigs } from '../config/index.ts';
import type { Bgp, DeviceConfig, Interface, Neighbor } from '../config/types.ts';
import { fabricLinks } from '../config/underlay.ts';
import type { Device, Fabric } from '../facts.ts';
import { interfaceTowards } from './networks.ts';
import type { ExpectedBfd, ExpectedInterface, ExpectedReach, ExpectedSession, ExpectedState } from './state.ts';

export { antaCatalog, antaInventory } from './anta.ts';
export type * from './state.ts';

/** A packet of a server with jumbo frames, in its tunnel. */
const JUMBO = 9050;

/** VRRP's own middle: the master is given more. @source RFC 5798 §5.2.4 */
const VRRP_DEFAULT = 100;

function expectedInterface(port: Interface): ExpectedInterface[] {
  if (port.shutdown === true) return [];
  const up = { name: port.name, up: true } as const;
  switch (port.kind) {
    case 'routed':
      return [{ ...up, address: port.addresses[0] ?? null, mtu: port.mtu }];
    case 'gateway':
      return [{ ...up, address: port.address, mtu: port.mtu }];
    case 'loopback':
      return [{ ...up, address: port.address, mtu: null }];
    case 'switched':
    case 'member':
    case 'bond':
      return [{ ...up, address: null, mtu: null }];
  }
}

/** Every session that is not shut, in the default VRF and in the others. */
function sessions(bgp: Bgp | null): readonly { readonly vrf: string | null; readonly neighbor: Neighbor }[] {
  if (bgp === null) return [];
  return [
    ...bgp.neighbors.map((neighbor) => ({ vrf: null, neighbor })),
    ...bgp.vrfs.flatMap(({ vrf, neighbors }) => neighbors.map((neighbor) => ({ vrf, neighbor }))),
  ].filter(({ neighbor }) => neighbor.shutdown !== true);
}

function sessionsAndBfd(config: DeviceConfig): {
  readonly bgp: readonly ExpectedSession[];
  readonly bfd: readonly ExpectedBfd[];
} {
  const groups = new Map((config.bgp?.groups ?? []).map((group) => [group.name, group]));
  const towards = interfaceTowards(config);
  const all = sessions(config.bgp);
  const { bfd: timing } = config;
  return {
    bgp: all.map(({ vrf, neighbor: { address, remoteAs, description, group } }) => ({
      address,
      vrf,
      asn: remoteAs,
      families: groups.get(group)?.families ?? [],
      description,
    })),
    bfd:
      timing === null
        ? []
        : all
            .filter(({ neighbor }) => groups.get(neighbor.group)?.bfd === true)
            .map(({ vrf, neighbor: { address, group } }) => ({
              address,
              vrf,
              interface: (groups.get(group)?.updateSource ?? null) === null ? towards(vrf, address) : null,
              interval: timing.interval,
              multiplier: timing.multiplier,
            })),
  };
}

/** Two tunnel ends that every other device is held against, in different pairs: the first of the site, which never change. */
interface Beacons {
  readonly first: Device | undefined;
  readonly second: Device | undefined;
}

function beaconsOf({ devices }: Fabric): Beacons {
  const ends = devices.filter(({ vtep }) => vtep !== null);
  const first = ends.reduce<Device | undefined>(
    (least, end) => (least === undefined || end.number < least.number ? end : least),
    undefined,
  );
  const others = ends.filter(({ vtep, pair }) => vtep !== first?.vtep && (pair === null || pair !== first?.pair));
  const second = others.reduce<Device | undefined>(
    (least, end) => (least === undefined || end.number < least.number ? end : least),
    undefined,
  );
  return { first, second };
}

const beaconFor = (device: Device, { first, second }: Beacons): Device | undefined =>
  first !== undefined && (device.id === first.id || (device.pair !== null && device.pair === first.pair))
    ? second
    : first;

/** Over how many links at once a tunnel end is reached from a leaf: all of those upwards. */
function routesTo(index: FabricIndex, device: Device, beacon: Device | undefined): ExpectedState['routes'] {
  const vtep = beacon?.vtep ?? null;
  if (vtep === null || device.vtep === null || index.profile?.underlay === 'ospf') return [];
  const paths = fabricLinks(index, device).filter(({ upwards }) => upwards).length;
  return paths === 0 ? [] : [{ vrf: null, prefix: `${vtep}/32`, paths }];
}

const reach = (device: Device, beacon: Device | undefined): readonly ExpectedReach[] =>
  device.loopback === null || beacon === undefined || beacon.loopback === null
    ? []
    : [
        {
          vrf: null,
          source: 'Loopback0',
          to: beacon.loopback,
          size: JUMBO,
          why: `${beacon.name} over the underlay, with a frame as large as any`,
        },
      ];

/** From each VRF the gateway of the next one: as many as there are VRFs, not as there are pairs of them. */
function isolation(config: DeviceConfig): readonly ExpectedReach[] {
  const gateways = new Map<string, string>();
  for (const port of config.interfaces)
    if (port.kind === 'gateway' && port.vrf !== null && port.virtualAddress !== null && !gateways.has(port.vrf))
      gateways.set(port.vrf, port.virtualAddress.slice(0, port.virtualAddress.indexOf('/')));
  const vrfs = [...gateways];
  return vrfs.length < 2
    ? []
    : vrfs.flatMap(([vrf], i) => {
        const [other, to] = vrfs[(i + 1) % vrfs.length] ?? [vrf, ''];
        return [{ vrf, source: null, to, size: null, why: `${vrf} does not reach ${other}` }];
      });
}

function stateOf(index: FabricIndex, beacons: Beacons, device: Device, config: DeviceConfig): ExpectedState {
  const beacon = beaconFor(device, beacons);
  const towards = new Map(index.linksOf(device.id).map(({ near, far }) => [near.interface, far.address]));
  const { mlag, ospf, vxlan } = config;
  return {
    device: device.id,
    hostname: config.hostname,
    role: device.role,
    os: device.os,
    management: device.management,
    interfaces: [
      ...config.interfaces.flatMap(expectedInterface),
      { name: config.management.interface, up: true, address: config.management.address, mtu: null },
    ],
    neighbors: index.cablesOf(device.id).flatMap(({ near, far }) => {
      const peer = index.devices.get(far.on);
      return peer === undefined || peer.os === 'panos'
        ? []
        : [{ port: near.port, device: peer.fqdn, farPort: far.port }];
    }),
    ...sessionsAndBfd(config),
    ospf: (ospf?.interfaces ?? []).flatMap((name) => {
      const address = towards.get(name);
      return address === undefined || ospf === null ? [] : [{ interface: name, address, area: ospf.area }];
    }),
    mlag:
      mlag === null
        ? null
        : { domain: mlag.domain, peerLink: `Port-Channel${String(mlag.bond)}`, reloadDelay: mlag.reloadDelay },
    vnis: [
      ...(vxlan?.vlans ?? []).map(({ vlan, vni }) => ({ vni, vlan, vrf: null })),
      ...(vxlan?.vrfs ?? []).map(({ vrf, vni }) => ({ vni, vlan: null, vrf })),
    ],
    vrrp: config.interfaces.flatMap((port) =>
      port.kind !== 'gateway' || port.vrrp === null
        ? []
        : [
            {
              interface: port.name,
              id: port.vrrp.id,
              role: port.vrrp.priority > VRRP_DEFAULT ? ('master' as const) : ('backup' as const),
              address: port.vrrp.address,
            },
          ],
    ),
    routes: routesTo(index, device, beacon),
    reachable: reach(device, beacon),
    unreachable: isolation(config),
  };
}

/** What must be true of every configured device of a site, by its id. Linear: each device is held against one other. */
export function expectedStates(
  fabric: Fabric,
  platform: Platform,
  configs: ReadonlyMap<string, DeviceConfig> = deviceConfigs(fabric, platform),
): ReadonlyMap<string, ExpectedState> {
  const index = indexFabric(fabric, platform);
  const beacons = beaconsOf(fabric);
  const states = new Map<string, ExpectedState>();
  for (const device of fabric.devices) {
    const config = configs.get(device.id);
    if (config !== undefined) states.set(device.id, stateOf(index, beacons, device, config));
  }
  return states;
}

/** What must be true of one device; undefined for a firewall. For all of them, `expectedStates` is faster. */
export const expectedState = (fabric: Fabric, platform: Platform, device: string): ExpectedState | undefined =>
  expectedStates(fabric, platform).get(device);
