import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * ifupdown2 looks for itself and for its file at fixed places: it finds both in a view of the file system that is only
 * its own. The dry run of 3.0 fails on every bridge, so that its syntax check is what there is; attributes that it does
 * not know it passes, and they are compared with its own list of all.
 */
const SCRIPT = `
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$1/usr/share:/usr/share" /usr/share
mount -t tmpfs none /run; mkdir -p /run/network /run/lock
mount -t tmpfs none /etc/network; cp -r "$1/etc/network/ifupdown2" /etc/network/
cp "$2/interfaces" /etc/network/interfaces
for name in ifreload ifquery; do ln -s /usr/share/ifupdown2/__main__.py "$2/$name"; done
/usr/bin/python3 "$2/ifreload" -a -s 2>&1 || true
/usr/bin/python3 "$2/ifquery" --syntax-help 2>/dev/null >"$2/known" || true
`;

/**
 * Its last check, when all others have passed, is for the devices themselves, which nobody has made. And it advises
 * against an MTU on a bridge, and gives it 1,500 bytes without one.
 */
const HARMLESS = /: interface not recognized|bridge inherits mtu from its ports/;

/** What ifupdown2, unpacked in a directory, has against an /etc/network/interfaces. Needs root. */
export function ifupdown2Complaints(text: string, program: string): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'catalyst-ifupdown2-'));
  try {
    writeFileSync(join(dir, 'interfaces'), text);
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['--mount', '--net', 'bash', '-e', '-c', SCRIPT, '-', program, dir],
      { encoding: 'utf8' },
    );
    if (status !== 0) return [`ended with ${String(status)}: ${stdout}${stderr}`];
    const known = new Set(
      [...readFileSync(join(dir, 'known'), 'utf8').matchAll(/^ {2}([a-z][\w-]*)$/gm)].map(([, key]) => key),
    );
    const used = new Set([...text.matchAll(/^ {4}([^ \n]+)/gm)].flatMap(([, key]) => key ?? []));
    const unknown = [...used].filter((key) => !known.has(key)).map((key) => `unknown attribute: ${key}`);
    const said = (stdout + stderr).split('\n').filter((line) => line !== '' && !HARMLESS.test(line));
    return [...said, ...unknown];
  } finally {
    rmSync(dir, { recursive: true });
  }
}
