import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { finding, met, type Area } from '../verdict.ts';

const ROUTERS = ['edge-1', 'edge-2'] as const;

/** What the two routers of a site are told. */
const routers = (seen: Seen, site = 'dc1') => ROUTERS.map((name) => seen.device(site, name, 'eos.cfg'));

/** The interconnects of a site with the Internet. */
const providers = ({ platform }: Seen, role?: 'primary' | 'backup') =>
  Object.values(platform.interconnects).flatMap((link) =>
    link.kind === 'internet' && (role === undefined || link.role === role) ? [link] : [],
  );

export const edge: Area = {
  area: 'Edge / WAN',
  entries: [
    met(
      'WAN-01',
      'two edge routers at every datacenter with a fabric, each on both border leaves and on the other',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          for (const text of routers(seen)) assert.equal(text.match(/peer group (LEAF-OUTSIDE|ROUTER)$/gm)?.length, 4);
      },
    ),
    met('WAN-02', 'eos.cfg of the edge routers: BGP with each provider, all best ways in use at once', ({ n1 }) => {
      for (const text of routers(n1)) {
        assert.match(text, /^ {3}neighbor ISP-[12] remote-as 6450[01]$/m);
        assert.match(text, /^ {3}maximum-paths 16 ecmp 16$/m);
      }
    }),
    met(
      'WAN-03',
      'BFD on every session of the edge routers, which help others that restart and wait for none themselves',
      ({ production, n1 }) => {
        for (const seen of [production, n1])
          for (const text of routers(seen)) {
            const groups = text.match(/^ {3}neighbor [A-Z0-9-]+ peer group$/gm) ?? [];
            assert.equal(text.match(/^ {3}neighbor [A-Z0-9-]+ bfd$/gm)?.length, groups.length);
            assert.match(text, /^ {3}graceful-restart-helper restart-time 120$/m);
            // Both together kept a dead way in use for 127 s.
            assert.doesNotMatch(text, /^ {3}graceful-restart$/m);
          }
      },
    ),
    met(
      'WAN-04',
      '`service-policy type pbr` on the edge routers of production-n1: backups take the second circuit',
      ({ n1 }) => {
        const [backup] = n1.hosts('dc1/backup');
        assert.ok(backup);
        for (const text of routers(n1)) {
          assert.match(text, /^ {3}service-policy type pbr input PBR-PATHS$/m);
          assert.ok(text.includes(`permit ip host ${backup.addresses[0].address} 10.33.0.0/16`));
        }
      },
    ),
    met('WAN-05', 'eos.cfg of the edge routers: BGP with providers, and in VRF WAN with AWS', ({ production }) => {
      for (const text of routers(production)) {
        assert.match(text, /^ {6}neighbor 169\.254\.\d+\.\d+ peer group DX-[12]$/m);
        assert.match(text, /^ {3}neighbor ISP-\d remote-as 6450[01]$/m);
      }
    }),
    met(
      'WAN-06',
      'two sessions with one provider, 10 Gbps each, on the two routers of production',
      ({ production }) => {
        const primary = providers(production, 'primary');
        assert.deepEqual(
          primary.map(({ bandwidth }) => bandwidth),
          [10e9, 10e9],
        );
        assert.equal(new Set(primary.map(({ provider }) => provider)).size, 1);
        for (const [i, text] of routers(production).entries())
          assert.match(text, new RegExp(`neighbor ISP-${String(i + 1)} remote-as`));
      },
    ),
    met(
      'WAN-07',
      'a third session of 5 Gbps with another provider, taken last and announced with the number repeated',
      ({ production }) => {
        const [backup] = providers(production, 'backup');
        assert.equal(backup?.bandwidth, 5e9);
        const [text = ''] = routers(production);
        assert.match(text, /route-map RM-ISP-3-IN permit 20\n.*\n {3}set local-preference 100/);
        assert.match(text, /route-map RM-ISP-3-OUT permit 20\n.*\n {3}set as-path prepend 64496 64496 64496/);
      },
    ),
    met('WAN-08', 'the links to providers of production: 10, 10 and 5 Gbps', ({ production }) => {
      assert.equal(
        providers(production).reduce((sum, { bandwidth }) => sum + bandwidth, 0),
        25e9,
      );
      assert.deepEqual(production.found('edge/egress'), []);
    }),
    met(
      'WAN-09',
      'equal preference of both primary ways, and a router that takes the other’s when its own are gone',
      ({ production }) => {
        for (const [i, text] of routers(production).entries()) {
          assert.match(
            text,
            new RegExp(`route-map RM-ISP-${String(i + 1)}-IN permit 20\\n.*\\n {3}set local-preference 200`),
          );
          assert.match(text, /^ {3}neighbor ROUTER next-hop-self$/m);
        }
      },
    ),
    finding('WAN-10', 'production', 'edge/availability', 'dc1', '99.99 %', '99.950 %'),
    finding('WAN-11', 'production', 'edge/outbound-traffic', 'dc1', 'api-calls 15 Gbps', '45 Gbps', '25 Gbps'),
    finding('WAN-12', 'production', 'edge/outbound-traffic', 'dc1', 'callbacks 5 Gbps', '45 Gbps', '25 Gbps'),
    met('WAN-13', '25 Gbps of links for 20 Gbps in: `catalyst check` has no finding, and would at 26', (evidence) => {
      const { production } = evidence;
      assert.deepEqual(production.found('edge/inbound-traffic'), []);
      const more = evidence.changed('production', (profile) => {
        const { dc1 } = profile.sites;
        if (dc1?.substrate === 'datacenter' && dc1.fabric?.edge?.claims !== undefined)
          dc1.fabric.edge.claims.inbound = { submission: '26 Gbps' };
        return profile;
      });
      assert.equal(more.found('edge/inbound-traffic', 'dc1').length, 1);
    }),
    finding('WAN-14', 'production', 'edge/outbound-traffic', 'dc1', 'notifications 15 Gbps', '45 Gbps', '25 Gbps'),
    finding('WAN-15', 'production', 'edge/outbound-traffic', 'dc1', 'partners 10 Gbps', '45 Gbps', '25 Gbps'),
  ],
};
