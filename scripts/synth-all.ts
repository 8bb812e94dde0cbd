/**
 * Synthesizes every profile to every target: `npm run synth:all -- <dir>` fills `<dir>/<profile>`, for `npm run diff`.
 * Exit status: that of the first `catalyst synth` that fails.
 */
import { join, resolve } from 'node:path';
import { profiles } from '@catalyst/profiles';
import { run } from './bootstrap.mjs';

const dir = resolve(process.argv[2] ?? 'out');
for (const profile of Object.keys(profiles)) {
  const synth = ['packages/cli/bin/catalyst.mjs', 'synth', '--profile', profile, '--out', join(dir, profile)];
  process.exitCode = run(process.execPath, synth);
  if (process.exitCode !== 0) break;
}
