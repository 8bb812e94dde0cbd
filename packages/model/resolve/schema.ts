import { z } from 'zod';

/** The value under a key, own keys only. */
export const childOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === String(key))?.[1]
    : undefined;

export const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown => path.reduce(childOf, input);

const literals = (schema: unknown): readonly string[] =>
  schema instanceof z.ZodLiteral
    ? [...schema.values].map(String)
    : schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
      ? literals(schema.unwrap())
      : [];

/** What a schema is underneath optional and default, and which options of a union the input has chosen: all if none. */
function unwrap(schema: unknown, input: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.unwrap(), input);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in, input);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const key = schema.def.discriminator;
    const value = childOf(input, key);
    const chosen = schema.options.filter(
      (option) => option instanceof z.ZodObject && z.safeParse(option.shape[key] ?? z.never(), value).success,
    );
    return (chosen.length > 0 ? chosen : schema.options).flatMap((option) => unwrap(option, input));
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option, input));
  return [schema];
}

function step(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodObject) return [schema.shape[String(key)]];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (schema instanceof z.ZodArray) return [schema.element];
  return [];
}

function schemasAt(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): readonly unknown[] {
  let here = unwrap(schema, input);
  path.forEach((key, i) => {
    const value = valueAt(input, path.slice(0, i + 1));
    here = here.flatMap((s) => step(s, key)).flatMap((s) => unwrap(s, value));
  });
  return here;
}

const keysOf = (schemas: readonly unknown[]): readonly string[] => [
  ...new Set(schemas.flatMap((s) => (s instanceof z.ZodObject ? Object.keys(s.shape) : []))),
];

/** The keys that the object at `path` may have, given what the rest of the input has chosen. */
export const keysAt = (schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): readonly string[] =>
  keysOf(schemasAt(schema, input, path));

/** The values that a key at `path` chooses between, in a union of objects: `patroni`, `rds`. */
export function choicesAt(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): readonly string[] {
  const key = path[path.length - 1];
  if (key === undefined) return [];
  const objects = schemasAt(schema, input, path.slice(0, -1));
  return [...new Set(objects.flatMap((s) => (s instanceof z.ZodObject ? literals(s.shape[String(key)]) : [])))];
}
