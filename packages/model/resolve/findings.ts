import { inspect } from 'node:util';
import type { z } from 'zod';
import type { Finding } from '../finding.ts';
import { didYouMean } from '../nearest.ts';

/** Collects what is wrong with a profile, so that all of it is reported at once. */
export class Findings {
  private readonly list: Finding[] = [];

  /** An error in the profile at `path`. */
  error(
    code: string,
    subject: string,
    path: string,
    message: string,
    fix: string,
    evidence: Finding['evidence'] = {},
  ): void {
    this.list.push({ code: `profile/${code}`, severity: 'error', subject, path, message, evidence, fix });
  }

  add(findings: readonly Finding[]): void {
    this.list.push(...findings);
  }

  get all(): readonly Finding[] {
    return this.list;
  }

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === 'error');
  }
}

/** `sites.dc1.racks.0`, as people write it: `sites.dc1.racks[0]`. */
export const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${String(key)}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([k]) => k === String(key))?.[1]
        : undefined,
    input,
  );
}

/** A value as somebody wrote it, of whatever kind, cut where it gets long. */
const printValue = (value: unknown): string =>
  value === undefined ? 'missing' : inspect(value, { depth: 1, breakLength: Infinity }).slice(0, 80);

/** The keys that a strict object at `path` of the schema allows, for the "did you mean" of an unknown key. */
export type KnownKeys = (path: readonly PropertyKey[]) => readonly string[];

/** Turns what zod has to say about a text into findings: one for each unknown key, bad value and missing key. */
export function reportIssues(
  findings: Findings,
  subject: string,
  prefix: readonly PropertyKey[],
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  knownKeys: KnownKeys,
): void {
  for (const issue of issues) {
    const path = printPath([...prefix, ...issue.path]);
    const value = valueAt(input, issue.path);
    const got = printValue(value);
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        findings.error(
          'unknown-key',
          subject,
          printPath([...prefix, ...issue.path, key]),
          `'${key}' is not a key of ${path === '' ? 'a profile' : path}`,
          didYouMean(key, knownKeys(issue.path)),
          { key },
        );
    else if (issue.code === 'invalid_value' && issue.values.length > 1)
      findings.error(
        'value',
        subject,
        path,
        `${got} is not one of ${issue.values.map(String).join(', ')}`,
        didYouMean(typeof value === 'string' ? value : '', issue.values.map(String)),
        { value: got },
      );
    else if (issue.code === 'invalid_key' || issue.code === 'invalid_element')
      reportIssues(
        findings,
        subject,
        prefix,
        input,
        issue.issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
        knownKeys,
      );
    else if (value === undefined && issue.code === 'invalid_type')
      findings.error('missing', subject, path, `is missing; expected ${issue.expected}`, 'add it', {
        expected: issue.expected,
      });
    else findings.error('value', subject, path, `${got}: ${issue.message}`, 'correct the value', { value: got });
  }
}
