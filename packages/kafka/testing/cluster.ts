import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { secretsIn, type Host, type HostConfig } from '@catalyst/model';
import { Kafka, logLevel, type ISocketFactory, type SASLOptions } from 'kafkajs';
import { files, paths } from '../host/paths.ts';
import { observeKafka } from '../observe.ts';
import { Authority } from './authority.ts';
import type { Planned } from './site.ts';

/** Where the engine is: `libs/*.jar` and the exporter's agent. */
export interface Engine {
  readonly path: string;
}

export interface Exit {
  readonly code: number | null;
  readonly output: string;
}

/**
 * The nodes of a site, running on this machine from the files that their hosts would get. Three things differ from a
 * real host: directories are below one of the test's, addresses are loopback ones, and the heap is small.
 */
export class Cluster {
  private readonly nodes = new Map<string, ChildProcess>();
  readonly authority: Authority;

  constructor(
    private readonly planned: Planned,
    private readonly engine: Engine,
    private readonly dir: string,
  ) {
    this.authority = new Authority(join(dir, 'authority'));
    for (const [hostname, config] of planned.hosts) this.install(hostname, config);
  }

  /** Each user's password: with all characters that a badly quoted file would stumble over. */
  readonly passwordOf = (user: string): string => `${user} "\\{}=,:#'$x%h`;

  /** Formats and starts nodes as their units say. Resolves when each has said that it is up. */
  async start(...hostnames: readonly string[]): Promise<void> {
    await Promise.all(hostnames.map((hostname) => this.startOne(hostname)));
  }

