import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { priority } from './host/keepalived.ts';
import { files, paths } from './host/paths.ts';
import { Authority } from './testing/authority.ts';
import { fileOf, planned, resolved, type SiteText } from './testing/site.ts';

const linesOf = (text: SiteText, hostname: string, path: string): readonly string[] =>
  fileOf(planned(text), hostname, path)
    .split('\n')
    .map((line) => line.trim());

const firewall = {
  repository: {
    uri: 'https://packages.example.com/ubuntu',
    suite: 'jammy',
    components: ['main'],
    key: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n',
  },
};

const acme = { contact: 'noc@example.com' };

describe('the way in of a site', () => {
  it('has one floating address where one node answers, and one for each where all do', () => {
    const names = (mode: 'active-active' | 'active-passive') =>
      planned({ nodes: 4, mode }).platform.floating.map(({ name, address }) => `${name} ${address}`);
    expect(names('active-passive')).toEqual(['api-1 10.16.32.32']);
    expect(names('active-active')).toEqual([
      'api-1 10.16.32.32',
      'api-2 10.16.32.33',
      'api-3 10.16.32.34',
      'api-4 10.16.32.35',
    ]);
  });

  it('is open to the Internet and to tenants at 443, and nowhere else', () => {
    const { services } = planned({ nodes: 2 }).platform;
    expect(services.filter(({ openTo }) => openTo.length > 0)).toEqual([
      expect.objectContaining({ name: 'api', port: 443, openTo: ['internet', 'tenants'] }),
    ]);
  });

  it('is open to the Internet at 80 too where a public authority signs, and nodes pass its challenge on', () => {
    const { services, flows } = planned({ nodes: 2, ingress: { acme } }).platform;
    expect(services.filter(({ openTo }) => openTo.includes('internet')).map(({ port }) => port)).toEqual([443, 80]);
    expect(flows.map(({ id }) => id)).toContain('dc1/ingress.node>ingress-challenge');
  });

  it('may call the services that there are, on every port that they have, and no data tier', () => {
    const { flows } = planned({ nodes: 2, instances: 2 }).platform;
    expect(flows.filter(({ from }) => from.tier === 'ingress').map(({ id }) => id)).toEqual([
      'dc1/ingress.node>api-tls',
      'dc1/ingress.node>messaging',
      'dc1/ingress.node>messaging:10101',
      'dc1/ingress.node>messaging-sms',
      'dc1/ingress.node>messaging-sms:10001',
    ]);
  });

  it('has certificates for the names of customers and for every address that may come to a node', () => {
    const { secrets } = planned({ nodes: 2 }).platform;
    expect(secrets.find(({ id }) => id === 'dc1/ingress/nodes/ingress-2')?.names).toEqual([
      'api.example.com',
      'api-1.dc1.catalyst.internal',
      'api-2.dc1.catalyst.internal',
      'ingress-2.dc1.catalyst.internal',
    ]);
  });

  it('says what is wrong with it: no public name, no application firewall, too many nodes', () => {
    const codes = (text: SiteText) =>
      resolved(text)
        .findings.filter(({ subject }) => subject === 'dc1/ingress')
        .map(({ code }) => code);
    expect(codes({ nodes: 2 })).toEqual(['ingress/no-public-certificate', 'ingress/no-application-firewall']);
    expect(codes({ nodes: 6, ingress: { firewall, acme } })).toEqual(['ingress/certificate-limit']);
    expect(codes({ nodes: 5, ingress: { firewall, acme } })).toEqual([]);
    expect(codes({ nodes: 2, ingress: { names: [], firewall } })).toEqual(['ingress/no-public-name']);
    expect(
      codes({ nodes: 9, ingress: { firewall, acme: { ...acme, server: 'https://ca.example.com/acme' } } }),
    ).toEqual(['profile/floating']);
  });
});

describe('an address', () => {
  it('has every node of up to eight in line, each at another place, and its own node first', () => {
    const all = Array.from({ length: 8 }, (_, i) => i + 1);
    for (const address of all) {
      const places = all.map((node) => priority(node, address));
      expect(new Set(places).size).toBe(8);
      expect(Math.max(...places)).toBe(priority(address, address));
      expect(Math.min(...places)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...places)).toBeLessThanOrEqual(254);
    }
  });

  it('of two lost nodes goes to two others', () => {
    const next = (address: number, lost: readonly number[]) =>
      [1, 2, 3, 4].filter((n) => !lost.includes(n)).sort((a, b) => priority(b, address) - priority(a, address))[0];
    expect([next(1, [1, 3]), next(3, [1, 3])]).toEqual([2, 4]);
  });
});

