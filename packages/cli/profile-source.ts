import { readFileSync } from 'node:fs';
import { InvalidInput, type Finding } from '@catalyst/model';
import { transform } from 'esbuild';
import { z } from 'zod';

const Message = z.object({
  text: z.string(),
  location: z.object({ line: z.number(), column: z.number(), lineText: z.string() }).nullable(),
});
const Failure = z.object({ errors: z.array(Message).min(1) });

/**
 * Looks for what is wrong with the source of a profile and cannot be seen in its value: a syntax error, and a key that is
 * given twice, of which JavaScript keeps the last without a word. Throws InvalidInput with all of it.
 */
export async function checkSource(path: string): Promise<void> {
  const findings = await transform(readFileSync(path, 'utf8'), { loader: 'ts', logLevel: 'silent' }).then(
    ({ warnings }) =>
      warnings.filter(({ id }) => id === 'duplicate-object-key').map((warning) => finding(path, 'duplicate', warning)),
    (error: unknown) => Failure.parse(error).errors.map((message) => finding(path, 'unreadable', message)),
  );
  if (findings.length > 0) throw new InvalidInput(findings);
}

function finding(
  path: string,
  rule: 'duplicate' | 'unreadable',
  { text, location }: z.output<typeof Message>,
): Finding {
  const line = location === null ? '' : `:${String(location.line)}`;
  return {
    code: `profile/${rule}`,
    severity: 'error',
    subject: path,
    path: `${path}${line}`,
    message: location === null ? text : `${text}: ${location.lineText.trim()}`,
    evidence: location === null ? {} : { line: location.line, column: location.column },
    fix: rule === 'duplicate' ? 'give each a name of its own, or remove one' : 'correct the line',
  };
}
