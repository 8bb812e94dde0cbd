import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { servers } from '../rows.ts';
import { finding, met, open, type Area } from '../verdict.ts';

const POOL = 'dc1/backup';
const UNITS = '/etc/systemd/system';

/** A file of the one repository of the guide's production. */
function ofRepository(production: Seen, path: string): string {
  const [host] = production.hosts(POOL);
  assert.ok(host);
  return production.file(host, path);
}

/** A file of the first PostgreSQL host. */
function ofDatabase(production: Seen, path: string): string {
  const [host] = production.hosts('dc1/postgres');
  assert.ok(host);
  return production.file(host, path);
}

const keeps30Days = (production: Seen): void => {
  assert.match(
    ofRepository(production, '/etc/pgbackrest/pgbackrest.conf'),
    /^repo1-retention-full-type=time\nrepo1-retention-full=30$/m,
  );
  assert.match(ofRepository(production, '/usr/local/lib/catalyst-backup/care'), /--keep-within 30d/);
};

const dailyAtTwo = (production: Seen): void => {
  assert.match(ofRepository(production, `${UNITS}/postgres-backup-full.timer`), /^OnCalendar=\*-\*-\* 02:00:00 UTC$/m);
  assert.match(ofRepository(production, `${UNITS}/postgres-backup-full.service`), /--type=full backup$/m);
};

export const backup: Area = {
  area: 'Backup / DR',
  entries: [
    servers('BDR-01', 'production', POOL, { cores: 8 }),
    servers('BDR-02', 'production', POOL, { memoryGiB: 64 }),
    servers('BDR-03', 'production', POOL, { disks: ['100 TB SAS, RAID 6'] }),
    met('BDR-04', 'pgbackrest.conf and the daily care of copies of files keep 30 days', ({ production }) => {
      keeps30Days(production);
    }),
    met('BDR-05', 'catalyst-backup.timer copies files every hour; restic is always incremental', ({ production }) => {
      const [host] = production.hosts('dc1/dragonfly');
      assert.ok(host);
      assert.match(production.file(host, `${UNITS}/catalyst-backup.timer`), /^OnCalendar=hourly$/m);
    }),
    met('BDR-06', 'postgres-backup-full.timer: every day', ({ production }) => {
      dailyAtTwo(production);
    }),
    servers('BDR-07', 'production', POOL, { ports: '1 × 10 Gbps' }),
    met(
      'BDR-08',
      'catalyst-backup-copies.timer: a copy of the repository to the object store of use1 every day',
      ({ production }) => {
        assert.match(
          ofRepository(production, `${UNITS}/catalyst-backup-copies.timer`),
          /^OnCalendar=\*-\*-\* 05:00:00 UTC$/m,
        );
        assert.match(
          ofRepository(production, '/usr/local/lib/catalyst-backup/copies'),
          /region=us-east-1:production-.*-use1-backups/,
        );
      },
    ),
    finding('BDR-09', 'production', 'backup/claimed-appliance', 'dc1/backup', 'NetApp / Dell EMC', '8 cores'),
    met('BDR-10', 'postgres-backup-full.timer: 02:00 UTC', ({ production }) => {
      dailyAtTwo(production);
    }),
    finding('BDR-11', 'production', 'backup/claimed-method', 'dc1/backup', 'one stream'),
    finding('BDR-12', 'production', 'backup/claimed-duration', 'dc1/backup', '2.0 h', '8.9 h'),
    finding('BDR-13', 'production', 'backup/claimed-size', 'dc1/backup', '20 TB', '80 TB'),
    met(
      'BDR-14',
      'postgres-backup-incr.timer: 08, 14 and 20 o’clock, six hours after the full one and each other',
      ({ production }) => {
        assert.match(
          ofRepository(production, `${UNITS}/postgres-backup-incr.timer`),
          /^OnCalendar=\*-\*-\* 08,14,20:00:00 UTC$/m,
        );
        assert.match(ofDatabase(production, '/etc/catalyst/postgres/patroni.yml'), /archive_mode: '?on'?/);
      },
    ),
    finding('BDR-15', 'production', 'backup/claimed-appliance', 'dc1/backup', 'NetApp', 'are a server'),
    met(
      'BDR-16',
      'pgbackrest.conf: what is older than 30 days goes when the next full backup is there',
      ({ production }) => {
        keeps30Days(production);
      },
    ),
    finding('BDR-17', 'production', 'backup/claimed-recovery', 'dc1/backup', '1.0 h', '4.7 h'),
    met(
      'BDR-18',
      'write-ahead log goes to the repository all the time, and stays as long as the oldest full backup',
      ({ production }) => {
        assert.match(
          ofDatabase(production, '/etc/catalyst/postgres/patroni.yml'),
          /archive_command: .*pgbackrest.* archive-push/,
        );
        keeps30Days(production);
      },
    ),
    finding('BDR-19', 'production', 'backup/volume', 'dc1/backup/all-kept', '30 full backups', '8.64 TB of log a day'),
    met(
      'BDR-20',
      'patroni.yml: archive_timeout of 60 s, so that no committed row is older than that and not in the repository',
      ({ production }) => {
        assert.match(ofDatabase(production, '/etc/catalyst/postgres/patroni.yml'), /archive_timeout: 60000ms/);
      },
    ),
    met('BDR-21', 'postgres-restore-drill.timer: the first Sunday of every month', ({ production }) => {
      assert.match(ofDatabase(production, `${UNITS}/postgres-restore-drill.timer`), /^OnCalendar=Sun \*-\*-01\.\.07 /m);
    }),
    finding('BDR-22', 'production', 'backup/claimed-duration', 'dc1/backup', '5 Gbps'),
    servers('BDR-23', 'enterprise', 'europe/backup', { disks: ['500 TB SAS, RAID 6'] }),
    ...open('Assess', 'BDR-24'),
    ...open('Twin', 'BDR-25', 'BDR-26'),
  ],
};
