import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deviceConfigs } from '../config/index.ts';
import { leafSpine, planned } from '../testing/site.ts';
import { ANTA_INPUTS } from './anta-inputs.ts';
import { antaCatalog, antaInventory, expectedStates, type ExpectedState } from './index.ts';

const { fabric, platform } = planned({
  racks: 3,
  tenants: 2,
  fabric: { topology: leafSpine },
});
const states = expectedStates(fabric, platform);

function stateOf(id: string): ExpectedState {
  const state = states.get(id);
  if (state === undefined) throw new Error(id);
  return state;
}

const leaf = stateOf('dc1/r02/leaf-a');

describe('What must be true of a device', () => {
  it('is known of every one that is configured', () => {
    expect([...states.keys()]).toEqual([...deviceConfigs(fabric, platform).keys()]);
  });

  it('has each session at both of its ends', () => {
    const addresses = new Map(
      fabric.devices.flatMap(({ id, loopback }) => (loopback === null ? [] : [[loopback, id] as const])),
    );
    for (const { ends } of fabric.links) for (const { device, address } of ends) addresses.set(address, device);
    for (const { devices, peering } of fabric.pairs)
      for (const [i, address] of peering.routing.entries()) addresses.set(address, devices[i] ?? '');
    for (const { device, bgp } of states.values())
      for (const { address } of bgp) {
        const peer = stateOf(addresses.get(address) ?? address);
        expect(peer.bgp.map((session) => addresses.get(session.address))).toContain(device);
      }
  });

  it('watches every session by BFD, on its link or between loopbacks', () => {
    expect(leaf.bfd.map(({ address }) => address)).toEqual(leaf.bgp.map(({ address }) => address));
    const links = leaf.bfd.filter(({ interface: port }) => port !== null);
    expect(links.map(({ interface: port }) => port)).toEqual([
      ...fabric.links.flatMap(({ ends }) =>
        ends.filter(({ device }) => device === leaf.device).map((end) => end.interface),
      ),
      'Vlan4093',
    ]);
  });

  it('hears at each cable the device at its other end', () => {
    for (const state of states.values())
      for (const { port, device, farPort } of state.neighbors) {
        const peer = fabric.devices.find(({ fqdn }) => fqdn === device);
        expect(states.get(peer?.id ?? '')?.neighbors).toContainEqual({
          port: farPort,
          device: fabric.devices.find(({ id }) => id === state.device)?.fqdn,
          farPort: port,
        });
      }
  });

  it('reaches another rack over all uplinks at once, with frames of full size', () => {
    expect(leaf.routes.map(({ paths }) => paths)).toEqual([4]);
    expect(leaf.reachable).toMatchObject([{ source: 'Loopback0', size: 9050 }]);
  });

  it('reaches no VRF from another, and there are no more probes than VRFs', () => {
    for (const { unreachable, vnis } of states.values()) {
      const vrfs = vnis.flatMap(({ vrf }) => vrf ?? []);
      expect(unreachable.length).toBeLessThanOrEqual(vrfs.length);
    }
  });

  it('stays as it was when a rack is added, except for the spines', () => {
    const grown = planned({ racks: 4, tenants: 2, fabric: { topology: leafSpine } });
    const after = expectedStates(grown.fabric, grown.platform);
    const changed = [...states].filter(([id, state]) => JSON.stringify(after.get(id)) !== JSON.stringify(state));
    expect(changed.map(([id]) => id).filter((id) => !id.includes('spine'))).toEqual([]);
  });
});

const Catalog = z.record(z.string(), z.array(z.record(z.string(), z.record(z.string(), z.unknown()).nullable())));
const Modules = new Map(
  Object.entries(ANTA_INPUTS).map(([module, tests]) => [module, new Map<string, z.ZodType>(Object.entries(tests))]),
);

describe("ANTA's catalogue", () => {
  it('has inputs that every test takes, as strictly as ANTA does', () => {
    for (const state of states.values())
      for (const [module, tests] of Object.entries(Catalog.parse(parse(antaCatalog([state])))))
        for (const [name, inputs] of tests.flatMap((test) => Object.entries(test))) {
          const schema = Modules.get(module)?.get(name);
          expect(schema?.safeParse(inputs ?? {}), `${state.hostname}: ${name}`).toMatchObject({ success: true });
        }
  });

  it('tags the tests of each device with its name where it is for several', () => {
    const catalog = Catalog.parse(parse(antaCatalog([...states.values()])));
    const tags = catalog['anta.tests.interfaces']?.flatMap((test) =>
      Object.values(test).map((inputs) => inputs?.['filters']),
    );
    expect(tags).toContainEqual({ tags: ['spine-1'] });
    const names = [...states.values()].filter(({ os }) => os === 'eos').map(({ hostname }) => hostname);
    expect(
      z
        .object({ anta_inventory: z.object({ hosts: z.array(z.object({ name: z.string() })) }) })
        .parse(parse(antaInventory([...states.values()])))
        .anta_inventory.hosts.map(({ name }) => name),
    ).toEqual(names);
  });

  it('is for switches that run EOS', () => {
    expect(antaCatalog([{ ...leaf, os: 'frr' }])).toBe('{}\n');
  });

  it('of a leaf is as it was reviewed', async () => {
    await expect(antaCatalog([leaf])).toMatchFileSnapshot('golden/leaf.anta.yml');
  });
});
