/**
 * Logstash's own grammar of pipelines, as far as it goes without Logstash: sections, plugins, settings, values and
 * conditions. It knows nothing of how ours are written.
 * @source logstash-core/lib/logstash/config/grammar.treetop (8.19)
 */
export type Value = string | number | readonly Value[] | ReadonlyMap<string, Value>;
export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  readonly settings: ReadonlyMap<string, Value>;
}
export interface Branch {
  readonly kind: 'if';
  readonly condition: string;
  readonly body: readonly Step[];
}
export type Step = Plugin | Branch;

export class GrammarError extends Error {}

const NAME = /[A-Za-z0-9_-]+/y;
const NUMBER = /-?[0-9]+(\.[0-9]*)?/y;
const BAREWORD = /[A-Za-z_][A-Za-z0-9_]+/y;
const SPACE = /(\s|#[^\n]*\n)*/y;
const SELECTOR = String.raw`(\[[^\[\]]+\])+`;
const TEXT = String.raw`("[^"]*"|'[^']*')`;
const OPERAND = `(${SELECTOR}|${TEXT}|-?[0-9.]+)`;
const EXPRESSION = String.raw`(${OPERAND}\s+(not\s+)?in\s+${OPERAND}|${OPERAND}\s*(==|!=|<=|>=|<|>|=~|!~)\s*${OPERAND}|!?\s*${SELECTOR})`;
const CONDITION = new RegExp(String.raw`${EXPRESSION}(\s+(and|or|xor|nand)\s+${EXPRESSION})*`, 'y');

/** Reads a pipeline. Throws GrammarError where Logstash would not start. */
export function readPipeline(text: string): ReadonlyMap<string, readonly Step[]> {
  let at = 0;
  const failure = (wanted: string): GrammarError =>
    new GrammarError(`expected ${wanted} at ${String(at)}: ${JSON.stringify(text.slice(at, at + 40))}`);
  const required = (found: string | undefined, wanted: string): string => {
    if (found === undefined) throw failure(wanted);
    return found;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  /** Passes over what means nothing. It gives what a `for` may have for its first and last part. */
  const space = (): string | undefined => match(SPACE);
  const take = (symbol: string): void => {
    if (!text.startsWith(symbol, at)) throw failure(`'${symbol}'`);
    at += symbol.length;
  };
  const quoted = (): string | undefined => {
    const [quote = ''] = text.slice(at);
    if (quote !== '"' && quote !== "'") return undefined;
    const end = text.indexOf(quote, at + 1);
    if (end < 0) throw failure('the end of a text');
    const found = text.slice(at + 1, end);
    at = end + 1;
    return found;
  };
  const value = (): Value => {
    const found = quoted();
    if (found !== undefined) return found;
    if (text[at] === '[') return list();
    if (text[at] === '{') return hash();
    const number = match(NUMBER);
    if (number !== undefined) return Number(number);
    return required(match(BAREWORD), 'a value');
  };
  const list = (): Value => {
    take('[');
    const values: Value[] = [];
    for (space(); text[at] !== ']'; space()) {
      if (values.length > 0) take(',');
      space();
      values.push(value());
    }
    take(']');
    return values;
  };
  const hash = (): Value => {
    take('{');
    const entries = new Map<string, Value>();
    for (space(); text[at] !== '}'; space()) {
      const key = required(quoted() ?? match(NAME), 'a key');
      space();
      take('=>');
      space();
      entries.set(key, value());
    }
    take('}');
    return entries;
  };
  const step = (): Step => {
    if (/^if\s/.test(text.slice(at))) {
      take('if');
      space();
      const condition = required(match(CONDITION), 'a condition');
      space();
      return { kind: 'if', condition, body: block() };
    }
    const name = required(match(NAME), 'a plugin');
    space();
    take('{');
    const settings = new Map<string, Value>();
    for (space(); text[at] !== '}'; space()) {
      const key = required(match(NAME), 'a setting');
      if (settings.has(key)) throw failure(`one '${key}'`);
      space();
      take('=>');
      space();
      settings.set(key, value());
    }
    take('}');
    return { kind: 'plugin', name, settings };
  };
  const block = (): readonly Step[] => {
    take('{');
    const steps: Step[] = [];
    for (space(); text[at] !== '}'; space()) steps.push(step());
    take('}');
    return steps;
  };
  const sections = new Map<string, readonly Step[]>();
  for (space(); at < text.length; space()) {
    const name = required(match(NAME), 'a section');
    if (!['input', 'filter', 'output'].includes(name)) throw failure('input, filter or output');
    space();
    sections.set(name, [...(sections.get(name) ?? []), ...block()]);
  }
  return sections;
}

/** The plugins of a section, those in conditions too. */
export const pluginsOf = (steps: readonly Step[] = []): readonly Plugin[] =>
  steps.flatMap((step) => (step.kind === 'if' ? pluginsOf(step.body) : [step]));
