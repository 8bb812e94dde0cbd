import type { Evidence, FabricProfile, Finding, Platform, Severity, Site } from '@catalyst/model';
import type { Numbers } from './numbering.ts';

/** What a plan is made from. */
export interface Context {
  readonly platform: Platform;
  readonly site: Site;
  readonly spec: FabricProfile;
  readonly numbers: Numbers;
  readonly problems: Problems;
}

/** Collects what is wrong with a fabric, so that all of it is reported at once. Each is said once. */
export class Problems {
  private readonly found = new Map<string, Finding>();

  constructor(private readonly site: string) {}

  /** `path` is below `sites.<site>.`. */
  report(
    severity: Severity,
    code: string,
    subject: string,
    path: string,
    message: string,
    fix: string,
    evidence: Evidence = {},
  ): void {
    const finding: Finding = {
      code: `fabric/${code}`,
      severity,
      subject,
      path: `sites.${this.site}.${path}`,
      message,
      evidence,
      fix,
    };
    const key = `${code} ${subject} ${message}`;
    if (!this.found.has(key)) this.found.set(key, finding);
  }

  get all(): readonly Finding[] {
    return [...this.found.values()];
  }
}
