import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { engine } from '../../../test/support/engines.ts';
import { applyDocument, firstBoot } from './install.ts';

const SCRIPT =
  'echo "installed from $CATALYST_MIRROR" >>"$INSTALLED"\n[ -e "$INSTALLED.again" ] || { touch "$INSTALLED.again"; exit 1; }\n';
const SUM = createHash('sha256').update(SCRIPT).digest('hex');

/** What stands in for the programs that reach AWS, and for time. */
const STUBS: Readonly<Record<string, string>> = {
  aws: `case $1 in
  s3) cp "$PUBLISHED" "$5" ;;
  ssm) [ "$4" = /catalyst/test/use1/script/control-1 ] && echo "s3://bucket/$SUM.sh" ;;
esac`,
  curl: 'case $* in *tags/instance/catalyst:host) echo control-1 ;; *latest/api/token) echo token ;; *) exit 22 ;; esac',
  sleep: '',
  'cloud-init': '[ "$*" = "status --wait" ]',
};

/** Runs a script among stand-ins for AWS, which has published `published`. */
function run(script: string, published: string) {
  const dir = mkdtempSync(join(inject('scratch'), 'boot-'));
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  for (const [name, body] of Object.entries(STUBS)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const file = join(dir, 'published');
  writeFileSync(file, published);
  const installed = join(dir, 'installed');
  const path = [bin, process.env['PATH'] ?? ''].join(delimiter);
  const env = { PATH: path, TMPDIR: dir, PUBLISHED: file, INSTALLED: installed, SUM };
  const { status } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' });
  return { status, installed: existsSync(installed) };
}

const boot = firstBoot('us-east-1', '/catalyst/test/use1/script/', 's3://software');
const apply = (applyDocument('us-east-1').mainSteps[0]?.inputs.runCommand ?? [])
  .join('\n')
  .replace('{{ script }}', `s3://bucket/${SUM}.sh`)
  .replace('{{ mirror }}', 's3://software');

describe('A node', () => {
  it('finds its own script when it first boots, and tries again until it is installed', () => {
    expect(run(boot, SCRIPT)).toEqual({ status: 0, installed: true });
  });

  it('applies a script once, and says when that fails', () => {
    expect(run(apply, SCRIPT)).toEqual({ status: 1, installed: true });
  });

  it('runs nothing but the script that was meant', () => {
    const other = `${SCRIPT}# and something that nobody reviewed\n`;
    for (const script of [boot, apply]) {
      const { status, installed } = run(script, other);
      expect(status).not.toBe(0);
      expect(installed).toBe(false);
    }
  });

  it('needs no more user data than EC2 takes: 16 KB before encoding', () => {
    expect(boot.length).toBeLessThan(16_384);
  });
});

const shellcheck = engine('shellcheck');
describe.runIf(shellcheck.present)('The scripts of a node', () => {
  it.each([
    ['first boot', boot],
    ['apply', apply],
  ])('%s: shellcheck has nothing to say', (_, script) => {
    const { stdout } = spawnSync(shellcheck.path, ['--shell=bash', '-'], { input: script, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
