import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request as https } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { secretsIn, type Host, type HostConfig } from '@catalyst/model';
import { z } from 'zod';
import { files, paths } from '../host/paths.ts';
import { requests, securityFiles, settings } from './as-opensearch.ts';
import type { Planned } from './site.ts';

export interface Exit {
  readonly code: number | null;
  readonly output: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Elasticsearch runs as nobody in particular, and never as root. */
const NOBODY = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * The nodes of a site, running on this machine from the files that their hosts would get. Three things differ from a real
 * host: directories are below one of the test's, names and addresses are loopback ones, and what runs is OpenSearch.
 */
export class Cluster {
  private readonly running = new Map<string, ChildProcess>();

  constructor(
    private readonly planned: Planned,
    private readonly engine: string,
    private readonly dir: string,
    private readonly network = '127.7.0',
  ) {
    mkdirSync(dir, { recursive: true });
    // What it expects beside its jars, and what a distribution has.
    for (const name of ['bin', 'modules']) mkdirSync(join(engine, name), { recursive: true });
    this.openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=authority',
    );
    for (const [hostname, config] of planned.hosts) this.install(hostname, config);
    if (asNobody.uid !== undefined) this.own(dir);
    // Whoever runs as nobody must get through to it.
    for (let at = dir; at !== tmpdir() && at !== '/'; at = dirname(at)) chmodSync(at, 0o755);
  }

  /** With characters that a careless file would stumble over, and not like the name. */
  readonly passwordOf = (user: string): string => `${Buffer.from(user).toString('hex')} "\\{}=,:#'$x%h 7Q`;

  addressOf(hostname: string): string {
    const at = this.planned.platform.hosts.findIndex((host) => host.hostname === hostname);
    return `${this.network}.${String(at + 10)}`;
  }

  /** What a unit of a host runs before its start, and then the unit. Resolves when it answers. */
  async start(hostname: string, unit = 'elasticsearch.service'): Promise<void> {
    for (const command of this.commands(hostname, unit, 'ExecStartPre')) {
      const { code, output } = await this.run(command);
      if (code !== 0) throw new Error(`${command.join(' ')}: ${output}`);
    }
    const [[program = '', ...args] = []] = this.commands(hostname, unit, 'ExecStart');
    const child = spawn(program, args, {
      env: this.environment(hostname),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...asNobody,
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        appendFileSync(this.logFile(hostname), chunk);
      });
    this.running.set(`${hostname}/${unit}`, child);
    await new Promise((resolve) => child.once('spawn', resolve));
  }