describe('growth', () => {
  it('of the services adds lines to HAProxy and changes no other file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), (services, more) => {
        const [before, after] = [planned({ nodes: 2, services }), planned({ nodes: 2, services: services + more })];
        for (const [hostname, config] of before.hosts)
          for (const { path, content } of config.files) {
            const now = fileOf(after, hostname, path);
            if (path !== files.haproxy) expect(now).toBe(content);
            else expect(now.split('\n')).toEqual(expect.arrayContaining(content.split('\n')));
          }
      }),
      { numRuns: 10 },
    );
  });

  it('by a node moves no address and changes nobody’s place in line', () => {
    const three = planned({ nodes: 3 });
    const four = planned({ nodes: 4 });
    expect(four.platform.floating).toEqual(expect.arrayContaining([...three.platform.floating]));
    const placed = (hostname: string, plan: typeof three): readonly string[] =>
      fileOf(plan, hostname, files.keepalived)
        .split('\n')
        .filter((line) => /vrrp_instance|priority/.test(line));
    for (const hostname of three.hosts.keys())
      expect(placed(hostname, four).slice(0, 6)).toEqual(placed(hostname, three));
  });
});

describe('a node', () => {
  it('lets requests in flight end when it gets another configuration', () => {
    expect(linesOf({ nodes: 1 }, 'ingress-1', files.haproxy)).toContain('hard-stop-after 60000ms');
    expect(linesOf({ nodes: 1 }, 'ingress-1', files.nginx)).toContain('worker_shutdown_timeout 60000ms;');
  });

  it('speaks TLS 1.3 and nothing older, in front and behind', () => {
    expect(linesOf({ nodes: 1 }, 'ingress-1', files.nginx)).toContain('ssl_protocols TLSv1.3;');
    expect(linesOf({ nodes: 1 }, 'ingress-1', files.haproxy)).toContain(
      'ssl-default-server-options ssl-min-ver TLSv1.3 no-tls-tickets',
    );
  });

  it('asks a public authority for the names of customers, and serves them only once it has signed', () => {
    const node = planned({ nodes: 2, ingress: { acme, names: ['api.example.com', 'www.example.com'] } }).hosts.get(
      'ingress-2',
    );
    const file = (path: string) => node?.files.find((f) => f.path === path)?.content ?? '';
    expect(node?.packages).toContain('certbot');
    expect(file('/etc/systemd/system/catalyst-acme.service')).toContain(
      '--http-01-port 8402 -d api.example.com -d www.example.com',
    );
    expect(file('/usr/local/lib/catalyst/acme-deploy')).toContain(
      'mkdir -p /etc/nginx/certified && ln -sf /etc/nginx/names.conf /etc/nginx/certified/names.conf && systemctl try-reload',
    );
    expect(file(files.nginx)).toContain('include /etc/nginx/certified/*.conf;');
    expect(file(files.names)).toContain('server_name api.example.com www.example.com;');
    expect(file(files.names)).toContain('ssl_certificate /etc/ingress/public/tls.crt;');
  });

  it('takes as large a request into the firewall as Nginx lets in', () => {
    const text: SiteText = { nodes: 1, ingress: { firewall, limits: { request: '3 MiB' } } };
    expect(linesOf(text, 'ingress-1', files.nginx)).toContain('client_max_body_size 3145728;');
    expect(linesOf(text, 'ingress-1', files.firewall)).toContain('SecRequestBodyLimit 3145728');
  });

  it('says what it takes of the memory, more for more connections', () => {
    const memory = (connections: number) =>
      planned({ nodes: 1, ingress: { connections } }).hosts.get('ingress-1')?.memory['ingress'];
    expect(memory(40_000)).toBe(768 * 2 ** 20 + 40_000 * 104 * 1024);
    expect(memory(45_000)).toBeGreaterThan(memory(40_000) ?? 0);
  });
});

const validators = [
  'haproxy',
  'nginx',
  'keepalived',
  'modsecurity',
  'crs',
  'openssl',
  'ip',
  'systemd-analyze',
  'shellcheck',
];
const present = validators.every((name) => engine(name).present) && process.getuid?.() === 0;

const sites = fc.record({
  nodes: fc.integer({ min: 1, max: 8 }),
  mode: fc.constantFrom('active-active', 'active-passive'),
  services: fc.integer({ min: 1, max: 4 }),
  instances: fc.integer({ min: 1, max: 3 }),
  tls: fc.boolean(),
  channels: fc.subarray(['sms', 'email']),
  ingress: fc.record({
    advert: fc.constantFrom('100 ms', '110 ms', '200 ms', '990 ms', '1 s', '10 s'),
    connections: fc.integer({ min: 1000, max: 45_000 }),
    logged: fc.constantFrom('0 %', '0.01 %', '1 %', '33.333 %', '99.99 %', '100 %'),
    limits: fc.record({
      clientRequests: fc.integer({ min: 1, max: 10_000_000 }),
      tenantRequests: fc.integer({ min: 1, max: 10_000_000 }),
      request: fc.constantFrom('1 kB', '1.5 MB', '2 MiB', '100 MiB'),
    }),
    timeouts: fc.record({
      request: fc.constantFrom('1 s', '1.5 s', '10 s', '10 min'),
      idle: fc.constantFrom('1 s', '60 s', '1 h'),
      drain: fc.constantFrom('1 s', '2.5 s', '10 min'),
    }),
    acme: fc.option(fc.constant(acme), { nil: undefined }),
    firewall: fc.option(
      fc.record({
        repository: fc.constant(firewall.repository),
        paranoia: fc.integer({ min: 1, max: 4 }),
        threshold: fc.integer({ min: 1, max: 100 }),
      }),
      { nil: undefined },
    ),
  }),
});

