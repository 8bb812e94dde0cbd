import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { across, secretsIn } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { planned, server, type SiteText } from '../testing/site.ts';
import { uuidOf } from './node.ts';
import { files } from './paths.ts';

const RACKS = ['r01', 'r02', 'r03'] as const;
const site = { brokers: across(6, ...RACKS), controllers: [...RACKS] } satisfies SiteText;

const configOf = (host: string, text: SiteText = site) => {
  const config = planned(text).hosts.get(host);
  if (config === undefined) throw new Error(`no host ${host}`);
  return config;
};
const fileOf = (host: string, path: string, text: SiteText = site): string =>
  configOf(host, text).files.find((file) => file.path === path)?.content ?? '';
/** An independent reading of a properties file: ours have no escapes in them. */
const settingsOf = (host: string, text: SiteText = site): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fileOf(host, files.server, text)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

describe('a broker', () => {
  it("has the guide's settings (l. 373-383)", () => {
    expect(settingsOf('kafka-1')).toMatchObject({
      'num.network.threads': '8',
      'num.io.threads': '8',
      'socket.send.buffer.bytes': '102400',
      'socket.receive.buffer.bytes': '102400',
      'socket.request.max.bytes': '104857600',
      'log.retention.hours': '168',
      'log.segment.bytes': '1073741824',
      'replica.lag.time.max.ms': '30000',
    });
  });

  it('loses nothing that was acknowledged: three copies in three racks, two of which have it', () => {
    expect(settingsOf('kafka-5')).toMatchObject({
      'broker.rack': 'dc1/r02',
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'offsets.topic.replication.factor': '3',
      'transaction.state.log.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
      'unclean.leader.election.enable': 'false',
      'auto.create.topics.enable': 'false',
    });
  });

  it('listens to nodes with certificates and to clients with passwords, and to nobody else', () => {
    const settings = settingsOf('kafka-1');
    expect(settings['listeners']).toBe('INTERNAL://10.16.32.65:9092,CLIENT://10.16.32.65:9094');
    expect(settings['advertised.listeners']).toBe(
      'INTERNAL://kafka-1.dc1.catalyst.internal:9092,CLIENT://kafka-1.dc1.catalyst.internal:9094',
    );
    expect(settings['listener.security.protocol.map']).toBe('INTERNAL:SSL,CLIENT:SASL_SSL,CONTROLLER:SSL');
    expect(settings['listener.name.internal.ssl.client.auth']).toBe('required');
    expect(settings['listener.name.controller.ssl.client.auth']).toBe('required');
    expect(settings['allow.everyone.if.no.acl.found']).toBe('false');
    expect(JSON.stringify(settings)).not.toMatch(/PLAINTEXT|_PLAIN/);
  });

  it('keeps logs on each drive where there is no RAID, and on the volume where there is', () => {
    expect(settingsOf('kafka-1')['log.dirs']).toBe('/data/d1/kafka,/data/d2/kafka,/data/d3/kafka,/data/d4/kafka');
    const raid = { ...server, volumes: { data: { ...server.volumes.data, raid: 'raid10' } } } as const;
    expect(settingsOf('kafka-1', { ...site, hardware: raid })['log.dirs']).toBe('/data/kafka');
  });

  it('starts without a lost drive, but not without the one that holds the metadata', () => {
    const unit = fileOf('kafka-1', files.unit).split('\n');
    expect(unit).toEqual(
      expect.arrayContaining([
        'RequiresMountsFor=/data/d1/kafka',
        'Wants=data-d2.mount data-d3.mount data-d4.mount',
        'After=data-d2.mount data-d3.mount data-d4.mount',
        'ReadWritePaths=-/data/d1/kafka -/data/d2/kafka -/data/d3/kafka -/data/d4/kafka /var/log/kafka /var/lib/catalyst/kafka',
      ]),
    );
  });

  it('has a heap of 6 GiB and says what that leaves', () => {
    expect(fileOf('kafka-1', files.jvm)).toMatch(
      /^# 128 GiB of memory - 6 GiB heap - 4 GiB system = 118 GiB of page cache\.\n-Xms6144m\n-Xmx6144m\n/,
    );
  });

  it('is restarted when what it reads at its start changes', () => {
    const restarted = configOf('kafka-1').files.filter(
      ({ onChange }) => JSON.stringify(onChange) === '{"restart":"kafka.service"}',
    );
    expect(restarted.map(({ path }) => path)).toEqual(
      expect.arrayContaining([files.server, files.jvm, files.logging, files.metrics, files.unit]),
    );
  });

  it('is restarted, and what measures lag with it, when Kafka or the exporter is another version', () => {
    const { archives } = configOf('kafka-1');
    expect(archives.map(({ name, onChange }) => [name, onChange])).toEqual([
      ['kafka', { restart: 'kafka.service' }],
      ['jmx-prometheus-javaagent', { restart: 'kafka.service' }],
    ]);
    expect(fileOf('kafka-1', files.lagUnit)).toContain('\nPartOf=kafka.service\n');
    expect(fileOf('kafka-1', files.unit)).toContain('\nWants=kafka-lag.service\n');
  });

  it('provisions without being waited for, once for each change, and a difference is no failure', () => {
    expect(configOf('kafka-1').units).toContainEqual(
      expect.objectContaining({ name: 'kafka-provision.service', wait: false }),
    );
    const unit = fileOf('kafka-1', files.provisionUnit).split('\n');
    expect(unit).toEqual(
      expect.arrayContaining([
        'RemainAfterExit=yes',
        'SuccessExitStatus=3',
        'Restart=on-failure',
        'Wants=kafka.service',
      ]),
    );
    expect(unit).not.toContain('Requires=kafka.service');
  });

  it('leaves to the only broker on a shared server what others may want otherwise', () => {
    expect(configOf('kafka-1').kernel).toEqual({
      'vm.dirty_background_ratio': 5,
      'vm.dirty_ratio': 80,
      'vm.max_map_count': 262_144,
      'vm.swappiness': 1,
    });
  });
});

