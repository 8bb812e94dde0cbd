import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { backupPart } from '@catalyst/host';
import { hostById, type Certificate } from '@catalyst/model';
import { hostConfig } from '@catalyst/platform';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { clientConfig, repositoryConfig } from './host/pgbackrest.ts';
import { Machine, selfSigned } from './testing/machine.ts';
import { siteWith } from './testing/site.ts';

const engines = ['restic', 'rclone', 'openssl'].map(engine);
const platform = siteWith();
const FILES = '/var/lib/backup/files';
const TLS: Certificate = {
  id: 'dc1/control/nodes/any',
  authority: 'dc1/tls/ca',
  directory: '/etc/catalyst/tls',
  owner: 'root',
  group: 'root',
  onChange: { run: 'true' },
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.runIf(engines.every(({ present }) => present))(
  'Copies of files, by real restic to real rclone over TLS',
  () => {
    const scratch = mkdtempSync(join(inject('scratch'), 'backup-'));
    let server: ChildProcess | undefined;
    let repository: Machine;
    let clients: readonly Machine[];

    /** What a client of another host may do, by restic itself. */
    const restic = (client: Machine, host: string, ...args: readonly string[]) => {
      const url = readFileSync(client.at('/etc/catalyst-backup/repositories/backup-1'), 'utf8').trim();
      const wanted = url.replace(/[^/]+\/$/, `${host}/`);
      return spawnSync(
        'restic',
        [
          '-r',
          wanted,
          '--password-file',
          client.at('/etc/catalyst-backup/password'),
          '--cacert',
          client.at('/etc/catalyst/tls/ca.crt'),
          '--no-cache',
          ...args,
        ],
        { encoding: 'utf8' },
      );
    };

    beforeAll(async () => {
      const port = await freePort();
      repository = new Machine(join(scratch, 'backup-1'), port);
      const config = hostConfig(platform, hostById(platform, 'dc1/backup-1'));
      repository.install(
        config.files.filter(({ path }) => path.includes('catalyst-backup') && !path.includes('/tls/')),
      );
      selfSigned(repository.at('/etc/catalyst-backup/tls'));
      for (const dir of ['run', FILES, '/var/lib/prometheus/node-exporter'])
        mkdirSync(repository.at(dir), { recursive: true });

      clients = ['control-1', 'control-2'].map((hostname) => {
        const client = new Machine(join(scratch, hostname), port);
        const backups = [
          { name: 'gone', paths: ['/var/lib/gone'] },
          { name: 'state', paths: ['/var/lib/state'], prepare: 'date > /var/lib/state/made' },
        ];
        for (const part of backupPart(hostById(platform, `dc1/${hostname}`), platform, backups, [TLS]))
          client.install(part.files ?? []);
        cpSync(repository.at('/etc/catalyst-backup/tls'), client.at('/etc/catalyst/tls'), { recursive: true });
        mkdirSync(client.at('/var/lib/state'), { recursive: true });
        writeFileSync(client.at('/var/lib/state/rows'), `rows of ${hostname}\n`);
        return client;
      });

      expect(
        repository.run('/usr/local/lib/catalyst-backup/users', { RUNTIME_DIRECTORY: repository.at('run') }).status,
      ).toBe(0);
      const unit = readFileSync(repository.at('/etc/systemd/system/catalyst-backup-files.service'), 'utf8');
      const [program = '', ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '')
        .replace('%t/catalyst-backup', repository.at('run'))
        .replace(':8001', `127.0.0.1:${String(port)}`)
        .split(' ');
      server = spawn(program, args, { stdio: 'ignore' });
      await vi.waitFor(
        () => {
          const asked = spawnSync(
            'curl',
            [
              '-s',
              '-o',
              '/dev/null',
              '-w',
              '%{http_code}',
              '--cacert',
              repository.at('/etc/catalyst-backup/tls/ca.crt'),
              `https://localhost:${String(port)}/`,
            ],
            { encoding: 'utf8' },
          );
          // As the gate does: who has no password is refused, by a server that is up.
          expect(asked.stdout).toBe('401');
        },
        { timeout: 20_000, interval: 100 },
      );
    }, 60_000);

    afterAll(() => {
      server?.kill('SIGTERM');
    });

    const copy = (client: Machine) => client.run('/usr/local/lib/catalyst/backup');

    it('are made of what is there, and one that cannot be made is named', () => {
      for (const client of clients) {
        const { status, stderr } = copy(client);
        expect(status).toBe(1);
        expect(stderr).toContain('no copy of gone to backup-1');
      }
      expect(readdirSync(repository.at(FILES)).sort()).toEqual(['control-1', 'control-2']);
    });

    it('come back as they were', () => {
      const [client] = clients;
      if (client === undefined) throw new Error('no client');
      const target = client.at('restored');
      expect(restic(client, 'control-1', 'restore', 'latest', '--tag', 'state', '--target', target).status).toBe(0);
      expect(readFileSync(join(target, client.at('/var/lib/state/rows')), 'utf8')).toBe('rows of control-1\n');
      expect(readFileSync(join(target, client.at('/var/lib/state/made')), 'utf8')).not.toBe('');
    });

    it('cannot be read by another host, nor deleted by their own', () => {
      const [first, second] = clients;
      if (first === undefined || second === undefined) throw new Error('no clients');
      expect(restic(second, 'control-1', 'snapshots').status).not.toBe(0);
      const snapshots = readdirSync(repository.at(`${FILES}/control-1/snapshots`));
      const url = readFileSync(first.at('/etc/catalyst-backup/repositories/backup-1'), 'utf8')
        .trim()
        .slice('rest:'.length);
      const removal = ['-s', '-X', 'DELETE', '-o', '/dev/null', '-w', '%{http_code}', '--cacert'];
      const answer = spawnSync(
        'curl',
        [...removal, first.at('/etc/catalyst/tls/ca.crt'), `${url}snapshots/${snapshots[0] ?? ''}`],
        {
          encoding: 'utf8',
        },
      );
      expect(answer.stdout).toBe('403');
      expect(readdirSync(repository.at(`${FILES}/control-1/snapshots`))).toEqual(snapshots);
      expect(restic(first, 'control-1', 'snapshots', '--tag', 'state', '--json').stdout).toContain('"state"');
    });

    it('are read and counted on the repository, which names those that are damaged', () => {
      const metrics = repository.run('/usr/local/lib/catalyst-backup/metrics');
      expect(metrics.stderr).toBe('');
      expect(readFileSync(repository.at('/var/lib/prometheus/node-exporter/catalyst_backup.prom'), 'utf8')).toMatch(
        /^catalyst_backup_last_copy_seconds\{host="control-1"\} \d{10}$/m,
      );
      expect(repository.run('/usr/local/lib/catalyst-backup/care').stderr).toBe('');
      for (const file of readdirSync(repository.at(`${FILES}/control-2/index`)))
        rmSync(repository.at(`${FILES}/control-2/index/${file}`));
      appendFileSync(
        repository.at(`${FILES}/control-2/keys/${readdirSync(repository.at(`${FILES}/control-2/keys`))[0] ?? ''}`),
        'x',
      );
      const { status, stderr } = repository.run('/usr/local/lib/catalyst-backup/care');
      expect(status).toBe(1);
      expect(stderr).toContain('the copies of control-2 cannot be read');
      expect(stderr).not.toContain('control-1 cannot');
    });
  },
);

const pgbackrest = engine('pgbackrest');

describe.runIf(pgbackrest.present)('Backups of databases', () => {
  const machine = new Machine(mkdtempSync(join(inject('scratch'), 'databases-')), 0);
  let server: ChildProcess | undefined;

  afterAll(() => {
    server?.kill('SIGTERM');
  });

  it('have a real pgBackRest server, with a configuration of its own and one file for each client', async () => {
    const port = await freePort();
    const control = hostById(platform, 'dc1/control-1');
    const file = machine.at('/etc/pgbackrest/pgbackrest.conf');
    const include = machine.at('/etc/pgbackrest/conf.d');
    mkdirSync(include, { recursive: true });
    writeFileSync(join(include, 'client.conf'), clientConfig(control, 'postgres'));
    writeFileSync(
      file,
      machine
        .relocate(repositoryConfig(1, '/var/lib/backup', 30, 'of-a-test'))
        .replace('tls-server-port=8432', `tls-server-port=${String(port)}`)
        .replace('tls-server-address=*', 'tls-server-address=127.0.0.1'),
    );
    const tls = machine.at('/etc/catalyst-backup/tls');
    selfSigned(tls);
    server = spawn('pgbackrest', ['server', `--config=${file}`, `--config-include-path=${include}`], {
      stdio: 'ignore',
    });
    const ask = () =>
      spawnSync(
        'pgbackrest',
        ['server-ping', '--no-config', '--tls-server-address=localhost', `--tls-server-port=${String(port)}`],
        { encoding: 'utf8' },
      );
    await vi.waitFor(
      () => {
        expect(ask()).toMatchObject({ status: 0 });
      },
      { timeout: 20_000, interval: 100 },
    );
  }, 30_000);
});
