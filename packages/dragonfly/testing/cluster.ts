import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { secretsIn, type Host, type HostConfig } from '@catalyst/model';
import { files, paths } from '../host/paths.ts';
import type { Planned } from './site.ts';

export interface Exit {
  readonly code: number | null;
  readonly output: string;
}

const STAND_IN = new URL('redis-as-dragonfly.py', import.meta.url);

/**
 * The nodes and Sentinels of a site, running on this machine from the files that their hosts would get. Two things
 * differ from a real host: directories are below one of the test's, and addresses are loopback ones. What is started as
 * DragonflyDB is Redis, with the flags that DragonflyDB would get.
 */
export class Cluster {
  private readonly running = new Map<string, ChildProcess>();

  constructor(
    private readonly planned: Planned,
    private readonly dir: string,
    private readonly network = '127.6.0',
  ) {
    mkdirSync(dir, { recursive: true });
    this.openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=authority',
    );
    for (const [hostname, config] of planned.hosts) this.install(hostname, config);
    this.issue('client', join(dir, 'client'));
  }

  /** Words with what a careless file would stumble over. */
  readonly passwordOf = (user: string): string => `${user} "\\{}=,:#'$x%h`;

  addressOf(hostname: string): string {
    const at = this.hosts.findIndex((host) => host.hostname === hostname);
    return `${this.network}.${String(at + 10)}`;
  }

  hostOf = (address: string): string =>
    this.hosts.find(({ hostname }) => this.addressOf(hostname) === address)?.hostname ?? address;

  /** Starts a unit as its file says, and leaves it running. */
  start(hostname: string, unit: string): void {
    for (const command of this.commands(hostname, unit, 'ExecStartPre'))
      execFileSync(command[0] ?? '', command.slice(1), { stdio: 'pipe' });
    const [[program = '', ...args] = []] = this.commands(hostname, unit, 'ExecStart');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        appendFileSync(this.logFile(hostname, unit), chunk);
      });
    this.running.set(`${hostname}/${unit}`, child);
  }

  /** Ends a unit at once, as a power cut does. */
  async kill(hostname: string, unit: string): Promise<void> {
    const child = this.running.get(`${hostname}/${unit}`);
    this.running.delete(`${hostname}/${unit}`);
    if (child?.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async killAll(): Promise<void> {
    for (const key of [...this.running.keys()]) {
      const [hostname = '', unit = ''] = key.split('/');
      await this.kill(hostname, unit);
    }
  }

  /** What a unit runs before it is stopped. */
  beforeStop(hostname: string, unit: string): Promise<Exit> {
    const [command = []] = this.commands(hostname, unit, 'ExecStop');
    return this.run(command);
  }

  gate(hostname: string, name: string): Promise<Exit> {
    const gate = this.configOf(hostname).gates.find((g) => g.name === name);
    if (gate === undefined) throw new Error(`${hostname} has no gate '${name}'`);
    return this.run(['/bin/sh', '-c', this.relocate(hostname, gate.command)]);
  }

  /** Runs one of the verbs of the program of a host. */
  program = (hostname: string, ...words: readonly string[]): Promise<Exit> =>
    this.run(['/usr/bin/python3', ...[files.program, ...words].map((word) => this.relocate(hostname, word))]);

  /** What a user's client gets from the node at a host, or from its Sentinel. */
  cli(hostname: string, port: number, user: string | undefined, ...words: readonly string[]): Promise<Exit> {
    const client = join(this.dir, 'client');
    return this.run([
      'redis-cli',
      ...['-h', this.addressOf(hostname), '-p', String(port), '--no-auth-warning', '-e'],
      ...[
        '--tls',
        '--cacert',
        join(client, 'ca.crt'),
        '--cert',
        join(client, 'tls.crt'),
        '--key',
        join(client, 'tls.key'),
      ],
      ...(user === undefined ? [] : ['--user', user, '--pass', this.passwordOf(user)]),
      ...words,
    ]);
  }

  /** The same without a certificate. */
  cliWithoutCertificate = (hostname: string, port: number, ...words: readonly string[]): Promise<Exit> =>
    this.run([
      'redis-cli',
      ...['-h', this.addressOf(hostname), '-p', String(port), '--tls', '--cacert', join(this.dir, 'ca.crt')],
      ...words,
    ]);

  /** Loses what a unit has on disk. */
  forget(hostname: string, directory: string): void {
    rmSync(this.at(hostname, directory), { recursive: true });
    mkdirSync(this.at(hostname, directory), { recursive: true });
  }

  fileOf = (hostname: string, path: string): string => readFileSync(this.at(hostname, path), 'utf8');

  logOf(hostname: string, unit: string): string {
    try {
      return readFileSync(this.logFile(hostname, unit), 'utf8');
    } catch {
      return '';
    }
  }

  private get hosts(): readonly Host[] {
    return this.planned.platform.hosts;
  }

  private at = (hostname: string, path: string): string => join(this.dir, hostname, path);
  private logFile = (hostname: string, unit: string): string => join(this.dir, `${hostname}-${unit}.log`);

  private configOf(hostname: string): HostConfig {
    const config = this.planned.hosts.get(hostname);
    if (config === undefined) throw new Error(`there is no host ${hostname}`);
    return config;
  }

  private install(hostname: string, config: HostConfig): void {
    const own = [paths.state, paths.runtime, paths.sentinelState, paths.textfiles, paths.dragonfly];
    for (const path of [...own, ...config.directories.map((d) => d.path)])
      mkdirSync(this.at(hostname, path), { recursive: true });
    for (const { path, content } of config.files) {
      mkdirSync(dirname(this.at(hostname, path)), { recursive: true });
      writeFileSync(this.at(hostname, path), this.withSecrets(this.relocate(hostname, content)));
    }
    for (const { directory } of config.certificates) this.issue(hostname, this.at(hostname, directory));
    copyFileSync(STAND_IN, this.at(hostname, files.binary));
    chmodSync(this.at(hostname, files.binary), 0o755);
  }

  /** Paths and addresses of the host, as they are in this test. */
  private relocate(hostname: string, content: string): string {
    const config = this.configOf(hostname);
    const places = [
      ...Object.values(paths),
      dirname(files.program),
      ...config.directories.map(({ path }) => path),
    ].sort((a, b) => b.length - a.length);
    const moved = content.replace(
      new RegExp(
        `(?<![\\w./-])(${[...new Set(places)].map((p) => p.replaceAll('.', '\\.')).join('|')})(?![\\w-])`,
        'g',
      ),
      (path) => this.at(hostname, path),
    );
    return this.hosts.reduce(
      (text, host) =>
        text.replaceAll(
          new RegExp(`(?<![\\d.])${host.addresses[0].address.replaceAll('.', '\\.')}(?!\\d)`, 'g'),
          this.addressOf(host.hostname),
        ),
      moved,
    );
  }

  private withSecrets = (content: string): string =>
    secretsIn(content).reduce(
      (text, id) => text.replaceAll(`{{secret:${id}}}`, () => this.passwordOf(id.split('/').at(-1) ?? id)),
      content,
    );

  private commands(hostname: string, unit: string, key: string): readonly (readonly string[])[] {
    return readFileSync(this.at(hostname, files.unit(unit)), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1).split(' '));
  }

  private async run([program = '', ...args]: readonly string[]): Promise<Exit> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output.push(chunk.toString());
      });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output: output.join('') };
  }

  private issue(name: string, directory: string): void {
    mkdirSync(directory, { recursive: true });
    this.openssl(
      `req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${directory}/tls.key -out ${directory}/csr -subj /CN=${name}`,
    );
    this.openssl(
      `x509 -req -in ${directory}/csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out ${directory}/tls.crt`,
    );
    copyFileSync(join(this.dir, 'ca.crt'), join(directory, 'ca.crt'));
  }

  private openssl(words: string): void {
    execFileSync('openssl', words.split(' '), { cwd: this.dir, stdio: 'pipe' });
  }
}
