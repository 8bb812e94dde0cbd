/** A section of a configuration with what is inside it. */
export interface Block {
  readonly header: string;
  readonly body: readonly Line[];
}

/** A command, a section, or nothing. */
export type Line = string | Block | null;

export const block = (header: string, ...body: readonly (Line | readonly Line[])[]): Block => ({
  header,
  body: body.flat(),
});

/** A command that is there only where it says something. */
export const when = (condition: boolean, line: Line): Line => (condition ? line : null);

function printLines(lines: readonly Line[], indent: string, out: string[]): void {
  let first = true;
  for (const line of lines) {
    if (line === null) continue;
    if (typeof line === 'string') out.push(indent + line);
    else {
      if (!first) out.push(`${indent}!`);
      out.push(indent + line.header);
      printLines(line.body, `${indent}   `, out);
    }
    first = false;
  }
}

/** Sections to text, the way `show running-config` prints: three spaces a level, and an exclamation mark between sections. */
export function printSections(sections: readonly (readonly Line[])[]): string {
  const out: string[] = [];
  for (const section of sections) {
    if (section.every((line) => line === null)) continue;
    out.push('!');
    printLines(section, '', out);
  }
  return [...out, '!', 'end', ''].join('\n');
}

/** Numbers as EOS prints lists of VLANs: `10,20-22`. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && n <= last[1] + 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(',');
}

/** `Ethernet2` before `Ethernet10`, and `Ethernet49/1` before `Ethernet49/2`. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
}
