/** A command and what is inside it. */
export interface Node {
  readonly line: number;
  readonly text: string;
  readonly words: readonly string[];
  readonly children: readonly Node[];
}

/** A line that is indented like no section. */
export interface Misplaced {
  readonly line: number;
  readonly text: string;
}

const INDENT = 3;

/** Text to sections by their indentation, three spaces a level. The text of a banner belongs to nobody. */
export function parseTree(text: string): { readonly nodes: readonly Node[]; readonly misplaced: readonly Misplaced[] } {
  const nodes: Node[] = [];
  const misplaced: Misplaced[] = [];
  const open: Node[][] = [nodes];
  let banner = false;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = i + 1;
    if (banner) {
      banner = raw !== 'EOF';
      continue;
    }
    const content = raw.trim();
    if (content === '' || content.startsWith('!')) continue;
    const indent = raw.length - raw.trimStart().length;
    const level = indent / INDENT;
    const siblings = Number.isInteger(level) ? open[level] : undefined;
    if (siblings === undefined || raw !== raw.trimEnd()) {
      misplaced.push({ line, text: raw });
      continue;
    }
    const children: Node[] = [];
    siblings.push({ line, text: content, words: content.split(' '), children });
    open.length = level + 1;
    open.push(children);
    banner = level === 0 && /^banner (login|motd)$/.test(content);
  }
  return { nodes, misplaced };
}
