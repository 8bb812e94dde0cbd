import { pattern, type Pattern } from './patterns.ts';

/** Commands of one section, and the section that each opens, if it does. */
export interface Section {
  readonly name: string;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly pattern: Pattern;
  readonly opens: Section | null;
  /** Its place in `show running-config`; commands of a section other than the outermost all have 0. */
  readonly place: number;
}

type Entry = string | readonly [string, Section];

const command = (entry: Entry, place: number): Command =>
  typeof entry === 'string'
    ? { pattern: pattern(entry), opens: null, place }
    : { pattern: pattern(entry[0]), opens: entry[1], place };

/** A section with commands in any order. */
export const section = (name: string, ...entries: readonly Entry[]): Section => ({
  name,
  commands: entries.map((entry) => command(entry, 0)),
});

/** The outermost section, whose commands come in groups, one group after the other. */
export const ordered = (name: string, groups: readonly (readonly Entry[])[]): Section => ({
  name,
  commands: groups.flatMap((group, place) => group.map((entry) => command(entry, place))),
});
