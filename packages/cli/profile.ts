import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InvalidInput, type Finding, type Platform } from '@catalyst/model';
import { checkSource } from './profile-source.ts';

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
  const { profileByName, profiles } = await import('@catalyst/profiles');
  const text = isFile(profile) ? await fromFile(profile) : profileByName(profile, '--profile');
  if (isFile(profile)) refuseTakenName(text, profile, Object.keys(profiles));
  else await checkSource(sourceOf(profile));
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
  await checkSource(path);
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

/** The file of a profile of this repository. */
const sourceOf = (name: string): string =>
  fileURLToPath(new URL(`${name}.ts`, import.meta.resolve('@catalyst/profiles')));

/** A copy that keeps the name would replace the output, the state and the stacks of the profile that it was made from. */
function refuseTakenName(text: unknown, path: string, names: readonly string[]): void {
  if (typeof text !== 'object' || text === null || !('name' in text) || typeof text.name !== 'string') return;
  if (!names.includes(text.name) || resolve(path) === sourceOf(text.name)) return;
  const fix = 'give it a name of its own';
  throw new InvalidInput([invalid('profile/name-taken', path, `'${text.name}' is the name of another profile`, fix)]);
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
