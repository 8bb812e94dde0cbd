import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GB,
  InvalidInput,
  hostById,
  mergeHostConfig,
  seconds,
  secretRef,
  type File,
  type FileSystem,
  type HostConfigPart,
} from '@catalyst/model';
import { hostConfig, resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import fc from 'fast-check';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { installScript, type InstallOptions } from './install-script.ts';
import { FreshRoot } from './testing/fresh-root.ts';

const config = (part: Omit<HostConfigPart, 'owner'>) => mergeHostConfig([{ owner: 'test', ...part }]);

const file = (path: string, content: string, extras: Partial<File> = {}): File => ({
  path,
  content,
  owner: 'root',
  group: 'root',
  mode: 0o644,
  ...extras,
});

const volume = (extras: Partial<FileSystem> = {}): FileSystem => ({
  volume: 'data',
  label: 'data',
  mount: '/data',
  type: 'xfs',
  options: ['noatime', 'nofail'],
  owner: 'root',
  drives: { media: 'nvme', drives: 4, drive: GB(1000), raid: 'raid10' },
  ...extras,
});

const SECRETS: InstallOptions = {
  preamble: `secret() { case $1 in db/password) printf 'p&ss\\\\1 $HOME {{secret:no}}' ;; *) return 1 ;; esac; }`,
};

/** A host with one of everything. */
const FULL = config({
  packages: ['broker', 'chrony'],
  users: [{ name: 'broker', home: '/var/lib/broker', shell: '/usr/sbin/nologin', groups: ['tls'] }],
  fileSystems: [volume()],
  directories: [{ path: '/data/broker', owner: 'broker', group: 'broker', mode: 0o750 }],
  archives: [
    { name: 'tool', version: '1.0', directory: '/opt/tool', owner: 'broker', onChange: { restart: 'broker.service' } },
  ],
  kernel: { 'vm.swappiness': 1 },
  files: [
    file('/etc/broker/broker.conf', `password = ${secretRef('db/password')}\n`, {
      group: 'broker',
      mode: 0o640,
      validate: 'grep -q ^password {}',
      onChange: { restart: 'broker.service' },
    }),
    file('/etc/systemd/system/broker.service', '[Service]\n', { onChange: { restart: 'broker.service' } }),
    file('/etc/hostname', 'broker-1\n', { onChange: { run: 'hostname -F /etc/hostname' } }),
    file('/etc/journal.conf', 'x\n', { onChange: { restart: 'journal.service' } }),
    file('/etc/apt/sources.list.d/broker.list', 'deb\n'),
  ],
  units: [
    { name: 'late.service', enabled: true, after: ['broker.service'] },
    { name: 'broker.service', enabled: true, after: [] },
  ],
  gates: [{ name: 'broker', command: 'true', within: seconds(1), every: seconds(1) }],
});

describe.runIf(process.getuid?.() === 0)('an installation on a fresh host', () => {
  let host: FreshRoot;
  beforeEach(() => {
    host = new FreshRoot(mkdtempSync(join(inject('scratch'), 'root-')));
    host.bash(
      'mkdir -p /mirror /tmp/t/tool-1.0 && echo v1 >/tmp/t/tool-1.0/version && tar -czf /mirror/tool-1.0.tar.gz -C /tmp/t tool-1.0',
    );
    host.write('/machine/drives', [1, 2, 3, 4].map((n) => `/dev/nvme${String(n)}n1 disk 960000000000\n`).join(''));
    host.write('/machine/parts', [1, 2, 3, 4].map((n) => `nvme${String(n)}n1\n`).join(''));
  });
  const install = (part = FULL, options: InstallOptions = {}, ...flags: readonly string[]) =>
    host.run(installScript(part, { ...SECRETS, mirror: '/mirror', ...options }), ...flags);

  it('refuses another system, before it changes anything', () => {
    host.write('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
    const before = host.snapshot();
    const { status, output } = install();
    expect(status).toBe(1);
    expect(output).toContain('this configuration is for ubuntu 22.04, and the host runs debian 12');
    expect(host.snapshot()).toEqual(before);
  });

  it('makes it what the configuration says', () => {
    expect(install()).toMatchObject({ status: 0 });
    expect(host.read('/etc/broker/broker.conf')).toBe('password = p&ss\\1 $HOME {{secret:no}}\n');
    expect(host.ownership('/etc/broker/broker.conf')).toBe('root:broker 0640');
    expect(host.ownership('/data/broker')).toBe('broker:broker 0750');
    expect(host.bash('id -nG broker').output).toBe('broker tls\n');
    expect(host.read('/opt/tool/version')).toBe('v1\n');
    expect(host.read('/etc/sysctl.d/60-catalyst.conf')).toBe('vm.swappiness = 1\n');
    expect(host.read('/etc/fstab')).toBe(
      'LABEL=system / ext4 defaults 0 1\n# BEGIN catalyst\nLABEL=data /data xfs noatime,nofail 0 2\n# END catalyst\n',
    );
    expect(host.takeLog()).toEqual([
      'apt-get install xfsprogs mdadm',
      'mdadm --create /dev/md/data --run --quiet --metadata=1.2 --homehost=any --name=data --bitmap=internal --level=10 ' +
        '--raid-devices=4 /dev/nvme1n1 /dev/nvme2n1 /dev/nvme3n1 /dev/nvme4n1',
      'udevadm settle',
      'mkfs.xfs -q -L data /dev/md/data',
      'udevadm settle',
      'systemctl daemon-reload',
      'mount /data',
      'apt-get install broker chrony',
      'sysctl -q -p /etc/sysctl.d/60-catalyst.conf',
      'systemctl daemon-reload',
      'hostname -F /etc/hostname',
      'systemctl restart journal.service',
      'systemctl enable --quiet broker.service',
      'systemctl start broker.service',
      'systemctl enable --quiet late.service',
      'systemctl start late.service',
    ]);
  });

  it('changes nothing the second time', () => {
    install();
    host.takeLog();
    const before = host.snapshot();
    expect(install()).toEqual({ status: 0, output: '' });
    expect(host.snapshot()).toEqual(before);
    expect(host.takeLog()).toEqual(['sysctl -q -p /etc/sysctl.d/60-catalyst.conf']);
  });

  it('restarts only what reads a file that changed', () => {
    install();
    host.takeLog();
    const files = FULL.files.map((f) =>
      f.path === '/etc/broker/broker.conf' ? { ...f, content: 'password = none\n' } : f,
    );
    expect(install({ ...FULL, files })).toMatchObject({ status: 0 });
    expect(host.takeLog()).toEqual(['sysctl -q -p /etc/sysctl.d/60-catalyst.conf', 'systemctl restart broker.service']);
  });

  it('leaves a file as it was where the new one is not valid, and names it', () => {
    install();
    const old = host.read('/etc/broker/broker.conf');
    const files = FULL.files.map((f) => (f.path === '/etc/broker/broker.conf' ? { ...f, content: 'nonsense\n' } : f));
    const run = install({ ...FULL, files });
    expect(run.status).toBe(1);
    expect(run.output).toContain('/etc/broker/broker.conf: not valid, and the file there is left as it was');
    expect(host.read('/etc/broker/broker.conf')).toBe(old);
  });

  it('does what a change asks for even when the run that made the change was cut short', () => {
    install();
    host.takeLog();
    const changed = [file('/etc/broker/extra.conf', 'x\n', { onChange: { restart: 'broker.service' } })];
    const broken = [file('/etc/broker/bad.conf', 'x\n', { validate: 'false' })];
    expect(install({ ...FULL, files: [...FULL.files, ...changed, ...broken] }).status).toBe(1);
    expect(host.takeLog()).not.toContain('systemctl restart broker.service');
    expect(install({ ...FULL, files: [...FULL.files, ...changed] })).toMatchObject({ status: 0 });
    expect(host.takeLog()).toContain('systemctl restart broker.service');
  });

  it('asks again for the restart of a unit that did not come up', () => {
    install();
    host.write('/machine/broken', 'broker.service\n');
    const files = [...FULL.files, file('/etc/broker/extra.conf', 'x\n', { onChange: { restart: 'broker.service' } })];
    const run = install({ ...FULL, files });
    expect(run).toMatchObject({ status: 1 });
    expect(run.output).toContain('broker.service: does not restart');
    host.write('/machine/broken', '');
    host.takeLog();
    install({ ...FULL, files });
    expect(host.takeLog()).toContain('systemctl restart broker.service');
  });

  it('never prints a secret: not in a trace, and not in what a validator says', () => {
    const part = config({
      files: [
        file('/etc/a', secretRef('db/password'), { mode: 0o600 }),
        file('/etc/b', `${secretRef('db/password')}\n`, { validate: 'cat {}; false' }),
      ],
    });
    const run = install(part, {}, '-x');
    expect(run.status).toBe(1);
    expect(host.read('/etc/a')).toBe('p&ss\\1 $HOME {{secret:no}}');
    expect(run.output).toContain('/etc/b: not valid');
    expect(run.output.replaceAll(SECRETS.preamble ?? '', '')).not.toContain('p&ss');
    expect(host.bash('ls -A /run').output).toBe('catalyst.lock\n');
  });

  it('says which secret it could not get, and leaves the file away', () => {
    const run = install(config({ files: [file('/etc/a', `${secretRef('db/other')}\n`)] }));
    expect(run.status).toBe(1);
    expect(run.output).toContain('secret db/other: not available');
    expect(run.output).toContain('/etc/a: not written');
    expect(host.has('/etc/a')).toBe(false);
  });

  it('changes nothing where files hold secrets and nobody can give them', () => {
    const before = host.snapshot();
    const run = host.run(installScript(FULL, { mirror: '/mirror' }));
    expect(run).toEqual({ status: 1, output: 'files of this host hold secrets: define the function secret\n' });
    expect(host.snapshot()).toEqual(before);
  });

  it('refuses an archive whose checksum is another', () => {
    const run = install({ ...FULL, archives: FULL.archives.map((a) => ({ ...a, sha256: '0'.repeat(64) })) });
    expect(run.status).toBe(1);
    expect(run.output).toContain('archive tool-1.0: its SHA-256 is ');
    expect(host.has('/opt/tool')).toBe(false);
  });

  it('replaces an archive by its next version, and restarts what runs it', () => {
    install();
    host.takeLog();
    host.bash(
      'mkdir /tmp/t/tool-2.0 && echo v2 >/tmp/t/tool-2.0/version && tar -czf /mirror/tool-2.0.tar.gz -C /tmp/t tool-2.0',
    );
    expect(install({ ...FULL, archives: FULL.archives.map((a) => ({ ...a, version: '2.0' })) })).toMatchObject({
      status: 0,
    });
    expect(host.read('/opt/tool/version')).toBe('v2\n');
    expect(host.bash('ls /opt').output).toBe('tool\n');
    expect(host.takeLog()).toContain('systemctl restart broker.service');
  });

  it('finishes what a power cut has left half installed, and lets services start afterwards', () => {
    const part = config({ packages: ['broker'] });
    host.write('/machine/unconfigured', 'broker\n');
    // A run that ended in the middle of apt: what it leaves is what this one wrote at its time.
    const during = installScript(part).replace(/^begin$/m, () => 'begin; dpkg() { kill -9 $$; }');
    expect(host.run(during)).toMatchObject({ status: null });
    expect(host.has('/usr/sbin/policy-rc.d')).toBe(true);
    expect(install(part)).toMatchObject({ status: 0 });
    expect(host.takeLog()).toEqual(['dpkg --force-confdef --force-confold --configure -a', 'apt-get install broker']);
    expect(host.has('/usr/sbin/policy-rc.d')).toBe(false);
  });

  it("leaves somebody else's rule about starting services alone", () => {
    host.write('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
    install();
    expect(host.read('/usr/sbin/policy-rc.d')).toBe('#!/bin/sh\nexit 101\n');
  });

  it('keeps the last line of a table of file systems that has no newline', () => {
    host.write('/etc/fstab', 'LABEL=system / ext4 defaults 0 1');
    install();
    expect(host.read('/etc/fstab')).toBe(
      'LABEL=system / ext4 defaults 0 1\n# BEGIN catalyst\nLABEL=data /data xfs noatime,nofail 0 2\n# END catalyst\n',
    );
  });

  it('moves aside what would be in force beside a file of ours, keeps it, and puts ours into force', () => {
    const part = config({
      files: [
        file('/etc/netplan/01-netcfg.yaml', 'ours\n', {
          replaces: '/etc/netplan/*.yaml',
          onChange: { run: 'netplan apply' },
        }),
      ],
    });
    host.write('/etc/netplan/00-installer-config.yaml', 'dhcp4: true\n', 0o600);
    host.write('/etc/netplan/README', 'x\n');
    expect(install(part)).toMatchObject({ status: 0 });
    expect(host.bash('ls /etc/netplan').output).toBe('01-netcfg.yaml\nREADME\n');
    expect(host.read('/var/lib/catalyst/replaced/etc/netplan/00-installer-config.yaml')).toBe('dhcp4: true\n');
    expect(host.takeLog()).toEqual(['netplan apply']);
    expect(install(part)).toEqual({ status: 0, output: '' });
    host.write('/etc/netplan/50-cloud-init.yaml', 'dhcp4: true\n');
    install(part);
    expect(host.takeLog()).toEqual(['netplan apply']);
  });

  it('removes files and stops units that the configuration has no more, and leaves directories and what is in them', () => {
    install();
    host.write('/data/broker/log', 'data');
    host.takeLog();
    const part = {
      ...FULL,
      directories: [],
      files: FULL.files.filter(({ path }) => !path.includes('broker.service') && !path.includes('broker.conf')),
      units: FULL.units.filter(({ name }) => name !== 'broker.service'),
    };
    const run = install(part);
    expect(run).toMatchObject({ status: 0 });
    expect(run.output).toContain('/etc/broker/broker.conf: removed');
    expect(host.has('/etc/broker/broker.conf')).toBe(false);
    expect(host.has('/etc/systemd/system/broker.service')).toBe(false);
    expect(host.read('/data/broker/log')).toBe('data');
    expect(host.takeLog()).toEqual([
      'sysctl -q -p /etc/sysctl.d/60-catalyst.conf',
      'systemctl disable --quiet --now broker.service',
      'systemctl daemon-reload',
    ]);
    expect(install(part)).toEqual({ status: 0, output: '' });
  });

  it('takes no drive that has something on it', () => {
    host.write('/machine/labels', '/dev/nvme2n1 photos\n');
    host.write('/machine/parts', 'nvme1n1\nnvme1n1p1\nnvme2n1\nnvme3n1\nnvme4n1\n');
    const run = install();
    expect(run.status).toBe(1);
    expect(run.output).toContain(
      'volume data: data needs 4 empty nvme drives of about 1000 GB, and there are 2: /dev/nvme3n1 /dev/nvme4n1',
    );
    expect(host.takeLog()).toEqual(['apt-get install xfsprogs mdadm']);
  });

  it('makes the file system of an array that an earlier run only created', () => {
    host.write('/machine/labels', [1, 2, 3, 4].map((n) => `/dev/nvme${String(n)}n1 in-array\n`).join(''));
    host.write('/dev/md/data', '');
    expect(install()).toMatchObject({ status: 0 });
    expect(host.takeLog()).toContain('mkfs.xfs -q -L data /dev/md/data');
  });

  it('gives each drive a file system of its own where they are not combined', () => {
    const drives = { media: 'nvme', drives: 1, drive: GB(1000), raid: 'none' } as const;
    const fileSystems = [1, 2].map((n) =>
      volume({ label: `data-d${String(n)}`, mount: `/data/d${String(n)}`, drives }),
    );
    expect(install(config({ fileSystems }))).toMatchObject({ status: 0 });
    expect(host.takeLog().filter((line) => /^m[ok]/.test(line))).toEqual([
      'mkfs.xfs -q -L data-d1 /dev/nvme1n1',
      'mkfs.xfs -q -L data-d2 /dev/nvme2n1',
      'mount /data/d1',
      'mount /data/d2',
    ]);
  });

  it('mounts nothing over a directory that is in use', () => {
    host.write('/data/precious', 'x');
    const run = install();
    expect(run.status).toBe(1);
    expect(run.output).toContain('/data: is not empty, and mounting a volume there would hide what is in it');
    expect(host.takeLog()).not.toContain('mount /data');
  });

  it('exits with 3 when a gate stays shut, and names it', () => {
    const gates = [{ name: 'in-sync', command: 'echo 3 behind; false', within: seconds(0), every: seconds(1) }];
    expect(install(config({ gates }))).toEqual({
      status: 3,
      output: 'gate in-sync: not healthy after 0 s: 3 behind\n',
    });
  });

  it('does not wait for a unit that can only end once other hosts are there, and starts it once', () => {
    const part = config({
      files: [
        file('/etc/systemd/system/site.service', '[Service]\nType=oneshot\nRemainAfterExit=yes\n'),
        file('/etc/site.conf', 'x\n', { onChange: { restart: 'site.service' } }),
      ],
      units: [{ name: 'site.service', enabled: true, after: [], wait: false }],
    });
    install(part);
    expect(host.takeLog()).toContain('systemctl start --no-block site.service');
    expect(install(part)).toEqual({ status: 0, output: '' });
    const changed = file('/etc/site.conf', 'y\n', { onChange: { restart: 'site.service' } });
    install({ ...part, files: part.files.map((f) => (f.path === changed.path ? changed : f)) });
    expect(host.takeLog()).toEqual(['systemctl restart --no-block site.service']);
  });

  it('stops and disables a unit that is not wanted', () => {
    host.write('/machine/enabled', 'old.service\n');
    install(config({ units: [{ name: 'old.service', enabled: false, after: [] }] }));
    expect(host.takeLog()).toEqual(['systemctl disable --quiet --now old.service']);
  });

  it.each(['dc1/kafka-1', 'dc1/kraft-1', 'use1/kafka-2'])('makes it %s of production-n1, once', (id) => {
    const resolution = resolvePlatform(profiles['production-n1']);
    if (!resolution.ok) throw new InvalidInput(resolution.findings);
    // Nothing runs in the root, so nothing is healthy there: the gates are asked elsewhere.
    const wanted = { ...hostConfig(resolution.platform, hostById(resolution.platform, id)), gates: [] };
    const drives = wanted.fileSystems.flatMap(({ drives: d }) => Array.from({ length: d.drives }, () => d.drive));
    host.write('/machine/drives', drives.map((size, n) => `/dev/nvme${String(n)}n1 disk ${String(size)}\n`).join(''));
    host.write('/machine/parts', drives.map((_, n) => `nvme${String(n)}n1\n`).join(''));
    for (const { name, version } of wanted.archives)
      host.bash(`cp /mirror/tool-1.0.tar.gz /mirror/${name}-${version}.tar.gz`);
    const options = { preamble: 'secret() { printf "value of %s" "$1"; }' };
    expect(install(wanted, options)).toMatchObject({ status: 0 });
    for (const { path, owner, group, mode } of wanted.files)
      expect([path, host.ownership(path)]).toEqual([path, `${owner}:${group} ${mode.toString(8).padStart(4, '0')}`]);
    expect(host.takeLog()).toContain('systemctl start kafka.service');
    const before = host.snapshot();
    expect(install(wanted, options)).toEqual({ status: 0, output: '' });
    expect(host.snapshot()).toEqual(before);
  });

  it('writes every text byte for byte', () => {
    const lines = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('END', 'END_1', '$(x)', '`x`', "'", '\\')),
    );
    const text = fc
      .tuple(lines, fc.constantFrom('', '\n'))
      .map(([all, end]) => all.join('\n').replaceAll('\0', '') + end);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
        const files = texts.map((content, i) => file(`/etc/texts/${String(i)}`, content));
        expect(install(config({ files }))).toMatchObject({ status: 0 });
        expect(texts.map((_, i) => host.read(`/etc/texts/${String(i)}`))).toEqual(texts);
      }),
      { numRuns: 10 },
    );
  });
});

describe('an installation script', () => {
  it('starts units after those that they wait for, and refuses a circle', () => {
    const unit = (name: string, ...after: string[]) => ({ name, enabled: true, after });
    expect(() => installScript(config({ units: [unit('a', 'b'), unit('b', 'a')] }))).toThrow('a, b, a');
  });

  const shellcheck = engine('shellcheck');
  it.runIf(shellcheck.present)('has nothing that shellcheck would change', () => {
    const path = join(mkdtempSync(join(inject('scratch'), 'script-')), 'install.sh');
    writeFileSync(path, installScript(FULL, { ...SECRETS, mirror: 's3://bucket/archives' }));
    expect(spawnSync(shellcheck.path, [path], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  });
});
