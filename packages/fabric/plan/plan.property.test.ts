import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device, Fabric } from '../facts.ts';
import { fabricOf, platformOf, profileOf, shapes, type Shape } from './testing.ts';

const RUNS = { numRuns: 200 };

/** Every address that something answers under; the two of an MLAG pair share the end of their tunnels. */
function addressesOf(fabric: Fabric, shape: Shape): readonly string[] {
  const { hosts } = platformOf(profileOf(shape));
  const vteps = fabric.devices.flatMap(({ vtep, pair, id }) =>
    vtep === null ? [] : [`${vtep} ${shape.multihoming === 'mlag' ? (pair ?? id) : id}`],
  );
  return [
    ...fabric.devices.map(({ management }) => management),
    ...fabric.devices.flatMap(({ loopback }) => loopback ?? []),
    ...[...new Set(vteps)].map((entry) => entry.split(' ')[0] ?? ''),
    ...fabric.links.flatMap(({ ends }) => ends.map(({ address }) => address)),
    ...fabric.pairs.flatMap(({ peering: { control, routing } }) => [...control, ...routing]),
    ...fabric.segments.flatMap(({ gateway }) => gateway ?? []),
    ...hosts.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  ];
}

function repeated(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** What can be reached from the first device over cables. */
function reachable({ cables, devices }: Fabric): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const {
    ends: [a, b],
  } of cables) {
    next.set(a.on, [...(next.get(a.on) ?? []), b.on]);
    next.set(b.on, [...(next.get(b.on) ?? []), a.on]);
  }
  const seen = new Set<string>();
  const open = [devices[0]?.id ?? ''];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return seen;
}

