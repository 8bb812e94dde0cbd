import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../../test/support/engines.ts';
import { zoneRecords } from './zone.ts';

const checkzone = engine('named-checkzone');

describe.runIf(checkzone.present)('The names of hosts', () => {
  const resolution = resolvePlatform(profiles['production']);
  if (!resolution.ok) throw new Error('the profile does not resolve');
  const { platform } = resolution;

  /** What BIND makes of the records in a zone of their own. */
  const load = (records: string) => {
    const file = join(mkdtempSync(join(inject('scratch'), 'zone-')), 'zone');
    const head = `@ 300 IN SOA ns.dc1 admin.dc1 1 3600 600 86400 300\n@ IN NS ns.dc1\nns.dc1 IN A 10.0.0.53\n`;
    writeFileSync(file, head + records);
    return { file, ...spawnSync(checkzone.path, [platform.domain, file], { encoding: 'utf8' }) };
  };

  it('are records that BIND loads, each with the address that the others reach the host by', () => {
    const { file, status, stdout } = load(zoneRecords(platform, []));
    expect(stdout).toContain('OK');
    expect(status).toBe(0);
    const zone = execFileSync(checkzone.path, ['-D', '-q', platform.domain, file], { encoding: 'utf8' });
    for (const { fqdn, addresses, substrate } of platform.hosts) {
      const record = new RegExp(
        `^${fqdn.replaceAll('.', '\\.')}\\.\\s+300\\s+IN\\s+A\\s+${addresses[0].address}$`,
        'm',
      );
      expect(record.test(zone)).toBe(substrate === 'datacenter');
    }
  });

  it('would not be loaded with a host whose address is none', () => {
    expect(load('kafka-1.dc1 300 IN A 10.16.32.650\n').status).not.toBe(0);
  });
});
