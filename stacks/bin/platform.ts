import { InvalidInput, didYouMean, type HostConfig, type Platform } from '@catalyst/model';
import { hostConfigs, resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';

/** What a named profile resolves to, and what its hosts become. Throws InvalidInput with all that is wrong. */
export function platformOf(name: string | undefined): {
  readonly platform: Platform;
  readonly configs: ReadonlyMap<string, HostConfig>;
} {
  const known = Object.keys(profiles);
  const profile = name === undefined || !Object.hasOwn(profiles, name) ? undefined : profiles[name];
  if (profile === undefined)
    throw new InvalidInput([
      {
        code: 'profile/unknown',
        severity: 'error',
        subject: name ?? '',
        path: '--context profile',
        message: name === undefined ? 'no profile is given' : `there is no profile '${name}'`,
        evidence: {},
        fix:
          name === undefined
            ? `give one: --context profile=<name> (known: ${known.join(', ')})`
            : didYouMean(name, known),
      },
    ]);
  const resolution = resolvePlatform(profile);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return { platform: resolution.platform, configs: hostConfigs(resolution.platform) };
}

/** Says all that is wrong, one after the other. */
export const printFindings = ({ findings }: InvalidInput): string =>
  findings
    .map(({ severity, code, path, message, fix }) => `${severity} ${code} at ${path}: ${message}\n  ${fix}\n`)
    .join('');
