/** Lines of a configuration, without line ends. */
export type Lines = readonly string[];

/** A section of frr.conf: its head, what is in it, and the word that leaves it. Nothing when it would be empty. */
export const section = (head: string, body: Lines, leave = 'exit'): Lines =>
  body.length === 0 ? [] : [head, ...body.map((line) => ` ${line}`), leave];

/** Top sections with `!` between them, as FRR writes its own file. */
export const separated = (sections: readonly Lines[]): Lines =>
  sections.filter((lines) => lines.length > 0).flatMap((lines) => [...lines, '!']);

/** Lines that stand there only under a condition. */
export const when = (condition: boolean, ...lines: Lines): Lines => (condition ? lines : []);

/** Lines for a value that may be missing. */
export const given = <T>(value: T | null | undefined, lines: (value: T) => Lines): Lines =>
  value === null || value === undefined ? [] : lines(value);

/** Free text on one line, since the next one would be a command. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** `00:00:00:00:00:01:00:03:00:0a` of EOS's `0000:0000:0001:0003:000a`, and of its hardware addresses with dots. */
export const octets = (text: string): string =>
  (text.replaceAll(/[^0-9a-f]/gi, '').match(/../g) ?? []).join(':').toLowerCase();
