import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '@catalyst/profiles';
import { command, type Area, type Case, type Sample } from './measure.ts';

/** What keeps the CDK CLI from asking anybody anything. */
const OFFLINE = { CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_NOTICES: 'false', AWS_EC2_METADATA_DISABLED: 'true' };

async function synthesize(profile: string): Promise<Sample> {
  const out = mkdtempSync(join(tmpdir(), 'catalyst-bench-synth-'));
  try {
    return await command(
      ['npx', 'cdk', 'synth', '--no-lookups', '--context', `profile=${profile}`, '-q', '-o', out],
      OFFLINE,
    );
  } finally {
    rmSync(out, { recursive: true });
  }
}

const area: Area = {
  title: 'npx cdk synth, in new processes',
  cases: Object.keys(profiles).map((profile): Case => ({
    name: profile,
    what: `npx cdk synth --no-lookups --context profile=${profile}, npx and the CLI included`,
    run: () => synthesize(profile),
  })),
};
export default area;
