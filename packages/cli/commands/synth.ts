import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inventoryOf } from '@catalyst/assess';
import { hostConfigs } from '@catalyst/platform';
import { EXIT, type ExitStatus } from '../exit.ts';
import { findingsOf } from '../findings.ts';
import { Interrupted, interruptible } from '../output/interrupt.ts';
import { refuseOther, stage } from '../output/staging.ts';
import { writeJson } from '../output/write.ts';
import { loadPlatform, type Loaded } from '../profile.ts';
import { progress, type Progress } from '../progress.ts';
import { synthSummary } from '../summary/text.ts';
import { targets, type Target } from '../targets/index.ts';

export interface SynthOptions {
  readonly profile: string;
  /** Names of targets; all when left out. */
  readonly target?: readonly string[];
  /** `out/<profile>` when left out. */
  readonly out?: string;
}

/**
 * `catalyst synth`: writes what a profile becomes, all of it or nothing. With a choice of targets, the rest of the
 * output stays as it is. Throws InvalidInput for a profile that cannot be resolved and an output that is not ours.
 */
export async function synth({ profile, target, out: wanted }: SynthOptions): Promise<ExitStatus> {
  const loaded = await loadPlatform(profile);
  const out = wanted ?? join('out', loaded.platform.name);
  const chosen = targets.filter(({ name }) => target?.includes(name) ?? true);
  const shown = await progress();
  try {
    await write(loaded, out, chosen, target !== undefined, shown);
  } catch (error) {
    if (error instanceof Interrupted) return error.status;
    throw error;
  } finally {
    shown.stop();
  }
  const findings = findingsOf(loaded);
  process.stdout.write(synthSummary({ ...loaded, profile, out, targets: chosen, findings }, process.stdout));
  return EXIT.fine;
}

async function write(
  { platform, argument }: Loaded,
  out: string,
  chosen: readonly Target[],
  keep: boolean,
  shown: Progress,
): Promise<void> {
  const configs = hostConfigs(platform);
  if (keep) refuseOther(out, platform.name);
  await interruptible(async ({ pause }) => {
    const staging = stage(out, keep);
    try {
      for (const target of chosen) {
        shown.step(`${target.name}: ${target.describe}`);
        await pause();
        const directory = join(staging.directory, target.name);
        rmSync(directory, { recursive: true, force: true });
        await target.write({ platform, configs, directory, profileFrom: (below) => argument(join(out, below)) });
      }
      writeJson(join(staging.directory, 'platform.json'), platform);
      const { cloud, ...summary } = inventoryOf(platform);
      writeJson(join(staging.directory, 'summary.json'), summary);
      writeJson(join(staging.directory, 'cloud.json'), cloud);
      await pause();
      staging.commit();
    } finally {
      staging.discard();
    }
  });
}
