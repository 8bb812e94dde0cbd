import { describe, expect, it } from 'vitest';
import { deviceFiles } from '../../files.ts';
import { leafSpine, planned, threeTier, type SiteOptions } from '../../testing/site.ts';

/** The files of every device of a site, by `<name>/<file>`. */
function filesOf(options: SiteOptions): ReadonlyMap<string, string> {
  const { fabric, platform } = planned(options);
  return new Map(deviceFiles(fabric, platform));
}

const provider: NonNullable<SiteOptions['interconnects']>[string] = {
  kind: 'internet',
  between: ['dc1', 'internet'],
  bandwidth: '100 Gbps',
  provider: 'first',
  asn: 64_500,
  role: 'primary',
  peering: { ours: '192.0.2.2/30', theirs: '192.0.2.1' },
  blackhole: '64500:666',
  flowspec: true,
};

const two = filesOf({
  tenants: 1,
  interconnects: { 'isp-1': provider },
  fabric: {
    topology: leafSpine,
    nos: 'frr',
    multihoming: 'esi',
    edge: { routers: { model: 'DCS-7050CX3-32S', count: 2 }, asn: 64_496, public: '198.18.0.0/24', border: 'r01' },
    firewalls: { model: 'PA-5430' },
  },
});
const three = filesOf({ fabric: { topology: threeTier, nos: 'frr', multihoming: 'esi', underlay: 'ospf' } });

describe('The files of a device with FRR', () => {
  it.each([
    ['spine-1', 'spine', two],
    ['r01-leaf-a', 'border', two],
    ['r02-leaf-a', 'leaf', two],
    ['edge-1', 'edge', two],
    ['core-1', 'core-ospf', three],
    ['p01-agg-1', 'aggregation-ospf', three],
    ['r01-access-a', 'access-ospf', three],
  ])('are, for %s, as they were reviewed', async (name, role, of) => {
    await expect(of.get(`${name}/frr.conf`)).toMatchFileSnapshot(`golden/${role}.frr.conf`);
  });

  it.each([
    ['leaf', 'r02-leaf-a', 'interfaces'],
    ['leaf', 'r02-leaf-a', 'daemons'],
    ['edge', 'edge-1', 'interfaces'],
    ['edge', 'edge-1', 'nftables.conf'],
    ['edge', 'edge-1', 'sysctl.conf'],
  ])('are, for a %s beside its routing, as they were reviewed: %s, %s', async (role, name, file) => {
    await expect(two.get(`${name}/${file}`)).toMatchFileSnapshot(`golden/${role}.${file}`);
  });
});
