import { InvalidInput, type HostConfig, type Platform } from '@catalyst/model';
import { hostConfigs, resolvePlatform } from '@catalyst/platform';
import { profileByName } from '@catalyst/profiles';

/** What a named profile resolves to, and what its hosts become. Throws InvalidInput with all that is wrong. */
export function platformOf(name: string | undefined): {
  readonly platform: Platform;
  readonly configs: ReadonlyMap<string, HostConfig>;
} {
  const resolution = resolvePlatform(profileByName(name, '--context profile'));
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return { platform: resolution.platform, configs: hostConfigs(resolution.platform) };
}

/** Says all that is wrong, one after the other. */
export const printFindings = ({ findings }: InvalidInput): string =>
  findings
    .map(({ severity, code, path, message, fix }) => `${severity} ${code} at ${path}: ${message}\n  ${fix}\n`)
    .join('');
