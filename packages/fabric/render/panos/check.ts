import { parseAddress } from '@catalyst/model';
import { PATHS, REQUIRED } from './grammar.ts';

/** What PAN-OS would refuse, and in which line. */
export interface PanosProblem {
  readonly line: number;
  readonly message: string;
}

type Token = string | readonly string[];

const TOKENS = /"[^"]*"|\[ [^\]]+ \]|[^\s"[\]]+/g;
const WORDS = /"[^"]*"|[^\s"]+/g;
const bare = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : text);

/** The words of a line; a bracketed list is one. Undefined where quotes or brackets do not match. */
function tokensOf(line: string): readonly Token[] | undefined {
  const found = line.match(TOKENS) ?? [];
  if (found.join(' ').replaceAll(/\s+/g, ' ') !== line.replaceAll(/\s+/g, ' ')) return undefined;
  return found.map((text) => (text.startsWith('[ ') ? (text.slice(2, -2).match(WORDS) ?? []).map(bare) : bare(text)));
}

const address = (text: string): boolean => parseAddress(text) !== undefined;
const isCidr = (text: string): boolean => {
  const [ip = '', length = ''] = text.split('/');
  return address(ip) && /^\d{1,2}$/.test(length) && Number(length) <= 32;
};
const number = (text: string): boolean => /^\d+$/.test(text);
const secret = (text: string): boolean => /^\{\{secret:[a-z0-9][A-Za-z0-9._/-]*(#tls\.(crt|key))?\}\}$/.test(text);

/** Kinds of values that are no names. */
const VALUES: Readonly<Record<string, (text: string) => boolean>> = {
  word: (text) => text !== '',
  address,
  'address-or-secret': (text) => address(text) || secret(text),
  cidr: isCidr,
  mask: (text) => /^255\.(\d{1,3}\.){2}\d{1,3}$/.test(text) && address(text),
  number,
  vlan: (text) => number(text) && Number(text) >= 1 && Number(text) <= 4094,
  yes: (text) => text === 'yes' || text === 'no',
  secret,
  port: (text) => /^(ethernet\d+\/\d+|ha1-[ab]|hsci(-[ab])?)$/.test(text),
  application: (text) => /^[a-z0-9-]+$/.test(text),
};

/** Names are at most so long. */
const LONGEST = 63;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/;

interface Slot {
  readonly words: ReadonlySet<string> | null;
  readonly kind: string;
  readonly use: 'value' | 'makes' | 'names';
  readonly many: boolean;
}

function slotOf(text: string): Slot {
  const placeholder = /^<([+@]?)([a-z0-9-]+)(\*?)>$/.exec(text);
  if (placeholder === null) return { words: new Set(text.split('|')), kind: '', use: 'value', many: false };
  const [, mark = '', kind = '', many = ''] = placeholder;
  return { words: null, kind, use: mark === '+' ? 'makes' : mark === '@' ? 'names' : 'value', many: many === '*' };
}

const GRAMMAR = PATHS.map((path) => path.map(slotOf));

const listOf = (token: Token): readonly string[] => (typeof token === 'string' ? [token] : token);

function fits({ words, kind, use, many }: Slot, token: Token): boolean {
  if (!many && typeof token !== 'string') return false;
  const all = listOf(token);
  if (words !== null) return all.every((text) => words.has(text));
  const value = VALUES[kind];
  return all.every((text) =>
    use === 'value' && value !== undefined
      ? value(text) || (many && text === 'any')
      : text.length <= LONGEST && NAME.test(text),
  );
}

/** Kinds of names that belong to a context, and not to the whole firewall. */
const OF_CONTEXT = new Set([
  'zone',
  'address',
  'service',
  'threats',
  'decryption',
  'dos',
  'rule',
  'nat',
  'open',
  'denial',
]);

interface Named {
  readonly line: number;
  readonly scope: string;
  readonly kind: string;
  readonly name: string;
}

/** What a text says, path by path: names that are made, names that are used, what each thing has. */
class Reading {
  readonly problems: PanosProblem[] = [];
  readonly made = new Map<string, Named>();
  readonly used: Named[] = [];
  private readonly parts = new Map<string, Set<string>>();
  private readonly said = new Map<string, string>();

  read(text: string): void {
    text.split('\n').forEach((line, i) => {
      if (line !== '') this.line(line, i + 1);
    });
  }

  private line(text: string, line: number): void {
    const tokens = tokensOf(text);
    if (tokens?.[0] !== 'set') {
      this.problems.push({ line, message: `is no set command: ${text}` });
      return;
    }
    const words = tokens.slice(1);
    const path = GRAMMAR.find(
      (slots) => slots.length === words.length && slots.every((slot, i) => fits(slot, words[i] ?? '')),
    );
    if (path === undefined) {
      this.problems.push({ line, message: `is no path or value that PAN-OS knows: ${text}` });
      return;
    }
    this.names(path, words, line);
    this.once(path, words, line);
  }

  private names(path: readonly Slot[], words: readonly Token[], line: number): void {
    const context = words[0] === 'vsys' && typeof words[1] === 'string' ? words[1] : '';
    path.forEach(({ kind, use, many }, i) => {
      if (use === 'value') return;
      const scope = OF_CONTEXT.has(kind) ? context : '';
      for (const name of listOf(words[i] ?? '')) {
        if (many && name === 'any') continue;
        const named = { line, scope, kind, name };
        if (use === 'names') this.used.push(named);
        else {
          this.made.set(keyOf(named), named);
          const parts = this.parts.get(keyOf(named)) ?? new Set();
          parts.add(listOf(words[i + 1] ?? '').join(' '));
          this.parts.set(keyOf(named), parts);
        }
      }
    });
  }

  /** The last word is a value, unless the path can have several: the same path with another value is a contradiction. */
  private once(path: readonly Slot[], words: readonly Token[], line: number): void {
    const last = path.at(-1);
    const several = words[0] === 'deviceconfig' && words.includes('permitted-ip');
    if (last === undefined || several) return;
    const key = words
      .slice(0, -1)
      .map((token) => listOf(token).join(' '))
      .join('\u0000');
    const value = listOf(words.at(-1) ?? '').join(' ');
    const before = this.said.get(key);
    if (before !== undefined && before !== value)
      this.problems.push({ line, message: `says '${value}' where '${before}' was said before` });
    this.said.set(key, value);
  }

  finish(): void {
    for (const named of this.used)
      if (!this.made.has(keyOf(named)))
        this.problems.push({
          line: named.line,
          message: `there is no ${named.kind} '${named.name}'${named.scope === '' ? '' : ` in ${named.scope}`}`,
        });
    for (const [key, named] of this.made) {
      const missing = (REQUIRED.get(named.kind) ?? []).filter((part) => !this.parts.get(key)?.has(part));
      if (missing.length > 0)
        this.problems.push({
          line: named.line,
          message: `${named.kind} '${named.name}' does not say ${missing.join(', ')}`,
        });
    }
    this.problems.push(...this.homeless());
  }

  /** Interfaces that packets cannot pass: in no zone, in no router or in no context, or in two. */
  private homeless(): readonly PanosProblem[] {
    return [...this.made.values()]
      .filter(({ kind }) => kind === 'interface')
      .flatMap(({ name, line }) =>
        [...HOMES].flatMap(([home, path]): PanosProblem[] => {
          const times = [...this.said].filter(
            ([key, value]) => path.test(key) && value.split(' ').includes(name),
          ).length;
          if (times === 1) return [];
          return [
            {
              line,
              message: `interface '${name}' is in ${times === 0 ? 'no' : String(times)} ${home}${times > 1 ? 's' : ''}`,
            },
          ];
        }),
      );
  }
}

/** The paths by which an interface gets where it belongs. */
const HOMES: ReadonlyMap<string, RegExp> = new Map([
  ['zone', /^vsys\0[^\0]+\0zone\0[^\0]+\0network\0layer3$/],
  ['virtual router', /^network\0virtual-router\0[^\0]+\0interface$/],
  ['context', /^vsys\0[^\0]+\0import\0network\0interface$/],
]);

const keyOf = ({ scope, kind, name }: Pick<Named, 'scope' | 'kind' | 'name'>): string => `${scope} ${kind} ${name}`;

/**
 * What PAN-OS would refuse of a text of `set` commands: paths and values that it does not know, names that nothing
 * makes, rules without all their parts, interfaces that are nowhere, one path with two values. Empty when it is sound.
 */
export function checkPanos(text: string): readonly PanosProblem[] {
  const reading = new Reading();
  reading.read(text);
  reading.finish();
  return [...reading.problems].sort((a, b) => a.line - b.line);
}
