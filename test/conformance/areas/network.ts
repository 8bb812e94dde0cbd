import assert from 'node:assert/strict';
import { planFabric, type Device, type Fabric } from '@catalyst/fabric';
import { Gbps } from '@catalyst/model';
import type { PlatformProfile } from '@catalyst/platform';
import type { Evidence } from '../evidence.ts';
import type { Seen } from '../seen.ts';
import { finding, met, type Area } from '../verdict.ts';

const fabricOf = (seen: Seen, site = 'dc1'): Fabric => planFabric(seen.platform, site).fabric;

const withRole = ({ devices }: Fabric, ...roles: readonly Device['role'][]): readonly Device[] =>
  devices.filter(({ role }) => roles.includes(role));

/** What a switch runs, by its id. */
const eos = (seen: Seen, { site, name }: Device): string => seen.device(site, name, 'eos.cfg');

/** The switches above one, each once. */
const above = ({ cables }: Fabric, { id }: Device): readonly string[] => [
  ...new Set(cables.flatMap(({ purpose, ends }) => (purpose === 'uplink' && ends[0].on === id ? [ends[1].on] : []))),
];

/** The network of production-n1 as somebody changes it. */
function changed(
  evidence: Evidence,
  what: (site: Extract<PlatformProfile['sites'][string], { substrate: 'datacenter' }>) => void,
  tenants: PlatformProfile['tenants'] = {},
): Seen {
  return evidence.changed('production-n1', (profile) => {
    const site = profile.sites['dc1'];
    if (site?.substrate === 'datacenter') what(site);
    return { ...profile, tenants };
  });
}

const TEN_RACKS = Array.from({ length: 10 }, (_, i) => `r${String(i + 1).padStart(2, '0')}`);

/** Two spines, and a leaf pair in each of ten racks, every leaf on both spines. */
function tenRacks(evidence: Evidence): void {
  const seen = changed(evidence, (site) => {
    site.racks = TEN_RACKS;
  });
  const fabric = fabricOf(seen);
  assert.deepEqual(
    fabric.pairs.map(({ rack }) => rack),
    TEN_RACKS,
  );
  assert.equal(withRole(fabric, 'spine').length, 2);
  assert.equal(withRole(fabric, 'leaf').length, 20);
  for (const leaf of withRole(fabric, 'leaf')) assert.equal(above(fabric, leaf).length, 2, leaf.id);
  // The seven racks that there are keep what they have.
  const before = new Map(fabric.cables.map((cable) => [cable.id, cable]));
  for (const cable of fabricOf(evidence.n1).cables) assert.deepEqual(before.get(cable.id), cable);
}

/** Both cables of a server with two ports, and where they lead. */
function legsOf(fabric: Fabric): readonly (readonly { readonly leaf: string; readonly tray: string }[])[] {
  return fabric.attachments
    .filter(({ ports }) => ports.length > 1)
    .map(({ on, ports }) =>
      ports.map(({ own, device }) => {
        const cable = fabric.cables.find(({ ends }) => ends.some((end) => end.on === on && end.port === own));
        return { leaf: device, tray: cable?.tray ?? '' };
      }),
    );
}

const TENANTS = { acme: { id: 1 }, globex: { id: 12 } };

/** A VRF and a firewall context of its own for each of two tenants. */
function isolated(evidence: Evidence): void {
  const seen = changed(evidence, () => undefined, TENANTS);
  const [border] = withRole(fabricOf(seen), 'leaf').filter(({ rack }) => rack === 'r06');
  assert.ok(border);
  const text = eos(seen, border);
  const panos = seen.device('dc1', 'fw-1', 'panos.set');
  for (const tenant of Object.keys(TENANTS)) {
    assert.match(text, new RegExp(`^vrf instance T-${tenant}$`, 'm'));
    assert.match(text, new RegExp(`^ {3}vrf T-${tenant}$`, 'm'));
    assert.match(panos, new RegExp(`^set vsys vsys\\d+ .*${tenant}`, 'm'));
  }
}

