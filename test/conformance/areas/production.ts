import assert from 'node:assert/strict';
import { finding, met, open, partly, type Area, type Met } from '../verdict.ts';
import { withServers } from '../change.ts';
import type { Fleet } from '../seen.ts';

/** A line of the guide's final summary: so many servers, and what each of them has. */
const listed = (
  id: string,
  pool: string,
  servers: number,
  each: { readonly cores: number; readonly memoryGiB: number; readonly disks?: Fleet['disks'] },
): Met =>
  met(
    id,
    `pool dc1/${pool} of production: ${String(servers)} × ${String(each.cores)} cores, ${String(each.memoryGiB)} GiB`,
    ({ production }) => {
      const fleet = production.fleet(`dc1/${pool}`);
      assert.equal(fleet.servers, servers);
      assert.deepEqual([fleet.cores, fleet.memoryGiB], [each.cores, each.memoryGiB]);
      if (each.disks !== undefined) assert.deepEqual(fleet.disks, each.disks);
    },
  );

/** Hosts that run a role, of a pool that has no others. */
const runsOn = (id: string, by: string, pool: string, tier: string, role: string, servers: number): Met =>
  met(id, by, ({ production }) => {
    const hosts = production.fleet(`dc1/${pool}`).hosts.map((host) => host.id);
    assert.equal(hosts.length, servers);
    assert.deepEqual([...new Set(production.instances('dc1', tier, role).map(({ host }) => host))], hosts);
  });

export const production: Area = {
  area: 'Profile: recommended production (19 servers)',
  entries: [
    finding('PRD-01', 'production', 'claim/fleet', 'dc1/heading', '3 servers', '19'),
    finding('PRD-02', 'production', 'kafka/throughput', 'dc1/kafka', '26 %', '685 MB/s', '685k tps'),
    runsOn('PRD-03', 'three equal brokers on three servers of their own', 'kafka', 'kafka', 'broker', 3),
    partly('Hosts and data tiers', 'PRD-04', 'there are two servers; which of them is primary is the tier’s to decide'),
    runsOn('PRD-05', 'one server for TimescaleDB', 'timescale', 'timescale', 'node', 1),
    runsOn('PRD-06', 'one server for the cache', 'dragonfly', 'dragonfly', 'node', 1),
    met('PRD-07', 'eight servers with services; with a ninth, none of them is another', (evidence) => {
      const { production } = evidence;
      assert.equal(production.fleet('dc1/services').servers, 8);
      const grown = evidence.changed('production', (profile) => withServers(profile, 'dc1', 'services', 9));
      assert.equal(grown.fleet('dc1/services').servers, 9);
      assert.deepEqual(grown.fleet('dc1/services').hosts.slice(0, 8), production.fleet('dc1/services').hosts);
    }),
    runsOn('PRD-08', 'one server for monitoring', 'monitoring', 'monitoring', 'prometheus', 1),
    partly('Hosts and data tiers', 'PRD-09', 'there are two servers; that one waits is keepalived’s to configure'),
    runsOn('PRD-10', 'one server with the repository of backups', 'backup', 'backup', 'repository', 1),
    met('PRD-11', '19 servers in the totals of production', ({ production }) => {
      assert.equal(production.total.servers, 19);
    }),
    finding('PRD-12', 'production', 'claim/cores', 'production', '316 cores', '352 cores'),
    finding('PRD-13', 'production', 'claim/memory', 'production', '2 TB', '2,688 GiB'),
    finding('PRD-14', 'production', 'claim/storage', 'production', '190 TB', '203 TB'),
    finding('PRD-15', 'production', 'claim/network', 'production', '170 Gbps', '240 Gbps'),
    finding('PRD-16', 'production', 'claim/power', 'production', '60 kW'),
    finding(
      'PRD-17',
      'production',
      'kafka/throughput',
      'dc1/kafka',
      '3 brokers × 60 MB/s = 180 MB/s is 26 %',
      '210 MB/s or 31 %',
    ),
    finding(
      'PRD-18',
      'production',
      'kafka/ingress',
      'dc1/kafka/all-up-at-peak',
      'all up, at peak',
      '850 MB/s',
      '180 MB/s',
    ),
    ...open('Smoke', 'PRD-19'),
    met('PRD-20', '685,000 × 86,400 s are 59.184 billion: no finding claim/daily-messages', (evidence) => {
      assert.deepEqual(evidence.production.found('claim/daily-messages'), []);
      const wrong = evidence.changed('production', (p) => ({
        ...p,
        claims: { ...p.claims, dailyMessages: 50_000_000_000 },
      }));
      assert.match(wrong.found('claim/daily-messages', 'production')[0]?.message ?? '', /59,184,000,000/);
    }),
    finding('PRD-21', 'production', 'claim/retention', 'production', '30 d', '1,776 TB', '203 TB', '3.43 d'),
    ...open('Twin', 'PRD-22'),
    ...open('Assess', 'PRD-23'),
    finding('PRD-24', 'production', 'spof/single-instance', 'dc1/dragonfly.node', 'dc1/dragonfly-1 alone'),
    finding('PRD-25', 'production', 'failover/by-hand', 'dc1/postgres.node', '2 nodes', 'no etcd'),
    finding(
      'PRD-26',
      'production',
      'spof/single-instance',
      'dc1/timescale.node',
      'dc1/timescale-1 alone',
      '68 min',
      '53 min',
    ),
    ...open('Hosts and data tiers', 'PRD-27'),
    ...open('Twin', 'PRD-28'),
    ...open('Observability', 'PRD-29'),
    ...open('Assess', 'PRD-30'),
    finding(
      'PRD-31',
      'production',
      'claim/fleet',
      'dc1/final-summary',
      'says 19 servers',
      'adds up to 25',
      'inventory has 19',
    ),
    listed('PRD-32', 'kafka', 3, { cores: 24, memoryGiB: 128, disks: ['4 TB NVMe, RAID 10'] }),
    finding('PRD-33', 'production', 'claim/pool', 'dc1/final-summary/postgres', '20 TB', '18 TB'),
    listed('PRD-34', 'timescale', 1, {
      cores: 32,
      memoryGiB: 256,
      disks: ['12 TB NVMe, RAID 10', '20 TB SAS, RAID 6'],
    }),
    listed('PRD-35', 'dragonfly', 1, { cores: 16, memoryGiB: 512 }),
    listed('PRD-36', 'services', 8, { cores: 16, memoryGiB: 96, disks: ['2 TB NVMe'] }),
    finding('PRD-37', 'production', 'claim/pool', 'dc1/final-summary/search-data', '5 servers', 'none'),
    finding('PRD-38', 'production', 'claim/pool', 'dc1/final-summary/monitoring', '2 servers', 'has 1'),
    listed('PRD-39', 'ingress', 2, { cores: 8, memoryGiB: 32 }),
    listed('PRD-40', 'backup', 1, { cores: 8, memoryGiB: 64, disks: ['100 TB SAS, RAID 6'] }),
    ...open('Fabric', 'PRD-41'),
    finding(
      'PRD-42',
      'production',
      'kafka/ingress',
      'dc1/kafka/all-up-at-peak',
      'all up, at peak',
      '850 MB/s of 3 brokers × 60 MB/s = 180 MB/s',
    ),
    finding('PRD-43', 'production', 'claim/retention', 'production', '30 d', '1,776 TB', '203 TB'),
    ...open('Hosts and data tiers', 'PRD-44'),
    ...open('Twin', 'PRD-45'),
  ],
};
