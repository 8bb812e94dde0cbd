import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { acme } from './acme.ts';
import { checkUnit } from './rules/systemd.ts';
import { hostOf, platformOf, profile } from './testing/site.ts';

const host = hostOf(platformOf(profile()), 'dc1/control-2');
const part = (directory: string) =>
  acme(host, {
    names: ['api.example.com', 'www.example.com'],
    contact: 'noc@example.com',
    directory,
    owner: 'root',
    group: 'root',
    onChange: { run: `echo told >>${directory}/log` },
    challengePort: 8402,
  });
const file = (name: string, directory = '/etc/ingress/public'): string =>
  part(directory).files?.find(({ path }) => path.endsWith(name))?.content ?? '';

describe('A public certificate', () => {
  it('is asked for once for all names, with the challenge answered on an address of the host', () => {
    const unit = file('catalyst-acme.service');
    expect(unit).toContain('--http-01-address 10.16.36.66 --http-01-port 8402 -d api.example.com -d www.example.com');
    expect(checkUnit(unit)).toEqual([]);
    expect(checkUnit(file('catalyst-acme.timer'))).toEqual([]);
  });

  it('is placed in one step for its software, which is told afterwards', () => {
    const dir = mkdtempSync(join(inject('scratch'), 'acme-'));
    mkdirSync(join(dir, 'live'));
    writeFileSync(join(dir, 'live/privkey.pem'), 'KEY\n');
    writeFileSync(join(dir, 'live/fullchain.pem'), 'CHAIN\n');
    const run = spawnSync('sh', ['-c', file('acme-deploy', dir)], {
      env: { ...process.env, RENEWED_LINEAGE: join(dir, 'live') },
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
    expect(['tls.key', 'tls.crt', 'tls.pem', 'log'].map(read)).toEqual(['KEY\n', 'CHAIN\n', 'KEY\nCHAIN\n', 'told\n']);
    expect(statSync(join(dir, 'tls.pem')).mode & 0o777).toBe(0o640);
  });

  it('is left to our timer alone', () => {
    expect(part('/x').units).toContainEqual({ name: 'certbot.timer', enabled: false, after: [] });
  });
});
