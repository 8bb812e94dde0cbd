import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../scripts/bootstrap.mjs';

const Requirement = z.strictObject({
  /** `KAF-18`: stable, and never used again for another row. */
  id: z.string().regex(/^[A-Z]{3}-\d{2}$/),
  area: z.string(),
  text: z.string(),
  value: z.string(),
  /** Document (000 the hybrid network, 001 the article on availability, 002 the sizing guide), section and line. */
  source: z.string().regex(/^00[012] /),
});

/** What one line of the three source documents asks for. */
export type Requirement = z.output<typeof Requirement>;

/** All rows, in the order of the documents' audit. */
export const requirements: readonly Requirement[] = z
  .array(Requirement)
  .parse(JSON.parse(readFileSync(join(ROOT, 'docs/requirements.json'), 'utf8')));
