import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { z } from 'zod';
import { servers } from '../rows.ts';
import type { Seen } from '../seen.ts';
import { finding, met, open, type Area, type Met } from '../verdict.ts';

const POOL = 'dc1/postgres';
const SPECIFIED = 'east/postgres';
const ETC = '/etc/catalyst/postgres';

const Patroni = z.object({
  bootstrap: z.object({
    dcs: z.looseObject({
      synchronous_mode: z.boolean().optional(),
      postgresql: z.object({ parameters: z.record(z.string(), z.union([z.string(), z.number()])) }),
    }),
  }),
  postgresql: z.looseObject({ parameters: z.record(z.string(), z.union([z.string(), z.number()])) }),
});

/** A setting of PostgreSQL on every node of a pool, as Patroni is told it. */
const setting = (id: string, name: string, value: string | number, what = `${name} = ${String(value)}`): Met =>
  met(id, `${what} in patroni.yml of every node`, ({ production }) => {
    for (const host of production.hosts(POOL)) {
      const { bootstrap, postgresql } = Patroni.parse(parse(production.file(host, `${ETC}/patroni.yml`)));
      const all = { ...bootstrap.dcs.postgresql.parameters, ...postgresql.parameters };
      assert.equal(all[name], value, `${host.id}: ${name}`);
    }
  });

/** What a file of every node has. */
const inFile = (id: string, by: string, path: string, ...patterns: readonly RegExp[]): Met =>
  met(id, by, ({ production }) => {
    for (const host of production.hosts(POOL))
      for (const pattern of patterns) assert.match(production.file(host, path), pattern, host.id);
  });

const migration = (name: string): string => `${ETC}/migrations/${name}`;

const flows = (seen: Seen, from: string, service: string): void => {
  assert.ok(seen.mayCall('dc1', from, service), `${from} may not call ${service}`);
};

