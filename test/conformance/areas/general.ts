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
      'twelve channels in the demand of every profile, each with a user at every site and, in cluster.json, with topics',
      (evidence) => {
        for (const name of everywhere) {
          const { platform } = evidence[name];
          const channels = Object.keys(platform.demand.channels);
          assert.equal(channels.length, 12);
          for (const { id } of platform.sites)
            for (const channel of channels)
              assert.ok(platform.secrets.some((secret) => secret.id === `${id}/kafka/users/messaging-${channel}`));
        }
        const { production } = evidence;
        const [first] = production.hosts('dc1/kafka');
        assert.ok(first);
        const cluster = production.file(first, '/etc/kafka/provisioning/cluster.json');
        for (const channel of Object.keys(production.platform.demand.channels))
          assert.ok(cluster.includes(`"messaging.${channel}.`), channel);
      },
    ),
    partly('Hosts and data tiers', 'GEN-03', 'billing has its place and its access; its software is to come'),
    partly(
      'Hosts and data tiers',
      'GEN-04',
      'services may call Kafka, and no other service; their software is to come',
    ),
    partly('Hosts and data tiers', 'GEN-05', 'n8n has its place and its access; its software is to come'),
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
    partly('Hosts and data tiers', 'GEN-12', 'Kafka of production carries it; the other tiers are to be assessed'),
    partly('Fabric', 'GEN-13', '2,000 tenants resolve; what a tenant has in the network is to come'),
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
    partly('Fabric', 'GEN-19', 'a tenant is a line of the profile; what a tenant has in the network is to come'),
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
