import assert from 'node:assert/strict';
import type { Evidence } from './evidence.ts';
import type { Contradicted, Entry } from './verdict.ts';

/** Throws an AssertionError where a verdict does not hold. An open row claims nothing. */
export function hold(entry: Entry, evidence: Evidence): void {
  if (entry.verdict === 'met') entry.check(evidence);
  else if (entry.verdict === 'finding') found(entry, evidence);
}

function found({ on, code, subject, says }: Contradicted, evidence: Evidence): void {
  const { findings } = evidence.of(on);
  const candidates = findings.filter((f) => f.code === code && f.subject === subject);
  const others = findings.map((f) => `${f.code} ${f.subject}`).join(', ');
  assert.notEqual(candidates.length, 0, `${on}: no finding ${code} about ${subject}; there are ${others}`);
  const fits = candidates.some(({ message }) => says.every((figure) => message.includes(figure)));
  const messages = candidates.map(({ message }) => message).join('\n');
  assert.ok(fits, `${on}: ${code} about ${subject} should say ${says.join(', ')}, and says\n${messages}`);
}
