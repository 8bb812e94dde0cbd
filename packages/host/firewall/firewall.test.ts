import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput, hostById, type Host, type Platform } from '@catalyst/model';
import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { hostOf, platformOf, profile } from '../testing/site.ts';
import { nftables } from './nftables.ts';
import { rulesOf } from './rules.ts';

const nft = engine('nft');
const ip = engine('ip');
const isRoot = process.getuid?.() === 0;

const platform = platformOf(profile());
const broker = hostOf(platform, 'dc1/kafka-1');

/** Who may reach what: `kafka.broker tcp 9092,9094`. */
const summary = (host: Host, of: Platform): readonly string[] =>
  rulesOf(host, of).rules.map(({ from, protocol, ports }) => `${from} ${protocol} ${ports.join(',')}`);

describe('The packet filter of a host', () => {
  it('lets in what flows declare, people from the management network, and who measures the host', () => {
    expect(summary(broker, platform)).toEqual([
      'kafka.broker tcp 9092',
      'monitoring tcp 9100',
      'monitoring.prometheus tcp 7071,7072',
      'operators tcp 22',
    ]);
  });

  it('names pools and not hosts: another broker changes no file of another host', () => {
    const { rules } = rulesOf(broker, platform);
    expect(rules.find(({ from }) => from === 'kafka.broker')?.sources).toEqual(['10.16.32.64/26', '10.16.48.64/26']);
    const dc1 = profile().sites['dc1'];
    if (dc1?.substrate !== 'datacenter') throw new Error('no datacenter');
    const { kafka } = dc1.servers;
    if (kafka === undefined) throw new Error('no brokers');
    const larger = platformOf(
      profile({ servers: { ...dc1.servers, kafka: { ...kafka, racks: [...kafka.racks, 'r01', 'r02'] } } }),
    );
    for (const { id } of platform.hosts)
      expect(nftables(hostById(larger, id), larger), id).toBe(nftables(hostById(platform, id), platform));
  });

  it('lets those speak VRRP that share an address, and everybody of the site reach its authority', () => {
    const host = hostOf(platform, 'dc1/control-1');
    expect(rulesOf(host, platform).neighbours).toEqual(['10.16.36.64/26']);
    expect(summary(host, platform)).toContain('site tcp 8888');
    expect(nftables(host, platform)).toContain('ip saddr @neighbours ip protocol vrrp accept');
    expect(nftables(broker, platform)).not.toContain('vrrp');
  });

  it.runIf(nft.present && isRoot).each(Object.keys(profiles))(
    'is accepted by nft on every kind of host of %s',
    (name) => {
      const resolution = resolvePlatform(profiles[name]);
      if (!resolution.ok) throw new InvalidInput(resolution.findings);
      const directory = mkdtempSync(join(inject('scratch'), 'nft-'));
      const texts = new Set<string>();
      for (const host of resolution.platform.hosts) {
        const text = nftables(host, resolution.platform).replace(host.id, '');
        if (texts.has(text)) continue;
        texts.add(text);
        const file = join(directory, 'nftables.conf');
        writeFileSync(file, text);
        const run = spawnSync('unshare', ['--net', nft.path, '-c', '-f', file], { encoding: 'utf8' });
        expect({ host: host.id, status: run.status, said: run.stderr }).toEqual({ host: host.id, status: 0, said: '' });
      }
      expect(texts.size).toBeGreaterThan(0);
    },
  );
});

describe.runIf(nft.present && ip.present && isRoot)(
  'The packet filter of a broker, in force (two network namespaces)',
  () => {
    const [host, peer] = ['h', 'p'].map((kind) => `catalyst-${kind}${String(process.pid)}`);
    const run = (namespace: string | undefined, ...command: readonly string[]) =>
      spawnSync('ip', ['netns', 'exec', namespace ?? '', ...command], { encoding: 'utf8' });
    const own = broker.addresses[0].address;
    /** Listeners on ports of all kinds of callers, and one that nobody may reach. */
    const PORTS = [22, 7071, 9092, 9100, 5000];

    beforeAll(() => {
      const ipRun = (...args: readonly string[]) => execFileSync('ip', args);
      for (const name of [host, peer]) ipRun('netns', 'add', name ?? '');
      ipRun('link', 'add', 'veth0', 'netns', host ?? '', 'type', 'veth', 'peer', 'name', 'veth0', 'netns', peer ?? '');
      for (const name of [host, peer])
        for (const device of ['lo', 'veth0']) run(name, 'ip', 'link', 'set', device, 'up');
      run(host, 'ip', 'address', 'add', `${own}/12`, 'dev', 'veth0');
      const callers = [
        ...platform.hosts.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
        '10.16.99.9',
      ];
      for (const address of callers.filter((a) => a !== own))
        run(peer, 'ip', 'address', 'add', `${address}/12`, 'dev', 'veth0');
      const file = join(mkdtempSync(join(inject('scratch'), 'nft-')), 'nftables.conf');
      writeFileSync(file, nftables(broker, platform));
      // Twice: it replaces itself.
      for (const time of ['first', 'second'])
        expect(run(host, nft.path, '-f', file), time).toMatchObject({ status: 0, stderr: '' });
      const listen = `import socket,time
for port in ${JSON.stringify(PORTS)}:
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('0.0.0.0', port)); s.listen(64)
    globals()[f's{port}'] = s
open('${file}.ready', 'w').close()
time.sleep(60)`;
      const ready = `python3 -c "$1" >/dev/null 2>&1 & echo $! >'${file}.pid'; until [ -e '${file}.ready' ]; do sleep 0.05; done`;
      run(host, 'bash', '-c', ready, 'bash', listen);
      stop = () => spawnSync('bash', ['-c', `kill $(cat '${file}.pid')`]);
    });
    let stop: () => unknown = () => undefined;
    afterAll(() => {
      stop();
      for (const name of [host, peer]) spawnSync('ip', ['netns', 'delete', name ?? '']);
    });

    const reaches = (from: string, port: number): boolean => {
      const connect = `import socket,sys
s = socket.create_connection((sys.argv[2], int(sys.argv[3])), 2, (sys.argv[1], 0))`;
      return run(peer, 'python3', '-c', connect, from, own, String(port)).status === 0;
    };
    const addressOf = (id: string, network = 0): string => hostOf(platform, id).addresses[network]?.address ?? '';

    it('lets another broker, also one that comes later, reach the port of brokers and no other', () => {
      expect(PORTS.filter((port) => reaches(addressOf('dc1/kafka-2'), port))).toEqual([9092]);
      run(peer, 'ip', 'address', 'add', '10.16.32.100/12', 'dev', 'veth0');
      expect(reaches('10.16.32.100', 9092)).toBe(true);
    });

    it('lets Prometheus measure, and people in from the management network', () => {
      expect(PORTS.filter((port) => reaches(addressOf('dc1/monitoring-1'), port))).toEqual([7071, 9100]);
      expect(PORTS.filter((port) => reaches(addressOf('dc1/monitoring-1', 1), port))).toEqual([22]);
    });

    it('refuses everybody else everything, and answers a ping', () => {
      expect(PORTS.filter((port) => reaches('10.16.99.9', port))).toEqual([]);
      expect(run(peer, 'ping', '-c', '1', '-W', '2', '-I', '10.16.99.9', own).status).toBe(0);
    });
  },
);
