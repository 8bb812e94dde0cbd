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
  /^(Graceful restart configuration changed, reset all peers to take effect|.*zclient_send_message\(\) failed)?\s*$/;

/**
 * What FRR's own programs have against a frr.conf. vtysh knows every command, and nothing of values; bgpd knows values,
 * and ends with 0 whatever it finds, so that its words count.
 */
export function complaints(text: string, { vtysh, bgpd }: Programs): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'catalyst-frr-'));
  chmodSync(dir, 0o755); // bgpd reads as the user frr
  try {
    const said = (program: string, content: string, ...options: readonly string[]): readonly string[] => {
      const file = join(dir, 'frr.conf');
      writeFileSync(file, content);
      const { status, stdout, stderr } = spawnSync(program, ['-C', '-f', file, ...options], { encoding: 'utf8' });
      const lines = (stdout + stderr).split('\n').filter((line) => !HARMLESS.test(line));
      return lines.length === 0 && status !== 0 ? [`${program} ended with ${String(status)}`] : lines;
    };
    return [...said(vtysh, text), ...said(bgpd, sectionsOfBgpd(text), '-z', join(dir, 'zserv'))];
  } finally {
    rmSync(dir, { recursive: true });
  }
}
