import type { Acknowledgement, Finding } from '@catalyst/model';

/** Acknowledgements that accept nothing: the finding is gone, or the code has a typing error. */
export function unusedAcknowledgements(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
): readonly Finding[] {
  return acknowledgements.flatMap(({ code, subject }, i) => {
    if (findings.some((f) => f.code === code && (subject === undefined || subject === f.subject))) return [];
    const what = subject === undefined ? code : `${code} of ${subject}`;
    return [
      {
        code: 'profile/unused-acknowledgement',
        severity: 'warning',
        subject: code,
        path: `acknowledged[${String(i)}]`,
        message: `accepts ${what}, and there is no such finding`,
        evidence: { code, subject: subject ?? null },
        fix: 'take it out, or correct its code and subject',
      },
    ];
  });
}
