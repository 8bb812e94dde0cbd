import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { engine } from '../../test/support/engines.ts';
import { pathsOf } from './host/paths.ts';
import { patroniProblems } from './rules.ts';
import { binaries } from './testing/cluster.ts';
import { fileOf, hostOf, planned, server, type SiteText } from './testing/site.ts';

const haproxy = engine('haproxy');
const postgresql = engine('postgresql');
const pgbouncer = engine('pgbouncer');
const patroni = engine('patroni');
const keepalived = engine('keepalived');
const systemd = engine('systemd-analyze');
const shellcheck = engine('shellcheck');
const paths = pathsOf('postgres');

/** Profiles that are sound, in everything that may be said of a database. */
const sites: fc.Arbitrary<SiteText> = fc
  .record({
    nodes: fc.integer({ min: 1, max: 5 }),
    quorum: fc.constantFrom(0, 1, 3, 5),
    failover: fc.constantFrom('1 s' as const, '25 s' as const, '33 s' as const, '40 s' as const, '2 h' as const),
    memory: fc.constantFrom('2 GiB' as const, '15 GiB' as const, '64 GiB' as const, '512 GiB' as const),
    connections: fc.integer({ min: 50, max: 2000 }),
    pool: fc.integer({ min: 10, max: 1900 }),
    workMem: fc.constantFrom('1 MiB' as const, '7 MiB' as const, '64 MiB' as const, '2 GiB' as const),
    shared: fc.constantFrom('5 %' as const, '25 %' as const, '33.3 %' as const, '40 %' as const),
    wal: fc.constantFrom('1 GiB' as const, '64 GiB' as const, '300 GiB' as const),
    synchronousCommit: fc.constantFrom('on' as const, 'remote_apply' as const),
    archive: fc.constantFrom('10 s' as const, '60 s' as const, '1 h' as const),
    standby: fc.constantFrom(undefined, 'hot' as const, 'delayed' as const, 'snapshots' as const),
    backup: fc.boolean(),
    users: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/), { minLength: 1, maxLength: 8 }),
  })
  .map((a) => ({
    nodes: a.nodes,
    quorum: a.quorum,
    failover: a.failover,
    backup: a.backup,
    ...(a.standby === undefined ? {} : { standby: a.standby }),
    postgres: {
      memory: a.memory,
      connections: a.connections,
      pool: { size: a.pool, clients: 10_000 },
      workMem: a.workMem,
      sharedBuffers: a.shared,
      maxWal: a.wal,
      synchronousCommit: a.synchronousCommit,
      backup: { archiveTimeout: a.archive },
      databases: { catalyst: { writers: a.users.filter((name) => !name.endsWith('_owner')) } },
    },
  }));

/** The nodes of a plan with their text of a file. */
const everyNode = (text: SiteText, path: string): readonly string[] => {
  const plan = planned(text);
  return plan.platform.instances.filter(({ role }) => role === 'node').map(({ host }) => fileOf(plan, host, path));
};

const Parameters = z.object({ parameters: z.record(z.string(), z.union([z.string(), z.number()])) });
/** What the tests look at in a patroni.yml. */
const Config = z.looseObject({
  bootstrap: z.looseObject({ dcs: z.looseObject({ postgresql: Parameters }) }),
  postgresql: Parameters,
});
const configOf = (yaml: string): z.output<typeof Config> => Config.parse(parse(yaml));

/** A directory for a program to read a file from, whoever it runs as. */
function write(name: string, content: string): string {
  const dir = mkdtempSync(join(inject('scratch'), 'check-'));
  chmodSync(dirname(dir), 0o755);
  chmodSync(dir, 0o777);
  writeFileSync(join(dir, name), content, { mode: 0o644 });
  return join(dir, name);
}

