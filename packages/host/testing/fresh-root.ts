import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Programs that work inside the root on nothing but its files: the real ones. */
const REAL =
  'bash cat chmod chown cmp cp cut flock getent grep groupadd gzip head id install ls mkdir mktemp mv rm sed sha256sum sleep stat tar useradd usermod';

/** Programs that would change the machine: `machine.sh` stands for them. */
const STANDINS =
  'apt-get blkid chronyd fail2ban-client nft rsyslogd systemd-tmpfiles visudo dpkg dpkg-query hostname lsblk mdadm mkfs.xfs mount mountpoint netplan python3 sshd sysctl systemctl udevadm';

const PATH = '/usr/sbin:/usr/bin';

export interface Run {
  readonly status: number | null;
  /** All that was printed: what a log would have. */
  readonly output: string;
}

/**
 * A directory that is the whole world of an installation script: it runs there with chroot(2), as root of a machine
 * that has real users, files and archives, and whose packages, disks and units are lines in files of `/machine`.
 */
export class FreshRoot {
  constructor(readonly dir: string) {
    for (const part of ['dev', 'etc', 'machine', 'run', 'tmp', 'usr/bin', 'usr/sbin', 'usr/lib', 'var/lib'])
      mkdirSync(join(dir, part), { recursive: true });
    for (const link of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${link}`, join(dir, link));
    mkdirSync(join(dir, 'usr/lib64'));
    execFileSync('mknod', ['-m', '666', join(dir, 'dev/null'), 'c', '1', '3']);
    this.copyPrograms(REAL);
    symlinkSync('bash', join(dir, 'usr/bin/sh'));
    copyFileSync(join(import.meta.dirname, 'machine.sh'), join(dir, 'usr/bin/machine'));
    chmodSync(join(dir, 'usr/bin/machine'), 0o755);
    for (const name of STANDINS.split(' ')) symlinkSync('machine', join(dir, 'usr/bin', name));
    this.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    this.write('/etc/group', 'root:x:0:\n');
    this.write('/etc/os-release', 'ID=ubuntu\nVERSION_ID="22.04"\n');
    this.write('/etc/fstab', 'LABEL=system / ext4 defaults 0 1\n');
    for (const known of ['drives', 'labels', 'log', 'parts']) this.write(`/machine/${known}`, '');
  }

  /** Programs of this machine with the libraries that they load, which have to be at the same places. */
  private copyPrograms(names: string): void {
    const where = `PATH=$PATH:/usr/sbin:/sbin; for name in ${names}; do command -v "$name"; done`;
    const paths = execFileSync('sh', ['-c', where], { encoding: 'utf8' }).trim().split('\n');
    const loaded = spawnSync('ldd', paths, { encoding: 'utf8' }).stdout.matchAll(/(\/\S+) \(0x/g);
    for (const path of paths) this.copy(path, join('/usr/bin', basename(path)));
    for (const library of new Set([...loaded].flatMap(([, path]) => path ?? []))) this.copy(library, library);
  }

  private copy(from: string, to: string): void {
    mkdirSync(dirname(join(this.dir, to)), { recursive: true });
    copyFileSync(realpathSync(from), join(this.dir, to));
  }

  write(path: string, content: string, mode = 0o644): void {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.dir, path));
  }

  /** `root:kafka 0640`, by the names that the root itself has. */
  ownership(path: string): string {
    return this.bash(`stat -c '%U:%G %04a' '${path}'`).output.trim();
  }

  /** What the stand-ins were told since the last call. */
  takeLog(): readonly string[] {
    const lines = this.read('/machine/log').split('\n').filter(Boolean);
    this.write('/machine/log', '');
    return lines;
  }

  /** Every file and directory with its kind, owner, mode, time of change and content; not what a run leaves in /run. */
  snapshot(): ReadonlyMap<string, string> {
    const seen = new Map<string, string>();
    const visit = (path: string): void => {
      const file = join(this.dir, path);
      const { uid, gid, mode, mtimeNs } = lstatSync(file, { bigint: true });
      const facts = [uid, gid, mode, mtimeNs].join(' ');
      if (lstatSync(file).isDirectory()) {
        seen.set(path, facts);
        for (const name of readdirSync(file)) visit(join(path, name));
      } else if (lstatSync(file).isSymbolicLink()) seen.set(path, `${facts} ${readlinkSync(file)}`);
      else if (lstatSync(file).isFile()) seen.set(path, `${facts} ${readFileSync(file, 'base64')}`);
    };
    for (const top of ['/etc', '/opt', '/usr', '/var', '/data']) if (this.has(top)) visit(top);
    return seen;
  }

  /** Runs a script in the root, as a file or with options for bash (`-x`). */
  run(script: string, ...options: readonly string[]): Run {
    this.write('/tmp/script', script);
    const run = this.chroot([...options, '/tmp/script']);
    rmSync(join(this.dir, 'tmp/script'));
    return run;
  }

  bash(command: string): Run {
    return this.chroot(['-c', command]);
  }

  private chroot(args: readonly string[]): Run {
    const env = { PATH, LANG: 'C.UTF-8' };
    const { status, stdout, stderr, error } = spawnSync('/usr/sbin/chroot', [this.dir, '/usr/bin/bash', ...args], {
      env,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    return { status, output: stdout + stderr };
  }
}
