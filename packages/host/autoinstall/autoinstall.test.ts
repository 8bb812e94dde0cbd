import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { engine } from '../../../test/support/engines.ts';
import { netplanOf } from '../base/netplan.ts';
import { isRecord } from '../canonical.ts';
import { hostOf, platformOf, profile } from '../testing/site.ts';
import { autoinstall } from './index.ts';

const platform = platformOf(profile());
const host = hostOf(platform, 'dc1/kafka-1');
const files = autoinstall(host, platform);
const wanted = (): Readonly<Record<string, unknown>> => {
  const text: unknown = parse(files.get('autoinstall/user-data') ?? '');
  if (!isRecord(text) || !isRecord(text['autoinstall'])) throw new Error('no autoinstall');
  return text['autoinstall'];
};
const cloudInit = engine('cloud-init');

describe('The automatic installation of a server', () => {
  it('asks nobody anything, and lets in by key only', () => {
    expect(wanted()).toMatchObject({
      version: 1,
      ssh: { 'install-server': true, 'allow-pw': false },
      'user-data': { ssh_pwauth: false, users: [{ name: 'root', ssh_authorized_keys: ['{{secret:dc1/installer}}'] }] },
    });
    expect(wanted()).not.toHaveProperty('interactive-sections');
    expect(files.get('autoinstall/meta-data')).toBe('instance-id: dc1-kafka-1\nlocal-hostname: kafka-1\n');
  });

  it('brings the network up as netplan does later: the bond, and the VLANs on it', () => {
    expect(wanted()['network']).toEqual(netplanOf(host, platform).network);
    expect(wanted()['network']).toHaveProperty(['vlans', 'bond0.30']);
  });

  it('mirrors the two smallest drives, and touches no other: data outlives an installation', () => {
    const storage = wanted()['storage'];
    const config = isRecord(storage) && Array.isArray(storage['config']) ? storage['config'].filter(isRecord) : [];
    const disks = config.filter(({ type }) => type === 'disk');
    expect(disks.map(({ match }) => match)).toEqual(Array.from({ length: 2 }, () => ({ size: 'smallest', ssd: true })));
    expect(config.find(({ type }) => type === 'raid')).toMatchObject({ raidlevel: 1, devices: ['root-a', 'root-b'] });
  });

  it.runIf(cloudInit.present)('is accepted by cloud-init, the part for the first boot too', () => {
    const directory = mkdtempSync(join(inject('scratch'), 'autoinstall-'));
    const texts = [files.get('autoinstall/user-data') ?? '', `#cloud-config\n${stringify(wanted()['user-data'])}`];
    texts.forEach((text, i) => {
      const file = join(directory, String(i));
      writeFileSync(file, text);
      const run = spawnSync(cloudInit.path, ['schema', '--config-file', file], { encoding: 'utf8' });
      expect({ status: run.status, said: run.stderr }).toEqual({ status: 0, said: '' });
    });
  });
});
