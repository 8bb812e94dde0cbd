import type { HostConfig, Platform } from '@catalyst/model';

/** What a target is made from. */
export interface TargetContext {
  readonly platform: Platform;
  /** What every host must become, by the host's id. */
  readonly configs: ReadonlyMap<string, HostConfig>;
  /** The directory of this target alone. It does not exist yet. */
  readonly directory: string;
  /** What `--profile` must be for a command that is run in this directory below the output. */
  readonly profileFrom: (below: string) => string;
}

/** One form that a platform takes. */
export interface Target {
  /** Its name in `--target`, and of its directory in the output. */
  readonly name: string;
  readonly describe: string;
  readonly write: (context: TargetContext) => Promise<void>;
}
