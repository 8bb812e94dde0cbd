import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { observeIngress } from './observe.ts';
import { Lab, type Asked } from './testing/lab.ts';
import { planned, type SiteText } from './testing/site.ts';

const ENGINES = ['haproxy', 'nginx', 'keepalived', 'modsecurity', 'crs', 'openssl', 'ip'] as const;
const present = ENGINES.every((name) => engine(name).present) && process.getuid?.() === 0;

/** An archive is named, and nobody asks it here: the module is Debian's. */
const firewall = {
  repository: {
    uri: 'https://packages.example.com/ubuntu',
    suite: 'jammy',
    components: ['main'],
    key: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n',
  },
};

const site: SiteText = {
  nodes: 2,
  mode: 'active-passive',
  ingress: {
    acme: { contact: 'noc@example.com' },
    connections: 2000,
    firewall,
    limits: { tenantRequests: 20 },
    timeouts: { request: '2 s' },
  },
};

/** The longest time in which no request that began was answered well, in ms. */
function outage(asked: readonly Asked[]): number {
  const good = asked.filter(({ status }) => status === 200).sort((a, b) => a.began - b.began);
  const gaps = good.slice(1).map(({ began }, i) => began - (good[i]?.began ?? began));
  return Math.max(0, ...gaps);
}

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 100 });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.runIf(present)('two nodes of HAProxy, Nginx and keepalived, from the files of their hosts', () => {
  let lab: Lab;
  const holder = (): string => {
    const [first, ...others] = lab.holders('api-1');
    expect(others).toEqual([]);
    return first ?? '';
  };
  const states = (backend: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      lab
        .in(holder(), 'curl', '-s', `http://${addressOf(holder())}:8405/;csv`)
        .split('\n')
        .map((line) => line.split(','))
        .filter(([proxy, server]) => proxy === backend && server !== 'BACKEND' && server !== 'FRONTEND')
        .map((columns): [string, string] => [columns[1] ?? '', columns[17] ?? '']),
    );
  const addressOf = (hostname: string): string =>
    lab.planned.platform.hosts.find((host) => host.hostname === hostname)?.addresses[0].address ?? '';

  beforeAll(async () => {
    lab = new Lab(planned(site), mkdtempSync(join(inject('scratch'), 'in-')), `ci${String(process.pid)}`);
    await lab.startServices();
    await Promise.all([lab.startNode('ingress-1'), lab.startNode('ingress-2')]);
    await eventually(() => {
      expect(lab.holders('api-1')).toHaveLength(1);
      expect(Object.values(states('messaging-sms'))).toEqual(['UP', 'UP', 'UP', 'UP']);
    });
  }, 60_000);
  afterAll(() => lab.stop());

  it('answer a customer over HTTP/2 and TLS 1.3, and tell the service who it is, whatever it says itself', () => {
    const answer: unknown = JSON.parse(
      lab.curl(
        '--http2',
        '-H',
        'X-Forwarded-For: 1.2.3.4',
        '-H',
        'X-Real-IP: 1.2.3.4',
        ...lab.to('api-1', '/v1/sms/x'),
      ),
    );
    expect(answer).toMatchObject({
      path: '/v1/sms/x',
      headers: { 'x-real-ip': '10.16.47.250', 'x-forwarded-for': '10.16.47.250', host: 'api.example.com' },
    });
    expect(() => lab.curl('--tls-max', '1.2', ...lab.to('api-1', '/v1/sms/x'))).toThrow();
    expect(lab.curl('-o', '/dev/null', '-w', '%{http_code} %{http_version}', ...lab.to('api-1', '/metrics'))).toBe(
      '404 2',
    );
  });

  it('refuse an SQL injection, in the address and in the body, and let the same words pass in a message', () => {
    const status = (...request: readonly string[]): string =>
      lab.curl('-o', '/dev/null', '-w', '%{http_code}', ...request);
    const json = ['-H', 'content-type: application/json', '-d'];
    expect(status(...lab.to('api-1', '/v1/sms/messages?id=1%27%20OR%20%271%27=%271'))).toBe('403');
    expect(status(...json, `{"id":"1' UNION SELECT password FROM users--"}`, ...lab.to('api-1', '/v1/sms/m'))).toBe(
      '403',
    );
    expect(status(...json, '{"text":"please select one or the other"}', ...lab.to('api-1', '/v1/sms/m'))).toBe('200');
    expect(status(...json, '{"text":', ...lab.to('api-1', '/v1/sms/m'))).toBe('400');
  });

  it('answer 429 to a tenant beyond its limit, and not to another', () => {
    const ask = (credential: string): readonly string[] =>
      lab
        .curl(
          '-H',
          `Authorization: Bearer ${credential}`,
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}\n',
          ...lab.to('api-1', '/v1/sms/[1-60]'),
        )
        .trim()
        .split('\n');
    expect(new Set(ask('greedy'))).toEqual(new Set(['200', '429']));
    expect(ask('modest').slice(0, 10)).toEqual(Array.from({ length: 10 }, () => '200'));
  });

  it('pass the challenge of a public authority on to whichever node has asked, and answer nothing else in clear', async () => {
    await Promise.all([lab.answerChallenge('ingress-1', 'first'), lab.answerChallenge('ingress-2', 'second')]);
    const ask = (path: string): string => lab.curl('-w', ' %{http_code}', `http://${lab.addressOf('api-1')}${path}`);
    for (let i = 0; i < 4; i++) {
      expect(ask('/.well-known/acme-challenge/first')).toBe('first.of-ingress-1 200');
      expect(ask('/.well-known/acme-challenge/second')).toBe('second.of-ingress-2 200');
    }
    lab.kill(`${holder()}/challenge`);
    const token = holder() === 'ingress-1' ? 'second' : 'first';
    for (let i = 0; i < 4; i++) expect(ask(`/.well-known/acme-challenge/${token}`)).toMatch(/ 200$/);
    expect(ask('/v1/sms/x')).toBe(' 404');
  });

  it('show customers the certificate of a public authority once there is one, and their own to each other', async () => {
    const shown = holder();
    const { fqdn } = lab.planned.platform.hosts.find(({ hostname }) => hostname === shown) ?? { fqdn: '' };
    expect(lab.shownTo('api.example.com', 'api-1')).toBe(`subject=CN = ${fqdn}`);
    lab.signPublicly(shown);
    await eventually(() => {
      expect(lab.shownTo('api.example.com', 'api-1')).toBe('subject=CN = public');
    });
    expect(lab.shownTo(fqdn, 'api-1')).toBe(`subject=CN = ${fqdn}`);
    await eventually(() => {
      expect(states('nginx')).toEqual({ 'ingress-1': 'UP', 'ingress-2': 'UP' });
    });
  });

  it('hang up on a client that connects and says nothing', () => {
    const silent = `exec 3<>/dev/tcp/${lab.addressOf('api-1')}/443; cat <&3; echo closed`;
    expect(lab.in('customer', 'timeout', '20', 'bash', '-c', silent)).toContain('closed');
  });

  it('take out a service that answers with 500, at once for customers, and take it back when it is well', async () => {
    lab.control('services-1', 10_000, 'failing');
    await eventually(() => {
      expect(states('messaging-sms')).toMatchObject({ 'services-1-sms-1': 'DOWN', 'services-1-sms-2': 'UP' });
    });
    const answers = lab
      .curl('-w', '\n', ...lab.to('api-1', '/v1/sms/[1-40]'))
      .trim()
      .split('\n');
    expect(answers).toHaveLength(40);
    for (const answer of answers) expect(answer).toMatch(/"name":"services-(1-sms-2|2-sms-[12])"/);
    lab.control('services-1', 10_000, 'ok');
    await eventually(() => {
      expect(states('messaging-sms')).toMatchObject({ 'services-1-sms-1': 'UP' });
    });
  });

  it('take out a service that hangs up, though nobody told them', async () => {
    lab.control('services-2', 10_001, 'gone');
    await eventually(() => {
      expect(states('messaging-sms')).toMatchObject({ 'services-2-sms-2': 'DOWN' });
    });
    lab.control('services-2', 10_001, 'ok');
  });

  it('lose no request when a service drains and ends, nor when HAProxy gets a new configuration', async () => {
    const asked = await lab.asking('api-1', 10, async () => {
      lab.control('services-2', 10_000, 'draining');
      await eventually(() => {
        expect(states('messaging-sms')).toMatchObject({ 'services-2-sms-1': 'DOWN' });
      });
      lab.signal('services-2-sms-1', 'SIGTERM');
      lab.signal(`${holder()}/haproxy`, 'SIGUSR2');
      await pause(1500);
    });
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('pass their gates, and measure all that the alerts ask for', () => {
    const hostname = holder();
    for (const gate of lab.planned.hosts.get(hostname)?.gates ?? [])
      if (!gate.command.startsWith('systemctl'))
        expect(() => lab.in(hostname, 'sh', '-c', lab.moved(hostname, gate.command)), gate.name).not.toThrow();
    const metrics = lab.in(hostname, 'curl', '-s', `http://${addressOf(hostname)}:8405/metrics`);
    const [dc1] = lab.planned.platform.sites;
    if (dc1 === undefined) throw new Error('no site');
    const { rules } = observeIngress(lab.planned.spec, dc1, lab.planned.platform);
    const wanted = new Set(rules.flatMap(({ expr }) => expr.match(/haproxy_[a-z_]+/g) ?? []));
    expect(wanted.size).toBeGreaterThan(5);
    expect([...wanted].filter((name) => !new RegExp(`^${name}\\{`, 'm').test(metrics))).toEqual([]);
  });

  it('go on through the Nginx of the other node when their own is dead, under the same address', async () => {
    const before = holder();
    const asked = await lab.asking('api-1', 10, async () => {
      lab.kill(`${before}/nginx`);
      await eventually(() => {
        expect(states('nginx')[before]).toBe('DOWN');
      });
      await pause(1000);
    });
    expect(holder()).toBe(before);
    expect(outage(asked)).toBeLessThan(lab.planned.platform.objectives.failover);
    expect(lab.curl('-o', '/dev/null', '-w', '%{http_code}', ...lab.to('api-1', '/v1/sms/x'))).toBe('200');
    lab.startNginx(before);
    await eventually(() => {
      expect(states('nginx')[before]).toBe('UP');
    });
  });

  it('move the address to the other node when HAProxy is dead, within the objective of 2 s', async () => {
    const before = holder();
    const other = before === 'ingress-1' ? 'ingress-2' : 'ingress-1';
    const asked = await lab.asking('api-1', 10, async () => {
      lab.kill(`${before}/haproxy`);
      await eventually(() => {
        expect(lab.holders('api-1')).toEqual([other]);
      });
      await pause(1000);
    });
    process.stdout.write(`a dead HAProxy: ${outage(asked).toFixed(0)} ms without an answer\n`);
    expect(outage(asked)).toBeLessThan(lab.planned.platform.objectives.failover);
    expect(asked.some(({ status }) => status === 0)).toBe(true);
    lab.startHaproxy(before);
  });

  it('move the address to the other node when the cable of one is cut', async () => {
    const before = holder();
    const other = before === 'ingress-1' ? 'ingress-2' : 'ingress-1';
    // The one that is to take over has just been started again.
    await eventually(() => {
      expect(lab.in(other, 'cat', lab.at(other, '/run/ingress/health'))).toBe('0\n');
    });
    const asked = await lab.asking('api-1', 10, async () => {
      lab.cut(before);
      await eventually(() => {
        expect(lab.holders('api-1')).toContain(other);
      });
      await pause(1000);
    });
    process.stdout.write(`a cut cable: ${outage(asked).toFixed(0)} ms without an answer\n`);
    expect(outage(asked)).toBeLessThan(lab.planned.platform.objectives.failover);
  });
});
