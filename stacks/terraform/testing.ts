import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Whether Terraform is here. It is in no distribution's packages, so nothing of ours installs it. */
export const terraformIsHere = onPath('terraform');

/** Runs Terraform in a directory and gives its standard output. Throws with its messages when it fails. */
export function terraform(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'TF_CLI_CONFIG_FILE');
  return execFileSync('terraform', [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Every network call would go to this proxy, where nobody listens.
    env: {
      ...Object.fromEntries(inherited),
      CHECKPOINT_DISABLE: '1',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      TF_IN_AUTOMATION: '1',
      ...env,
    },
  });
}