/** What every leaf says: BGP over all ways at once, and BFD that finds a dead one in 0.9 s. */
function subSecond({ n1 }: Evidence): void {
  for (const leaf of withRole(fabricOf(n1), 'leaf', 'spine')) {
    const text = eos(n1, leaf);
    assert.match(text, /^ {3}maximum-paths 64 ecmp 64$/m);
    assert.match(text, /^ {3}bfd interval 300 min-rx 300 multiplier 3$/m);
    assert.match(text, /^ {3}neighbor UNDERLAY bfd$/m);
  }
}

/** Two of everything that all depend on, in two racks. */
function twoOfAll(seen: Seen, ...roles: readonly Device['role'][]): void {
  const fabric = fabricOf(seen);
  for (const role of roles) {
    const devices = withRole(fabric, role);
    assert.ok(devices.length >= 2, role);
    assert.ok(new Set(devices.map(({ rack }) => rack)).size >= 2, role);
  }
}

export const fabric: Area = {
  area: 'Network fabric',
  entries: [
    met(
      'NET-01',
      'every leaf of production-n1 has no less above than below; with one cable to each spine `catalyst check` says how much less',
      (evidence) => {
        assert.deepEqual(evidence.n1.found('fabric/oversubscription'), []);
        const less = changed(evidence, ({ fabric: spec }) => {
          if (spec?.topology.kind === 'leaf-spine') spec.topology.leaves.uplinks = 1;
        });
        assert.equal(less.found('fabric/oversubscription').length, 1);
      },
    ),
    met(
      'NET-02',
      'production-n1 with ten racks: ten pairs of leaves, and the seven that were there keep every cable',
      tenRacks,
    ),
    met('NET-03', 'spine-1 and spine-2 at every datacenter of production-n1 and enterprise', ({ n1, enterprise }) => {
      for (const seen of [n1, enterprise])
        for (const { id } of seen.datacenters)
          assert.deepEqual(
            withRole(fabricOf(seen, id), 'spine').map(({ name }) => name),
            ['spine-1', 'spine-2'],
          );
    }),
    met('NET-04', 'eos.cfg of every leaf: neighbours on both spines, all of them used at once', ({ n1 }) => {
      for (const leaf of withRole(fabricOf(n1), 'leaf')) {
        const text = eos(n1, leaf);
        for (const spine of [1, 2])
          assert.equal(text.match(new RegExp(`description spine-${String(spine)} Ethernet`, 'g'))?.length, 6, leaf.id);
        assert.match(text, /^ {3}maximum-paths 64 ecmp 64$/m);
      }
    }),
    met(
      'NET-05',
      'equal ways over both spines, watched by BFD; a booted slice of the fabric goes around a dead link (packages/fabric/fabric.engine.test.ts)',
      subSecond,
    ),
    met('NET-06', 'leaf-a and leaf-b in every rack, one switch to servers (MLAG)', ({ n1, enterprise }) => {
      for (const [seen, site] of [
        [n1, 'dc1'],
        [enterprise, 'east'],
      ] as const) {
        const built = fabricOf(seen, site);
        for (const { name } of seen.site(site).racks) {
          const leaves = withRole(built, 'leaf').filter(({ rack }) => rack === name);
          assert.deepEqual(
            leaves.map(({ side }) => side),
            ['a', 'b'],
          );
          for (const leaf of leaves) assert.match(eos(seen, leaf), /^mlag configuration$/m);
        }
      }
    }),
    met('NET-07', 'cables.csv of production-n1: two ports of every server, one on each leaf of its rack', ({ n1 }) => {
      const legs = legsOf(fabricOf(n1));
      assert.ok(legs.length >= n1.hosts('dc1').length);
      for (const leaves of legs) assert.equal(new Set(leaves.map(({ leaf }) => leaf)).size, 2);
    }),
    met('NET-08', 'cables.csv: fibre from each rack to both spines, from both of its leaves', ({ n1 }) => {
      const built = fabricOf(n1);
      for (const leaf of withRole(built, 'leaf')) {
        assert.equal(above(built, leaf).length, 2);
        const ways = built.cables.filter(({ purpose, ends }) => purpose === 'uplink' && ends[0].on === leaf.id);
        assert.ok(ways.every(({ medium }) => medium === 'smf'));
      }
    }),
    met(
      'NET-09',
      'cables.csv: a cable of every server in tray A, the other in tray B; so are the leaves’ own',
      ({ n1 }) => {
        for (const legs of legsOf(fabricOf(n1))) assert.equal(new Set(legs.map(({ tray }) => tray)).size, 2);
        const uplinks = fabricOf(n1).cables.filter(
          ({ purpose, ends }) => purpose === 'uplink' && /leaf-[ab]$/.test(ends[0].on),
        );
        for (const { ends, tray } of uplinks) assert.equal(tray, ends[0].on.endsWith('a') ? 'A' : 'B');
      },
    ),
    met('NET-10', 'eos.cfg: VLANs 20, 30, 10, 40 and 50, by these names', ({ n1 }) => {
      const texts = withRole(fabricOf(n1), 'leaf').map((leaf) => eos(n1, leaf));
      for (const [vlan, name] of Object.entries({
        20: 'compute',
        30: 'storage',
        10: 'management',
        40: 'customer',
        50: 'security',
      }))
        assert.ok(
          texts.some((text) => new RegExp(`^vlan ${vlan}\\n {3}name ${name}$`, 'm').test(text)),
          name,
        );
    }),
    met(
      'NET-11',
      'production-n1 with two tenants: a VRF of its own for each, and a context on the firewalls',
      isolated,
    ),
    met('NET-12', 'eos.cfg: BGP with all equal ways, or OSPF where the profile says so', (evidence) => {
      subSecond(evidence);
      const ospf = changed(evidence, ({ fabric: spec }) => {
        if (spec !== undefined) spec.underlay = 'ospf';
      });
      const [leaf] = withRole(fabricOf(ospf), 'leaf');
      assert.ok(leaf);
      assert.match(eos(ospf, leaf), /^router ospf \d+$/m);
    }),
    finding('NET-13', 'production', 'edge/dampening', 'dc1', 'EOS has no dampening of routes', 'FRR 8.4 dampens'),
    met('NET-14', 'eos.cfg: BFD three times 300 ms on every session; 0.9 s until a silent link is given up', subSecond),
    met(
      'NET-15',
      '`catalyst check` of production-n1 names no device without a partner, and no two ways that one loss takes; with one spine it does',
      (evidence) => {
        for (const rule of ['no-partner', 'one-rack', 'one-switch', 'one-tray', 'one-feed'])
          assert.deepEqual(evidence.n1.found(`fabric/${rule}`), []);
        assert.deepEqual(evidence.n1.found('host/single-homed'), []);
        const alone = changed(evidence, ({ fabric: spec }) => {
          if (spec?.topology.kind === 'leaf-spine') spec.topology.spines.count = 1;
        });
        assert.equal(alone.found('fabric/no-partner').length, 1);
      },
    ),
    finding('NET-16', 'production', 'fabric/claim-failover', 'dc1', '3 × 300 ms = 900 ms', '3 heartbeats × 1 s = 3 s'),
    met(
      'NET-17',
      'two leaves in every rack, two spines, two routers, two firewalls, each kind in two racks',
      ({ n1 }) => {
        twoOfAll(n1, 'leaf', 'spine', 'edge', 'firewall');
      },
    ),
    finding('NET-18', 'production', 'fabric/claim-core-speed', 'dc1', '400 Gbps', '100 Gbps'),
    finding('NET-19', 'production', 'fabric/claim-downlinks', 'dc1', '6 × 16 × 40 Gbps', '60 of 96 ports'),
    met(
      'NET-20',
      'production: ten 7050s for access, 48 ports for servers in each, which servers use at 10 Gbps',
      ({ production }) => {
        const built = fabricOf(production);
        const access = withRole(built, 'access');
        assert.equal(access.length, 10);
        for (const { model } of access) assert.match(model, /^DCS-7050.*-48/);
        const servers = built.cables.filter(({ purpose }) => purpose === 'server');
        assert.ok(servers.length > 0 && servers.every(({ speed }) => speed === Gbps(10)));
      },
    ),
    finding('NET-21', 'production', 'fabric/claim-backbone', 'dc1', "'single-mode fiber (OM5)'", 'OM5 is multi-mode'),
    met(
      'NET-22',
      'cables.csv of production: OM4 with SFP-10G-SR at the switch, from every server',
      ({ production }) => {
        for (const { purpose, medium, ends } of fabricOf(production).cables)
          if (purpose === 'server') assert.deepEqual([medium, ends[1].optic], ['om4', 'SFP-10G-SR']);
      },
    ),
    finding('NET-23', 'production', 'fabric/claim-copper', 'dc1', '25 Gbps over RJ45 and CAT6A', '10 Gbps'),
    finding('NET-24', 'production', 'host/single-homed', 'dc1', '14 of 19 servers have one port'),
    finding('NET-25', 'production', 'claim/allotted', 'dc1', '170 Gbps', '205 Gbps'),
    finding('NET-26', 'production', 'claim/allotted', 'dc1', '20 Gbps between-services', '205 Gbps'),
    met(
      'NET-27',
      'two cores, six aggregation switches, two routers and two firewalls in production, over two racks',
      ({ production }) => {
        twoOfAll(production, 'core', 'aggregation', 'edge', 'firewall');
        assert.match(production.device('dc1', 'fw-1', 'panos.set'), /high-availability/);
      },
    ),
    met('NET-28', 'BGP with BFD: 0.9 s until another way is taken', subSecond),
    met(
      'NET-29',
      'eos.cfg of both leaves of a rack: one gateway that both answer for, with one hardware address',
      ({ n1 }) => {
        const leaves = withRole(fabricOf(n1), 'leaf').filter(({ rack }) => rack === 'r01');
        const gateways = leaves.map((leaf) =>
          eos(n1, leaf).match(/^ {3}ip address virtual .*$|^ip virtual-router mac-address .*$/gm),
        );
        assert.equal(gateways.length, 2);
        assert.ok(gateways[0] !== null && gateways[0] !== undefined && gateways[0].length >= 2);
        assert.deepEqual(gateways[0], gateways[1]);
      },
    ),
    finding(
      'NET-30',
      'production',
      'fabric/claim-core-links',
      'dc1',
      '10 Gbps between the 2 core switches',
      '24 × 100 Gbps',
    ),
    met('NET-31', 'production-n1 with ten racks: two spines, two leaves in each, every leaf on both spines', tenRacks),
    met('NET-32', 'two routers, two firewalls as a pair, and load balancers behind floating addresses', ({ n1 }) => {
      twoOfAll(n1, 'edge', 'firewall');
      assert.match(n1.device('dc1', 'fw-1', 'panos.set'), /high-availability/);
      assert.ok(n1.platform.floating.some(({ tier }) => tier === 'ingress'));
    }),
    met('NET-33', 'VLANs, a VRF for each tenant and a firewall context for each', isolated),
    met('NET-34', 'BGP or OSPF with BFD of three times 300 ms', subSecond),
    met(
      'NET-35',
      'telemetry and a list of what must be true on every device; links and leaves fail in a test of every change (fabric.engine.test.ts)',
      ({ n1 }) => {
        for (const { name } of fabricOf(n1).devices.filter(({ os }) => os === 'eos')) {
          const text = n1.device('dc1', name, 'eos.cfg');
          for (const wanted of [
            /^management api gnmi$/m,
            /^snmp-server group GRP-READ v3 priv/m,
            /^logging vrf OOB host /m,
          ])
            assert.match(text, wanted, name);
          assert.ok(n1.device('dc1', name, 'expected.json').includes('"neighbors"'), name);
        }
      },
    ),
  ],
};
