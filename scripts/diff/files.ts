import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';

/** A file that differs between two trees. Lines are null for a binary file. */
export interface FileChange {
  /** Relative to the tree. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly lines: { readonly added: number; readonly removed: number } | null;
}

/** The files that differ between two directories, by path. Throws when git cannot compare them. */
export function changedFiles(base: string, head: string): readonly FileChange[] {
  const trees = [resolve(base), resolve(head)] as const;
  const git = ['diff', '--no-index', '--numstat', '--no-renames', '-z', ...trees];
  const { status, stdout, stderr } = spawnSync('git', git, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0 && status !== 1) throw new Error(`git cannot compare ${base} with ${head}: ${stderr.trim()}`);
  const fields = stdout.split('\0').slice(0, -1);
  return Array.from({ length: fields.length / 3 }, (_, i) => fields.slice(3 * i, 3 * i + 3))
    .map(([counts = '', before = '', after = '']) => fileChange(counts, before, after, trees))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileChange(
  counts: string,
  before: string,
  after: string,
  [base, head]: readonly [string, string],
): FileChange {
  const [added = '-', removed = '-'] = counts.split('\t');
  return {
    path: after === '/dev/null' ? relative(base, before) : relative(head, after),
    kind: after === '/dev/null' ? 'removed' : before === '/dev/null' ? 'added' : 'changed',
    lines: added === '-' ? null : { added: Number(added), removed: Number(removed) },
  };
}
