import { secretsIn } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceConfigs, networkSecrets } from '../../config/index.ts';
import { configFindings } from '../../config/findings/index.ts';
import { leafSpine, planned, threeTier, type SiteOptions } from '../../testing/site.ts';
import { checkEos, renderEos } from './index.ts';

const border: Pick<SiteOptions['fabric'], 'edge' | 'firewalls'> = {
  edge: { routers: { model: 'DCS-7280SR3-48YC8', count: 2 }, asn: 64_500, public: '203.0.113.0/24' },
  firewalls: { model: 'PA-5430' },
};
const management = {
  aaa: ['10.0.0.5', '10.0.1.5'],
  ntp: ['10.0.0.1', '10.0.1.1'],
  syslog: ['10.0.0.9'],
  sflow: ['10.0.0.8'],
  contact: 'network operations, +1 555 0100',
};

/** Every text of a site by the name of its device. */
function texts(options: SiteOptions): ReadonlyMap<string, string> {
  const { fabric, platform } = planned(options);
  const configs = [...deviceConfigs(fabric, platform).values()].filter(({ os }) => os === 'eos');
  return new Map(configs.map((config) => [config.hostname, renderEos(config)]));
}

describe('The text for EOS', () => {
  const two = texts({
    racks: 3,
    servers: { bonded: 3, single: 3 },
    tenants: 1,
    fabric: { topology: leafSpine, management, ...border },
    interconnects: {
      'isp-1': {
        kind: 'internet',
        between: ['dc1', 'internet'],
        bandwidth: '10 Gbps',
        provider: 'first',
        asn: 64_511,
        peering: { ours: '192.0.2.2/30', theirs: '192.0.2.1' },
        role: 'primary',
      },
      'isp-2': {
        kind: 'internet',
        between: ['dc1', 'internet'],
        bandwidth: '1 Gbps',
        provider: 'second',
        asn: 64_510,
        peering: { ours: '198.51.100.2/30', theirs: '198.51.100.1' },
        role: 'backup',
      },
    },
  });
  const three = texts({ fabric: { topology: threeTier, management } });

  it.each([
    ['spine', 'spine-1', two],
    ['leaf', 'r03-leaf-a', two],
    ['border', 'r01-leaf-a', two],
    ['management', 'r01-mgmt', two],
    ['edge', 'edge-1', two],
    ['core', 'core-1', three],
    ['aggregation', 'p01-agg-1', three],
    ['access', 'r01-access-a', three],
  ])('of a %s switch is as it was reviewed', async (role, name, of) => {
    await expect(of.get(name)).toMatchFileSnapshot(`golden/${role}.cfg`);
  });

  it('of a leaf without a peer link names its bonds in EVPN', async () => {
    const esi = texts({ fabric: { topology: leafSpine, multihoming: 'esi', underlay: 'ospf' } });
    await expect(esi.get('r01-leaf-a')).toMatchFileSnapshot('golden/leaf-esi-ospf.cfg');
  });
});

/** Networks of all kinds. */
const anySite: fc.Arbitrary<SiteOptions> = fc
  .record({
    racks: fc.integer({ min: 1, max: 5 }),
    bonded: fc.integer({ min: 1, max: 6 }),
    single: fc.integer({ min: 1, max: 4 }),
    tenants: fc.integer({ min: 0, max: 3 }),
    tiers: fc.constantFrom(leafSpine, threeTier),
    count: fc.integer({ min: 1, max: 4 }),
    underlay: fc.constantFrom('ebgp', 'ospf'),
    multihoming: fc.constantFrom('mlag', 'esi'),
    withBorder: fc.boolean(),
    told: fc.boolean(),
  })
  .map(({ racks, bonded, single, tenants, tiers, count, underlay, multihoming, withBorder, told }) => ({
    racks,
    servers: { bonded, single },
    tenants,
    fabric: {
      topology:
        tiers.kind === 'leaf-spine'
          ? { ...tiers, spines: { ...tiers.spines, count } }
          : { ...tiers, core: { ...tiers.core, count } },
      underlay,
      multihoming,
      ...(withBorder ? border : {}),
      ...(told ? { management } : {}),
    },
  }));

describe('Any network', () => {
  it('is written in the grammar of EOS, breaks no rule of configuration, and refers to no secret that is not planned', () => {
    fc.assert(
      fc.property(anySite, (options) => {
        const { fabric, platform, findings } = planned(options);
        // Some of them want more ports than their switches have, and are told so.
        fc.pre(findings.every(({ severity }) => severity !== 'error'));
        const configs = deviceConfigs(fabric, platform);
        const rendered = [...configs.values()].filter(({ os }) => os === 'eos').map(renderEos);
        const secrets = new Set(networkSecrets(fabric, platform).map(({ id }) => id));
        expect(rendered.flatMap(checkEos)).toEqual([]);
        expect(rendered.flatMap(secretsIn).filter((id) => !secrets.has(id))).toEqual([]);
        expect(configFindings(configs).filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is written in the same bytes every time', () => {
    fc.assert(
      fc.property(anySite, (options) => {
        expect(texts(options)).toEqual(texts(options));
      }),
      { numRuns: 10 },
    );
  });

  it('grows by a rack, and no device is written anew but those that gain a port', () => {
    fc.assert(
      fc.property(anySite, fc.integer({ min: 2, max: 5 }), (options, racks) => {
        const servers = { bonded: 1, single: 1 };
        const small = { ...options, servers, racks };
        const large = { ...options, servers, racks: racks + 1 };
        const ports = new Map(planned(large).fabric.devices.map(({ name, ports }) => [name, ports.length]));
        const same = planned(small).fabric.devices.filter((device) => ports.get(device.name) === device.ports.length);
        const [before, after] = [texts(small), texts(large)];
        for (const { name } of same) expect(after.get(name)).toBe(before.get(name));
      }),
      { numRuns: 20 },
    );
  });
});
