import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GB, InvalidInput, TB, mountsOf, networkById, type Host, type Platform, type Volume } from '@catalyst/model';
import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { baseHost } from './base.ts';
import { disks } from './base/disks.ts';
import { netplan, netplanOf } from './base/netplan.ts';

const platforms = Object.values(profiles).map((profile): Platform => {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
});
const all = platforms.flatMap((platform) => platform.hosts.map((host) => ({ platform, host })));

function find(profile: string, id: string): { platform: Platform; host: Host } {
  const found = all.find(({ platform, host }) => platform.name === profile && host.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** One server of each kind of network: the same ports in the same networks. */
const kinds = [
  ...new Map(
    all
      .filter(({ host }) => host.substrate === 'datacenter')
      .map((entry): [string, typeof entry] => {
        const { addresses, machine } = entry.host;
        return [JSON.stringify([machine.nics.ports, addresses.map((a) => a.interface)]), entry];
      }),
  ).entries(),
].map(([kind, entry]) => ({ kind, ...entry }));

/** The sections of the files that netplan generates for systemd-networkd: `10-netplan-bond0.network` → its text. */
function generate(program: string, host: Host, platform: Platform): ReadonlyMap<string, string> {
  const root = mkdtempSync(join(inject('scratch'), 'netplan-'));
  mkdirSync(join(root, 'etc/netplan'), { recursive: true });
  const { content, mode } = netplan(host, platform);
  writeFileSync(join(root, 'etc/netplan/01-netcfg.yaml'), content, { mode });
  const run = spawnSync(program, ['generate', '--root-dir', root], { encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const directory = join(root, 'run/systemd/network');
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

describe('The network of a server', () => {
  const program = engine('netplan');

  it.runIf(program.present).each(kinds)('is accepted by netplan: $kind', ({ host, platform }) => {
    const generated = generate(program.path, host, platform);
    for (const { interface: device, address, prefix, network } of host.addresses) {
      const text = generated.get(`10-netplan-${device}.network`);
      expect(text).toContain(`\nAddress=${address}/${String(prefix)}\n`);
      // A device that VLANs are on carries the largest of their frames.
      const mtu = Number(/MTUBytes=(\d+)/.exec(text ?? '')?.[1]);
      expect(mtu).toBeGreaterThanOrEqual(networkById(platform, network).mtu);
    }
    const members = [...generated.values()].filter((text) => text.includes('\nBond=bond0\n'));
    expect(members).toHaveLength(host.machine.nics.ports > 1 ? host.machine.nics.ports : 0);
  });

  it.runIf(program.present)('is a bond over both leaves that notices a lost one at once', () => {
    const { host, platform } = find('production-n1', 'dc1/kafka-1');
    const generated = generate(program.path, host, platform);
    expect(generated.get('10-netplan-bond0.netdev')).toContain(
      'Mode=802.3ad\nLACPTransmitRate=fast\nMIIMonitorSec=100ms\nTransmitHashPolicy=layer3+4',
    );
    expect(generated.get('10-netplan-bond0.30.netdev')).toContain('[VLAN]\nId=30');
  });

  it('has jumbo frames for storage, and leaves the site with frames that its network carries', () => {
    const { host, platform } = find('production-n1', 'dc1/kafka-1');
    const { bonds, vlans } = netplanOf(host, platform).network;
    expect(vlans?.['bond0.30']?.mtu).toBe(9000);
    expect(bonds?.['bond0']).toMatchObject({ mtu: 9000, routes: [{ to: 'default', via: '10.32.32.1', mtu: 1500 }] });
  });

  it('needs no bond where there is one port', () => {
    const { host, platform } = find('production', 'dc1/kafka-1');
    const { network } = netplanOf(host, platform);
    expect(Object.keys(network.ethernets)).toEqual(['enp3s0', 'eno1']);
    expect(network.bonds).toBeUndefined();
  });

  it('leads out by one network only, and answers management on its own port', () => {
    for (const { platform, host } of kinds) {
      const { ethernets, bonds = {}, vlans = {} } = netplanOf(host, platform).network;
      const routes = [ethernets, bonds, vlans].flatMap((devices) =>
        Object.values(devices).flatMap((d) => d.routes ?? []),
      );
      expect(routes.filter(({ to, table }) => to === 'default' && table === undefined)).toHaveLength(1);
      expect(ethernets['eno1']?.['routing-policy']).toHaveLength(1);
    }
  });

  it('is the provider’s in the cloud', () => {
    const { platform, host } = find('production-n1', 'use1/kafka-1');
    const { files = [], packages = [] } = baseHost(host, platform);
    expect(files.map(({ path }) => path)).not.toContain('/etc/netplan/01-netcfg.yaml');
    expect(packages).not.toContain('mdadm');
  });
});

describe('The files of every host', () => {
  const validators = ['chronyd', 'netplan', 'sshd'].map(engine);

  it.runIf(validators.every(({ present }) => present))('pass their validators', () => {
    const directory = mkdtempSync(join(inject('scratch'), 'valid-'));
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
    for (const id of ['dc1/kafka-1', 'use1/kafka-1']) {
      const { platform, host } = find('production-n1', id);
      for (const { path, content, validate } of baseHost(host, platform).files ?? []) {
        if (validate === undefined) continue;
        const run = (text: string) => {
          const copy = join(directory, basename(path));
          writeFileSync(copy, text);
          return spawnSync('bash', ['-c', validate.replaceAll('{}', copy)], { env, encoding: 'utf8' });
        };
        expect(run(content), path).toMatchObject({ status: 0 });
        expect(run(`${content}\nnonsense\n`).status, `${path} with nonsense`).not.toBe(0);
      }
    }
  });

  it('name the host itself, and no other', () => {
    for (const { platform, host } of all) {
      const text = (baseHost(host, platform).files ?? []).map(({ content }) => content).join('\n');
      const others = platform.hosts.filter(({ id }) => id !== host.id);
      expect(text).toContain(`${host.addresses[0].address} ${host.fqdn} ${host.hostname}`);
      expect(others.filter(({ fqdn }) => text.includes(` ${fqdn} `))).toEqual([]);
    }
  });
});

describe('The disks of a host', () => {
  const machineWith = (volumes: readonly Volume[]): Host => {
    const { host } = find('production-n1', 'dc1/kafka-1');
    return { ...host, machine: { ...host.machine, volumes } };
  };

  it('are one file system on each drive where they are not combined, and one over all of them otherwise', () => {
    const volumes: readonly Volume[] = [
      { name: 'data', media: 'nvme', drives: 3, drive: TB(1), raid: 'none', mount: '/data' },
      { name: 'archive', media: 'sas', drives: 4, drive: TB(8), raid: 'raid6', mount: '/archive' },
    ];
    expect(disks(machineWith(volumes)).map(({ label, mount, drives }) => [label, mount, drives.drives])).toEqual([
      ['data-d1', '/data/d1', 1],
      ['data-d2', '/data/d2', 1],
      ['data-d3', '/data/d3', 1],
      ['archive', '/archive', 4],
    ]);
  });

  it('have labels that XFS can keep, and no two the same', () => {
    const volume = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
      media: fc.constant('nvme' as const),
      drives: fc.integer({ min: 1, max: 24 }),
      drive: fc.constant(GB(960)),
      raid: fc.constant('none' as const),
      mount: fc.constant('/data'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(volume, { selector: ({ name }) => name, maxLength: 4 }), (volumes) => {
        const labels = disks(machineWith(volumes)).map(({ label }) => label);
        expect(Math.max(0, ...labels.map((label) => label.length))).toBeLessThanOrEqual(12);
        expect(labels).toHaveLength(volumes.flatMap(mountsOf).length);
      }),
    );
  });
});
