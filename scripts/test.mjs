// npm test: everything that can be tested on this machine, from a fresh clone. Arguments go to vitest.
import { enginesInstallable, prepare, run } from './bootstrap.mjs';

prepare();
if (enginesInstallable()) {
  if (run('scripts/engines', ['--quiet']) !== 0) {
    console.error('scripts/engines could not install the programs that tests use; see above.');
    process.exit(1);
  }
} else {
  console.log('Not Debian or Ubuntu, or not root: tests of rendered files run where their program is installed.');
  console.log('`scripts/engines --list` shows the programs. Tests without theirs are skipped and listed at the end.');
}
process.exitCode = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
