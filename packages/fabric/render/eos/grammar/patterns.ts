import { ARGUMENTS, type Argument } from './arguments.ts';

/**
 * How commands are written here:
 *
 *     ip name-server vrf <name@vrf> <ip>        words, and arguments of a kind; `@vrf` refers to a VRF
 *     vrf instance <name=vrf>                   `=vrf` makes one
 *     switchport mode (access|trunk)            one of several words
 *     ntp server <ip> [prefer] [iburst]         what may be left out
 *     description <...>                         anything to the end of the line
 *     [no] shutdown                             also as its opposite
 */
type Element =
  | { readonly kind: 'words'; readonly words: ReadonlySet<string> }
  | { readonly kind: 'argument'; readonly argument: Argument; readonly space: string | null; readonly defines: boolean }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] }
  | { readonly kind: 'rest' }
  | { readonly kind: 'many'; readonly element: Element };

/** A name that a command makes or refers to. */
export interface Use {
  readonly space: string;
  readonly name: string;
  readonly defines: boolean;
}

export interface Pattern {
  readonly text: string;
  /** The first words that it can begin with; empty where that is an argument. */
  readonly heads: readonly string[];
  readonly elements: readonly Element[];
}

function element(text: string): Element {
  if (text === '<...>') return { kind: 'rest' };
  const argument = /^<([a-z0-9-]+)(?:([@=])([a-z-]+))?>(\+?)$/.exec(text);
  if (argument !== null) {
    const [, kind = '', role, space = null, many] = argument;
    const known = ARGUMENTS.get(kind);
    if (known === undefined) throw new Error(`the grammar has no kind of argument '${kind}'`);
    const one: Element = { kind: 'argument', argument: known, space, defines: role === '=' };
    return many === '+' ? { kind: 'many', element: one } : one;
  }
  const words = text.startsWith('(') ? text.slice(1, -1).split('|') : [text];
  return { kind: 'words', words: new Set(words) };
}

const elementsOf = (text: string): readonly Element[] =>
  (text.match(/<[^>]*>\+?|\([^)]*\)|[^\s]+/g) ?? []).map(element);

/** Compiles a pattern; throws where it is not one. */
export function pattern(text: string): Pattern {
  const elements = (text.match(/\[[^\]]*\]|<[^>]*>\+?|\([^)]*\)|[^\s[\]]+/g) ?? []).map((part): Element =>
    part.startsWith('[') ? { kind: 'optional', elements: elementsOf(part.slice(1, -1)) } : element(part),
  );
  return { text, heads: headsOf(elements), elements };
}

function headsOf([first, ...rest]: readonly Element[]): readonly string[] {
  if (first?.kind === 'words') return [...first.words];
  return first?.kind === 'optional' ? [...headsOf(first.elements), ...headsOf(rest)] : [];
}

/** Whether the words from `at` on are what is left of the pattern. Adds what they name to `uses`. */
function matches(elements: readonly Element[], words: readonly string[], at: number, uses: Use[]): boolean {
  const [first, ...rest] = elements;
  if (first === undefined) return at === words.length;
  const before = uses.length;
  const attempt = (ok: boolean): boolean => {
    if (!ok) uses.length = before;
    return ok;
  };
  switch (first.kind) {
    case 'rest':
      return at < words.length;
    case 'optional':
      return attempt(matches([...first.elements, ...rest], words, at, uses)) || attempt(matches(rest, words, at, uses));
    case 'many':
      return (
        attempt(matches([first.element, first, ...rest], words, at, uses)) ||
        attempt(matches([first.element, ...rest], words, at, uses))
      );
    case 'words': {
      const word = words[at];
      return word !== undefined && first.words.has(word) && matches(rest, words, at + 1, uses);
    }
    case 'argument': {
      const word = words[at];
      const names = word === undefined ? undefined : first.argument(word);
      if (names === undefined) return false;
      const { space, defines } = first;
      if (space !== null) uses.push(...names.map((name) => ({ space, name, defines })));
      return attempt(matches(rest, words, at + 1, uses));
    }
  }
}

/** What a command names, if it is one of this pattern; undefined where it is not. */
export function match({ elements }: Pattern, words: readonly string[]): readonly Use[] | undefined {
  const uses: Use[] = [];
  return matches(elements, words, 0, uses) ? uses : undefined;
}
