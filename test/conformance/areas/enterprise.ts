import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { finding, met, open, partly, type Area, type Met } from '../verdict.ts';
import { serviceInstances } from './services.ts';

/** A pool of enterprise: so many servers, with so many cores and so much memory each, that run a role. */
const servers = (
  id: string,
  pool: string,
  [count, cores, memoryGiB]: readonly [number, number, number],
  role: string,
): Met =>
  met(
    id,
    `pool ${pool}: ${String(count)} × ${String(cores)} cores, ${String(memoryGiB)} GiB, with ${role}`,
    ({ enterprise }) => {
      const fleet = enterprise.fleet(pool);
      assert.deepEqual([fleet.servers, fleet.cores, fleet.memoryGiB], [count, cores, memoryGiB]);
      for (const host of fleet.hosts) assert.ok(enterprise.rolesOn(host).includes(role), host.id);
    },
  );

/** A total that the guide gives as a lower bound, which the inventory keeps. */
const total = (id: string, claim: string, by: string, holds: (enterprise: Seen) => boolean): Met =>
  met(id, by, ({ enterprise }) => {
    assert.ok(holds(enterprise));
    assert.deepEqual(enterprise.found(`claim/${claim}`, 'enterprise'), []);
  });

export const enterprise: Area = {
  area: 'Profile: enterprise multi-region',
  entries: [
    ...open('Assess', 'ENT-01'),
    met(
      'ENT-02',
      'a datacenter that carries all messages, one that can take them over, and one that keeps copies',
      ({ enterprise }) => {
        assert.deepEqual(
          enterprise.datacenters.map(({ id, carries }) => [id, carries]),
          [
            ['east', 1],
            ['west', 1],
            ['europe', 0],
          ],
        );
      },
    ),
    met('ENT-03', 'the site east is in US East', ({ enterprise }) => {
      assert.equal(enterprise.site('east').location, 'US East');
      assert.equal(
        enterprise.platform.sites.find(({ aws }) => aws?.counterpartOf === 'east')?.aws?.region,
        'us-east-1',
      );
    }),
    servers('ENT-04', 'east/kafka', [6, 24, 128], 'kafka/broker'),
    finding('ENT-05', 'enterprise', 'claim/fleet', 'east/heading', '5 postgres', 'inventory has 3'),
    partly(
      'Hosts and data tiers',
      'ENT-06',
      'there are three servers; which of them copy the first is to be configured',
    ),
    finding('ENT-07', 'enterprise', 'failover/by-hand', 'east/timescale.node', '3 nodes', 'no etcd'),
    partly(
      'Hosts and data tiers',
      'ENT-08',
      'there are four nodes, each with a Sentinel; which of them copy the first is to be configured',
    ),
    met('ENT-09', '36 service instances on twelve servers of 16 cores and 96 GiB at east', ({ enterprise }) => {
      const { servers: count, cores, memoryGiB } = enterprise.fleet('east/services');
      assert.deepEqual([count, cores, memoryGiB], [12, 16, 96]);
      assert.ok(serviceInstances(enterprise, 'east').length >= 30);
    }),
    servers('ENT-10', 'east/search-data', [5, 16, 128], 'elasticsearch/data'),
    met('ENT-11', 'one server for Prometheus, one for Grafana and two for n8n at east', ({ enterprise }) => {
      const shapes = ['monitoring', 'grafana', 'n8n'].map((pool) => {
        const { servers: count, cores, memoryGiB } = enterprise.fleet(`east/${pool}`);
        return [count, cores, memoryGiB];
      });
      assert.deepEqual(shapes, [
        [1, 16, 128],
        [1, 16, 128],
        [2, 16, 96],
      ]);
      assert.equal(enterprise.domains(enterprise.hosts('east/n8n')).length, 2);
    }),
    partly(
      'Hosts and data tiers',
      'ENT-12',
      'there are three servers of 8 cores and 32 GiB; that all answer is to be configured',
    ),
    finding('ENT-13', 'enterprise', 'claim/servers', 'east', '60 servers', '40 servers'),
    finding('ENT-14', 'enterprise', 'claim/storage', 'east', '300 TB', '292 TB'),
    ...open('Hosts and data tiers', 'ENT-15'),
    finding('ENT-16', 'enterprise', 'claim/latency', 'fiber-east-west', '20 ms', '19.1 ms one way', '38.2 ms'),
    partly('Twin', 'ENT-17', 'west is sized for all messages; that it takes them over is to be shown'),
    partly(
      'Hosts and data tiers',
      'ENT-18',
      'there are three brokers; that they copy those of east is to be configured',
    ),
    partly('Hosts and data tiers', 'ENT-19', 'there are two servers; the replication is to be configured'),
    partly('Hosts and data tiers', 'ENT-20', 'there are two servers; that they are active is to be configured'),
    partly('Hosts and data tiers', 'ENT-21', 'there are two servers; the synchronisation is to be configured'),
    partly('Hosts and data tiers', 'ENT-22', 'there are 20 instances and more; that they stand by is to be configured'),
    finding('ENT-23', 'enterprise', 'claim/servers', 'west', '35 servers', '17 servers'),
    ...open('Twin', 'ENT-24'),
    met('ENT-25', 'the site europe keeps copies, and carries no messages', ({ enterprise }) => {
      assert.equal(enterprise.site('europe').location, 'Europe');
      assert.equal(enterprise.site('europe').carries, 0);
    }),
    partly('Hosts and data tiers', 'ENT-26', 'there are three brokers; the delay is to be configured'),
    partly('Hosts and data tiers', 'ENT-27', 'there is one server; the snapshots are to be configured'),
    partly('Hosts and data tiers', 'ENT-28', 'there are three nodes; the archive is to be configured'),
    met('ENT-29', '500 TB of drives on europe/backup', ({ enterprise }) => {
      const { servers: count, disks } = enterprise.fleet('europe/backup');
      assert.deepEqual([count, ...disks], [1, '500 TB SAS, RAID 6']);
    }),
    finding('ENT-30', 'enterprise', 'claim/servers', 'europe', '20 servers', '8 servers'),
    finding('ENT-31', 'enterprise', 'claim/failover', 'europe', '5.26 min a year', '5 min', '95.1 %'),
    finding('ENT-32', 'enterprise', 'claim/servers', 'enterprise', '115 servers', '65 servers'),
    total('ENT-33', 'cores', '1,280 cores in the totals of enterprise', ({ total: all }) => all.cores >= 1200),
    total('ENT-34', 'memory', '10,976 GiB in the totals of enterprise', ({ total: all }) => all.memoryBytes >= 8e12),
    total('ENT-35', 'storage', '1,019.5 TB in the totals of enterprise', ({ total: all }) => all.storageBytes >= 1e15),
    total(
      'ENT-36',
      'network',
      'ports of more than 500 Gbps in the totals of enterprise',
      ({ total: all }) => all.nicBitsPerSecond >= 500e9,
    ),
    met(
      'ENT-37',
      'two datacenters in the United States and one in Europe, each with a region of AWS',
      ({ enterprise }) => {
        assert.deepEqual(
          enterprise.datacenters.map(({ location }) => location),
          ['US East', 'US West', 'Europe'],
        );
        assert.deepEqual(
          enterprise.platform.sites.flatMap(({ aws }) => aws?.region ?? []),
          ['us-east-1', 'us-west-2', 'eu-central-1'],
        );
      },
    ),
    finding('ENT-38', 'enterprise', 'claim/power', 'enterprise', '250 kW'),
    ...open('Assess', 'ENT-39'),
    finding('ENT-40', 'enterprise', 'kafka/throughput', 'east/kafka', '6 brokers × 60 MB/s = 360 MB/s', '685 MB/s'),
    finding('ENT-41', 'enterprise', 'claim/sustained', 'enterprise', '2.055M tps', '685k tps'),
    ...open('Smoke', 'ENT-42'),
    finding('ENT-43', 'enterprise', 'claim/failover', 'europe', '99.999 %', '5.26 min a year', '5 min'),
    ...open('Twin', 'ENT-44'),
    finding('ENT-45', 'enterprise', 'site/missing-tier', 'west', 'elasticsearch, ingress, monitoring'),
    ...open('Twin', 'ENT-46'),
    finding('ENT-47', 'enterprise', 'claim/data-loss', 'enterprise', '0 ms', '685 MB/s × 40 ms', '27.4 MB'),
    ...open('Twin', 'ENT-48'),
    finding('ENT-49', 'enterprise', 'claim/latency', 'fiber-east-west', '20 ms', '38.2 ms there and back'),
    ...open('Hosts and data tiers', 'ENT-50'),
    ...open('Assess', 'ENT-51'),
  ],
};
