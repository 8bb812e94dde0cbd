/**
 * Every profile's templates, held against CloudFormation's own rules and cdk-nag's AwsSolutions, all as errors:
 * `npm run validate`. Exit status: 0 clean, 2 findings.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '@catalyst/profiles';
import { awsApp } from '../aws.ts';
import { validate } from '../aws/validate.ts';
import { platformOf } from './platform.ts';

// Set for tests; here it would leave out what this is for.
delete process.env['CDK_VALIDATION'];

const outdir = mkdtempSync(join(tmpdir(), 'catalyst-validate-'));
let found = 0;
try {
  for (const name of Object.keys(profiles)) {
    const { platform, configs } = platformOf(name);
    const app = awsApp(platform, configs, { outdir: join(outdir, name), validate: true });
    const { findings, acknowledged, validators } = validate(app);
    const result = findings.length === 0 ? 'clean' : `${String(findings.length)} findings`;
    console.log(`${name}: ${result}, ${String(acknowledged)} acknowledged (${validators.join(', ')})`);
    for (const { code, subject, message, fix } of findings)
      console.log(`  ${code} at ${subject}: ${message}\n    ${fix}`);
    found += findings.length;
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
process.exitCode = found === 0 ? 0 : 2;
