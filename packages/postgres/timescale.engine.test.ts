import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { binaries } from './testing/cluster.ts';
import { hostOf, planned } from './testing/site.ts';

const postgresql = engine('postgresql');
const present = postgresql.present && engine('psql').present && engine('patroni').present;
const asPostgres =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : [];

/** What the migrations call of TimescaleDB, by the signatures of its reference, without doing anything. */
const STUBS = `
CREATE TYPE public.dimension AS (name name, step interval);
CREATE FUNCTION by_range(column_name name, partition_interval interval) RETURNS public.dimension LANGUAGE sql AS 'SELECT (column_name, partition_interval)::public.dimension';
CREATE FUNCTION create_hypertable(relation regclass, dimension public.dimension) RETURNS text LANGUAGE sql AS 'SELECT relation::text';
CREATE FUNCTION time_bucket(bucket_width interval, ts timestamptz) RETURNS timestamptz IMMUTABLE LANGUAGE sql AS 'SELECT date_bin(bucket_width, ts, ''2000-01-01Z'')';
CREATE FUNCTION add_retention_policy(relation regclass, drop_after interval) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION add_compression_policy(hypertable regclass, compress_after interval) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION add_continuous_aggregate_policy(continuous_aggregate regclass, start_offset interval, end_offset interval, schedule_interval interval) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION remove_retention_policy(relation regclass, if_exists boolean) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION remove_compression_policy(hypertable regclass, if_exists boolean) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION remove_continuous_aggregate_policy(continuous_aggregate regclass, if_exists boolean) RETURNS void LANGUAGE sql AS '';
`;

/** What only TimescaleDB's own parser takes. */
const withoutExtension = (sql: string): string =>
  sql
    .replaceAll(' WITH (timescaledb.continuous)', '')
    .replaceAll(/ALTER TABLE \w+ SET \(\s*timescaledb\.compress,[^;]*;/g, '');

describe.runIf(present)(
  'the migrations of TimescaleDB, on a PostgreSQL with stubs in the place of the extension',
  () => {
    let dir: string;
    let server: ChildProcess;
    const bin = present ? binaries(postgresql.path) : '';
    const run = (program: string, ...args: readonly string[]): string => {
      const [first = '', ...rest] = [...asPostgres, program, ...args];
      return execFileSync(first, rest, {
        encoding: 'utf8',
        cwd: dir,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    const sql = (database: string, text: string): string =>
      run(
        'psql',
        '-XAtq',
        '-v',
        'ON_ERROR_STOP=1',
        '-h',
        dir,
        '-p',
        '5533',
        '-U',
        'postgres',
        '-d',
        database,
        '-c',
        text,
      ).trim();
    const provision = (): string =>
      run(
        '/usr/bin/python3',
        fileURLToPath(new URL('programs/provision.py', import.meta.url)),
        join(dir, 'cluster.json'),
      );

    beforeAll(async () => {
      dir = mkdtempSync(join(inject('scratch'), 'ts-'));
      chmodSync(dirname(dir), 0o755);
      mkdirSync(join(dir, 'migrations'));
      mkdirSync(join(dir, 'users'));
      const config = hostOf(planned({ kind: 'timescale' }), 'dc1/timescale-1');
      for (const { path, content } of config.files.filter((f) => f.path.includes('/migrations/')))
        writeFileSync(join(dir, 'migrations', path.split('/').at(-1) ?? ''), withoutExtension(content));
      const database = { owners: [], writers: ['ingest'], readers: ['analytics'], extensions: [] };
      for (const user of ['ingest', 'analytics']) writeFileSync(join(dir, 'users', user), `${user} "\\{}'$%`);
      const cluster = {
        tier: 'timescale',
        socket: dir,
        port: 5533,
        secrets: join(dir, 'users'),
        users: ['ingest', 'analytics'],
        databases: { analytics: database },
        migrations: { database: 'analytics', directory: join(dir, 'migrations') },
      };
      writeFileSync(join(dir, 'cluster.json'), JSON.stringify(cluster));
      if (asPostgres.length > 0) execFileSync('chown', ['-R', 'postgres:postgres', dir]);
      run(join(bin, 'initdb'), '-D', join(dir, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync');
      const [program, ...args] = [
        ...asPostgres,
        join(bin, 'postgres'),
        '-D',
        join(dir, 'data'),
        '-c',
        'listen_addresses=',
        '-c',
        `unix_socket_directories=${dir}`,
        '-p',
        '5533',
        '-c',
        'fsync=off',
      ];
      server = spawn(program, args, { cwd: dir, stdio: 'ignore' });
      await vi.waitFor(() => sql('postgres', 'SELECT 1'), { timeout: 20_000, interval: 100 });
      sql('template1', STUBS);
    });
    afterAll(async () => {
      if (server.exitCode !== null) return;
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
    });

    it('make the tables and views of the guide, once', () => {
      expect(provision()).toContain('repeat-policies.sql applied');
      expect(provision()).toBe('');
      expect(
        sql(
          'analytics',
          `SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace`,
        ),
      ).toBe('billing_daily billing_events metrics_hourly system_metrics');
    });

    it('apply the policies again when the profile says something else', () => {
      const path = join(dir, 'migrations/repeat-policies.sql');
      execFileSync('sed', ['-i', 's/365 days/180 days/', path]);
      expect(provision()).toBe('repeat-policies.sql applied\n');
    });

    it('let readers read what later migrations make', () => {
      expect(
        sql(
          'analytics',
          `SELECT has_table_privilege('analytics', 'billing_daily', 'SELECT'), has_table_privilege('analytics', 'billing_events', 'INSERT'), has_table_privilege('ingest', 'billing_events', 'INSERT')`,
        ),
      ).toBe('t|f|t');
    });
  },
);
