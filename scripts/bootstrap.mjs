// What npm run quickstart and npm test need before anything is installed: Node's own modules, and nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Runs a program with our input and output.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {number} its exit status; 1 when it was ended by a signal or did not start
 */
export function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  if (error) console.error(`${program}: ${error.message}`);
  return status ?? 1;
}

/** @param {string} path @returns {Lock} */
const readLock = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Why the packages have to be installed, in words; undefined when what the lock file says is there.
 * By content and not by date, since a checkout touches files without changing them.
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyInstall(root) {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return 'node_modules is missing';
  const there = readLock(installed).packages;
  for (const [path, { version, link, optional, devOptional, peer }] of Object.entries(
    readLock(join(root, 'package-lock.json')).packages,
  )) {
    // An optional package may be for another operating system, and a workspace is a link.
    if (!path.startsWith('node_modules/') || link || optional || devOptional || peer) continue;
    const found = there[path]?.version;
    if (found !== version)
      return `${path} is ${found ? `version ${found}` : 'missing'} and the lock file says ${version}`;
  }
  return undefined;
}

/** Whether scripts/engines can install programs on this machine: Debian or Ubuntu, as root. */
export function enginesInstallable() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Ends the process unless Node is new enough and the packages of the lock file are installed. */
export function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: Catalyst needs 20.19 or later.`);
    process.exit(1);
  }
  const reason = whyInstall(ROOT);
  if (reason === undefined) return;
  console.log(`${reason}: running npm ci (needs the network, once)`);
  const npm = process.env['npm_execpath'];
  const status = npm ? run(process.execPath, [npm, 'ci']) : run('npm', ['ci']);
  if (status !== 0) {
    console.error(`npm ci failed with status ${status}; see above.`);
    process.exit(1);
  }
}