export const postgres: Area = {
  area: 'PostgreSQL',
  entries: [
    met(
      'PGS-01',
      'no other workload runs on the hosts of the pool postgres: at most the authority of the site',
      (evidence) => {
        for (const host of [...evidence.production.hosts(POOL), ...evidence.enterprise.hosts(SPECIFIED)]) {
          const workloads = evidence.of(host.id.startsWith('dc1') ? 'production' : 'enterprise').rolesOn(host);
          assert.deepEqual(
            workloads.filter((role) => role !== 'pki/authority'),
            ['postgres/node'],
            host.id,
          );
        }
      },
    ),
    servers('PGS-02', 'production', POOL, { cores: 32 }),
    servers('PGS-03', 'production', POOL, { memoryGiB: 256 }),
    servers('PGS-04', 'production', POOL, { disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6'] }),
    servers('PGS-05', 'production', POOL, { ports: '2 × 10 Gbps' }),
    inFile(
      'PGS-06',
      'pgbouncer.ini pools by transaction, and analytics has a database tier of its own',
      `${ETC}/pgbouncer.ini`,
      /^pool_mode = transaction$/m,
    ),
    inFile(
      'PGS-07',
      'patroni.yml of both nodes replicates by streaming and names the other as synchronous standby',
      `${ETC}/patroni.yml`,
      /use_slots: true/,
      /synchronous_mode: true/,
    ),
    servers('PGS-08', 'enterprise', SPECIFIED, { cores: 32 }),
    setting('PGS-09', 'effective_cache_size', '192GB', '75 % of 256 GiB: effective_cache_size = 192GB'),
    servers('PGS-10', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    servers('PGS-11', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    servers('PGS-12', 'enterprise', SPECIFIED, {
      disks: ['8 TB NVMe, RAID 10', '10 TB SAS, RAID 6', '2 TB NVMe, RAID 1'],
    }),
    finding('PGS-13', 'production', 'claim/pool', 'dc1/final-summary/postgres', '20 TB', '18 TB'),
    servers('PGS-14', 'enterprise', SPECIFIED, { ports: '2 × 10 Gbps' }),
    met('PGS-15', 'host.json of every node is for Ubuntu 22.04', ({ production }) => {
      for (const host of production.hosts(POOL)) assert.match(production.hostJson(host), /"22\.04"/);
    }),
    met('PGS-16', 'host.json of every node has the package postgresql-15', ({ production }) => {
      for (const host of production.hosts(POOL)) assert.match(production.hostJson(host), /"postgresql-15"/);
    }),
    setting('PGS-17', 'shared_buffers', '64GB'),
    setting('PGS-18', 'effective_cache_size', '192GB'),
    finding('PGS-19', 'production', 'postgres/work-mem', 'dc1/postgres', '2 GiB', '21.5 TB', '256 GiB'),
    setting('PGS-20', 'maintenance_work_mem', '4GB'),
    finding('PGS-21', 'production', 'postgres/connections', 'dc1/postgres', '10,000', '500'),
    setting('PGS-22', 'max_wal_size', '64GB'),
    setting('PGS-23', 'checkpoint_timeout', '1800000ms', 'checkpoint_timeout = 30 min, as 1800000ms,'),
    setting('PGS-24', 'wal_level', 'replica'),
    finding('PGS-25', 'production', 'postgres/remote-apply', 'dc1/postgres', 'remote_apply with 1 standby'),
    finding('PGS-26', 'production', 'postgres/transactions', 'dc1/postgres', '100k tps', '685k tps', '14.6 %'),
    ...open('Smoke', 'PGS-27'),
    inFile(
      'PGS-28',
      'pgbouncer.ini allows 500 connections to a database',
      `${ETC}/pgbouncer.ini`,
      /^max_db_connections = 500$/m,
    ),
    inFile(
      'PGS-29',
      'the exporter of every node measures replay_lag, and PostgresReplicationLag warns above 0.1 s',
      `${ETC}/exporter-queries.yml`,
      /replay_lag/,
    ),
    inFile(
      'PGS-30',
      'migration 001: billing_transactions is partitioned by tenant_id',
      migration('001-billing.sql'),
      /CREATE TABLE billing_transactions \([^;]*\) PARTITION BY HASH \(tenant_id\);/,
    ),
    inFile(
      'PGS-31',
      'migration 001: the index',
      migration('001-billing.sql'),
      /ON billing_transactions \(tenant_id, created_at\)/,
    ),
    inFile(
      'PGS-32',
      'migration 001: the index',
      migration('001-billing.sql'),
      /ON billing_transactions \(idempotency_key\)/,
    ),
    inFile('PGS-33', 'migration 001', migration('001-billing.sql'), /CREATE TABLE tenant_billing_config/),
    inFile('PGS-34', 'migration 001', migration('001-billing.sql'), /CREATE TABLE rate_cards/),
    inFile(
      'PGS-35',
      'migration 002: audit_log is partitioned by date',
      migration('002-logs.sql'),
      /CREATE TABLE audit_log \([^;]*\) PARTITION BY RANGE \(occurred_at\);/,
    ),
    finding('PGS-36', 'production', 'postgres/messages-log', 'dc1/postgres', '200 GB', '292 s'),
    servers('PGS-37', 'production', POOL, { servers: 2, cores: 32, memoryGiB: 256, ports: '2 × 10 Gbps' }),
    inFile(
      'PGS-38',
      'haproxy.cfg leads port 5442 to the standbys',
      `${ETC}/haproxy.cfg`,
      /listen postgres-reads\n {2}bind \S+:5442/,
      /OPTIONS \/replica/,
    ),
    finding('PGS-39', 'production', 'failover/by-hand', 'dc1/postgres.node', '2 nodes', 'no etcd'),
    setting('PGS-40', 'archive_mode', 'on', 'every node archives as soon as it leads: archive_mode = on'),
    met('PGS-41', 'the repository takes backups from a standby: backup-standby=y', ({ production }) => {
      for (const host of production.hosts('dc1/backup'))
        assert.match(production.file(host, '/etc/pgbackrest/conf.d/postgres.conf'), /^backup-standby=y$/m);
    }),
    finding('PGS-42', 'production', 'claim/allotted', 'dc1', '10 Gbps postgres-replication', '205 Gbps'),
    finding('PGS-43', 'production', 'claim/allotted', 'dc1', '5 Gbps queries', '205 Gbps'),
    met('PGS-44', 'both nodes have Patroni, and a oneshot that makes databases and tables', ({ production }) => {
      for (const host of production.hosts(POOL)) {
        assert.match(production.file(host, '/etc/systemd/system/patroni-postgres.service'), /start-patroni/);
        assert.match(production.file(host, '/etc/systemd/system/postgres-provision.service'), /provision\.py/);
      }
    }),
    met('PGS-45', 'postgres is one address on both nodes, by keepalived, in front of HAProxy', ({ production }) => {
      assert.deepEqual(production.platform.services.find(({ id }) => id === 'dc1/postgres')?.floating, [
        'dc1/postgres',
      ]);
      for (const host of production.hosts(POOL))
        assert.match(production.file(host, `${ETC}/keepalived.conf`), /virtual_ipaddress/);
      flows(production, 'services.billing', 'postgres');
    }),
    inFile(
      'PGS-46',
      'haproxy.cfg leads writers to the primary and readers to standbys',
      `${ETC}/haproxy.cfg`,
      /listen postgres-writes/,
      /listen postgres-reads/,
    ),
  ],
};
