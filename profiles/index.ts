import { InvalidInput, didYouMean } from '@catalyst/model';
import type { PlatformProfile } from '@catalyst/platform';
import dev from './dev.ts';
import enterprise from './enterprise.ts';
import production from './production.ts';
import productionN1 from './production-n1.ts';

/** Every profile, by its name. A new environment is a new file and a line here. */
export const profiles: Readonly<Record<string, PlatformProfile>> = {
  dev,
  production,
  'production-n1': productionN1,
  enterprise,
};

/**
 * The profile with this name, which was given with this option of a command (`--profile`). Throws InvalidInput, with the
 * nearest name, when there is none.
 */
export function profileByName(name: string | undefined, option: string): PlatformProfile {
  const profile = new Map(Object.entries(profiles)).get(name ?? '');
  if (profile !== undefined) return profile;
  const known = Object.keys(profiles);
  throw new InvalidInput([
    {
      code: 'profile/unknown',
      severity: 'error',
      subject: name ?? '',
      path: option,
      message: name === undefined ? 'no profile is given' : `there is no profile '${name}'`,
      evidence: {},
      fix: name === undefined ? `give one: ${option}=<name> (known: ${known.join(', ')})` : didYouMean(name, known),
    },
  ]);
}