  /** Ends a node at once, as a power cut does. Throws when it has ended by itself. */
  async kill(hostname: string): Promise<void> {
    const node = this.nodes.get(hostname);
    this.nodes.delete(hostname);
    if (node === undefined) return;
    if (node.exitCode !== null || node.signalCode !== null)
      throw new Error(`${hostname} had ended by itself: ${this.logOf(hostname).slice(-3000)}`);
    const gone = once(node, 'exit');
    node.kill('SIGKILL');
    await gone;
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.nodes.keys()].map((hostname) => this.kill(hostname)));
  }

  /** Asks the gate of a host, as an apply does. */
  gate(hostname: string, name: string): Promise<Exit> {
    const gate = this.configOf(hostname).gates.find((g) => g.name === name);
    if (gate === undefined) throw new Error(`${hostname} has no gate '${name}'`);
    return this.run(hostname, ['/bin/sh', '-c', this.relocate(hostname, gate.command)]);
  }

  /** What a unit of the host runs at its start. */
  execute(hostname: string, unit: string): Promise<Exit> {
    const [command = []] = this.commands(hostname, unit, 'ExecStart');
    return this.run(hostname, command);
  }

  /** What a client of this user sees, through any broker or those named; without a user, it does not say who it is. */
  client(
    user: string | undefined,
    password = user === undefined ? '' : this.passwordOf(user),
    via: readonly string[] = this.brokers,
  ): Kafka {
    const sasl: SASLOptions | undefined =
      user === undefined ? undefined : { mechanism: 'scram-sha-512', username: user, password };
    return new Kafka({
      clientId: 'test',
      brokers: via.map((hostname) => `${this.fqdnOf(hostname)}:9094`),
      ssl: { ca: [this.authority.certificate] },
      ...(sasl === undefined ? {} : { sasl }),
      socketFactory: this.socketFactory,
      connectionTimeout: 5000,
      // Said in full, since kafkajs is more impatient when it believes that it is being tested.
      retry: { retries: 10, initialRetryTime: 200, factor: 0.2, multiplier: 2, maxRetryTime: 5000 },
      logLevel: logLevel.NOTHING,
    });
  }

  async metrics(hostname: string, port = 7071): Promise<string> {
    const response = await fetch(`http://${this.addressOf(hostname)}:${String(port)}/metrics`);
    return response.text();
  }

  /** Names of the metrics in the expressions of the tier's alerts. */
  metricsOfAlerts(): readonly string[] {
    const [site] = this.planned.platform.sites;
    if (site === undefined) return [];
    const { rules } = observeKafka(this.planned.spec, site, this.planned.platform);
    return [
      ...new Set(
        rules.flatMap(({ expr }) => [...expr.matchAll(/([a-z][a-z0-9_]*)\{/g)].flatMap(([, name]) => name ?? [])),
      ),
    ];
  }

  /** Starts another unit of a host, and leaves it running. */
  startUnit(hostname: string, unit: string): ChildProcess {
    const [[program = '', ...args] = []] = this.commands(hostname, unit, 'ExecStart');
    return spawn(program, args, { env: this.environment, stdio: 'ignore' });
  }

  /** Gives a host the files that another plan has for it. */
  update(hostname: string, plan: Planned): void {
    const config = plan.hosts.get(hostname);
    if (config !== undefined) this.install(hostname, config);
  }

  /** Empties the volumes of a host, as a replaced drive is. */
  wipe(hostname: string): void {
    for (const { path } of this.configOf(hostname).directories) {
      rmSync(this.at(hostname, path), { recursive: true });
      mkdirSync(this.at(hostname, path));
    }
  }

  /** Puts a server without any past in the place of a host. */
  replace(hostname: string): void {
    this.wipe(hostname);
    rmSync(this.at(hostname, paths.state), { recursive: true });
    mkdirSync(this.at(hostname, paths.state));
  }

  /** Takes a directory of a volume away, and lets nobody make it again, as an unmounted drive does. */
  lose(hostname: string, path: string): void {
    rmSync(this.at(hostname, path), { recursive: true });
    writeFileSync(this.at(hostname, path), '');
  }

  fqdnOf = (hostname: string): string => this.hosts.find((host) => host.hostname === hostname)?.fqdn ?? '';

  /** Keys of a properties file of a host. */
  keysOf = (hostname: string, path: string): readonly string[] =>
    [...this.read(hostname, path).matchAll(/^([^#=\n]+)=/gm)].flatMap(([, key]) => key ?? []);

  /** Who was refused what, as the broker has logged it. */
  denials = (hostname: string): string =>
    this.logOf(hostname)
      .split('\n')
      .filter((line) => line.includes(' is Denied '))
      .join('\n');

  read = (hostname: string, path: string): string => readFileSync(this.at(hostname, path), 'utf8');
  logOf = (hostname: string): string => readFileSync(this.logFile(hostname), 'utf8');
  at = (hostname: string, path: string): string => join(this.dir, hostname, path);

  /** Names resolve to loopback addresses, and certificates are still checked against the names. */
  private readonly socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const { hostname } = this.hosts.find(({ fqdn }) => fqdn === host) ?? { hostname: '' };
    return connect({ ...ssl, host: this.addressOf(hostname), port, servername: host }, onConnect);
  };

  private get hosts(): readonly Host[] {
    return this.planned.platform.hosts;
  }

  /** Host names of the brokers. */
  get brokers(): readonly string[] {
    return this.hosts.filter(({ pool }) => pool === 'kafka').map(({ hostname }) => hostname);
  }

  private configOf(hostname: string): HostConfig {
    const config = this.planned.hosts.get(hostname);
    if (config === undefined) throw new Error(`there is no host '${hostname}'`);
    return config;
  }

  /** 127.x.y.z: x.y from the process, so that two runs do not meet; z from the host. */
  addressOf(hostname: string): string {
    const index = this.hosts.findIndex((host) => host.hostname === hostname) + 1;
    return `127.${String(1 + (process.pid % 250))}.${String(Math.floor(process.pid / 250) % 250)}.${String(index)}`;
  }

  private relocate(hostname: string, text: string): string {
    const root = join(this.dir, hostname);
    const moved = [...Object.values(paths), ...this.configOf(hostname).directories.map(({ path }) => path)]
      .sort((a, b) => b.length - a.length)
      .reduce((content, path) => content.replaceAll(path, `${root}${path}`), text)
      .replaceAll(`${root}${paths.kafka}`, this.engine.path)
      .replaceAll(`${root}${paths.exporter}`, this.engine.path);
    return this.hosts.reduce(
      (content, host) => content.replaceAll(host.addresses[0].address, this.addressOf(host.hostname)),
      moved,
    );
  }

  private install(hostname: string, config: HostConfig): void {
    for (const path of [...config.directories.map((d) => d.path), paths.logs, paths.state])
      mkdirSync(this.at(hostname, path), { recursive: true });
    for (const { path, content } of config.files) {
      mkdirSync(dirname(this.at(hostname, path)), { recursive: true });
      writeFileSync(this.at(hostname, path), this.withSecrets(this.relocate(hostname, content)));
    }
    const names = this.hosts.map((host) => `${this.addressOf(host.hostname)} ${host.fqdn}\n`).join('');
    writeFileSync(join(this.dir, 'hosts'), names);
  }

  private withSecrets(content: string): string {
    return secretsIn(content).reduce((text, id) => text.replaceAll(`{{secret:${id}}}`, () => this.secret(id)), content);
  }

  private secret(id: string): string {
    const secret = this.planned.platform.secrets.find((s) => s.id === id);
    if (secret === undefined) throw new Error(`the platform has no secret '${id}'`);
    if (secret.kind === 'certificate-authority') return this.authority.certificate;
    if (secret.kind === 'certificate') return this.authority.issue(secret.names[0] ?? id);
    return this.passwordOf(id.split('/').at(-1) ?? id);
  }

  /** Commands of a unit file, as systemd splits them: at spaces, since ours quote nothing. */
  private commands(hostname: string, unit: string, key: string): readonly (readonly string[])[] {
    return this.read(hostname, unit)
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) =>
        line
          .slice(key.length + 1)
          .replace(/^[-+]+/, '')
          .split(' '),
      );
  }

  private async startOne(hostname: string): Promise<void> {
    for (const command of this.commands(hostname, files.unit, 'ExecStartPre')) {
      const { code, output } = await this.run(hostname, command);
      if (code !== 0) throw new Error(`${command.join(' ')} on ${hostname} ended with ${String(code)}: ${output}`);
    }
    const [[program = '', options = '', ...args] = []] = this.commands(hostname, files.unit, 'ExecStart');
    const node = spawn(
      program,
      [options, '-Xms64m', '-Xmx400m', '-XX:-AlwaysPreTouch', '-XX:TieredStopAtLevel=1', ...args],
      {
        env: this.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.nodes.set(hostname, node);
    const log = createWriteStream(this.logFile(hostname));
    await new Promise<void>((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        log.write(chunk);
        if (chunk.toString().includes('Kafka Server started')) resolve();
      };
      node.stdout.on('data', onData);
      node.stderr.on('data', onData);
      node.on('exit', (code) => {
        reject(new Error(`${hostname} ended with ${String(code)}: ${this.logOf(hostname).slice(-3000)}`));
      });
    });
  }

  private logFile = (hostname: string): string => join(this.dir, `${hostname}.log`);

  private get environment(): NodeJS.ProcessEnv {
    return { PATH: '/usr/bin:/bin', JAVA_TOOL_OPTIONS: `-Djdk.net.hosts.file=${join(this.dir, 'hosts')}` };
  }

  private async run(hostname: string, [program = '', ...args]: readonly string[]): Promise<Exit> {
    const child = spawn(program, args, {
      cwd: join(this.dir, hostname),
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output: output.join('') };
  }
}
