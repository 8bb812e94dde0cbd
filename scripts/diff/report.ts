import type { ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { FileChange } from './files.ts';
import { losesState, type ResourceChange, type TemplateChange } from './templates.ts';

/** What a change does to one profile's output. */
export interface ProfileChange {
  readonly profile: string;
  readonly files: readonly FileChange[];
  readonly templates: readonly TemplateChange[];
}

/** Files listed by name in each area; the rest is a count, since a comment on a pull request has to be readable. */
const LISTED = 20;

const WORDS: Readonly<Record<ResourceImpact, string>> = {
  WILL_CREATE: 'created',
  WILL_UPDATE: 'updated',
  WILL_REPLACE: '**replaced**',
  MAY_REPLACE: '**perhaps replaced**',
  WILL_DESTROY: '**destroyed**',
  WILL_ORPHAN: '**left behind** (retained, no longer ours)',
  WILL_IMPORT: 'imported',
  NO_CHANGE: 'unchanged',
};

/** The changes as Markdown, for a pull request. */
export function report(changes: readonly ProfileChange[]): string {
  const changed = changes.filter(({ files }) => files.length > 0);
  const same = changes.filter(({ files }) => files.length === 0).map(({ profile }) => profile);
  const lost = changes.flatMap(lossesOf);
  return [
    '## What this change does to the targets',
    ...(lost.length === 0 ? [] : ['### Resources that hold state would be lost', ...lost.map((line) => `- ${line}`)]),
    ...changed.map(reportProfile),
    ...(same.length === 0 ? [] : [`Not a byte changes in: ${same.join(', ')}.`]),
    '',
  ].join('\n\n');
}

/** The resources with state that the change would replace, destroy or leave behind, one line each. */
export const lossesOf = ({ profile, templates }: ProfileChange): readonly string[] =>
  templates.flatMap(({ resources }) =>
    resources.filter(losesState).map((r) => `${profile}: ${describe(r)} in ${r.template}`),
  );

function reportProfile({ profile, files, templates }: ProfileChange): string {
  const areas = groupBy(files, ({ path }) => path.split('/')[0] ?? path);
  return [
    `### ${profile}: ${summary(files)}`,
    ...[...areas].map(([area, inArea]) => section(`${area}: ${summary(inArea)}`, inArea.map(fileLine))),
    ...templates.map(({ template, resources, permissionsBroadened }) =>
      section(
        `${template}: ${impacts(resources)}${permissionsBroadened ? ', permissions are broadened' : ''}`,
        resources.map(describe),
      ),
    ),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  const rest = lines.length - LISTED;
  const shown = [...lines.slice(0, LISTED), ...(rest > 0 ? [`… and ${String(rest)} more`] : [])];
  return [`<details><summary>${title}</summary>\n`, ...shown.map((line) => `- ${line}`), '</details>'].join('\n');
}

const summary = (files: readonly FileChange[]): string =>
  (['added', 'changed', 'removed'] as const)
    .map((kind) => ({ kind, count: files.filter((file) => file.kind === kind).length }))
    .flatMap(({ kind, count }) => (count === 0 ? [] : [`${String(count)} ${kind}`]))
    .join(', ');

const fileLine = ({ path, kind, lines }: FileChange): string =>
  `\`${path}\` ${kind}${lines === null ? '' : ` (+${String(lines.added)} −${String(lines.removed)})`}`;

const impacts = (resources: readonly ResourceChange[]): string =>
  [...groupBy(resources, ({ impact }) => impact)]
    .map(([impact, of]) => `${String(of.length)} ${WORDS[impact].replaceAll('*', '')}`)
    .join(', ') || 'no resource changes';

const describe = ({ logicalId, type, impact, properties }: ResourceChange): string =>
  `${type} \`${logicalId}\` is ${WORDS[impact]}${properties.length === 0 ? '' : `: ${properties.join(', ')}`}`;

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
