import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidInput } from '@catalyst/model';

/** Files that a directory has when Catalyst has written it. */
const MARKS = ['platform.json', 'summary.json'] as const;

/**
 * A directory that becomes the output when everything in it is written, and of which nothing is left otherwise.
 * It lies beside the output, so that becoming it is a rename.
 */
export interface Staging {
  readonly directory: string;
  /** Puts it in the place of the output. Until this returns, the output is what it was. */
  readonly commit: () => void;
  /** Takes away all that is left of it; safe to call at any time, also after `commit`. */
  readonly discard: () => void;
}

/**
 * Begins an output directory. With `keep`, it starts as a copy of what is there.
 * Throws InvalidInput when something is there that Catalyst has not written.
 */
export function stage(out: string, keep: boolean): Staging {
  const target = existsSync(out) ? realpathSync(out) : resolve(out);
  refuseForeign(out, target);
  const parent = dirname(target);
  const created = mkdirSync(parent, { recursive: true });
  // Under a name that nobody has: what another run has left, or is at, is not ours to take away.
  const own = mkdtempSync(join(parent, `.${basename(target)}.catalyst-`));
  const directory = join(own, 'new');
  const aside = join(own, 'old');
  let committed = false;

  const commit = (): void => {
    if (existsSync(target)) renameSync(target, aside);
    renameSync(directory, target);
    committed = true;
  };
  const discard = (): void => {
    if (existsSync(aside) && !existsSync(target)) renameSync(aside, target);
    rmSync(own, { recursive: true, force: true });
    if (!committed && created !== undefined) removeEmpty(parent, created);
  };
  try {
    if (keep && existsSync(target)) cpSync(target, directory, { recursive: true, verbatimSymlinks: true });
    else mkdirSync(directory);
  } catch (error) {
    discard();
    throw error;
  }
  return { directory, commit, discard };
}

/** Removes the directories on the way to an output that never came, as far as nobody else has put anything in them. */
function removeEmpty(innermost: string, outermost: string): void {
  for (let at = innermost; at.length >= outermost.length; at = dirname(at)) {
    if (!existsSync(at)) continue;
    if (readdirSync(at).length > 0) return;
    rmdirSync(at);
  }
}

/** Throws InvalidInput when the output holds another profile, which some targets of this one would not fit beside. */
export function refuseOther(out: string, profile: string): void {
  const file = join(out, 'platform.json');
  if (!existsSync(file)) return;
  const there: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const name = typeof there === 'object' && there !== null && 'name' in there ? String(there.name) : 'something else';
  if (name !== profile)
    refuse(
      out,
      `holds '${name}', and some targets of '${profile}' would not fit beside the rest of it`,
      'leave --target out to replace it as a whole, or give another directory',
    );
}

function refuseForeign(out: string, target: string): void {
  if (!existsSync(target)) return;
  const fix = 'give another directory, or empty this one';
  if (!statSync(target).isDirectory()) refuse(out, 'is not a directory', fix);
  if (readdirSync(target).length > 0 && !MARKS.every((mark) => existsSync(join(target, mark))))
    refuse(out, `is not empty, and was not written by catalyst: it has no ${MARKS.join(' and ')}`, fix);
}

function refuse(out: string, reason: string, fix: string): never {
  throw new InvalidInput([
    {
      code: 'output/refused',
      severity: 'error',
      subject: out,
      path: '--out',
      message: `'${out}' ${reason}`,
      evidence: { out },
      fix,
    },
  ]);
}
