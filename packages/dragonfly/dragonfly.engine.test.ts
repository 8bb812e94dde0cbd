import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { across } from '@catalyst/model';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { PORTS } from './plan.ts';
import { Cluster } from './testing/cluster.ts';
import { planned } from './testing/site.ts';

const engines = ['redis-server', 'redis-sentinel', 'redis-cli'].map(engine);
const NODES = ['dragonfly-1', 'dragonfly-2', 'dragonfly-3'] as const;
const CONTROL = ['control-1', 'control-2', 'control-3'] as const;
const CACHE = 'dragonfly.service';
const WATCH = 'dragonfly-watch.service';
const SENTINEL = 'dragonfly-sentinel.service';

/*
 * DragonflyDB cannot be had here. Redis 7 gets its flags, translated one by one (testing/redis-as-dragonfly.py); the
 * start, the Sentinels, access lists, certificates and gates are what hosts get.
 */
describe.runIf(engines.every(({ present }) => present))('Redis 7 with Sentinel, in place of DragonflyDB', () => {
  const plan = planned({
    nodes: across(3, 'r01', 'r02', 'r03'),
    sentinels: across(3, 'r01', 'r02', 'r03'),
    cache: { replicas: 2, failover: { downAfter: '4 s', timeout: '20 s' } },
  });
  const cluster = new Cluster(plan, mkdtempSync(join(inject('scratch'), 'cache-')));

  const ask = async (hostname: string, user: string, ...words: readonly string[]): Promise<string> => {
    const { output } = await cluster.cli(hostname, PORTS.cache, user, ...words);
    return output.trim();
  };
  const roleOf = async (hostname: string): Promise<string> =>
    (await ask(hostname, 'observer', 'ROLE')).split('\n')[0] ?? '';
  const balance = (hostname: string, tenant: string): Promise<string> =>
    ask(hostname, 'billing', 'HGET', `tenant:${tenant}:balance`, 'amount');
  const debit = (hostname: string, tenant: string, amount: number): Promise<string> =>
    ask(hostname, 'billing', 'HSET', `tenant:${tenant}:balance`, 'amount', String(amount));

  /** Who the Sentinels on a majority of the hosts say is master. */
  const master = async (): Promise<string | undefined> => {
    const names = await Promise.all(
      CONTROL.map(async (hostname) => {
        const { output } = await cluster.cli(
          hostname,
          PORTS.sentinel,
          undefined,
          'SENTINEL',
          'get-master-addr-by-name',
          'cache-1',
        );
        return cluster.hostOf(output.split('\n')[0] ?? '');
      }),
    );
    return NODES.find((node) => names.filter((name) => name === node).length >= 2);
  };
  const until = <T>(condition: () => Promise<T>): Promise<T> =>
    vi.waitFor(condition, { timeout: 45_000, interval: 100 });
  const replicasOf = async (hostname: string): Promise<number> => {
    const { output } = await cluster.cli(hostname, PORTS.cache, 'observer', 'INFO', 'replication');
    return [...output.matchAll(/^slave\d+:.*state=online/gm)].length;
  };
  const healthy = (): Promise<void> =>
    until(async () => {
      const name = await master();
      expect(name).toBeDefined();
      expect(await replicasOf(name ?? '')).toBe(2);
      // Until the Sentinels know both copies, nobody can take over.
      for (const hostname of CONTROL) {
        const { output } = await cluster.cli(hostname, PORTS.sentinel, undefined, 'SENTINEL', 'master', 'cache-1');
        expect(output).toMatch(/num-slaves\n2\n/);
        expect(output).toMatch(/num-other-sentinels\n2\n/);
        expect(output).not.toMatch(/_down/);
      }
    });
  const others = (name: string): readonly string[] => NODES.filter((node) => node !== name);

  beforeAll(async () => {
    for (const hostname of CONTROL) cluster.start(hostname, SENTINEL);
    for (const hostname of NODES) {
      cluster.start(hostname, CACHE);
      cluster.start(hostname, WATCH);
    }
    await healthy();
  });
  afterAll(() => cluster.killAll());

  it('come up with the first node as master and two copies of it, known to three Sentinels that no file told', async () => {
    expect(await master()).toBe('dragonfly-1');
    expect(await Promise.all(NODES.map(roleOf))).toEqual(['master', 'slave', 'slave']);
    for (const hostname of NODES)
      for (const gate of ['cache-role', 'cache-link', 'cache-lag'])
        expect(await cluster.gate(hostname, gate), `${gate} of ${hostname}`).toMatchObject({ code: 0 });
    for (const hostname of CONTROL) expect(await cluster.gate(hostname, 'cache-sentinel')).toMatchObject({ code: 0 });
  });

  it('let a service touch its own keys and nothing else, and nobody without a certificate and a name', async () => {
    expect(await debit('dragonfly-1', '7', 100)).toMatch(/^[01]$/);
    expect(await ask('dragonfly-1', 'api', 'HGET', 'tenant:7:balance', 'amount')).toBe('100');
    expect(await ask('dragonfly-1', 'api', 'HSET', 'tenant:7:balance', 'amount', '1000')).toContain('NOPERM');
    expect(await ask('dragonfly-1', 'messaging', 'SET', 'session:1', 'x')).toBe('OK');
    expect(await ask('dragonfly-1', 'billing', 'GET', 'session:1')).toContain('NOPERM');
    expect(await ask('dragonfly-1', 'billing', 'FLUSHALL')).toContain('NOPERM');
    // Clients look whether a server is ready, and services talk to themselves; nobody else listens.
    expect(await ask('dragonfly-1', 'api', 'INFO', 'server')).toContain('redis_version');
    expect(await ask('dragonfly-1', 'workflow', 'PUBLISH', 'workflow:commands', 'x')).toBe('0');
    expect(await ask('dragonfly-1', 'workflow', 'PUBLISH', '__sentinel__:hello', 'x')).toContain('NOPERM');
    expect((await cluster.cli('dragonfly-1', PORTS.cache, undefined, 'PING')).output).toContain('NOAUTH');
    expect((await cluster.cliWithoutCertificate('dragonfly-1', PORTS.cache, 'PING')).code).not.toBe(0);
    expect((await cluster.cliWithoutCertificate('control-1', PORTS.sentinel, 'PING')).code).not.toBe(0);
  });

  it('count keys of sessions that have no end', async () => {
    expect(
      await cluster.program('dragonfly-1', 'expiry', '/etc/dragonfly/node.json', '/run/dragonfly/x.prom'),
    ).toMatchObject({
      code: 0,
    });
    expect(cluster.fileOf('dragonfly-1', '/run/dragonfly/x.prom')).toContain(
      'dragonfly_keys_without_end{keyspace="sessions"} 1',
    );
  });

  it('replace a master that is killed, and keep what its copies had acknowledged', async () => {
    const before = (await master()) ?? '';
    await debit(before, 'kept', 41);
    expect(await ask(before, 'billing', 'WAIT', '2', '5000')).toBe('2');
    const killed = performance.now();
    await cluster.kill(before, CACHE);
    const after = await until(async () => {
      const name = (await master()) ?? before;
      expect(name).not.toBe(before);
      expect(await debit(name, 'next', 1)).toMatch(/^[01]$/);
      return name;
    });
    const gap = performance.now() - killed;
    console.info(`Redis in place of DragonflyDB: ${gap.toFixed(0)} ms from kill -9 to the next write, down-after 4 s`);
    expect(await balance(after, 'kept')).toBe('41');
    expect(await cluster.program(after, 'gate', '/etc/dragonfly/node.json', 'master')).toMatchObject({ code: 0 });

    // Back without any data: it follows, and empties nobody.
    cluster.forget(before, '/var/lib/dragonfly/cache');
    cluster.start(before, CACHE);
    await healthy();
    expect(await master()).toBe(after);
    expect(await balance(after, 'kept')).toBe('41');
    expect(await roleOf(before)).toBe('slave');
  });

  it('do not lose their data to a master that is back, and empty, before anybody has missed it', async () => {
    const before = (await master()) ?? '';
    await debit(before, 'quick', 42);
    expect(await ask(before, 'billing', 'WAIT', '2', '5000')).toBe('2');
    await cluster.kill(before, CACHE);
    cluster.forget(before, '/var/lib/dragonfly/cache');
    cluster.start(before, CACHE);
    await healthy();
    const after = (await master()) ?? '';
    expect(others(before)).toContain(after);
    expect(
      cluster
        .logOf(before, CACHE)
        .match(/^starting as .*$/gm)
        ?.at(-1),
    ).toBe(`starting as a copy of ${cluster.addressOf(after)}`);
    expect(
      await Promise.all(
        NODES.map(async (node) => [node, await ask(node, 'billing', 'HGET', 'tenant:quick:balance', 'amount')]),
      ),
    ).toEqual(NODES.map((node) => [node, '42']));
  });

  it('hand over before a planned stop', async () => {
    const before = (await master()) ?? '';
    expect(await cluster.beforeStop(before, CACHE)).toMatchObject({ code: 0 });
    expect(await master()).not.toBe(before);
    await healthy();
  });

  it('tell a Sentinel that has lost its disk what it must know', async () => {
    await cluster.kill('control-2', SENTINEL);
    cluster.forget('control-2', '/var/lib/dragonfly-sentinel');
    cluster.start('control-2', SENTINEL);
    await until(async () => {
      const { output } = await cluster.cli('control-2', PORTS.sentinel, undefined, 'SENTINEL', 'ckquorum', 'cache-1');
      expect(output).toContain('OK');
    });
  });

  it('keep what a Sentinel has learnt when its settings change', async () => {
    await healthyButForOldSentinels();
    const name = await master();
    await cluster.kill('control-1', SENTINEL);
    cluster.start('control-1', SENTINEL);
    await until(async () => {
      const { output } = await cluster.cli(
        'control-1',
        PORTS.sentinel,
        undefined,
        'SENTINEL',
        'get-master-addr-by-name',
        'cache-1',
      );
      expect(cluster.hostOf(output.split('\n')[0] ?? '')).toBe(name);
    });
  });

  const healthyButForOldSentinels = (): Promise<void> =>
    until(async () => {
      expect(await master()).toBeDefined();
    });
});
