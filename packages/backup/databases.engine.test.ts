import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { hostById, secretsIn, type HostConfig } from '@catalyst/model';
import { hostConfig } from '@catalyst/platform';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { databaseSite } from './testing/site.ts';

const present =
  ['pgbackrest', 'postgresql', 'psql', 'openssl'].every((name) => engine(name).present) && process.getuid?.() === 0;

const DATABASE = 'dc1/postgres-1';
const REPOSITORIES = ['dc1/backup-1', 'dc1/backup-2'] as const;
const ALL = [DATABASE, ...REPOSITORIES];
const DATA = '/var/lib/postgresql/postgres/15';

/** Its own uid, as on a host: nobody of them may read what is another's. `backup` is a user of every Debian. */
const userOf = (id: string): string => (id === DATABASE ? 'postgres' : 'backup');

interface Exit {
  readonly status: number | null;
  readonly output: string;
}

describe.runIf(present)('A database and its repositories, from the files of their hosts', () => {
  const dir = mkdtempSync(join(inject('scratch'), 'db-'));
  const platform = databaseSite();
  const configs = new Map(ALL.map((id) => [id, hostConfig(platform, hostById(platform, id))]));
  const running: ChildProcess[] = [];
  const base = engine('postgresql').path;
  const bin = join(base, readdirSync(base).includes('15') ? '15' : (readdirSync(base).sort().at(-1) ?? ''), 'bin');

  const at = (id: string, path: string): string => join(dir, id.replace('/', '-'), path);
  /** 127.x.y.z: x.y from the process, so that two runs do not meet. */
  const addressOf = (id: string): string =>
    `127.${String(1 + (process.pid % 250))}.${String(Math.floor(process.pid / 250) % 250)}.${String(ALL.indexOf(id) + 1)}`;

  /** Every host is below a directory of the test, and goes by a loopback address. */
  const relocate = (id: string, text: string): string =>
    ALL.reduce(
      (all, other) => {
        const host = hostById(platform, other);
        return all.replaceAll(host.fqdn, addressOf(other)).replaceAll(host.addresses[0].address, addressOf(other));
      },
      text
        .replaceAll(/(?<![\w/.-])\/(etc|var|run|usr\/local\/lib)\//g, `${at(id, '/')}$1/`)
        .replace('tls-server-address=*', `tls-server-address=${addressOf(id)}`),
    ).replaceAll(
      new RegExp(`(pg\\d-(?:host-config|path|socket-path)=)${at(id, '/')}`, 'g'),
      (_, key: string) =>
        // What a repository says of a database is where that has it.
        `${key}${at(DATABASE, '/')}`,
    );

  const environment = (id: string): Record<string, string> => ({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    ...(id === DATABASE
      ? {}
      : {
          PGBACKREST_CONFIG: at(id, '/etc/pgbackrest/pgbackrest.conf'),
          PGBACKREST_CONFIG_INCLUDE_PATH: at(id, '/etc/pgbackrest/conf.d'),
          PGBACKREST_LOCK_PATH: at(id, '/var/lock'),
        }),
  });
  const as = (id: string, command: readonly string[]): [string, string[]] => {
    const user = userOf(id);
    return ['setpriv', [`--reuid=${user}`, `--regid=${user}`, '--init-groups', '--', ...command]];
  };

  const run = async (id: string, ...command: readonly string[]): Promise<Exit> => {
    const child = spawn(...as(id, command), { env: environment(id), cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        output += data.toString();
      });
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { status, output };
  };
  const file = (id: string, path: string): string => readFileSync(at(id, path), 'utf8');
  /** A unit as systemd runs it, only that what is tried again is tried at once. */
  const unit = async (id: string, name: string): Promise<Exit> => {
    const again = file(id, `/etc/systemd/system/${name}`).includes('Restart=on-failure');
    for (let left = again ? 40 : 1; ; left -= 1) {
      const done = await once(id, name);
      if (done.status === 0 || left === 1) return done;
    }
  };
  const once = async (id: string, name: string): Promise<Exit> => {
    const lines = [...file(id, `/etc/systemd/system/${name}`).matchAll(/^ExecStart(?:Pre)?=(.*)$/gm)];
    for (const [, line = ''] of lines) {
      const done = await run(id, ...line.split(' '));
      if (done.status !== 0) return done;
    }
    return { status: 0, output: '' };
  };
  const serve = (id: string, name: string): void => {
    const [, line = ''] = /^ExecStart=(.*)$/m.exec(file(id, `/etc/systemd/system/${name}`)) ?? [];
    running.push(spawn(...as(id, line.split(' ')), { env: environment(id), stdio: 'ignore' }));
  };

  const install = (id: string, { files }: HostConfig): void => {
    for (const { path, content, mode } of files.filter((f) => /pgbackrest|catalyst-backup|postgres/.test(f.path))) {
      mkdirSync(dirname(at(id, path)), { recursive: true });
      const text = secretsIn(content).reduce((all, s) => all.replaceAll(`{{secret:${s}}}`, `of-${s}`), content);
      writeFileSync(at(id, path), relocate(id, text), { mode });
    }
    for (const path of ['/var/lock', '/run/postgres', '/run/postgres/pgbackrest', '/var/log/postgres', DATA])
      mkdirSync(at(id, path), { recursive: true });
    for (const path of ['/var/spool/pgbackrest/postgres', '/var/lib/backup/databases'])
      mkdirSync(at(id, path), { recursive: true });
  };
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  };
  const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'] as const;
  /** A certificate of the site's authority for a host, called what the host is called. */
  const certify = (name: string, address: string, directory: string): void => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(dir, 'san'), `subjectAltName=DNS:${address},IP:${address}\n`);
    openssl('req', '-new', ...KEY, '-keyout', `${directory}/tls.key`, '-out', 'csr', '-subj', `/CN=${name}`);
    const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    openssl('x509', '-req', '-in', 'csr', ...sign, '-out', `${directory}/tls.crt`);
    execFileSync('cp', [join(dir, 'ca.crt'), directory]);
  };

  const sql = async (text: string): Promise<string> => {
    const { status, output } = await run(
      DATABASE,
      ...['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', at(DATABASE, '/run/postgres'), '-p', '5532'],
      ...['-U', 'postgres', '-c', text],
    );
    if (status !== 0) throw new Error(output);
    return output.trim();
  };
  const control = (...args: readonly string[]): Promise<Exit> =>
    run(
      DATABASE,
      join(bin, 'pg_ctl'),
      '-D',
      at(DATABASE, DATA),
      '-w',
      '-l',
      at(DATABASE, '/var/log/postgres/log'),
      ...args,
    );
  const pgbackrest = (...args: readonly string[]): Promise<Exit> =>
    run(DATABASE, 'pgbackrest', `--config=${at(DATABASE, '/etc/catalyst/postgres/pgbackrest.conf')}`, ...args);

  beforeAll(async () => {
    chmodSync(dirname(dir), 0o755);
    chmodSync(dir, 0o755);
    openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test');
    for (const [id, config] of configs) {
      install(id, config);
      const tls = id === DATABASE ? '/etc/catalyst/postgres/tls' : '/etc/catalyst-backup/tls';
      certify(addressOf(id), addressOf(id), at(id, tls));
      execFileSync('chown', ['-R', `${userOf(id)}:${userOf(id)}`, at(id, '/')]);
      // As the host's own program places it: pgBackRest minds who may read a key.
      for (const { owner } of config.certificates.filter(({ directory }) => directory === tls)) {
        execFileSync('chown', [`${owner === 'root' ? 'root' : userOf(id)}:${userOf(id)}`, at(id, `${tls}/tls.key`)]);
        chmodSync(at(id, `${tls}/tls.key`), 0o640);
      }
      serve(id, id === DATABASE ? 'pgbackrest-postgres.service' : 'catalyst-backup-databases.service');
    }
    chmodSync(at(DATABASE, DATA), 0o700);
    const made = await run(DATABASE, join(bin, 'initdb'), '-U', 'postgres', '-A', 'trust', '-D', at(DATABASE, DATA));
    expect(made).toMatchObject({ status: 0 });
    const archive = /^ *archive_command: (.*)$/m.exec(file(DATABASE, '/etc/catalyst/postgres/patroni.yml'))?.[1] ?? '';
    writeFileSync(
      at(DATABASE, `${DATA}/postgresql.auto.conf`),
      [
        "listen_addresses = ''",
        'port = 5532',
        `unix_socket_directories = '${at(DATABASE, '/run/postgres')}'`,
        'archive_mode = on',
        `archive_command = '${archive}'`,
        'fsync = off',
        '',
      ].join('\n'),
    );
    chownSync(at(DATABASE, `${DATA}/postgresql.auto.conf`), Number(execFileSync('id', ['-u', 'postgres'])), 0);
    expect(await control('start')).toMatchObject({ status: 0 });
  }, 40_000);
  afterAll(async () => {
    await control('stop', '-m', 'immediate');
    for (const child of running) child.kill('SIGTERM');
  });

  it('make a full backup over TLS, at both repositories at a time', async () => {
    await sql('CREATE TABLE kept AS SELECT i FROM generate_series(1, 100) i');
    const both = await Promise.all(REPOSITORIES.map((id) => unit(id, 'postgres-backup-full.service')));
    expect(both).toEqual([
      { status: 0, output: '' },
      { status: 0, output: '' },
    ]);
  }, 60_000);

  it('keep it encrypted, and can read all of it', async () => {
    for (const id of REPOSITORIES) {
      const info = readFileSync(at(id, '/var/lib/backup/databases/archive/postgres/archive.info'));
      expect(info.subarray(0, 8).toString()).toBe('Salted__');
      expect(await run(id, at(id, '/usr/local/lib/catalyst-backup/verify'))).toMatchObject({ status: 0 });
    }
  }, 30_000);

  it('get the log as it is written, and give all of it back when the data is gone', async () => {
    await sql('INSERT INTO kept SELECT i FROM generate_series(101, 137) i');
    const segment = await sql('SELECT pg_walfile_name(pg_switch_wal())');
    await vi.waitFor(
      async () => {
        expect((await sql('SELECT last_archived_wal FROM pg_stat_archiver')) >= segment).toBe(true);
      },
      { timeout: 20_000, interval: 200 },
    );
    await control('stop', '-m', 'immediate');
    rmSync(at(DATABASE, DATA), { recursive: true });
    expect(await pgbackrest('--stanza=postgres', '--no-delta', 'restore')).toMatchObject({ status: 0 });
    expect(await control('start')).toMatchObject({ status: 0 });
    expect(await sql('SELECT count(*) FROM kept')).toBe('137');
  }, 60_000);

  it('talk to nobody whose name they do not know, though the authority has signed it', async () => {
    const stranger = at(DATABASE, '/etc/catalyst/postgres/stranger');
    certify('stranger', addressOf(DATABASE), stranger);
    execFileSync('chown', ['-R', 'postgres:postgres', stranger]);
    const asked = await pgbackrest(
      ...['--stanza=postgres', '--repo=1', `--repo1-host-cert-file=${stranger}/tls.crt`],
      ...[`--repo1-host-key-file=${stranger}/tls.key`, 'repo-ls'],
    );
    expect(asked.status).not.toBe(0);
    expect(asked.output).toContain('access denied');
  }, 20_000);
});
