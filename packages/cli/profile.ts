import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidInput, type Finding, type Platform } from '@catalyst/model';

/** A profile that could be resolved, and where it came from. */
export interface Loaded {
  readonly platform: Platform;
  /** What the model had to say about it: warnings only. */
  readonly findings: readonly Finding[];
  /** Its file, as seen from the current directory, for messages that point at it. */
  readonly source: string;
  /** What `--profile` must be for a command that is run in another directory. */
  readonly argument: (directory: string) => string;
}

const isFile = (profile: string): boolean => /\.(ts|mts|mjs|js)$/.test(profile);

/**
 * The platform of a profile, given by name or as a file that exports one by default.
 * Throws InvalidInput with all findings when there is no such profile or it cannot be resolved.
 */
export async function loadPlatform(profile: string): Promise<Loaded> {
  const text = isFile(profile)
    ? await fromFile(profile)
    : (await import('@catalyst/profiles')).profileByName(profile, '--profile');
  const { resolvePlatform } = await import('@catalyst/platform');
  const resolution = resolvePlatform(text);
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  const { platform, findings } = resolution;
  if (!isFile(profile)) return { platform, findings, source: `profiles/${profile}.ts`, argument: () => profile };
  return {
    platform,
    findings,
    source: relative(process.cwd(), resolve(profile)),
    argument: (directory) => relative(directory, resolve(profile)),
  };
}

async function fromFile(path: string): Promise<unknown> {
  if (!existsSync(path))
    throw new InvalidInput([
      invalid('profile/unknown', path, `there is no file '${path}'`, 'correct the path, or give the name of a profile'),
    ]);
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
    // Node takes a .ts file for CommonJS where no package.json says otherwise.
    const fix = path.endsWith('.ts') ? 'correct it; outside of this repository, call it .mts' : 'correct the file';
    throw new InvalidInput([invalid('profile/unreadable', path, `'${path}' cannot be loaded: ${reason}`, fix)]);
  });
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  const fix = 'write `export default defineProfile({ … })`';
  throw new InvalidInput([invalid('profile/unreadable', path, `'${path}' has no default export`, fix)]);
}

const invalid = (code: string, subject: string, message: string, fix: string): Finding => ({
  code,
  severity: 'error',
  subject,
  path: '',
  message,
  evidence: {},
  fix,
});
