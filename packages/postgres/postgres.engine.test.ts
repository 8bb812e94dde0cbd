import { appendFileSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { engine } from '../../test/support/engines.ts';
import { Cluster, binaries, type Exit } from './testing/cluster.ts';
import { planned, type SiteText } from './testing/site.ts';

const NEEDED = [
  'patroni',
  'patroni-etcd',
  'etcd',
  'etcdctl',
  'postgresql',
  'psql',
  'pgbouncer',
  'haproxy',
  'pgbackrest',
  'openssl',
];
const present = NEEDED.every((name) => engine(name).present);

/** Three nodes and three members of the quorum, with what a test machine can spare. */
const small: SiteText = {
  failover: '1 s',
  postgres: {
    memory: '1 GiB',
    sharedBuffers: '5 %',
    maintenanceWorkMem: '16 MiB',
    connections: 60,
    pool: { size: 20, clients: 100 },
    maxWal: '1 GiB',
    databases: { catalyst: { writers: ['billing'], readers: ['analytics'] }, n8n: { owners: ['n8n'] } },
  },
};

const Members = z.object({
  members: z.array(z.looseObject({ name: z.string(), role: z.string(), state: z.string() })),
});

describe.runIf(present)('PostgreSQL under Patroni, from the files of its hosts', () => {
  let cluster: Cluster;
  const nodes = ['dc1/postgres-1', 'dc1/postgres-2', 'dc1/postgres-3'] as const;

  const members = async (): Promise<z.output<typeof Members>['members']> => {
    for (const id of nodes) {
      const parsed = Members.safeParse(await cluster.patroni(id, '/cluster'));
      if (parsed.success) return parsed.data.members;
    }
    return [];
  };
  const withRole = async (role: string): Promise<readonly string[]> =>
    (await members()).filter((m) => m.role === role).map(({ name }) => `dc1/${name}`);
  const leader = async (): Promise<string> => (await withRole('leader'))[0] ?? '';

  const startNode = (id: string): void => {
    for (const unit of ['patroni', 'pool', 'proxy'] as const) cluster.start(id, cluster.paths.units[unit]);
  };

  beforeAll(async () => {
    cluster = new Cluster(
      planned(small),
      mkdtempSync(join(inject('scratch'), 'pg-')),
      binaries(engine('postgresql').path),
    );
    for (const id of cluster.hostnames('control')) cluster.start(id, cluster.paths.units.etcd);
    for (const id of nodes) startNode(id);
    await vi.waitFor(
      async () => {
        expect(await withRole('sync_standby')).toHaveLength(1);
        expect(await members()).toHaveLength(3);
      },
      { timeout: 60_000, interval: 300 },
    );
    succeeded(await cluster.execute(await leader(), cluster.paths.units.provision));
  });
  afterAll(() => cluster.killAll());

  it('answers every gate of every host', async () => {
    for (const id of [...nodes, ...cluster.hostnames('control')]) {
      for (const { name } of cluster.gates(id))
        expect({ id, name, ...(await cluster.gate(id, name)) }).toMatchObject({ code: 0 });
    }
  });

  it('has the tables and indexes of the guide, and makes nothing twice', async () => {
    const first = await leader();
    const again = await cluster.execute(first, cluster.paths.units.provision);
    expect(again).toEqual({ code: 0, output: '' });
    const tables = await cluster.sql(
      first,
      `SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition`,
      'catalyst',
    );
    expect(tables).toBe('audit_log billing_transactions messages_log rate_cards tenant_billing_config');
    const indexes = await cluster.sql(
      first,
      `SELECT string_agg(indexdef, E'\n' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'billing_transactions'`,
      'catalyst',
    );
    expect(indexes).toMatch(/\(tenant_id, created_at\)/);
    expect(indexes).toMatch(/\(idempotency_key\)/);
    expect(indexes).toMatch(/UNIQUE .*\(tenant_id, idempotency_key\)/);
    const partitions = await cluster.sql(
      first,
      `SELECT inhparent::regclass || ' ' || count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid AND relkind <> 'i' AND relkind <> 'I' GROUP BY inhparent ORDER BY 1`,
      'catalyst',
    );
    expect(partitions.split('\n')).toEqual(['audit_log 4', 'billing_transactions 32', 'messages_log 8']);
  });

  it('leaves the databases alone on a node that does not lead', async () => {
    const [standby = ''] = await withRole('sync_standby');
    expect(await cluster.execute(standby, cluster.paths.units.provision)).toEqual({
      code: 0,
      output: 'another node leads: nothing to do here\n',
    });
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    const id = await leader();
    const path = cluster.at(id, `${cluster.paths.migrations}/001-billing.sql`);
    appendFileSync(path, '-- changed\n');
    expect(await cluster.execute(id, cluster.paths.units.provision)).toMatchObject({
      code: 3,
      output: '001-billing.sql was changed after it had been applied: write another migration\n',
    });
    writeFileSync(path, readFileSync(path, 'utf8').replace('-- changed\n', ''));
  });

  it('leads writers to the primary and readers to a standby, from any node', async () => {
    for (const id of nodes) {
      const writer = await connected(cluster.client(id, 'billing', 'catalyst'));
      expect((await writer.query('SELECT pg_is_in_recovery() AS standby')).rows).toEqual([{ standby: false }]);
      await writer.end();
      const reader = await connected(cluster.client(id, 'analytics', 'catalyst', cluster.ports.reads));
      expect((await reader.query('SELECT pg_is_in_recovery() AS standby')).rows).toEqual([{ standby: true }]);
      await reader.end();
    }
  });

  it('lets a user do what is its own, and nobody in without the password', async () => {
    const reader = await connected(cluster.client(nodes[0], 'analytics', 'catalyst'));
    await expect(
      reader.query(`INSERT INTO tenant_billing_config (tenant_id, currency, plan) VALUES (1, 'EUR', 'a')`),
    ).rejects.toThrow('permission denied');
    await reader.end();
    const owner = await connected(cluster.client(nodes[0], 'n8n', 'n8n'));
    await owner.query('CREATE TABLE workflows (id int)');
    await owner.end();
    const stranger = cluster.client(nodes[0], 'n8n', 'catalyst');
    await expect(connected(stranger)).rejects.toThrow();
    const liar = new pg.Client({ ...cluster.options(nodes[0], 'billing', 'catalyst'), password: 'guess' });
    await expect(connected(liar)).rejects.toThrow();
    const plain = new pg.Client({ ...cluster.options(nodes[0], 'billing', 'catalyst'), ssl: false });
    await expect(connected(plain)).rejects.toThrow(/SSL/);
  });

  it('restores exactly the rows that were there at a point in time, and leaves nothing behind', async () => {
    const id = await leader();
    const { units } = cluster.paths;
    succeeded(await cluster.execute(id, units.stanza));
    succeeded(await cluster.execute(id, units.full));
    const insert = (from: number, to: number): Promise<string> =>
      cluster.sql(
        id,
        `INSERT INTO tenant_billing_config (tenant_id, currency, plan) SELECT i, 'EUR', 'basic' FROM generate_series(${String(from)}, ${String(to)}) i`,
        'catalyst',
      );
    await insert(1, 137);
    // pgBackRest knows when a backup ended to the second.
    await cluster.sql(id, 'SELECT pg_sleep(1.1)');
    const target = await cluster.sql(id, 'SELECT clock_timestamp()');
    await insert(1000, 1999);
    const segment = await cluster.sql(id, 'SELECT pg_walfile_name(pg_switch_wal())');
    await vi.waitFor(async () => {
      const archived = await cluster.sql(id, 'SELECT last_archived_wal FROM pg_stat_archiver');
      expect(archived >= segment).toBe(true);
    }, WAIT);

    const drill = (...more: readonly string[]): Promise<Exit> =>
      cluster.exec(id, [
        '/usr/bin/python3',
        cluster.at(id, cluster.paths.program('restore-drill.py')),
        cluster.at(id, cluster.paths.cluster),
        '--target',
        target,
        ...more,
      ]);
    const { code, output } = await drill('--expect', 'catalyst.tenant_billing_config=137');
    const report = Report.parse(JSON.parse(output));
    expect({ code, problem: report.problem }).toEqual({ code: 0, problem: undefined });
    expect(report.rows).toMatchObject({ 'catalyst.tenant_billing_config': 137, 'catalyst.catalyst.migrations': 3 });
    expect(readdirSync(cluster.at(id, '/var/lib/postgresql-archive/postgres-backup-drill'))).toEqual([]);
    // The running database has all rows still.
    expect(await cluster.sql(id, 'SELECT count(*) FROM tenant_billing_config', 'catalyst')).toBe('1137');

    const wrong = await drill('--expect', 'catalyst.tenant_billing_config=138');
    expect(wrong.code).toBe(1);
    expect(Report.parse(JSON.parse(wrong.output)).problem).toBe(
      'catalyst.tenant_billing_config: expected 138 rows, restored 137',
    );
  });

  it('brings a changed setting into force everywhere, and hands over before the primary restarts', async () => {
    const old = await leader();
    const path = cluster.at(old, cluster.paths.settings);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"max_connections": 60', '"max_connections": 61'));
    succeeded(await cluster.execute(old, cluster.paths.units.settle));
    expect(await leader()).not.toBe(old);
    expect(await cluster.sql(old, 'SHOW max_connections')).toBe('61');
    // There is nothing left to do on the node.
    expect(await cluster.execute(old, cluster.paths.units.settle)).toEqual({ code: 0, output: '' });
    await vi.waitFor(async () => {
      expect(await withRole('sync_standby')).toHaveLength(1);
      expect((await members()).filter(({ state }) => state === 'running')).toHaveLength(3);
    }, WAIT);
  });

  it('goes on writing when one standby is lost', async () => {
    const [standby = ''] = await withRole('sync_standby');
    const primary = await leader();
    const writer = new Writer(() => cluster.client(primary, 'billing', 'catalyst'), 'standby');
    await writer.acknowledges(20);
    await cluster.kill(standby);
    await writer.acknowledges(200);
    const { outage } = await writer.stop();
    console.log(`a synchronous standby was lost: writes waited for ${String(outage)} ms`);
    expect(await withRole('sync_standby')).not.toContain(standby);
    startNode(standby);
    await vi.waitFor(async () => {
      expect((await members()).filter(({ state }) => state === 'running')).toHaveLength(3);
      expect(await withRole('sync_standby')).toHaveLength(1);
    }, WAIT);
  });

  it('loses no acknowledged row when the primary is killed with all that runs beside it, and leads clients to the next', async () => {
    const old = await leader();
    const via = nodes.find((id) => id !== old) ?? '';
    const writer = new Writer(() => cluster.client(via, 'billing', 'catalyst'), 'failover');
    await writer.acknowledges(100);
    await cluster.kill(old);
    await writer.acknowledges(100);
    const { acknowledged, outage } = await writer.stop();
    console.log(`the primary was killed: writes were out for ${String(outage)} ms`);

    const next = await leader();
    expect(next).not.toBe(old);
    const kept = await cluster.sql(
      next,
      `SELECT idempotency_key FROM billing_transactions WHERE idempotency_key LIKE 'failover-%'`,
      'catalyst',
    );
    const rows = new Set(kept.split('\n'));
    expect(acknowledged.filter((key) => !rows.has(key))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  });
});

/** Fails with what the program has said, if it has failed. */
function succeeded({ code, output }: Exit): void {
  if (code !== 0) throw new Error(`ended with ${String(code)}: ${output}`);
}

const WAIT = { timeout: 60_000, interval: 300 };

const Report = z.object({ rows: z.record(z.string(), z.int()).optional(), problem: z.string().optional() });

async function connected(client: pg.Client): Promise<pg.Client> {
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Writes a row after the other, as fast as they are acknowledged, and comes back whenever it is thrown out. */
class Writer {
  private readonly acknowledged: string[] = [];
  private readonly times: number[] = [];
  private running = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly client: () => pg.Client,
    private readonly name: string,
  ) {
    this.done = this.write();
  }

  /** Resolves when so many more rows are acknowledged. */
  async acknowledges(more: number): Promise<void> {
    const wanted = this.acknowledged.length + more;
    await vi.waitFor(
      () => {
        expect(this.acknowledged.length).toBeGreaterThanOrEqual(wanted);
      },
      { timeout: 58_000, interval: 50 },
    );
  }

  async stop(): Promise<{ readonly acknowledged: readonly string[]; readonly outage: number }> {
    this.running = false;
    await this.done;
    const gaps = this.times.slice(1).map((time, i) => time - (this.times[i] ?? time));
    return { acknowledged: this.acknowledged, outage: Math.round(Math.max(0, ...gaps)) };
  }

  private async write(): Promise<void> {
    let client: pg.Client | undefined;
    for (let i = 0; this.running; i++) {
      const key = `${this.name}-${String(i)}`;
      try {
        client ??= await connected(this.client());
        await client.query(
          `INSERT INTO billing_transactions (tenant_id, channel, messages, amount, currency, idempotency_key) VALUES (1, 'sms', 1, 0.01, 'EUR', $1)`,
          [key],
        );
        this.acknowledged.push(key);
        this.times.push(performance.now());
      } catch {
        // Whether it was written nobody knows: the next one is another.
        client?.end().catch(() => undefined);
        client = undefined;
        await wait(50);
      }
    }
    await client?.end();
  }
}
