import { profiles } from '@catalyst/profiles';
import type { PlatformProfile } from '@catalyst/platform';
import { Output } from './output.ts';
import { Seen } from './seen.ts';

export type ProfileName = 'dev' | 'production' | 'production-n1' | 'enterprise';

/** What a user gets of every profile, computed when a check first asks for it, and once in a run. */
export class Evidence {
  private readonly outputs = new Map<ProfileName, Output>();
  readonly dev = this.named('dev');
  readonly production = this.named('production');
  readonly n1 = this.named('production-n1');
  readonly enterprise = this.named('enterprise');

  of(name: ProfileName): Seen {
    return { dev: this.dev, production: this.production, 'production-n1': this.n1, enterprise: this.enterprise }[name];
  }

  /** What the commands print and write. */
  output(name: ProfileName): Output {
    const output = this.outputs.get(name) ?? new Output(name);
    this.outputs.set(name, output);
    return output;
  }

  /** A profile that somebody has changed: what becomes of the platform then? */
  changed(name: ProfileName, change: (profile: PlatformProfile) => PlatformProfile): Seen {
    return new Seen(change(structuredClone(textOf(name))));
  }

  private named(name: ProfileName): Seen {
    return new Seen(textOf(name), this.output(name));
  }
}

function textOf(name: ProfileName): PlatformProfile {
  const profile = profiles[name];
  if (profile === undefined) throw new Error(`there is no profile '${name}'`);
  return profile;
}
