import type { Finding, Platform } from '@catalyst/model';
import { resolvePlatform, type PlatformProfile } from '@catalyst/platform';

/** The platform of a profile that a test is sure of. */
export function platformOf(profile: PlatformProfile): Platform {
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  return resolution.platform;
}

/** The one finding with this code about this subject; fails when there are none or several. */
export function only(findings: readonly Finding[], code: string, subject: string): Finding {
  const [finding, ...others] = findings.filter((f) => f.code === code && f.subject === subject);
  if (finding === undefined || others.length > 0)
    throw new Error(`${String(finding === undefined ? 0 : others.length + 1)} findings ${code} about ${subject}`);
  return finding;
}
