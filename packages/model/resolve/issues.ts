import { inspect } from 'node:util';
import type { z } from 'zod';
import { didYouMean } from '../nearest.ts';
import { printPath, type Findings } from './findings.ts';
import { choicesAt, keysAt, valueAt } from './schema.ts';

/** A value as somebody wrote it, of whatever kind, cut where it gets long. */
const printValue = (value: unknown): string =>
  inspect(value, { depth: 1, breakLength: Infinity }).replace(/^(.{77}).{4,}$/s, '$1...');

/** What zod calls a type, for people. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

const typeName = (type: string): string => TYPES[type] ?? type;

/** `a text or a list`, from the forms that a value could have had. */
const typesOf = (issue: z.core.$ZodIssueInvalidUnion): string =>
  issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_type' ? [typeName(inner.expected)] : []))
    .join(' or ') || 'what is expected';

interface Part {
  readonly schema: z.ZodType;
  /** What the profile says there. */
  readonly input: unknown;
  /** Where in the profile it is. */
  readonly path: readonly PropertyKey[];
  readonly subject: string;
}

/** Turns what zod has to say about a part of a profile into findings: one for each unknown key, bad value, missing key. */
export function reportIssues(findings: Findings, part: Part, issues: readonly z.core.$ZodIssue[]): void {
  for (const issue of issues) reportIssue(findings, part, issue);
}

function reportIssue(findings: Findings, part: Part, issue: z.core.$ZodIssue): void {
  const { schema, input, subject } = part;
  const path = printPath([...part.path, ...issue.path]) || 'profile';
  const value = valueAt(input, issue.path);
  const report = (code: string, at: string, message: string, fix: string) => {
    findings.error(code, subject, at, message, fix, { value: printValue(value) });
  };
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) {
        const at = printPath([...part.path, ...issue.path, key]);
        report(
          'unknown-key',
          at,
          `'${key}' is not a key of ${path}`,
          didYouMean(key, keysAt(schema, input, issue.path)),
        );
      }
      return;
    case 'invalid_key': {
      const [key = ''] = issue.path.slice(-1).map(String);
      report(
        'name',
        path,
        `the name '${key}' ${issue.issues.map(({ message }) => message).join(', ')}`,
        'choose another name',
      );
      return;
    }
    case 'invalid_value':
      reportChoice(issue.values.map(String));
      return;
    case 'invalid_union': {
      const choices = choicesAt(schema, input, issue.path);
      if (choices.length > 0) reportChoice(choices);
      else reportType(typesOf(issue));
      return;
    }
    case 'invalid_type':
      reportType(typeName(issue.expected));
      return;
    case 'too_small':
    case 'too_big': {
      const exclusive = issue.inclusive === false;
      const bound =
        issue.code === 'too_small'
          ? `${exclusive ? 'more than' : 'at least'} ${String(issue.minimum)}`
          : `${exclusive ? 'less than' : 'at most'} ${String(issue.maximum)}`;
      const counted = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
      report(
        'range',
        path,
        `${printValue(value)} is out of range: must be ${bound}${counted}`,
        `use ${bound}${counted}`,
      );
      return;
    }
    default:
      if (value === undefined) report('missing', path, issue.message, 'add it');
      else report('value', path, `${printValue(value)} ${issue.message}`, 'correct the value');
  }

  function reportType(wanted: string): void {
    if (value === undefined) report('missing', path, `is missing; expected ${wanted}`, 'add it');
    else report('value', path, `${printValue(value)} is not ${wanted}`, `write ${wanted}`);
  }

  function reportChoice(choices: readonly string[]): void {
    const list = choices.map((choice) => `'${choice}'`).join(', ');
    if (value === undefined) report('missing', path, `is missing; expected one of ${list}`, 'add it');
    else
      report(
        'value',
        path,
        `${printValue(value)} is not one of ${list}`,
        didYouMean(typeof value === 'string' ? value : '', choices),
      );
  }
}