describe('a controller', () => {
  it('has a listener for controllers and no other, and knows what topics are made like', () => {
    expect(settingsOf('kraft-2')).toMatchObject({
      'node.id': '2002',
      'process.roles': 'controller',
      listeners: 'CONTROLLER://10.16.32.130:9093',
      'default.replication.factor': '3',
    });
    expect(settingsOf('kraft-2')).not.toHaveProperty('log.retention.hours');
  });

  it('can form a quorum in one place of a site only: the others join, and a broker does neither', () => {
    const forming = [...planned(site).hosts].filter(([host]) => fileOf(host, files.format).includes('--standalone'));
    expect(forming.map(([host]) => host)).toEqual(['kraft-1']);
    expect(fileOf('kraft-2', files.joinUnit)).toContain(
      'Quorum.java join /etc/kafka/admin.properties /data/d1/kafka 2002 kraft-2.dc1.catalyst.internal 9093',
    );
    expect(fileOf('kafka-1', files.joinUnit)).toBe('');
  });
});

describe('secrets', () => {
  it('are in files only as references, and every reference is to a secret that the platform has', () => {
    const { hosts, platform } = planned(site);
    // The host's own, such as the key of whoever installs it, are not Kafka's.
    const known = new Set(platform.secrets.map(({ id }) => id).filter((id) => id.includes('/kafka/')));
    const used = [...hosts.values()].flatMap((config) => config.files.flatMap(({ content }) => secretsIn(content)));
    expect(used.filter((id) => !known.has(id))).toEqual([]);
    expect([...known].filter((id) => !used.includes(id))).toEqual([]);
  });

  it('are readable by Kafka and root only', () => {
    const secret = configOf('kafka-1').files.filter(({ content }) => secretsIn(content).length > 0);
    expect(secret.length).toBeGreaterThan(10);
    expect(secret.filter(({ mode, owner, group }) => mode !== 0o640 || owner !== 'root' || group !== 'kafka')).toEqual(
      [],
    );
  });
});

describe('growth', () => {
  const sites = fc.record({
    brokers: fc.array(fc.constantFrom(...RACKS), { minLength: 3, maxLength: 12 }),
    dedicated: fc.boolean(),
    added: fc.array(fc.constantFrom(...RACKS, 'r04'), { minLength: 1, maxLength: 4 }),
  });

  it('rewrites no file of an existing host, and renames nothing, whichever brokers are added', () => {
    fc.assert(
      fc.property(sites, ({ brokers, dedicated, added }) => {
        const controllers = dedicated ? { controllers: [...RACKS] } : {};
        const before = planned({ brokers, ...controllers });
        const after = planned({ brokers: [...brokers, ...added], ...controllers });
        for (const [host, config] of before.hosts) expect(after.hosts.get(host)).toEqual(config);
        expect(after.platform.instances).toEqual(expect.arrayContaining([...before.platform.instances]));
        expect(after.platform.secrets).toEqual(expect.arrayContaining([...before.platform.secrets]));
        expect(after.platform.flows).toEqual(before.platform.flows);
      }),
      { numRuns: 25 },
    );
  });

  it('changes on existing hosts only what is provisioned when a channel is added', () => {
    const before = planned(site);
    const after = planned({ ...site, demand: { channels: { sms: 3, whatsapp: 2, rcs: 1 } } });
    for (const [host, config] of before.hosts) {
      const changed = config.files.filter(
        (file) => after.hosts.get(host)?.files.find(({ path }) => path === file.path)?.content !== file.content,
      );
      expect(changed.map(({ path }) => path)).toEqual(host === 'kafka-1' ? [files.cluster] : []);
    }
  });

  it('gives the same bytes for the same profile', () => {
    expect(JSON.stringify([...planned(site).hosts])).toBe(JSON.stringify([...planned(site).hosts]));
  });
});

describe('an identifier of Kafka', () => {
  it('is the same for the same name, 22 characters, and never begins with a hyphen', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(uuidOf(name)).toMatch(/^[A-Za-f][A-Za-z0-9_-]{21}$/);
        expect(uuidOf(name)).toBe(uuidOf(name));
      }),
    );
  });
});

const analyze = engine('systemd-analyze');

describe.runIf(analyze.present)('the units', () => {
  it('are understood by systemd without a word', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'units-'));
    const units = configOf('kafka-1')
      .files.filter(({ path }) => path.includes('/kafka') && path.endsWith('.service'))
      .map(({ path, content }) => {
        const name = join(dir, path.split('/').at(-1) ?? '');
        writeFileSync(name, content);
        return name;
      });
    expect(units).toHaveLength(3);
    const { status, stdout, stderr } = spawnSync(analyze.path, ['verify', '--man=no', ...units], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});

describe('the scripts', () => {
  it('are understood by the shell', () => {
    for (const host of ['kafka-1', 'kraft-1'])
      expect(execFileSync('sh', ['-n'], { input: fileOf(host, files.format), encoding: 'utf8' })).toBe('');
  });
});
