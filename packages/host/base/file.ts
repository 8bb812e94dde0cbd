import type { File, OnChange } from '@catalyst/model';

interface Extras {
  readonly validate?: string;
  readonly onChange?: OnChange;
}

/** A file of the system's own: root's, readable by all, with a line that says who writes it. */
export const systemFile = (path: string, lines: readonly string[], extras: Extras = {}): File => ({
  path,
  content: ['# Written by Catalyst: a change made here is lost.', ...lines, ''].join('\n'),
  owner: 'root',
  group: 'root',
  mode: 0o644,
  ...extras,
});