describe('patroni.yml', () => {
  it('has no timer, mode or setting that Patroni would take and not do, whatever the profile says', () => {
    fc.assert(
      fc.property(sites, (text) => {
        for (const yaml of everyNode(text, paths.patroni)) expect(patroniProblems(parse(yaml), 3)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [{ ttl: 10 }, 'ttl: 10 s is below 20 s'],
    [{ retry_timeout: 20 }, /loop_wait \+ 2 × retry_timeout = \d+ s/],
    [{ retry_timeout: 1 }, 'retry_timeout: 1 s is below 3 s'],
    [{ synchronous_mode: 'quorum' }, 'synchronous_mode: quorum needs Patroni 4, not 3'],
    [{ synchronous_mode: false }, 'synchronous_mode_strict: without synchronous_mode it does nothing'],
    [{ loop_wiat: 3 }, 'bootstrap.dcs.loop_wiat: no Patroni knows it'],
  ])('is refused by our rules with %j, which its own validator takes', (change, problem) => {
    const [yaml = ''] = everyNode({}, paths.patroni);
    const config = z.looseObject({ bootstrap: z.looseObject({ dcs: z.looseObject({}) }) }).parse(parse(yaml));
    Object.assign(config.bootstrap.dcs, change);
    const problems = patroniProblems(config, 3);
    expect(problems).toEqual(
      expect.arrayContaining([typeof problem === 'string' ? problem : expect.stringMatching(problem)]),
    );
  });

  it('stops for the loss of one of two standbys in no case, and of the only one not either', () => {
    const modeOf = (nodes: number): unknown => {
      const [yaml = ''] = everyNode({ nodes }, paths.patroni);
      const { bootstrap } = configOf(yaml);
      return [bootstrap.dcs['synchronous_mode'], bootstrap.dcs['synchronous_mode_strict']];
    };
    expect([modeOf(1), modeOf(2), modeOf(3)]).toEqual([
      [false, undefined],
      [true, false],
      [true, true],
    ]);
  });

  it.runIf(patroni.present)('is not refused by Patroni’s own validator for its form', () => {
    const [yaml = ''] = everyNode({}, paths.patroni);
    // It connects to what is in the file: here, to nothing.
    const local = yaml
      .replaceAll(/[a-z0-9-]+\.dc1\.catalyst\.internal/g, '127.0.0.1')
      .replaceAll(/10\.16\.\d+\.\d+:/g, '127.0.0.1:');
    const { stdout, stderr } = spawnSync(patroni.path, ['--validate-config', write('patroni.yml', local)], {
      encoding: 'utf8',
    });
    const complaints = `${stdout}${stderr}`
      .split('\n')
      .filter(
        (line) =>
          line !== '' &&
          !/127\.0\.0\.1|didn't pass validation|is not running|does not exist|isn't a directory|not readable|'dir'/.test(
            line,
          ),
      );
    expect(complaints).toEqual([]);
  });

  it.runIf(postgresql.present)('holds no setting that PostgreSQL refuses', () => {
    const bin = join(binaries(postgresql.path), 'postgres');
    fc.assert(
      fc.property(sites, (text) => {
        const [yaml = ''] = everyNode(text, paths.patroni);
        const { bootstrap, postgresql: own } = configOf(yaml);
        const settings = { ...bootstrap.dcs.postgresql.parameters, ...own.parameters };
        const conf = write(
          'postgresql.conf',
          Object.entries(settings)
            .map(([k, v]) => `${k} = '${String(v)}'\n`)
            .join(''),
        );
        const asPostgres =
          process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : [];
        const [program, ...args] = [
          ...asPostgres,
          bin,
          '-C',
          'max_wal_size',
          `--config-file=${conf}`,
          '-D',
          dirname(conf),
        ];
        // PostgreSQL's user may not be allowed where the tests are run.
        const { stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: dirname(conf) });
        expect(stderr.split('\n').filter((line) => line !== '' && !line.includes('postgresql.auto.conf'))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

describe.runIf(haproxy.present)('haproxy.cfg', () => {
  it('is taken by HAProxy, whatever the profile says', () => {
    fc.assert(
      fc.property(sites, (text) => {
        const [cfg = ''] = everyNode(text, paths.proxy);
        const dir = dirname(write('x', ''));
        mkdirSync(join(dir, 'tls'));
        execFileSync(
          'openssl',
          [
            'req',
            '-x509',
            '-newkey',
            'ec',
            '-pkeyopt',
            'ec_paramgen_curve:P-256',
            '-nodes',
            '-keyout',
            '/dev/null',
            '-out',
            join(dir, 'tls/ca.crt'),
            '-subj',
            '/CN=ca',
            '-days',
            '1',
          ],
          { stdio: 'ignore' },
        );
        const file = write('haproxy.cfg', cfg.replaceAll(paths.tls, join(dir, 'tls')));
        const { status, stderr } = spawnSync(haproxy.path, ['-c', '-f', file], { encoding: 'utf8' });
        expect({ status, stderr }).toMatchObject({ status: 0 });
      }),
      { numRuns: 6 },
    );
  });
});

describe.runIf(pgbouncer.present)('pgbouncer.ini', () => {
  it('has more connections to share than pools may take, whatever the profile says', () => {
    fc.assert(
      fc.property(sites, (text) => {
        const [ini = ''] = everyNode(text, paths.pool);
        const valueOf = (key: string): number => Number(new RegExp(`^${key} = (\\d+)$`, 'm').exec(ini)?.[1]);
        const pairs = Number(/÷ (\d+) pairs/.exec(ini)?.[1]);
        expect(valueOf('default_pool_size') * pairs).toBeLessThanOrEqual(
          Math.max(valueOf('max_db_connections'), pairs),
        );
        expect(valueOf('query_wait_timeout')).toBeGreaterThan(27);
      }),
      { numRuns: 40 },
    );
  });
});

describe.runIf(pgbouncer.present)('the pool', () => {
  it('starts with what the profile says, and complains of nothing', () => {
    fc.assert(
      fc.property(sites, (text) => {
        const [ini = ''] = everyNode(text, paths.pool);
        const dir = dirname(write('users.txt', '"pgbouncer" ""\n'));
        mkdirSync(join(dir, 'tls'));
        const self = [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-subj',
          '/CN=a',
          '-days',
          '1',
        ];
        execFileSync('openssl', [...self, '-keyout', join(dir, 'tls/tls.key'), '-out', join(dir, 'tls/tls.crt')], {
          stdio: 'ignore',
        });
        execFileSync('cp', [join(dir, 'tls/tls.crt'), join(dir, 'tls/ca.crt')]);
        chmodSync(join(dir, 'tls/tls.key'), 0o644);
        const local = ini
          .replaceAll(paths.tls, join(dir, 'tls'))
          .replaceAll(paths.poolUsers, join(dir, 'users.txt'))
          .replace(/^listen_addr = .*$/m, `listen_addr = 127.${String(1 + (process.pid % 250))}.251.1`)
          .replaceAll(paths.run, dir);
        const asPostgres =
          process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : [];
        const [program, ...args] = [...asPostgres, pgbouncer.path, write('pgbouncer.ini', local)];
        const { stderr, signal } = spawnSync(program, args, { encoding: 'utf8', timeout: 700, killSignal: 'SIGKILL' });
        expect(stderr.split('\n').filter((line) => /FATAL|ERROR|WARN/.test(line))).toEqual([]);
        expect(signal).toBe('SIGKILL');
      }),
      { numRuns: 3 },
    );
  });
});

describe.runIf(keepalived.present && engine('ip').present)('keepalived.conf', () => {
  it('is taken by keepalived, on a card of the name that the host has', () => {
    for (const nodes of [2, 5]) {
      // A namespace of its own knows nobody but root.
      const text = fileOf(planned({ nodes }), 'dc1/postgres-2', paths.address).replace(
        'script_user nobody nogroup',
        'script_user root',
      );
      const file = write('keepalived.conf', text);
      const card = 'ip link add bond0 type veth peer name other && ip link set bond0 up && ip link set other up';
      const { status, stderr } = spawnSync(
        'unshare',
        ['-Urn', 'sh', '-c', `${card} && ip addr add 10.16.35.2/20 dev bond0 && ${keepalived.path} -t -f ${file}`],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
    }
  });
});

describe('the units and programs', () => {
  const plan = planned({ backup: true });
  it.runIf(systemd.present)('are what systemd reads, in every role', () => {
    const dir = dirname(write('x', ''));
    const units = ['dc1/postgres-1', 'dc1/control-1'].flatMap((id) =>
      hostOf(plan, id).files.filter(({ path }) => path.startsWith('/etc/systemd/system/')),
    );
    for (const { path, content } of units)
      writeFileSync(
        join(dir, path.split('/').at(-1) ?? ''),
        content
          .replaceAll(/^(ExecStart|ExecStartPre|ExecReload)=.*$/gm, '$1=/bin/true')
          .replaceAll(/^RequiresMountsFor=.*\n/gm, ''),
      );
    for (const { path } of units) {
      const { stderr } = spawnSync(
        systemd.path,
        ['verify', '--man=no', '--recursive-errors=no', join(dir, path.split('/').at(-1) ?? '')],
        { encoding: 'utf8' },
      );
      expect(stderr.split('\n').filter((line) => line.includes(dir))).toEqual([]);
    }
    expect(units.length).toBeGreaterThan(10);
  });

  it.runIf(shellcheck.present)('in shell hide nothing from shellcheck', () => {
    for (const name of ['start-patroni.sh', 'backup.sh'])
      expect(
        spawnSync(shellcheck.path, [fileURLToPath(new URL(`programs/${name}`, import.meta.url))], { encoding: 'utf8' })
          .stdout,
      ).toBe('');
  });

  it('in Python compile', () => {
    for (const name of ['settle.py', 'provision.py', 'restore-drill.py'])
      execFileSync('python3', [
        '-c',
        'import ast, sys; ast.parse(open(sys.argv[1]).read())',
        fileURLToPath(new URL(`programs/${name}`, import.meta.url)),
      ]);
  });

  it('are for archived backups where there is a repository, and for a host’s own where there is none', () => {
    const names = (site: SiteText): readonly string[] =>
      hostOf(planned(site), 'dc1/postgres-1').units.map(({ name }) => name);
    expect(names({})).toContain('postgres-backup-full.timer');
    expect(names({ backup: true })).not.toContain('postgres-backup-full.timer');
    expect(fileOf(plan, 'dc1/postgres-2', paths.pgbackrest)).toMatch(/^repo1-host=backup-1\.dc1\.catalyst\.internal$/m);
  });
});

describe('a copy at another site', () => {
  const dcs = (standby: 'hot' | 'delayed' | 'snapshots'): Record<string, unknown> => {
    const { bootstrap } = configOf(fileOf(planned({ standby }), 'dc2/postgres-1', paths.patroni));
    return bootstrap.dcs;
  };

  it('streams from the address of the other site, and knows the passwords of that one', () => {
    expect(dcs('hot')['standby_cluster']).toMatchObject({
      host: 'postgres.dc1.catalyst.internal',
      port: 5452,
      primary_slot_name: 'dc2_postgres',
    });
    expect(dcs('delayed')['standby_cluster']).toMatchObject({ recovery_min_apply_delay: '3600000ms' });
    expect(fileOf(planned({ standby: 'hot' }), 'dc2/postgres-1', paths.secret('replication'))).toBe(
      '{{secret:dc1/postgres/replication}}',
    );
    expect(planned({ standby: 'hot' }).platform.flows.map(({ id }) => id)).toContain(
      'dc2/postgres.node>dc1/postgres-replication',
    );
  });

  it('lives of the archive alone where it has snapshots', () => {
    const cluster = dcs('snapshots')['standby_cluster'];
    expect(cluster).toMatchObject({ create_replica_methods: ['pgbackrest'] });
    expect(cluster).not.toHaveProperty('host');
  });
});

describe('another node', () => {
  it('changes only what lists the nodes on those that are there', () => {
    const [before, after] = [planned({ nodes: 3 }), planned({ nodes: 4 })];
    const changed = hostOf(before, 'dc1/postgres-1').files.filter(
      ({ path, content }) => fileOf(after, 'dc1/postgres-1', path) !== content,
    );
    expect(changed.map(({ path }) => path)).toEqual([paths.proxy, paths.address]);
  });

  it('has a server with less memory settle for less', () => {
    const small = planned({ hardware: { ...server, memory: '64 GiB' } });
    const { postgresql: own } = configOf(fileOf(small, 'dc1/postgres-1', paths.patroni));
    expect(own.parameters).toMatchObject({ shared_buffers: '16GB', effective_cache_size: '48GB' });
    expect(hostOf(small, 'dc1/postgres-1').kernel['vm.nr_hugepages']).toBeGreaterThan((16 * 1024) / 2);
    expect(stringify(own)).not.toContain('undefined');
  });
});
