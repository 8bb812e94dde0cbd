import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { secretsIn, type HealthGate, type Host, type HostConfig } from '@catalyst/model';
import { checkServerIdentity } from 'node:tls';
import pg from 'pg';
import { pathsOf } from '../host/paths.ts';
import { PORTS } from '../names.ts';
import { Authority } from './authority.ts';
import type { Planned } from './site.ts';

export interface Exit {
  readonly code: number | null;
  readonly output: string;
}

const root = process.getuid?.() === 0;
const ID = { user: Number(run('id', '-u', 'postgres')), group: Number(run('id', '-g', 'postgres')) };

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}

/** Where the programs of the database are: PostgreSQL 15 where it is there, and what the distribution has elsewhere. */
export function binaries(base: string): string {
  const versions = readdirSync(base).sort((a, b) => Number(a) - Number(b));
  return join(base, versions.includes('15') ? '15' : (versions.at(-1) ?? ''), 'bin');
}

/**
 * The hosts of a site, running on this machine from the files that they would get. What differs from a real host:
 * directories are below one of the test's, addresses and names are loopback addresses, and everything runs as postgres.
 */
export class Cluster {
  private readonly running = new Map<string, ChildProcess>();
  readonly authority: Authority;
  readonly paths;
  readonly ports;
  private readonly dirs = new Map<string, string>();

  constructor(
    private readonly planned: Planned,
    private readonly dir: string,
    private readonly bin: string,
  ) {
    chmodSync(dirname(dir), 0o755);
    mkdirSync(dir, { recursive: true });
    this.paths = pathsOf(planned.kind);
    this.ports = PORTS[planned.kind];
    this.authority = new Authority(join(dir, 'ca'));
    this.hosts.forEach((host, i) => this.dirs.set(host.id, join(dir, `h${String(i)}`)));
    for (const [id, config] of planned.hosts) this.install(id, config);
    if (root) run('chown', '-R', 'postgres:postgres', dir);
  }

  get hosts(): readonly Host[] {
    return this.planned.platform.hosts;
  }
  hostnames = (pool: string): readonly string[] => this.hosts.filter((h) => h.pool === pool).map(({ id }) => id);

  /** Each password holds all characters that a badly quoted file would stumble over. */
  readonly passwordOf = (id: string): string => `${id} "\\{}=,:#'$x%h`;

  /** 127.x.y.z: x.y from the process, so that two runs do not meet; z from the host. */
  addressOf(id: string, more = 0): string {
    const index = this.hosts.findIndex((host) => host.id === id) + 1 + more;
    return `127.${String(1 + (process.pid % 250))}.${String(Math.floor(process.pid / 250) % 250)}.${String(index)}`;
  }

  at = (id: string, path: string): string => join(this.dirs.get(id) ?? '', path);
  read = (id: string, path: string): string => readFileSync(this.at(id, path), 'utf8');
  logOf = (id: string, unit: string): string => readFileSync(this.logFile(id, unit), 'utf8');
  private logFile = (id: string, unit: string): string => join(this.dirs.get(id) ?? '', `${unit}.log`);