  /** Ends a unit at once, as a power cut does. */
  async kill(hostname: string, unit = 'elasticsearch.service'): Promise<void> {
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

  execute(hostname: string, unit: string): Promise<Exit> {
    const [command = []] = this.commands(hostname, unit, 'ExecStart');
    return this.run(command);
  }

  gate(hostname: string, name: string): Promise<Exit> {
    const gate = this.configOf(hostname).gates.find((g) => g.name === name);
    if (gate === undefined) throw new Error(`${hostname} has no gate '${name}'`);
    return this.run(['/bin/sh', '-c', this.relocate(hostname, gate.command)]);
  }

  /** What a user gets from a node. Rejects while it does not answer. */
  ask(hostname: string, user: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const auth = user === undefined ? {} : { auth: `${user}:${this.passwordOf(user)}` };
    return new Promise((resolve, reject) => {
      const call = https(
        {
          host: this.addressOf(hostname),
          port: 9200,
          path,
          method,
          ca: readFileSync(join(this.dir, 'ca.crt')),
          headers: { 'content-type': 'application/json' },
          ...auth,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode ?? 0,
              body: answer.startsWith('{') || answer.startsWith('[') ? JSON.parse(answer) : answer,
            });
          });
        },
      );
      call.on('error', reject);
      call.end(text);
    });
  }

  async metrics(hostname: string): Promise<string> {
    const response = await fetch(`http://${this.addressOf(hostname)}:9114/metrics`);
    return response.text();
  }

  /** Puts a server without any past in the place of a host. */
  replace(hostname: string): void {
    for (const path of [...this.configOf(hostname).directories.map((d) => d.path), paths.state]) {
      rmSync(this.at(hostname, path), { recursive: true });
      mkdirSync(this.at(hostname, path), { recursive: true });
    }
    if (asNobody.uid !== undefined) this.own(join(this.dir, hostname));
  }

  fileOf = (hostname: string, path: string): string => readFileSync(this.at(hostname, path), 'utf8');
  logOf = (hostname: string): string => readFileSync(this.logFile(hostname), 'utf8');

  private logFile = (hostname: string): string => join(this.dir, `${hostname}.log`);
  private at = (hostname: string, path: string): string => join(this.dir, hostname, path);

  private get hosts(): readonly Host[] {
    return this.planned.platform.hosts;
  }

  private configOf(hostname: string): HostConfig {
    const config = this.planned.hosts.get(hostname);
    if (config === undefined) throw new Error(`there is no host ${hostname}`);
    return config;
  }

  private environment(hostname: string): NodeJS.ProcessEnv {
    return { PATH: '/usr/sbin:/usr/bin:/bin', ES_PATH_CONF: this.at(hostname, paths.etc) };
  }

  private install(hostname: string, config: HostConfig): void {
    const own = [paths.state, paths.logs, paths.etc, `${paths.home}/bin`];
    for (const path of [...own, ...config.directories.map((d) => d.path)])
      mkdirSync(this.at(hostname, path), { recursive: true });
    for (const { path, content } of config.files)
      this.write(hostname, path, this.withSecrets(this.relocate(hostname, content)));
    for (const { directory } of config.certificates) this.issue(hostname, this.at(hostname, directory));
    if (!config.archives.some(({ name }) => name === 'elasticsearch')) return;
    this.write(hostname, `${paths.etc}/opensearch.yml`, settings(this.fileOf(hostname, files.yml)));
    const hash = this.hashOf(this.passwordOf('elastic'));
    for (const [name, content] of Object.entries(securityFiles(hash)))
      this.write(hostname, `${paths.etc}/opensearch-security/${name}`, content);
    this.write(hostname, `${paths.home}/bin/elasticsearch`, this.standIn());
    this.write(hostname, `${paths.home}/bin/elasticsearch-keystore`, KEYSTORE);
    for (const name of ['elasticsearch', 'elasticsearch-keystore'])
      chmodSync(this.at(hostname, `${paths.home}/bin/${name}`), 0o755);
    // Nobody's group is not called elasticsearch.
    this.write(hostname, files.keystore, this.fileOf(hostname, files.keystore).replace(/^chgrp .*$/m, ''));
    this.translateRequests(hostname);
  }

  private translateRequests(hostname: string): void {
    if (!this.configOf(hostname).files.some(({ path }) => path === files.cluster)) return;
    const own = z
      .looseObject({ requests: z.array(z.unknown()) })
      .parse(JSON.parse(this.fileOf(hostname, files.cluster)));
    this.write(hostname, files.cluster, JSON.stringify({ ...own, requests: requests(own.requests) }));
  }

  private write(hostname: string, path: string, content: string): void {
    mkdirSync(dirname(this.at(hostname, path)), { recursive: true });
    writeFileSync(this.at(hostname, path), content);
  }

  /** Elasticsearch's command line, for OpenSearch with a small heap. */
  private standIn = (): string =>
    [
      '#!/bin/sh',
      'exec java -Xms320m -Xmx320m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog4j2.disable.jmx=true -Djava.security.manager=allow \\',
      `  -Dopensearch.path.home=${this.engine} -Dopensearch.path.conf="$ES_PATH_CONF" -Dopensearch.distribution.type=tar \\`,
      `  -cp '${this.engine}/lib/*' org.opensearch.bootstrap.OpenSearch "$@"`,
      '',
    ].join('\n');

  private hashOf = (password: string): string =>
    execFileSync(
      'java',
      [
        '-cp',
        `${this.engine}/plugins/opensearch-security/*:${this.engine}/lib/*`,
        'org.opensearch.security.tools.Hasher',
        '-p',
        password,
      ],
      { encoding: 'utf8' },
    )
      .trim()
      .split('\n')
      .at(-1) ?? '';

  /** Paths, names and addresses of the host, as they are in this test. */
  private relocate(hostname: string, content: string): string {
    const config = this.configOf(hostname);
    const places = [...Object.values(paths), ...config.directories.map(({ path }) => path)].sort(
      (a, b) => b.length - a.length,
    );
    const moved = content.replace(
      new RegExp(
        `(?<![\\w./-])(${[...new Set(places)].map((p) => p.replaceAll('.', '\\.')).join('|')})(?![\\w-])`,
        'g',
      ),
      (path) => this.at(hostname, path),
    );
    return this.hosts.reduce(
      (text, host) =>
        text
          .replaceAll(host.fqdn, this.addressOf(host.hostname))
          .replaceAll(
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
    return this.fileOf(hostname, files.unit(unit))
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => this.relocate(hostname, line.slice(key.length + 1).replace(/^[-+]+/, '')).split(' '));
  }

  private async run([program = '', ...args]: readonly string[]): Promise<Exit> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...asNobody });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output.push(chunk.toString());
      });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output: output.join('') };
  }

  /** A certificate for the loopback address, where a real one is for the name. */
  private issue(hostname: string, directory: string): void {
    const address = this.addressOf(hostname);
    mkdirSync(directory, { recursive: true });
    this.openssl(
      `req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${directory}/sec1.key -out ${directory}/csr -subj /CN=${address}`,
    );
    this.openssl(`pkcs8 -topk8 -nocrypt -in ${directory}/sec1.key -out ${directory}/tls.key`);
    writeFileSync(`${directory}/ext`, `subjectAltName=IP:${address}\n`);
    this.openssl(
      `x509 -req -in ${directory}/csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ${directory}/ext -out ${directory}/tls.crt`,
    );
    writeFileSync(join(directory, 'ca.crt'), readFileSync(join(this.dir, 'ca.crt')));
  }

  private own(path: string): void {
    chownSync(path, NOBODY, NOBODY);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) this.own(inner);
      else chownSync(inner, NOBODY, NOBODY);
    }
  }

  private openssl(words: string): void {
    execFileSync('openssl', words.split(' '), { cwd: this.dir, stdio: 'pipe' });
  }
}

/** Elasticsearch's tool for its keystore is not to be had: what is put into it is written down. */
const KEYSTORE = `#!/bin/sh
set -eu
store=$ES_PATH_CONF/elasticsearch.keystore
case $1 in
  create) : > "$store" ;;
  add) shift; [ "$1 $2 $3" = '-s -f -x' ]; printf '%s=' "$4" >> "$store"; cat >> "$store"; echo >> "$store" ;;
  *) exit 64 ;;
esac
`;