describe.runIf(present)('the files of a node', () => {
  const namespace = `ck${String(process.pid)}`;
  const inside = (...command: readonly string[]) =>
    spawnSync('ip', ['netns', 'exec', namespace, ...command], { encoding: 'utf8' });
  let dir = '';

  beforeAll(() => {
    dir = mkdtempSync(join(inject('scratch'), 'ck-'));
    spawnSync('ip', ['netns', 'add', namespace]);
    inside('ip', 'link', 'add', 'bond0', 'type', 'veth', 'peer', 'name', 'other');
    inside('ip', 'link', 'set', 'bond0', 'up');
    inside('ip', 'link', 'set', 'lo', 'up');
    inside('sysctl', '-q', '-w', 'net.ipv4.ip_nonlocal_bind=1');
    const authority = new Authority(join(dir, 'authority'));
    const { key, certificate } = authority.issue('node', ['node']);
    for (const path of [paths.tls, paths.publicTls, files.certified]) mkdirSync(join(dir, path), { recursive: true });
    const write = (name: string, content: string): void => {
      for (const path of [paths.tls, paths.publicTls]) writeFileSync(join(dir, path, name), content);
    };
    symlinkSync(join(dir, files.names), join(dir, files.certified, 'names.conf'));
    mkdirSync(dirname(join(dir, files.names)), { recursive: true });
    write('ca.crt', authority.certificate);
    write('tls.key', key);
    write('tls.crt', certificate);
    write('tls.pem', key + certificate);
  });
  afterAll(() => {
    spawnSync('ip', ['netns', 'del', namespace]);
  });

  /** Puts a file where the others of the test are, and asks its program with the command that a host would use. */
  function accepted(text: SiteText, path: string, command: readonly string[]): void {
    const plan = planned(text);
    const [hostname] = [...plan.hosts.keys()].slice(-1);
    if (hostname === undefined) throw new Error('no node');
    for (const file of plan.hosts.get(hostname)?.files ?? []) {
      mkdirSync(dirname(join(dir, file.path)), { recursive: true });
      const moved = [
        '/etc/ingress',
        '/etc/nginx/modsecurity',
        '/etc/nginx/certified',
        '/run/',
        '/var/log/nginx',
      ].reduce((content, from) => content.replaceAll(from, `${dir}${from}`), file.content);
      writeFileSync(join(dir, file.path), moved);
    }
    for (const made of ['/run/haproxy', '/run/ingress', '/var/log/nginx']) mkdirSync(dir + made, { recursive: true });
    const { status, stdout, stderr } = inside(...command.map((word) => word.replace('{}', join(dir, path))));
    // ModSecurity counts its rules aloud.
    const said = (stdout + stderr).replaceAll(/^.*\[notice\].*ModSecurity-nginx.*\n/gm, '');
    expect({ status, said }).toEqual({ status: 0, said: '' });
  }

  it('are accepted by HAProxy without a warning, whatever the specification', () => {
    fc.assert(
      fc.property(sites, (text) => {
        accepted(text, files.haproxy, ['haproxy', '-c', '-q', '-dW', '-f', '{}']);
      }),
      { numRuns: 20 },
    );
  });

  it('are accepted by Nginx, with the core rules and without, whatever the specification', () => {
    fc.assert(
      fc.property(sites, (text) => {
        accepted(text, files.nginx, ['nginx', '-t', '-q', '-c', '{}']);
      }),
      { numRuns: 12 },
    );
  });

  it('are accepted by keepalived, whatever the specification', () => {
    fc.assert(
      fc.property(sites, (text) => {
        accepted(text, files.keepalived, ['keepalived', '--config-test', '--use-file', '{}']);
      }),
      { numRuns: 20 },
    );
  });

  it('are understood by systemd and the shell', () => {
    accepted({ nodes: 1 }, files.watch, ['shellcheck', '{}']);
    accepted({ nodes: 1 }, files.watchUnit, ['systemd-analyze', 'verify', '--man=no', '--recursive-errors=no', '{}']);
  });

  it('would not be accepted if they were wrong', () => {
    accepted({ nodes: 1 }, files.haproxy, ['true']);
    writeFileSync(join(dir, 'bad.cfg'), 'global\n    maxcon 1\n');
    writeFileSync(join(dir, 'bad.conf'), 'evnts {}\n');
    writeFileSync(join(dir, 'bad-ka.conf'), 'vrrp_instance a {\n  virtual_router_id 300\n}\n');
    expect(inside('haproxy', '-c', '-q', '-dW', '-f', join(dir, 'bad.cfg')).status).not.toBe(0);
    expect(inside('nginx', '-t', '-q', '-c', join(dir, 'bad.conf')).status).not.toBe(0);
    expect(inside('keepalived', '--config-test', '--use-file', join(dir, 'bad-ka.conf')).status).not.toBe(0);
  });
});
