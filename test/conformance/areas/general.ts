import assert from 'node:assert/strict';
import { withServers } from '../change.ts';
import { finding, met, open, partly, type Area } from '../verdict.ts';

const everywhere = ['dev', 'production', 'n1', 'enterprise'] as const;

export const general: Area = {
  area: 'General scope & promises',
  entries: [
    met(
      'GEN-01',
      'every capacity figure of production, production-n1 and enterprise is of 685,000 messages a second; production-n1 has no finding kafka/throughput or kafka/ingress',
      ({ production, n1, enterprise }) => {
        for (const seen of [production, n1, enterprise]) assert.equal(seen.platform.demand.sustained, 685_000);
        assert.match(production.found('kafka/throughput', 'dc1/kafka')[0]?.message ?? '', /685k tps/);
        assert.deepEqual(n1.found('kafka/throughput', 'dc1/kafka'), []);
        const above = n1.found('kafka/ingress').map(({ subject }) => subject);
        assert.deepEqual(
          above.filter((subject) => subject.startsWith('dc1/kafka')),
          [],
        );
      },
    ),
    met(
      'GEN-02',
      'twelve channels in the demand of every profile, each with a user and topics in Kafka',
      (evidence) => {
        for (const name of everywhere) {
          const { platform } = evidence[name];
          const channels = Object.keys(platform.demand.channels);
          assert.equal(channels.length, 12);
          for (const { id } of platform.sites)
            for (const channel of channels)
              assert.ok(platform.secrets.some((secret) => secret.id === `${id}/kafka/users/messaging-${channel}`));
        }
      },
    ),
    met(
      'GEN-03',
      'a billing instance on every server with services, which may write to Kafka, PostgreSQL and the cache',
      ({ production }) => {
        for (const { id } of production.hosts('dc1/services'))
          assert.ok(production.platform.instances.some((i) => i.id === `${id}/billing-1`));
        for (const service of ['kafka', 'postgres', 'cache'])
          assert.ok(production.mayCall('dc1', 'services.worker', service), service);
      },
    ),
    met('GEN-04', 'the flow services.worker > kafka at every site that has servers for services', (evidence) => {
      for (const name of everywhere)
        for (const { id } of evidence[name].datacenters)
          if (evidence[name].instances(id, 'services', 'worker').length > 0)
            assert.ok(evidence[name].mayCall(id, 'services.worker', 'kafka'), id);
    }),
    met('GEN-05', 'n8n runs in every profile, and may use Kafka and PostgreSQL', (evidence) => {
      for (const name of everywhere) {
        const seen = evidence[name];
        const [n8n] = seen.platform.instances.filter(({ role }) => role === 'n8n');
        assert.ok(n8n, name);
        for (const service of ['kafka', 'postgres']) assert.ok(seen.mayCall(n8n.site, 'services.n8n', service));
      }
    }),
    met(
      'GEN-06',
      'the profiles dev, production and enterprise resolve, with drives and ports of every server, and a site for disaster recovery',
      ({ dev, production, enterprise }) => {
        for (const { total } of [dev, production, enterprise]) {
          assert.ok(total.servers > 0 && total.storageBytes > 0 && total.nicBitsPerSecond > 0);
        }
        assert.ok(enterprise.datacenters.some(({ carries }) => carries === 0));
      },
    ),
    ...open('Assess', 'GEN-07'),
    finding('GEN-08', 'enterprise', 'site/missing-tier', 'west', 'elasticsearch, ingress, monitoring'),
    partly(
      'On-prem provisioner',
      'GEN-09',
      'review, choice and procurement have their files; the checklist is to be run',
    ),
    partly('Assess', 'GEN-10', 'site, region and peak are in the profile; compliance and budget are to come'),
    // Three different lists of the same servers: which of them would somebody buy? (audit A01)
    finding('GEN-11', 'production', 'claim/fleet', 'dc1/cost-bom', 'adds up to 29', 'inventory has 19'),
    met(
      'GEN-12',
      'production, asked for 50,000 messages a second, has no finding kafka/throughput or kafka/ingress',
      (evidence) => {
        const small = evidence.changed('production', (profile) => ({
          ...profile,
          demand: { ...profile.demand, sustained: '50k tps', peak: '50k tps' },
        }));
        assert.deepEqual([...small.found('kafka/throughput'), ...small.found('kafka/ingress')], []);
        assert.notDeepEqual(evidence.production.found('kafka/throughput'), []);
      },
    ),
    met('GEN-13', 'production with 2,000 tenants, each with a number of its own, resolves', (evidence) => {
      const tenants = Object.fromEntries(
        Array.from({ length: 2000 }, (_, i) => [`tenant-${String(i + 1)}`, { id: i + 1 }]),
      );
      const many = evidence.changed('production', (profile) => ({ ...profile, tenants }));
      assert.equal(new Set(many.platform.tenants.map(({ id }) => id)).size, 2000);
    }),
    met(
      'GEN-14',
      'more servers in the racks, and another region of AWS: every host that there was is the same',
      (evidence) => {
        const { production } = evidence;
        const grown = evidence.changed('production', (profile) => {
          const { sites } = withServers(profile, 'dc1', 'services', 12);
          const { use1 } = sites;
          if (use1?.substrate !== 'aws') throw new Error('production has a site at AWS');
          return { ...profile, sites: { ...sites, usw2: { ...use1, region: 'us-west-2', cidr: '10.18.0.0/16' } } };
        });
        const kept = new Set(production.platform.hosts.map(({ id }) => id));
        assert.deepEqual(
          grown.platform.hosts.filter(({ id }) => kept.has(id)),
          production.platform.hosts,
        );
        assert.equal(grown.hosts('dc1/services').length, 12);
        assert.equal(grown.hosts('usw2').length, production.hosts('use1').length);
      },
    ),
    ...open('Fabric', 'GEN-15'),
    partly('AWS', 'GEN-16', 'two Direct Connects and a VPN are in each profile; both ends are to be built'),
    ...open('Fabric', 'GEN-17'),
    ...open('Assess', 'GEN-18'),
    met('GEN-19', 'one tenant more changes nothing in the platform but the list of tenants', (evidence) => {
      const grown = evidence.changed('production', (profile) => ({
        ...profile,
        tenants: { ...profile.tenants, acme: { id: 1 } },
      }));
      assert.deepEqual({ ...grown.platform, tenants: [] }, { ...evidence.production.platform, tenants: [] });
      assert.equal(grown.platform.tenants.length, evidence.production.platform.tenants.length + 1);
    }),
    ...open('Smoke', 'GEN-20'),
    ...open('AWS', 'GEN-21'),
    finding('GEN-22', 'production', 'host/single-homed', 'dc1', '14 of 19'),
    ...open('Twin', 'GEN-23'),
    ...open('Fabric', 'GEN-24', 'GEN-25', 'GEN-26'),
    ...open('Hosts and data tiers', 'GEN-27', 'GEN-28'),
    ...open('Fabric', 'GEN-29'),
    ...open('Smoke', 'GEN-30', 'GEN-31'),
    ...open('Assess', 'GEN-32'),
    finding(
      'GEN-33',
      'production',
      'spof/single-instance',
      'dc1/dragonfly.node',
      'dc1/dragonfly-1 alone',
      '68 min',
      '53 min',
    ),
    ...open('Fabric', 'GEN-34', 'GEN-35'),
  ],
};
