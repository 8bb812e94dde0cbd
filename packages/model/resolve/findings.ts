import type { Finding } from '../finding.ts';

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
