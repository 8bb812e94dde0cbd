import { InvalidInput, sortFindings, type Judged } from '@catalyst/model';
import { EXIT, type ExitStatus } from '../exit.ts';
import { findingsOf } from '../findings.ts';
import { loadPlatform } from '../profile.ts';
import type { Format } from '../report/formats.ts';
import { printReport } from '../report/print.ts';
import { countsOf, type Report } from '../report/report.ts';

export interface CheckOptions {
  readonly profile: string;
  readonly format: Format;
}

/** `catalyst check`: prints all findings about a profile, also of one that cannot be resolved. */
export async function check({ profile, format }: CheckOptions): Promise<ExitStatus> {
  const report = await reportOf(profile);
  process.stdout.write(await printReport(report, format, process.stdout));
  return countsOf(report).error > 0 ? EXIT.findings : EXIT.fine;
}

async function reportOf(profile: string): Promise<Report> {
  try {
    const loaded = await loadPlatform(profile);
    return { profile: loaded.platform.name, source: loaded.source, findings: findingsOf(loaded) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const findings: readonly Judged[] = error.findings.map((finding) => ({ ...finding, acknowledged: null }));
    return { profile, source: profile, findings: sortFindings(findings) };
  }
}
