import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** FRR's programs, by their paths. */
export interface Programs {
  readonly vtysh: string;
  readonly bgpd: string;
}

/** Heads of the sections that are bgpd's business. vtysh, which knows whose they are, has no way to say it. */
const OF_BGPD = /^(frr|hostname|log|ip prefix-list|bgp|route-map|router bgp)\b/;

/** The part of a frr.conf that bgpd takes. */
function sectionsOfBgpd(text: string): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    if (/^\S/.test(line) && line !== 'exit' && line !== '!') inside = OF_BGPD.test(line);
    return inside;
  });
  return `${kept.join('\n')}\n`;
}

/** Lines that bgpd prints about a file that is fine: what sessions would need, and that no zebra is there. */
const HARMLESS =
  /^(\S+ bgpd: )?(Graceful restart configuration changed, reset all peers to take effect|.*zclient_send_message\(\) failed)?\s*$/;

/** bgpd leaves a directory in /var/tmp at every start: this one is only its own. */
const SCRIPT = `
mount --make-rprivate /
mount -t tmpfs none /var/tmp
cd "$1"
shopt -s nullglob
for file in *.conf; do
  "$2" -C -f "$file" 2>&1 | sed "s|^|$file vtysh: |"
  [ "\${PIPESTATUS[0]}" = 0 ] || echo "$file vtysh: refused"
  "$3" -C -f "$file.bgpd" -z "$1/zserv" 2>&1 | sed "s|^|$file bgpd: |"
done
`;

/**
 * What FRR's own programs have against files of routers, by name: lines that begin with the name. vtysh knows every
 * command, and nothing of values; bgpd knows values, and ends with 0 whatever it finds, so that its words count.
 * Needs root.
 */
export function complaintsOf(texts: ReadonlyMap<string, string>, { vtysh, bgpd }: Programs): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'catalyst-frr-'));
  chmodSync(dir, 0o755); // bgpd reads as the user frr
  try {
    for (const [name, text] of texts) {
      writeFileSync(join(dir, `${name}.conf`), text);
      writeFileSync(join(dir, `${name}.conf.bgpd`), sectionsOfBgpd(text));
    }
    const { status, stdout, stderr } = spawnSync('unshare', ['--mount', 'bash', '-c', SCRIPT, '-', dir, vtysh, bgpd], {
      encoding: 'utf8',
    });
    const said = (stdout + stderr).split('\n').filter((line) => !HARMLESS.test(line));
    return status === 0 ? said : [...said, `the check itself ended with ${String(status)}`];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The same for one file. */
export const complaints = (text: string, programs: Programs): readonly string[] =>
  complaintsOf(new Map([['frr', text]]), programs);
