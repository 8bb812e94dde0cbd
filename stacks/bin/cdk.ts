/**
 * The app that `cdk synth|diff|deploy --context profile=<name>` runs: see `cdk.json`.
 *
 * Exit status: 2 with every finding when the profile is unknown or unsound, and then nothing is written. The `cdk` command
 * itself ends with 1 on that and adds a line of its own: "node --import tsx stacks/bin/cdk.ts: Subprocess exited with error 2".
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { InvalidInput } from '@catalyst/model';
import { z } from 'zod';
import { awsApp } from '../aws.ts';
import { platformOf, printFindings } from './platform.ts';

/** What `cdk` was given with `--context`. */
const Context = z.object({ profile: z.string().optional() });

try {
  const { profile } = Context.parse(JSON.parse(process.env['CDK_CONTEXT_JSON'] ?? '{}'));
  const { platform, configs } = platformOf(profile);
  awsApp(platform, configs).synth();
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  process.stderr.write(printFindings(error));
  leaveNothing(process.env['CDK_OUTDIR']);
  process.exitCode = 2;
}

/** Takes the directory away that `cdk` has made for us, with its lock, unless an earlier run has left something in it. */
function leaveNothing(outdir: string | undefined): void {
  if (outdir === undefined || !existsSync(outdir)) return;
  if (readdirSync(outdir).every((file) => file.endsWith('.lock'))) rmSync(outdir, { recursive: true });
}
