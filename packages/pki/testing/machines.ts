import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { secretsIn, type Platform } from '@catalyst/model';
import { configOf } from './site.ts';

export interface Run {
  readonly status: number | null;
  readonly output: string;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/**
 * Hosts of a site as directories of this machine, with the files that they would get. What differs from a real host:
 * everything below /etc, /run and /var is below a directory of the test's, the owner is root, names lead to loopback, and
 * the authority has a port of its own. `systemctl` writes down what it is told.
 */
export class Machines {
  private server: ChildProcess | undefined;
  private log = '';
  /** Secrets that a test has changed. */
  readonly changed = new Map<string, string>();

  private constructor(
    private platform: Platform,
    readonly dir: string,
    private readonly port: number,
  ) {
    mkdirSync(join(dir, 'offline'), { recursive: true });
    for (const label of ['tls', 'kafka']) this.makeAuthority(label);
    writeFileSync(
      join(dir, 'hosts'),
      '127.0.0.1 localhost pki.dc1.catalyst.internal control-1.dc1.catalyst.internal\n',
    );
  }

  static async of(platform: Platform, dir: string): Promise<Machines> {
    return new Machines(platform, dir, await freePort());
  }

  /** Gives a host the files that the platform has for it. */
  install(id: string, platform = this.platform, change: (content: string) => string = (content) => content): void {
    this.platform = platform;
    const config = configOf(platform, id);
    for (const part of ['run', 'var/lib/prometheus/node-exporter', 'bin'])
      mkdirSync(this.at(id, `/${part}`), { recursive: true });
    writeFileSync(this.at(id, '/bin/systemctl'), `#!/bin/sh\necho "$*" >>${this.at(id, '/systemctl.log')}\n`);
    chmodSync(this.at(id, '/bin/systemctl'), 0o755);
    for (const { path, content, mode } of config.files) {
      mkdirSync(dirname(this.at(id, path)), { recursive: true });
      writeFileSync(this.at(id, path), change(this.withSecrets(this.relocate(id, content))));
      chmodSync(this.at(id, path), mode);
    }
  }

  /** What the installer, and then the timer, runs on a host. */
  certificate(id: string, what: 'renew' | 'check'): Run {
    const settings = this.at(id, '/etc/catalyst/certificates.json');
    const json: unknown = JSON.parse(readFileSync(settings, 'utf8'));
    if (typeof json === 'object')
      writeFileSync(settings, JSON.stringify({ ...json, run: this.at(id, '/run'), patience: 0 }));
    const program = this.at(id, '/usr/local/lib/catalyst/certificate');
    const inside = `mount --bind ${join(this.dir, 'hosts')} /etc/hosts && exec python3 ${program} ${what}`;
    const run = spawnSync('unshare', ['--mount', 'bash', '-c', inside], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CATALYST_CERTIFICATES: settings,
        PATH: `${this.at(id, '/bin')}:${process.env['PATH'] ?? ''}`,
      },
    });
    return { status: run.status, output: run.stdout + run.stderr };
  }

  /** Starts the authority of a host as its unit says, and waits until it answers. */
  async serve(id: string): Promise<void> {
    await this.stop();
    const unit = readFileSync(this.at(id, '/etc/systemd/system/catalyst-pki.service'), 'utf8');
    const command = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
    rmSync(this.at(id, '/run/catalyst-pki'), { recursive: true, force: true });
    execFileSync('sh', ['-c', command('ExecStartPre')]);
    const [program = '', ...args] = command('ExecStart').split(' ');
    const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const heard = (chunk: Buffer): void => void (this.log += String(chunk));
    server.stdout.on('data', heard);
    server.stderr.on('data', heard);
    this.server = server;
    const deadline = Date.now() + 20_000;
    const question = ['-sk', '-o', '/dev/null', `https://127.0.0.1:${String(this.port)}/`];
    while (spawnSync('curl', question).status !== 0) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`the authority does not start: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server?.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill();
    await gone;
  }

  read = (id: string, path: string): string => readFileSync(this.at(id, path), 'utf8');
  has = (id: string, path: string): boolean => existsSync(this.at(id, path));
  at = (id: string, path: string): string => join(this.dir, id.replaceAll('/', '-'), path);

  /** What `openssl` says about a file of a host. */
  openssl = (id: string, args: readonly string[], path: string): string =>
    execFileSync('openssl', [...args, '-in', this.at(id, path)], { encoding: 'utf8' });

  /** What systemd was told since the last call. */
  told(id: string): readonly string[] {
    const log = this.at(id, '/systemctl.log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
    rmSync(log, { force: true });
    return lines;
  }

  /** The offline root of a label, and the intermediate that it has signed, as a person makes them. */
  private makeAuthority(label: string): void {
    const openssl = (...args: readonly string[]) =>
      execFileSync('openssl', args, { cwd: join(this.dir, 'offline'), stdio: 'pipe' });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      `${label}.key`,
      '-out',
      `${label}.pem`,
      '-days',
      '9',
      '-subj',
      `/CN=${label} root`,
    );
    openssl('req', '-new', ...key, '-keyout', `${label}-i.key`, '-out', `${label}-i.csr`, '-subj', `/CN=${label} 1`);
    writeFileSync(
      join(this.dir, 'offline', `${label}.ext`),
      'basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n',
    );
    const by = ['-CA', `${label}.pem`, '-CAkey', `${label}.key`, '-CAcreateserial', '-days', '8'];
    openssl('x509', '-req', '-in', `${label}-i.csr`, ...by, '-extfile', `${label}.ext`, '-out', `${label}-i.pem`);
  }

  private offline = (name: string): string => readFileSync(join(this.dir, 'offline', name), 'utf8');

  private secret(id: string): string {
    const known = this.changed.get(id);
    if (known !== undefined) return known;
    const [, scope = '', kind, label = ''] = id.split('/');
    if (kind === 'ca') return this.offline(`${scope}.pem`);
    if (kind === 'intermediates') return this.offline(`${label}-i.key`) + this.offline(`${label}-i.pem`);
    return `token of ${id}`.replaceAll(' ', '-');
  }

  private withSecrets(content: string): string {
    return secretsIn(content).reduce((text, id) => text.replaceAll(`{{secret:${id}}}`, () => this.secret(id)), content);
  }

  private relocate = (id: string, content: string): string =>
    content
      .replace(/(?<![\w.])\/(etc|run|var|usr\/local)\//g, (_, top: string) => `${this.at(id, '/')}${top}/`)
      .replaceAll(/"(owner|group)": "[a-z-]+"/g, '"$1": "root"')
      .replaceAll('0.0.0.0:8888', `127.0.0.1:${String(this.port)}`)
      .replaceAll(':8888', `:${String(this.port)}`);
}