describe('any datacenter that can be described', () => {
  it('has no address, AS number of a pair, port or name twice', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const fabric = fabricOf(shape);
        const ports = fabric.cables.flatMap(({ ends }) => ends.map(({ on, port }) => `${on} ${port}`));
        expect(repeated(addressesOf(fabric, shape))).toEqual([]);
        expect(repeated(ports)).toEqual([]);
        expect(repeated(fabric.pairs.map(({ asn }) => String(asn)))).toEqual([]);
        expect(repeated(fabric.devices.map(({ number }) => String(number)))).toEqual([]);
        for (const named of [fabric.devices, fabric.cables, fabric.links, fabric.pairs, fabric.segments])
          expect(repeated(named.map(({ id }) => id))).toEqual([]);
        expect(repeated(fabric.segments.map(({ vlan }) => String(vlan)))).toEqual([]);
        expect(repeated([...fabric.segments, ...fabric.vrfs].map(({ vni }) => String(vni)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('has no cable that ends nowhere, and every port of a device has the cable that it says', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const fabric = fabricOf(shape);
        const platform = platformOf(profileOf(shape));
        const known = new Set([
          ...fabric.devices.map(({ id }) => id),
          ...platform.hosts.map(({ id }) => id),
          ...fabric.attachments.map(({ on }) => on),
          ...Object.keys(platform.interconnects),
        ]);
        const cables = new Map(fabric.cables.map((cable) => [cable.id, cable]));
        expect(fabric.cables.flatMap(({ ends }) => ends).filter(({ on }) => !known.has(on))).toEqual([]);
        const devices = new Set(fabric.devices.map(({ id }) => id));
        const plugged = fabric.cables.flatMap(({ id, ends }) =>
          ends.filter(({ on }) => devices.has(on)).map(({ on, port }) => `${on} ${port} ${id}`),
        );
        const ports = fabric.devices.flatMap((device) =>
          device.ports.map((port) => `${device.id} ${port.name} ${port.cable}`),
        );
        expect([...ports].sort()).toEqual([...plugged].sort());
        for (const link of fabric.links)
          expect(cables.get(link.cable)?.ends.map(({ on, port }) => `${on} ${port}`)).toEqual(
            link.ends.map(({ device, interface: port }) => `${device} ${port}`),
          );
      }),
      RUNS,
    );
  });

  it('has no device or server that is out of reach', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const fabric = fabricOf(shape);
        const seen = reachable(fabric);
        const all = [...fabric.devices.map(({ id }) => id), ...platformOf(profileOf(shape)).hosts.map(({ id }) => id)];
        expect(all.filter((id) => !seen.has(id))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('gives every server with two ports both leaves, one for each tray', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { attachments, devices, cables } = fabricOf(shape);
        const byId = new Map(devices.map((device) => [device.id, device]));
        const trays = new Map(cables.flatMap(({ ends, tray }) => ends.map(({ on, port }) => [`${on} ${port}`, tray])));
        for (const { ports, on } of attachments) {
          if (ports.length < 2) continue;
          expect(new Set(ports.map(({ device }) => byId.get(device)?.side))).toEqual(new Set(['a', 'b']));
          expect(new Set(ports.map(({ own }) => trays.get(`${on} ${own}`)))).toEqual(new Set(['A', 'B']));
        }
      }),
      RUNS,
    );
  });

  it('has everything in a unit of its own', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { devices, attachments } = fabricOf(shape);
        const ids = new Set(devices.map(({ id }) => id));
        const standing = new Map(
          [
            ...devices.map((device) => ({ ...device, on: device.id })),
            ...attachments.filter(({ on }) => !ids.has(on)),
          ].map((entry) => [entry.on, entry]),
        );
        const units = [...standing.values()].flatMap(({ rack, unit, units: height }) =>
          Array.from({ length: height }, (_, i) => `${rack} ${String(unit + i)}`),
        );
        expect(repeated(units)).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Everything of a fabric by id, each as it is in the larger one; devices without the ports that they got. */
function unchanged(before: Fabric, after: Fabric): void {
  for (const kind of ['cables', 'links', 'pairs', 'segments'] as const) {
    const then = new Map<string, unknown>(after[kind].map((entry) => [entry.id, entry]));
    expect(before[kind].map(({ id }) => then.get(id))).toEqual(before[kind]);
  }
  const vrfs = new Map(after.vrfs.map((vrf) => [vrf.name, vrf]));
  for (const vrf of before.vrfs) expect(vrfs.get(vrf.name)).toEqual(vrf);
  const attachments = new Map(after.attachments.map((entry) => [`${entry.on} ${entry.ports[0]?.own ?? ''}`, entry]));
  for (const entry of before.attachments)
    expect(attachments.get(`${entry.on} ${entry.ports[0]?.own ?? ''}`)).toEqual(entry);
  const devices = new Map(after.devices.map((device) => [device.id, device]));
  const bare = (device: Device | undefined) => ({ ...device, ports: [] });
  expect(before.devices.map(({ id }) => bare(devices.get(id)))).toEqual(before.devices.map(bare));
  const ports = (device: Device) => device.ports.map((port) => `${device.id} ${JSON.stringify(port)}`);
  const then = new Set(after.devices.flatMap(ports));
  expect(before.devices.flatMap(ports).filter((port) => !then.has(port))).toEqual([]);
}

/** How many devices have a port more. */
const touched = (before: Fabric, after: Fabric): readonly string[] => {
  const then = new Map(before.devices.map(({ id, ports }) => [id, ports.length]));
  return after.devices.flatMap(({ id, ports }) => (then.has(id) && then.get(id) !== ports.length ? [id] : []));
};

describe('a datacenter that grows keeps every number, cable and place', () => {
  const growth: Readonly<Record<string, (shape: Shape) => Shape>> = {
    'by a rack': (shape) => ({ ...shape, racks: shape.racks + 1 }),
    'by a spine or core': (shape) => ({ ...shape, top: shape.top + 1 }),
    'by a tenant': (shape) => ({ ...shape, tenants: shape.tenants + 1 }),
    'by a server': (shape) => ({ ...shape, extra: shape.extra + 1 }),
    'by an array': (shape) => ({ ...shape, arrays: shape.arrays + 1 }),
  };

  /** A pod of one rack gets its second aggregation switch elsewhere once there are two; a leaf has twelve large ports. */
  const canGrow = ({ racks, pod, tiers, top, uplinks }: Shape): boolean =>
    (tiers === 2 || pod === undefined || racks % pod !== 1) && (tiers === 3 || (top + 1) * uplinks <= 8);

  it.each(Object.entries(growth))('%s', (_, grow) => {
    fc.assert(
      fc.property(shapes.filter(canGrow), (shape) => {
        unchanged(fabricOf(shape), fabricOf(grow(shape)));
      }),
      RUNS,
    );
  });

  it('and a server more touches no more than its two leaves and their management switch', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const more = touched(fabricOf(shape), fabricOf({ ...shape, extra: shape.extra + 1 }));
        expect(more.filter((id) => !/^dc1\/r01\/(leaf-[ab]|access-[ab]|mgmt)$/.test(id))).toEqual([]);
      }),
      RUNS,
    );
  });
});
