import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '@catalyst/model';
import { z } from 'zod';
import { files, paths } from '../host/paths.ts';
import { PORTS } from '../plan.ts';
import { Authority } from './authority.ts';
import type { Planned } from './site.ts';

/** What certbot runs with a new certificate. */
const DEPLOY = '/usr/local/lib/catalyst/acme-deploy';

const Line = z.object({ began: z.number(), ended: z.number(), status: z.number() });
/** A request of the prober: when it began and ended, and its status, 0 where there was no answer. */
export type Asked = z.output<typeof Line>;

const program = (name: string): readonly string[] => [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
];

/**
 * The nodes of a site, its services and a customer, each in a network namespace on one bridge, with the addresses that
 * they have on the platform. Nodes run from the files that their hosts would get; what differs is that directories are
 * below one of the test's, and that the proxies stay root.
 */
export class Lab {
  private readonly running = new Map<string, ChildProcess>();
  private readonly namespaces: string[] = [];
  private readonly authority: Authority;
  private readonly bridge: string;

  constructor(
    readonly planned: Planned,
    private readonly dir: string,
    private readonly tag: string,
  ) {
    this.authority = new Authority(join(dir, 'authority'));
    this.bridge = this.space('net');
    ip('-n', this.bridge, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0');
    ip('-n', this.bridge, 'link', 'set', 'br0', 'up');
    const hosts = planned.platform.hosts;
    for (const host of hosts) this.attach(host.hostname, host.addresses[0].address, prefixOf(host));
    const customer = hosts[0]?.addresses[0];
    // An address of the network that nobody has: the last of it.
    if (customer !== undefined) this.attach('customer', lastOf(customer.address), customer.prefix);
    for (const host of hosts) this.certify(host);
  }

  /** Starts the proxies of a node, and keepalived. Resolves when HAProxy says that it can pass requests on. */
  async startNode(hostname: string): Promise<void> {
    this.install(hostname);
    mkdirSync(this.at(hostname, paths.haproxyRun), { recursive: true });
    mkdirSync(this.at(hostname, paths.run), { recursive: true });
    mkdirSync(this.at(hostname, '/var/log/nginx'), { recursive: true });
    this.in(hostname, 'sysctl', '-q', '-w', 'net.ipv4.ip_nonlocal_bind=1');
    this.startHaproxy(hostname);
    this.startNginx(hostname);
    this.start(`${hostname}/watch`, hostname, ['sh', this.at(hostname, files.watch)]);
    await this.until(hostname, ['curl', '-sf', '-m', '1', 'http://127.0.0.1:8406/alive']);
    this.start(`${hostname}/keepalived`, hostname, [
      ...['keepalived', '-n', '-l', '-D', '--vrrp', '-f', this.at(hostname, files.keepalived)],
      ...['-p', join(this.dir, `${hostname}.ka`), '-r', join(this.dir, `${hostname}.vrrp`)],
    ]);
  }

  startHaproxy(hostname: string): void {
    this.start(`${hostname}/haproxy`, hostname, ['haproxy', '-W', '-db', '-f', this.at(hostname, files.haproxy)]);
  }

  startNginx(hostname: string): void {
    this.start(`${hostname}/nginx`, hostname, ['nginx', '-g', 'daemon off;', '-c', this.at(hostname, files.nginx)]);
  }

  /** Starts all instances of the services. */
  async startServices(): Promise<void> {
    const { platform } = this.planned;
    const services = platform.instances.filter(({ tier }) => tier === 'messaging');
    await Promise.all(
      services.map(async ({ id, host: hostId, port }) => {
        const host = platform.hosts.find((h) => h.id === hostId);
        if (host === undefined) throw new Error(hostId);
        const name = id.slice(id.indexOf('/') + 1).replaceAll('/', '-');
        const child = this.start(name, host.hostname, [
          ...program('service'),
          ...[name, host.addresses[0].address, String(port), this.at(host.hostname, paths.tls)],
        ]);
        const { stdout } = child;
        if (stdout !== null) await once(stdout, 'data');
      }),
    );
  }

  /** Ends a process at once, as the kernel does when memory is short; of HAProxy and Nginx the workers too. */
  kill(name: string): void {
    const child = this.running.get(name);
    if (child?.pid === undefined) throw new Error(`${name} does not run`);
    this.running.delete(name);
    const workers = readFileSync(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8');
    child.kill('SIGKILL');
    for (const worker of workers.trim().split(' ').filter(Boolean)) process.kill(Number(worker), 'SIGKILL');
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.running.get(name)?.kill(signal);
  }

  /** Cuts the cable of a host. */
  cut(hostname: string): void {
    ip('-n', this.bridge, 'link', 'set', `v-${hostname}`, 'down');
  }

  /** Answers challenges on a node as certbot does while it asks for a certificate: its own, and 404 to others. */
  async answerChallenge(hostname: string, token: string): Promise<void> {
    const directory = this.at(hostname, '/challenge');
    mkdirSync(join(directory, '.well-known/acme-challenge'), { recursive: true });
    writeFileSync(join(directory, '.well-known/acme-challenge', token), `${token}.of-${hostname}`);
    const address = this.planned.platform.hosts.find((host) => host.hostname === hostname)?.addresses[0].address ?? '';
    const port = String(PORTS.challenge);
    this.start(`${hostname}/challenge`, hostname, [
      ...['python3', '-m', 'http.server', port, '--bind', address, '--directory', directory],
    ]);
    await this.until(hostname, ['curl', '-sf', '-m', '1', '-o', '/dev/null', `http://${address}:${port}/`]);
  }

  /** Gives a node a certificate for the names of customers, called `public`, as certbot does. */
  signPublicly(hostname: string): void {
    const lineage = this.at(hostname, '/lineage');
    mkdirSync(lineage, { recursive: true });
    const { key, certificate } = this.authority.issue('public', this.planned.spec.names);
    writeFileSync(join(lineage, 'privkey.pem'), key);
    writeFileSync(join(lineage, 'fullchain.pem'), certificate);
    mkdirSync(this.at(hostname, paths.publicTls), { recursive: true });
    this.in(hostname, 'env', `RENEWED_LINEAGE=${lineage}`, 'sh', this.at(hostname, DEPLOY));
  }

  /** What the certificate is called that a customer sees who asks for a name. */
  shownTo(name: string, floating: string): string {
    const ask = `openssl s_client -connect ${this.addressOf(floating)}:443 -servername ${name} </dev/null 2>/dev/null`;
    return this.in('customer', 'sh', '-c', `${ask} | openssl x509 -noout -subject`).trim();
  }

  /** Runs a command in a namespace, and gives what it prints. Throws when it fails. */
  in(hostname: string, ...command: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.name(hostname), ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** A request of the customer: what curl prints. */
  curl(...args: readonly string[]): string {
    return this.in('customer', 'curl', '-s', '-m', '5', '--cacert', this.authority.file, ...args);
  }

  /** Curl's arguments to reach the API under its public name, at one floating address. */
  to(floating: string, path: string): readonly string[] {
    return ['--connect-to', `::${this.addressOf(floating)}:443`, `https://api.example.com${path}`];
  }

  addressOf(floating: string): string {
    const found = this.planned.platform.floating.find(({ name }) => name === floating);
    if (found === undefined) throw new Error(`no floating address ${floating}`);
    return found.address;
  }

  /** Nodes that have a floating address. */
  holders(floating: string): readonly string[] {
    const address = this.addressOf(floating);
    return [...this.planned.hosts.keys()].filter((hostname) =>
      this.in(hostname, 'ip', '-4', '-o', 'addr', 'show').includes(` ${address}/`),
    );
  }

  /** Changes how a service is. */
  control(hostname: string, port: number, how: string): void {
    this.ask(hostname, port, `/control/${how}`);
  }

  /** Asks a service itself, past the way in. */
  ask(hostname: string, port: number, path: string): string {
    const host = this.planned.platform.hosts.find((h) => h.hostname === hostname);
    if (host === undefined) throw new Error(hostname);
    const [{ address }] = host.addresses;
    const tls = this.at(hostname, paths.tls);
    return this.in(
      hostname,
      ...['curl', '-sf', '-m', '2', '--cacert', `${tls}/ca.crt`, '--cert', `${tls}/tls.crt`, '--key', `${tls}/tls.key`],
      ...['--connect-to', `::${address}:${String(port)}`, `https://${host.fqdn}:${String(port)}${path}`],
    );
  }

  /** Lets the customer ask all the time while something happens; gives every request. */
  async asking(floating: string, interval: number, meanwhile: () => Promise<void>): Promise<readonly Asked[]> {
    const child = this.start('prober', 'customer', [
      ...program('prober'),
      ...[this.addressOf(floating), 'api.example.com', this.authority.file, String(interval), '/v1/sms/messages'],
    ]);
    let printed = '';
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString();
    });
    if (child.stdout !== null) await once(child.stdout, 'data');
    await meanwhile();
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
    this.running.delete('prober');
    return printed
      .split('\n')
      .slice(0, -1)
      .map((line) => Line.parse(JSON.parse(line)));
  }

  logOf(name: string): string {
    return readFileSync(join(this.dir, `${name.replaceAll('/', '-')}.log`), 'utf8');
  }

  /** A file of a node, where it is in the test. */
  at(hostname: string, path: string): string {
    return join(this.dir, hostname, path);
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.running.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), 3000);
        await gone;
        clearTimeout(late);
      }),
    );
    for (const namespace of this.namespaces) {
      for (const pid of ip('netns', 'pids', namespace).split('\n').filter(Boolean))
        process.kill(Number(pid), 'SIGKILL');
      ip('netns', 'del', namespace);
    }
  }

  private install(hostname: string): void {
    const config = this.planned.hosts.get(hostname);
    for (const { path, content } of config?.files ?? []) {
      const here = this.at(hostname, path);
      mkdirSync(dirname(here), { recursive: true });
      writeFileSync(here, this.moved(hostname, content));
    }
  }

  /** The content of a file with its directories below the test's. */
  moved(hostname: string, content: string): string {
    const own = [
      '/etc/ingress',
      '/run/haproxy',
      '/run/ingress',
      '/run/nginx.pid',
      '/var/log/nginx',
      '/etc/nginx/modsecurity',
      '/etc/nginx/certified',
      '/etc/nginx/names.conf',
    ];
    return own
      .reduce((text, path) => text.replaceAll(path, this.at(hostname, path)), content)
      .replace('chroot /var/lib/haproxy', `chroot ${this.dir}`)
      .replace('    user haproxy\n    group haproxy\n', '')
      .replace('user www-data;', 'user root;')
      .replace('systemctl try-reload-or-restart nginx.service', `nginx -s reload -c ${this.at(hostname, files.nginx)}`);
  }

  private certify({ hostname, fqdn }: Host): void {
    const names = this.planned.platform.secrets.find(({ id }) => id.endsWith(`/nodes/${hostname}`))?.names ?? [fqdn];
    const directory = this.at(hostname, paths.tls);
    mkdirSync(directory, { recursive: true });
    const { key, certificate } = this.authority.issue(fqdn, names);
    writeFileSync(join(directory, 'ca.crt'), this.authority.certificate);
    writeFileSync(join(directory, 'tls.key'), key);
    writeFileSync(join(directory, 'tls.crt'), certificate);
    writeFileSync(join(directory, 'tls.pem'), key + certificate);
  }

  private start(name: string, hostname: string, command: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.name(hostname), ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(join(this.dir, `${name.replaceAll('/', '-')}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.running.set(name, child);
    return child;
  }

  private async until(hostname: string, command: readonly string[]): Promise<void> {
    for (const end = Date.now() + 15_000; ;) {
      try {
        this.in(hostname, ...command);
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  private name(hostname: string): string {
    return `${this.tag}-${hostname}`;
  }

  private space(hostname: string): string {
    const name = this.name(hostname);
    ip('netns', 'add', name);
    this.namespaces.push(name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    return name;
  }

  private attach(hostname: string, address: string, prefix: number): void {
    const name = this.space(hostname);
    ip('link', 'add', 'bond0', 'netns', name, 'type', 'veth', 'peer', 'name', `v-${hostname}`, 'netns', this.bridge);
    ip('-n', this.bridge, 'link', 'set', `v-${hostname}`, 'master', 'br0', 'up');
    ip('-n', name, 'addr', 'add', `${address}/${String(prefix)}`, 'dev', 'bond0');
    ip('-n', name, 'link', 'set', 'bond0', 'up');
  }
}

const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });

const prefixOf = (host: Host): number => host.addresses[0].prefix;

/** An address of a /20 that the plan has for nobody: in its last block. */
const lastOf = (address: string): string => {
  const [a = '', b = '', c = ''] = address.split('.');
  return `${a}.${b}.${String(Math.floor(Number(c) / 16) * 16 + 15)}.250`;
};
