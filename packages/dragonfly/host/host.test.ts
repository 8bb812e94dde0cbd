import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { across, hours, minutes, type HostConfig } from '@catalyst/model';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { engine } from '../../../test/support/engines.ts';
import { planned, resolved, type SiteText } from '../testing/site.ts';
import { cronOf } from './flags.ts';

const systemd = engine('systemd-analyze');
const keepalived = engine('keepalived');
const unshare = engine('ip');

const one: SiteText = {
  nodes: across(3, 'r01', 'r02', 'r03'),
  sentinels: across(3, 'r01', 'r02', 'r03'),
  cache: { replicas: 2 },
};
const many: SiteText = { nodes: across(6, 'r01', 'r02', 'r03'), sentinels: across(3, 'r01', 'r02', 'r03') };

const hostOf = (text: SiteText, hostname: string): HostConfig => {
  const config = planned(text).hosts.get(hostname);
  if (config === undefined) throw new Error(hostname);
  return config;
};
const contentOf = (config: HostConfig, path: string): string => {
  const file = config.files.find((f) => f.path === path);
  if (file === undefined) throw new Error(`${path} among ${config.files.map((f) => f.path).join(', ')}`);
  return file.content;
};
const flagsOf = (text: SiteText, hostname = 'dragonfly-1'): ReadonlyMap<string, string> =>
  new Map(
    [...contentOf(hostOf(text, hostname), '/etc/dragonfly/flags').matchAll(/^--([a-z_]+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
const nodeOf = (text: SiteText, hostname: string) =>
  z
    .looseObject({
      shard: z.string(),
      first: z.boolean(),
      peers: z.array(z.string()),
      sentinels: z.array(z.string()),
      quorum: z.number(),
    })
    .parse(JSON.parse(contentOf(hostOf(text, hostname), '/etc/dragonfly/node.json')));

describe('A node of the cache', () => {
  it('has three quarters of the memory for keys, all cores where it is alone, and refuses rather than evicts', () => {
    const flags = flagsOf(one);
    expect(flags.get('maxmemory')).toBe(String(192 * 2 ** 30));
    expect(flags.get('proactor_threads')).toBe('16');
    expect(flags.get('cache_mode')).toBe('false');
    expect(flagsOf({ ...one, cache: { ...one.cache, whenFull: 'evict' } }).get('cache_mode')).toBe('true');
  });

  it('speaks TLS to clients and to its copies, wants a certificate, and does not empty its copies', () => {
    const flags = flagsOf(one);
    for (const flag of ['tls', 'tls_replication', 'break_replication_on_master_restart'])
      expect(flags.get(flag)).toBe('true');
    expect(flags.get('tls_ca_cert_file')).toBe('/etc/dragonfly/tls/ca.crt');
    expect(flags.get('primary_port_http_enabled')).toBe('false');
  });

  it('writes a snapshot every hour, as the guide says (l. 584), and takes 10,000 connections (l. 595)', () => {
    expect(flagsOf(one).get('snapshot_cron')).toBe('0 * * * *');
    expect(flagsOf(one).get('maxclients')).toBe('10000');
  });

  it('knows the others of its shard and the Sentinels, and nobody else', () => {
    expect(
      ['dragonfly-1', 'dragonfly-2', 'dragonfly-3']
        .map((name) => nodeOf(many, name))
        .map(({ shard, first, peers }) => [shard, first, peers.length]),
    ).toEqual([
      ['cache-1', true, 1],
      ['cache-1', false, 1],
      ['cache-2', true, 1],
    ]);
    expect(nodeOf(many, 'dragonfly-1')).toMatchObject({ quorum: 2 });
    expect(nodeOf(many, 'dragonfly-1').sentinels).toHaveLength(3);
  });

  it('has no password but in files of its own', () => {
    for (const [, { files }] of planned(one).hosts)
      for (const { path, content, mode } of files) {
        if (!content.includes('{{secret:')) continue;
        expect(content, path).toMatch(/^\{\{secret:[^}]+\}\}$/);
        expect(mode & 0o007, path).toBe(0);
      }
  });

  it('has an address for the master where there is one shard, and none where clients must know which', () => {
    expect(planned(one).platform.floating.map(({ name }) => name)).toEqual(['cache']);
    expect(planned(many).platform.floating).toEqual([]);
    expect(hostOf(many, 'dragonfly-1').files.map(({ path }) => path)).not.toContain('/etc/keepalived/keepalived.conf');
  });

  it('keeps all files of hosts that exist when another shard is added, those of the Sentinels too', () => {
    const contents = (text: SiteText) =>
      new Map(
        [...planned(text).hosts].flatMap(([name, { files }]) => files.map((f) => [`${name}${f.path}`, f.content])),
      );
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 2 }),
        (shards, more, replicas) => {
          const text = (n: number): SiteText => ({
            nodes: across(n * (replicas + 1), 'r01', 'r02', 'r03'),
            sentinels: ['r01', 'r02', 'r03'],
            cache: { replicas },
          });
          const after = contents(text(shards + more));
          for (const [path, content] of contents(text(shards))) expect(after.get(path), path).toBe(content);
        },
      ),
      { numRuns: 15 },
    );
  });

  it.runIf(systemd.present)('has units that systemd understands without a word', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'cache-units-'));
    const units = new Map(
      [...planned(one).hosts.values()].flatMap(({ files }) =>
        files
          .filter(({ path }) => path.startsWith('/etc/systemd/'))
          .map(({ path, content }) => [path.split('/').at(-1) ?? '', content]),
      ),
    );
    expect(units.size).toBe(7);
    for (const [name, content] of units) writeFileSync(join(dir, name), content.replace(/^(User|Group)=.*\n/gm, ''));
    const { stderr } = spawnSync(systemd.path, ['verify', ...[...units.keys()].map((name) => join(dir, name))], {
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line.includes(dir))).toEqual([]);
  });

  it.runIf(keepalived.present && unshare.present && process.getuid?.() === 0)(
    'has a floating address that keepalived takes',
    () => {
      const dir = mkdtempSync(join(inject('scratch'), 'cache-vrrp-'));
      const file = join(dir, 'keepalived.conf');
      // Nobody here is called dragonfly.
      writeFileSync(
        file,
        contentOf(hostOf(one, 'dragonfly-1'), '/etc/keepalived/keepalived.conf').replace(
          'script_user dragonfly',
          'script_user root',
        ),
      );
      const { status, stderr } = spawnSync(
        'unshare',
        [
          '-n',
          '/bin/sh',
          '-c',
          `ip link add bond0 type veth peer name other && ${keepalived.path} --config-test=${file}`,
        ],
        { encoding: 'utf8' },
      );
      expect({ status, stderr: stderr.replace(/^.*(cache\.py|python3).*\n/gm, '') }).toMatchObject({ status: 0 });
    },
  );
});

describe('A time of snapshots', () => {
  it('is what cron says', () => {
    expect([minutes(5), minutes(30), hours(1), hours(6)].map(cronOf)).toEqual([
      '*/5 * * * *',
      '*/30 * * * *',
      '0 * * * *',
      '0 */6 * * *',
    ]);
  });

  it('that cron cannot say is refused', () => {
    for (const every of ['7 min', '90 min', '5 h'] as const) {
      const { findings } = resolved({ ...one, cache: { snapshots: { every } } });
      expect(findings.map(({ path }) => path)).toContain('sites.dc1.tiers.dragonfly.snapshots.every');
    }
  });
});
