import assert from 'node:assert/strict';
import { servers } from '../rows.ts';
import { finding, met, open, type Area, type Met } from '../verdict.ts';

const POOL = 'dc1/timescale';
const DISKS = ['12 TB NVMe, RAID 10', '20 TB SAS, RAID 6'];
const MIGRATIONS = '/etc/catalyst/timescale/migrations';

/** What a migration of every node has. */
const migrated = (id: string, by: string, name: string, ...patterns: readonly RegExp[]): Met =>
  met(id, by, ({ production }) => {
    for (const host of production.hosts(POOL))
      for (const pattern of patterns) assert.match(production.file(host, `${MIGRATIONS}/${name}`), pattern, host.id);
  });

export const timescale: Area = {
  area: 'TimescaleDB',
  entries: [
    servers('TSD-01', 'production', POOL, { cores: 32 }),
    servers('TSD-02', 'production', POOL, { memoryGiB: 256 }),
    servers('TSD-03', 'production', POOL, { disks: DISKS }),
    met('TSD-04', 'TimescaleDB is loaded on the hosts of the pool, which have no other database', ({ production }) => {
      for (const host of production.hosts(POOL)) {
        assert.deepEqual(production.rolesOn(host), ['timescale/node']);
        assert.match(
          production.file(host, '/etc/catalyst/timescale/patroni.yml'),
          /shared_preload_libraries: timescaledb,/,
        );
      }
    }),
    // The layout does not say; the component specification does (l. 492).
    servers('TSD-05', 'production', POOL, { ports: '2 × 10 Gbps' }),
    servers('TSD-06', 'enterprise', 'east/timescale', { cores: 32, memoryGiB: 256 }),
    servers('TSD-07', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-08', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-09', 'enterprise', 'east/timescale', { disks: DISKS }),
    servers('TSD-10', 'enterprise', 'east/timescale', { ports: '2 × 10 Gbps' }),
    met('TSD-11', 'host.json of every node is for Ubuntu 22.04', ({ production }) => {
      for (const host of production.hosts(POOL)) assert.match(production.hostJson(host), /"22\.04"/);
    }),
    migrated('TSD-12', 'migration 001: billing_events', '001-hypertables.sql', /create_hypertable\('billing_events'/),
    migrated(
      'TSD-13',
      'migration 002: continuous aggregates, refreshed every hour',
      '002-aggregates.sql',
      /metrics_hourly WITH \(timescaledb\.continuous\)/,
    ),
    migrated(
      'TSD-14',
      'migration 002: billing_daily',
      '002-aggregates.sql',
      /billing_daily WITH \(timescaledb\.continuous\)/,
    ),
    migrated(
      'TSD-15',
      'the policies keep a year of billing_events',
      'repeat-policies.sql',
      /add_retention_policy\('billing_events', INTERVAL '365 days'\)/,
    ),
    migrated(
      'TSD-16',
      'migration 001 and the policies: billing_events for 365 days',
      'repeat-policies.sql',
      /add_retention_policy\('billing_events', INTERVAL '365 days'\)/,
    ),
    migrated(
      'TSD-17',
      'migration 002: buckets of 1 hour',
      '002-aggregates.sql',
      /time_bucket\(INTERVAL '1 hour', minute\)/,
    ),
    migrated('TSD-18', 'migration 001: a row a minute', '001-hypertables.sql', /create_hypertable\('system_metrics'/),
    finding('TSD-19', 'production', 'timescale/volume', 'dc1/timescale', '500 GB', '0.28 B'),
    migrated(
      'TSD-20',
      'migration 001',
      '001-hypertables.sql',
      /ALTER TABLE billing_events SET \(\s*timescaledb\.compress,/,
    ),
    finding('TSD-21', 'production', 'timescale/volume', 'dc1/timescale', '178 TB', 'compressed 10:1'),
    finding('TSD-22', 'production', 'timescale/volume', 'dc1/timescale', '500 GB', '17.8 TB compressed'),
    ...open('Smoke', 'TSD-23'),
  ],
};
