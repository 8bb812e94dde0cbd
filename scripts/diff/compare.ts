import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { changedFiles } from './files.ts';
import type { ProfileChange } from './report.ts';
import { compareTemplates } from './templates.ts';

const Template = z.record(z.string(), z.unknown());

/**
 * What changes between two directories that hold an output tree of `catalyst synth` for each profile.
 * A profile or a template that only one of them has is compared with nothing.
 */
export function compare(base: string, head: string): readonly ProfileChange[] {
  const changed = changedFiles(base, head);
  return [...new Set([...profilesIn(base), ...profilesIn(head)])].sort().map((profile) => {
    const files = changed.flatMap(({ path, ...change }) =>
      path.startsWith(`${profile}/`) ? [{ path: path.slice(profile.length + 1), ...change }] : [],
    );
    const templates = files.filter(({ path }) => path.endsWith('.template.json'));
    return {
      profile,
      files,
      templates: templates.map(({ path }) =>
        compareTemplates(path, readTemplate(join(base, profile, path)), readTemplate(join(head, profile, path))),
      ),
    };
  });
}

const profilesIn = (dir: string): readonly string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const readTemplate = (path: string): z.output<typeof Template> =>
  existsSync(path) ? Template.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
