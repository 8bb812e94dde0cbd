import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { swanctlConf, tunnelInterfaces } from './swanctl.ts';
import { edgeFabric, edgePlatform, edgeProfile } from './testing.ts';

const platform = edgePlatform(edgeProfile({ nos: 'frr', multihoming: 'esi' }));
const routers = edgeFabric('frr').devices.filter(({ role }) => role === 'edge');

/** As it is once secrets are in their places. */
const applied = (text: string): string =>
  text.replaceAll(/\{\{secret:[^}]*outside\}\}/g, '192.0.2.99').replaceAll(/\{\{secret:[^}]*\}\}/g, 'k'.repeat(32));

describe('tunnels of a router', () => {
  it('end one on each router, on a public address of its own', () => {
    const texts = routers.map((device) => swanctlConf(platform, device) ?? '');
    expect(texts.map((text) => /local_addrs = (\S+)/.exec(text)?.[1])).toEqual(['203.0.113.3', '203.0.113.4']);
    expect(texts.map((text) => text.match(/^ {2}vpn-1-\d \{$/gm))).toEqual([['  vpn-1-1 {'], ['  vpn-1-2 {']]);
  });

  it('have an interface in VRF WAN, with the address inside that AWS expects', () => {
    const [first] = routers;
    if (first === undefined) throw new Error('no router');
    expect(tunnelInterfaces(platform, first)).toMatch(
      /type xfrm if_id 100\n {4}address 169\.254\.\d+\.\d+\/30\n.*\n {4}vrf WAN/,
    );
  });

  it('do not end on routers that run EOS', () => {
    const eos = edgePlatform();
    for (const device of edgeFabric('eos').devices) expect(swanctlConf(eos, device)).toBeNull();
  });

  const charon = engine('charon-systemd');
  const swanctl = engine('swanctl');
  describe.runIf(charon.present && swanctl.present)('in strongSwan itself', () => {
    const directory = mkdtempSync(join(tmpdir(), 'catalyst-ipsec-'));
    const uri = `unix://${join(directory, 'vici')}`;
    const env = { ...process.env, STRONGSWAN_CONF: join(directory, 'strongswan.conf') };
    let daemon: ChildProcess | undefined;

    beforeAll(async () => {
      writeFileSync(
        env.STRONGSWAN_CONF,
        `charon-systemd {\n  port = 0\n  port_nat_t = 0\n  plugins {\n    vici {\n      socket = ${uri}\n    }\n  }\n}\n`,
      );
      // In a network of its own, so that no packet leaves.
      daemon = spawn('unshare', ['-n', charon.path], { env, stdio: 'ignore' });
      await vi.waitUntil(() => existsSync(join(directory, 'vici')), { timeout: 20_000, interval: 50 });
    }, 30_000);

    afterAll(() => {
      daemon?.kill();
      rmSync(directory, { recursive: true, force: true });
    });

    const ask = (...args: readonly string[]) =>
      spawnSync(swanctl.path, [...args, '--uri', uri], { env, encoding: 'utf8', timeout: 20_000 });

    it('are loaded with their keys, and propose IKEv2 with AES-256 and nothing else', () => {
      for (const device of routers) {
        const file = join(directory, `${device.name}.conf`);
        writeFileSync(file, applied(swanctlConf(platform, device) ?? ''));
        const { status, stdout } = ask('--load-all', '--file', file);
        expect(stdout).toContain('successfully loaded 1 connections');
        expect(stdout).toContain('loaded ike secret');
        expect(status).toBe(0);
        expect(ask('--list-conns').stdout).toMatch(/^vpn-1-\d: IKEv2/m);
      }
    });

    it('are refused with a proposal that there is not', () => {
      const [first] = routers;
      if (first === undefined) throw new Error('no router');
      const file = join(directory, 'broken.conf');
      writeFileSync(
        file,
        applied(swanctlConf(platform, first) ?? '').replace('aes256gcm16-prfsha384', 'aes257gcm16-prfsha384'),
      );
      expect(ask('--load-all', '--file', file).status).not.toBe(0);
    });
  });
});
