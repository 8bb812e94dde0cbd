import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { checkAutoinstall } from './autoinstall.ts';
import { checkUnit, knownSettings } from './systemd.ts';
import { systemStorage } from '../autoinstall/storage.ts';

const analyze = engine('systemd-analyze');
const cloudInit = engine('cloud-init');

describe('Rules on units', () => {
  const unit = (...service: readonly string[]): string =>
    ['[Unit]', 'Description=x', '[Service]', 'ExecStart=/bin/true', ...service, ''].join('\n');

  it.each([
    ['NoNewPrivilges=yes', '[Service] has no setting NoNewPrivilges'],
    ['WantedBy=multi-user.target', '[Service] has no setting WantedBy'],
    ['Restart=on-failures', 'Restart=on-failures'],
    ['RestartSec=5 minuts', 'RestartSec=5 minuts is no duration'],
    ['StartLimitBurst=3', '[Service] has no setting StartLimitBurst'],
  ])('refuse %s, with which systemd-analyze is content', (line, problem) => {
    expect(checkUnit(unit(line))).toEqual([problem]);
    if (!analyze.present) return;
    const file = join(mkdtempSync(join(inject('scratch'), 'unit-')), 'x.service');
    writeFileSync(file, unit(line));
    expect(spawnSync(analyze.path, ['verify', '--man=no', file]).status).toBe(0);
  });

  it('refuse sections that there are not, and lines that say nothing', () => {
    expect(checkUnit('[Services]\nExecStart=/bin/true\n')).toEqual(['there is no section [Services]']);
    expect(checkUnit('[Service]\nnonsense\n')).toEqual(["'nonsense' is no setting"]);
  });

  it('know no setting that systemd does not', () => {
    const dump = spawnSync('/lib/systemd/systemd', ['--dump-configuration-items'], { encoding: 'utf8' });
    if (dump.status !== 0) return;
    const of = (section: string): string =>
      dump.stdout.split(/^\[(?=[A-Z][a-zA-Z]+\]$)/m).find((part) => part.startsWith(`${section}]`)) ?? '';
    for (const [section, keys] of knownSettings) {
      const known = new Set([...of(section).matchAll(/^([A-Za-z0-9-]+)=/gm)].map(([, key]) => key));
      if (known.size > 0)
        expect(
          [...keys].filter((key) => !known.has(key)),
          section,
        ).toEqual([]);
    }
  });
});

describe('Rules on automatic installations', () => {
  const sound = { version: 1, storage: systemStorage(), 'user-data': { disable_root: false } };

  it('have nothing against what is sound', () => {
    expect(checkAutoinstall(sound)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a misspelt key', { ...sound, 'late-comands': [] }, "autoinstall has no key 'late-comands'"],
    [
      'a misspelt key of cloud-init',
      { ...sound, 'user-data': { ssh_pwauthh: false } },
      "user-data has no key 'ssh_pwauthh'",
    ],
    ['nobody to log in', { version: 1 }, "without 'identity' or 'user-data' the installer stops and asks"],
    ['a password', { ...sound, identity: { password: '$6$x' } }, '.identity.password: a password'],
    [
      'a mirror of one',
      {
        ...sound,
        storage: {
          config: [
            { id: 'a', type: 'disk' },
            { id: 'm', type: 'raid', raidlevel: 1, devices: ['a'] },
            { id: 'f', type: 'format', volume: 'm' },
            { id: 'r', type: 'mount', device: 'f', path: '/' },
          ],
        },
      },
      'm: RAID 1 of 1',
    ],
    [
      'something that is not there',
      {
        ...sound,
        storage: {
          config: [
            { id: 'f', type: 'format', volume: 'm' },
            { id: 'r', type: 'mount', device: 'f', path: '/' },
          ],
        },
      },
      "f: 'm' is no partition or raid or disk before it",
    ],
    [
      'a system without a root',
      { ...sound, storage: { config: [{ id: 'a', type: 'disk' }] } },
      "storage mounts nothing at '/'",
    ],
  ])('refuse %s, with which cloud-init is content', (_, config, problem) => {
    expect(checkAutoinstall(config)).toEqual([problem]);
    if (!cloudInit.present) return;
    const file = join(mkdtempSync(join(inject('scratch'), 'auto-')), 'user-data');
    writeFileSync(file, `#cloud-config\n${JSON.stringify({ autoinstall: config })}\n`);
    expect(spawnSync(cloudInit.path, ['schema', '--config-file', file]).status).toBe(0);
  });
});
