// npm run quickstart: from a fresh clone to the production profile on every target.
import { prepare, run } from './bootstrap.mjs';

prepare();
process.exitCode = run(process.execPath, [
  'packages/cli/bin/catalyst.mjs',
  'synth',
  ...(process.argv.length > 2 ? process.argv.slice(2) : ['--profile', 'production']),
]);
