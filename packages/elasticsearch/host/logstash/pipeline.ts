/** A value in a pipeline. */
export type Value = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** A plugin with its settings, or a condition with plugins inside. */
export type Step =
  | { readonly plugin: string; readonly settings: Readonly<Record<string, Value>> }
  | { readonly when: string; readonly steps: readonly Step[] };

export interface Pipeline {
  readonly input: readonly Step[];
  readonly filter: readonly Step[];
  readonly output: readonly Step[];
}

export const plugin = (name: string, settings: Readonly<Record<string, Value>>): Step => ({ plugin: name, settings });
export const when = (condition: string, ...steps: readonly Step[]): Step => ({ when: condition, steps });

/**
 * A text in Logstash's language. It knows no escapes unless told so, so a text with both kinds of quotes cannot be
 * written, and one with a line break is refused: none of ours has either.
 * @source https://www.elastic.co/docs/reference/logstash/configuration-file-structure
 */
function quoted(text: string): string {
  if (/[\n\r]/.test(text) || (text.includes('"') && text.includes("'")))
    throw new Error(`cannot be written in a pipeline: ${JSON.stringify(text)}`);
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function valueOf(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(quoted).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, text]) => `${quoted(key)} => ${quoted(text)}`)
    .join(' ')} }`;
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);

function lines(step: Step, indent: string): readonly string[] {
  if ('when' in step)
    return [`${indent}if ${step.when} {`, ...step.steps.flatMap((inner) => lines(inner, `${indent}  `)), `${indent}}`];
  return [
    `${indent}${step.plugin} {`,
    ...Object.entries(step.settings).map(([key, value]) => `${indent}  ${key} => ${valueOf(value)}`),
    `${indent}}`,
  ];
}

/** A pipeline as Logstash reads it. */
export const pipelineText = (pipeline: Pipeline): string =>
  `${(['input', 'filter', 'output'] as const)
    .filter((section) => pipeline[section].length > 0)
    .map((section) => [`${section} {`, ...pipeline[section].flatMap((step) => lines(step, '  ')), '}'].join('\n'))
    .join('\n\n')}\n`;
