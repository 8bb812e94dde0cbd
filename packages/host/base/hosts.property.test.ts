import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hostById, type Host, type Platform } from '@catalyst/model';
import { hostConfig, resolvePlatform, type DatacenterProfile } from '@catalyst/platform';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { autoinstall } from '../autoinstall/index.ts';
import { checkUnit } from '../rules/systemd.ts';
import { profile } from '../testing/site.ts';

type Server = DatacenterProfile['servers'][string];

/** Hardware and networks of all kinds. */
const server: fc.Arbitrary<Server> = fc
  .record({
    ports: fc.constantFrom(1, 2, 4),
    speed: fc.constantFrom('1 Gbps' as const, '10 Gbps' as const, '25 Gbps' as const, '100 Gbps' as const),
    bond: fc.constantFrom('active-active' as const, 'active-passive' as const),
    raid: fc.constantFrom('none' as const, 'raid10' as const, 'raid6' as const),
    drives: fc.constantFrom(4, 6, 8),
    media: fc.constantFrom('nvme' as const, 'sas' as const),
    networks: fc.subarray(['compute', 'storage', 'customer', 'security'] as const, { minLength: 1 }),
    array: fc.boolean(),
    racks: fc.array(fc.constantFrom('r01', 'r02', 'r03'), { minLength: 3, maxLength: 3 }),
  })
  .map(({ ports, speed, bond, raid, drives, media, networks, array, racks }) => ({
    hardware: {
      cores: 16,
      memory: '64 GiB' as const,
      volumes: { data: { media, drives, drive: '1 TB' as const, raid, mount: '/data' } },
      nics: { ports, speed, bond },
      ...(array ? { storageArray: { portals: ['10.16.48.1', '10.16.48.2'] } } : {}),
    },
    networks: [...networks],
    racks,
  }));

const site = fc.record({
  servers: fc.record({ kafka: server, control: server, monitoring: server }),
  timeServers: fc.subarray(['10.0.0.1', '10.0.0.2', '10.0.0.3']),
  resolvers: fc.subarray(['10.0.0.53', '10.0.1.53']),
  cidr: fc.constantFrom('10.16.0.0/16', '172.16.0.0/14', '192.168.0.0/16'),
});

const engines = ['netplan', 'nft', 'sshd', 'systemd-analyze', 'cloud-init', 'fail2ban', 'visudo'].map(engine);
const run = (command: string, ...args: readonly string[]) => {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  return { status, said: stdout + stderr };
};

/** One host of each pool: the first. */
const firsts = (platform: Platform): readonly Host[] =>
  ['kafka', 'control', 'monitoring'].map((pool) => hostById(platform, `dc1/${pool}-1`));

/** Every file of a host that somebody can judge, judged. */
function judge(host: Host, platform: Platform, dir: string): void {
  const config = hostConfig(platform, host);
  for (const { path, content, validate } of config.files) {
    const file = join(dir, basename(path));
    // Other tiers' validators are their own tests' business.
    if (!/^\/etc\/(netplan|ssh|sudoers\.d|nftables\.conf|systemd\/system)/.test(path)) continue;
    writeFileSync(file, content);
    if (validate !== undefined)
      expect({ path, ...run('bash', '-c', validate.replaceAll('{}', file)) }).toMatchObject({ path, status: 0 });
    if (/\/systemd\/system\/[^/]+\.(service|timer)$/.test(path))
      expect({ path, problems: checkUnit(content) }).toEqual({ path, problems: [] });
  }
  const units = config.files.filter(({ path }) => /\/systemd\/system\/catalyst-[^/]+\.service$/.test(path));
  const places = units.map(({ path, content }) => {
    const file = join(dir, basename(path));
    // The programs of other packages are not on this machine.
    writeFileSync(file, content.replace(/^(Exec\w+=-?)\/\S+/gm, '$1/bin/true'));
    return file;
  });
  if (places.length > 0) expect(run('systemd-analyze', 'verify', '--man=no', ...places).status).toBe(0);
  const install = join(dir, 'user-data');
  writeFileSync(install, autoinstall(host, platform).get('autoinstall/user-data') ?? '');
  expect(run('cloud-init', 'schema', '--config-file', install)).toMatchObject({ status: 0 });
}

describe('Hosts of any hardware in any networks', () => {
  it.runIf(engines.every(({ present }) => present) && process.getuid?.() === 0)(
    'get files that netplan, nft, sshd, sudo, systemd and cloud-init accept',
    () => {
      const dir = mkdtempSync(join(inject('scratch'), 'hosts-'));
      fc.assert(
        fc.property(site, (change) => {
          const resolution = resolvePlatform(profile(change));
          if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
          const [first] = firsts(resolution.platform).filter((_, i) => i === change.timeServers.length % 3);
          if (first === undefined) return;
          rmSync(dir, { recursive: true });
          mkdirSync(dir);
          judge(first, resolution.platform, dir);
        }),
        { numRuns: 8, endOnFailure: true },
      );
    },
    120_000,
  );

  it.runIf(engines.every(({ present }) => present))('get a jail that fail2ban takes', () => {
    const resolution = resolvePlatform(profile());
    if (!resolution.ok) throw new Error('not resolved');
    const dir = mkdtempSync(join(inject('scratch'), 'fail2ban-'));
    run('cp', '-a', '/etc/fail2ban/.', dir);
    const host = hostById(resolution.platform, 'dc1/kafka-1');
    const jail = hostConfig(resolution.platform, host).files.find(({ path }) => path.includes('/jail.d/'));
    writeFileSync(join(dir, 'jail.d/60-catalyst.local'), jail?.content ?? '');
    expect(run('fail2ban-client', '-c', dir, '-t')).toMatchObject({ status: 0 });
    writeFileSync(join(dir, 'jail.d/61-wrong.local'), '[sshd]\nbackend = nonsense\n[nonsense\n');
    expect(run('fail2ban-client', '-c', dir, '-t').status).not.toBe(0);
  });
});
