import type { Judged, Severity } from '@catalyst/model';

/** Findings about a profile, sorted and judged against what it accepts. */
export interface Report {
  readonly profile: string;
  /** The profile's file, relative to the current directory. */
  readonly source: string;
  readonly findings: readonly Judged[];
}

export type Counts = Readonly<Record<Severity | 'acknowledged', number>>;

/** How many of each there are; an acknowledged one counts as that alone. */
export function countsOf({ findings }: Pick<Report, 'findings'>): Counts {
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const count = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    acknowledged: findings.length - open.length,
  };
}

/** `3 errors, 1 warning, 2 acknowledged`; `no findings` where there are none. */
export function summarise(counts: Counts): string {
  const parts = [
    [counts.error, counts.error === 1 ? 'error' : 'errors'],
    [counts.warning, counts.warning === 1 ? 'warning' : 'warnings'],
    [counts.info, counts.info === 1 ? 'remark' : 'remarks'],
    [counts.acknowledged, 'acknowledged'],
  ] as const;
  const present = parts.filter(([count]) => count > 0).map(([count, noun]) => `${String(count)} ${noun}`);
  return present.length === 0 ? 'no findings' : present.join(', ');
}
