import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

// Every CDK app that is not told where to synthesize leaves a directory in the system's temporary one. A directory for
// each test file, since two files run at a time.
process.env['CDK_OUTDIR'] = mkdtempSync(join(inject('scratch'), 'cdk-'));