  /** Starts a unit of a host as systemd would, and leaves it running. */
  start(id: string, unit: string): void {
    const [program = '', ...args] = this.command(id, unit);
    const log = openSync(this.logFile(id, unit), 'a', 0o644);
    const child = spawn(...this.asPostgres(program, args), {
      cwd: this.dirs.get(id),
      env: this.environment(id),
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    child.unref();
    this.running.set(`${id} ${unit}`, child);
  }

  /** Runs a unit that ends by itself. */
  execute(id: string, unit: string, ...more: readonly string[]): Promise<Exit> {
    return this.exec(id, [...this.command(id, unit), ...more]);
  }

  /** Asks a gate of a host, as an apply does. */
  gate(id: string, name: string): Promise<Exit> {
    const gate = this.gates(id).find((g) => g.name === name);
    if (gate === undefined) throw new Error(`${id} has no gate '${name}'`);
    return this.exec(id, ['/bin/sh', '-c', this.relocate(id, gate.command)]);
  }
  gates = (id: string): readonly HealthGate[] => this.planned.hosts.get(id)?.gates ?? [];

  async exec(id: string, [program = '', ...args]: readonly string[]): Promise<Exit> {
    const child = spawn(...this.asPostgres(program, args), {
      cwd: this.dirs.get(id),
      env: this.environment(id),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output: output.join('') };
  }

  /** Ends everything of a host at once, as a power cut does: what was started, and all that it has started. */
  async kill(id: string): Promise<void> {
    const mine = [...this.running].filter(([key]) => key.startsWith(`${id} `));
    const gone = mine.map(async ([key, child]) => {
      this.running.delete(key);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    for (const pid of this.processesOf(id)) kill(pid);
    await Promise.all(gone);
  }

  async killAll(): Promise<void> {
    await Promise.all(this.hosts.map(({ id }) => this.kill(id)));
  }

  /** Processes that were started for a host, by what they have in their environment, and nobody else’s. */
  private processesOf(id: string): readonly number[] {
    const mark = `CATALYST_TEST_HOST=${this.dirs.get(id) ?? ''}\0`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
        } catch {
          return false; // It has ended, or it is not ours.
        }
      })
      .map(Number);
  }

  /** What Patroni of a host says of itself and of the others; undefined where it does not answer. */
  async patroni(id: string, path: string): Promise<unknown> {
    const { code, output } = await this.exec(id, [
      'curl',
      '-sS',
      '-m',
      '3',
      '--cacert',
      this.at(id, `${this.paths.tls}/ca.crt`),
      `https://${this.addressOf(id)}:${String(this.ports.patroni)}${path}`,
    ]);
    return code === 0 && output.startsWith('{') ? JSON.parse(output) : undefined;
  }

  /** How a client of the platform connects: through the proxy of a host, with TLS and a password. */
  options(via: string, user: string, database: string, port: number = this.ports.writes): pg.ClientConfig {
    return {
      host: this.addressOf(via),
      port,
      user,
      database,
      password: this.passwordOf(`dc1/${this.planned.kind}/users/${user}`),
      // Whichever node answers has the name that callers use.
      ssl: {
        ca: this.authority.certificate,
        checkServerIdentity: (_, certificate) => checkServerIdentity(this.name, certificate),
      },
      connectionTimeoutMillis: 2000,
      query_timeout: 60_000,
    };
  }
  private get name(): string {
    return this.planned.platform.floating[0]?.fqdn ?? '';
  }
  client = (...how: Parameters<Cluster['options']>): pg.Client => new pg.Client(this.options(...how));

  /** A question to PostgreSQL of a host itself, as its administrator. */
  async sql(id: string, text: string, database = 'postgres'): Promise<string> {
    const socket = this.at(id, this.paths.run);
    const { code, output } = await this.exec(id, [
      'psql',
      ...['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', socket, '-p', String(this.ports.server)],
      ...['-U', 'postgres', '-d', database, '-c', text],
    ]);
    if (code !== 0) throw new Error(`${id}: ${output}`);
    return output.trim();
  }

  private asPostgres(program: string, args: readonly string[]): [string, string[]] {
    if (!root) return [program, [...args]];
    return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', '--', program, ...args]];
  }

  private environment(id: string): NodeJS.ProcessEnv {
    const dir = this.dirs.get(id) ?? '';
    return { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: dir, LC_ALL: 'C.UTF-8', CATALYST_TEST_HOST: dir };
  }

  /** The command of a unit, split as systemd does it: at spaces, since ours quote nothing. */
  private command(id: string, unit: string): readonly string[] {
    const line = this.read(id, this.paths.unit(unit))
      .split('\n')
      .find((l) => l.startsWith('ExecStart='));
    return (line?.slice('ExecStart='.length) ?? '').split(' ');
  }

  private relocate(id: string, text: string): string {
    const dir = this.dirs.get(id) ?? '';
    const config = this.planned.hosts.get(id);
    const { etc, programs, run: sockets, logs, spool } = this.paths;
    const moved = [
      etc,
      programs,
      `${sockets}-haproxy`,
      sockets,
      logs,
      spool,
      ...(config?.directories ?? []).map((d) => d.path),
    ]
      .sort((a, b) => b.length - a.length)
      .reduce((content, path) => content.replaceAll(new RegExp(`(?<![\\w-])${path}`, 'g'), `${dir}${path}`), text)
      .replaceAll('/opt/etcd/', '/usr/bin/')
      .replaceAll('/usr/lib/postgresql/15/bin', this.bin)
      .replaceAll('system postgres ', `system ${root ? 'postgres' : run('id', '-un')} `)
      .replace(/(hostssl \S+ \S+ )10\.\d+\.0\.0\/16/g, '$1127.0.0.0/8');
    const floating = this.planned.platform.floating.reduce(
      (content, { address, fqdn }) =>
        content.replaceAll(`${address}:`, `${this.addressOf(id, 100)}:`).replaceAll(fqdn, this.addressOf(id, 100)),
      moved,
    );
    return this.hosts.reduce(
      (content, host) =>
        content
          .replaceAll(
            new RegExp(`${host.addresses[0].address.replaceAll('.', '\\.')}(?!\\d)`, 'g'),
            this.addressOf(host.id),
          )
          .replaceAll(host.fqdn, this.addressOf(host.id)),
      floating,
    );
  }

  private install(id: string, config: HostConfig): void {
    const { run: sockets, logs, spool } = this.paths;
    for (const path of [sockets, `${sockets}/pgbackrest`, `${sockets}-haproxy`, logs, spool])
      mkdirSync(this.at(id, path), { recursive: true });
    for (const { path, mode } of config.directories) mkdirSync(this.at(id, path), { recursive: true, mode });
    for (const { path, content } of config.files) {
      mkdirSync(dirname(this.at(id, path)), { recursive: true });
      writeFileSync(this.at(id, path), this.withSecrets(this.relocate(id, content)));
    }
    // On one machine, everybody comes from 127.0.0.1.
    const names = [this.addressOf(id), this.addressOf(id, 100), '127.0.0.1', this.name];
    for (const { directory } of config.certificates) {
      mkdirSync(this.at(id, directory), { recursive: true });
      const { key, certificate } = this.authority.issue(names);
      const files = {
        'ca.crt': this.authority.certificate,
        'tls.crt': certificate,
        'tls.key': key,
        'tls.pem': key + certificate,
      };
      for (const [name, text] of Object.entries(files))
        writeFileSync(this.at(id, `${directory}/${name}`), text, { mode: 0o600 });
    }
    if (root) chownSync(this.dir, ID.user, ID.group);
  }

  private withSecrets(content: string): string {
    return secretsIn(content).reduce(
      (text, id) =>
        text.replaceAll(`{{secret:${id}}}`, () =>
          id.endsWith('/ca') ? this.authority.certificate : this.passwordOf(id),
        ),
      content,
    );
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
