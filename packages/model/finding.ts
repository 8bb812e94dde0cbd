/** How bad a finding is. An error that nobody has acknowledged makes `catalyst check` exit with 2. */
export type Severity = 'error' | 'warning' | 'info';

/** A figure that a message was computed from. */
export type Evidence = Readonly<Record<string, number | string | boolean | null>>;

/** Something that is wrong, or contradicts itself: from validation, assessment, a validator of a rendered file or a run. */
export interface Finding {
  /** `<area>/<rule>`, stable: people acknowledge by it. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about: the id of a site, host, tier or claim. */
  readonly subject: string;
  /** Where in the profile to look: `sites.dc1.tiers.kafka.heap`. Empty when no single place is to blame. */
  readonly path: string;
  /** What was expected, what is there, and the arithmetic in between. */
  readonly message: string;
  readonly evidence: Evidence;
  /** A way out, in the imperative. */
  readonly fix: string;
}

/** A finding that a profile accepts, and why. */
export interface Acknowledgement {
  readonly code: string;
  /** Only findings about this subject; all with the code when left out. */
  readonly subject?: string | undefined;
  readonly reason: string;
}

/** A finding with the reason for which the profile accepts it, if it does. */
export interface Judged extends Finding {
  readonly acknowledged: string | null;
}

/** Attaches to each finding the reason that the profile gives for accepting it. */
export function judge(findings: readonly Finding[], acknowledgements: readonly Acknowledgement[]): readonly Judged[] {
  return findings.map((finding) => {
    const match = acknowledgements.find(
      ({ code, subject }) => code === finding.code && (subject === undefined || subject === finding.subject),
    );
    return { ...finding, acknowledged: match?.reason ?? null };
  });
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, then by code, subject and path: the same findings always print in the same order. */
export function sortFindings<F extends Finding>(findings: readonly F[]): readonly F[] {
  const key = (f: Finding) => `${String(ORDER[f.severity])} ${f.code} ${f.subject} ${f.path}`;
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Input that cannot be worked with: every finding at once, for an edge to print. */
export class InvalidInput extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
    this.name = 'InvalidInput';
  }
}
