import { secretRef, type File, type Platform } from '@catalyst/model';
import { aclsOf, usersOf } from '../acls.ts';
import { secretNames } from '../plan.ts';
import type { KafkaSpec } from '../spec.ts';
import { topicsOf, type Topic } from '../topics/index.ts';
import { files } from './paths.ts';

/** Settings of a topic that differ from the site's. */
const configsOf = ({ compacted, retention }: Topic): Readonly<Record<string, string>> => ({
  ...(compacted ? { 'cleanup.policy': 'compact' } : {}),
  ...(retention === null ? {} : { 'retention.ms': String(retention) }),
});

/** One entry a line, so that a change is a line in a diff. */
const list = (entries: readonly unknown[]): string =>
  `[\n${entries.map((e) => `    ${JSON.stringify(e)}`).join(',\n')}\n  ]`;

/** What Provision.java reads. It depends on what the profile says of the site, and not on its brokers. */
export function clusterJson(spec: KafkaSpec, platform: Platform): string {
  const topics = topicsOf(spec, Object.keys(platform.demand.channels));
  const parts = {
    topics: topics.map((topic) => ({ name: topic.name, partitions: topic.partitions, configs: configsOf(topic) })),
    users: usersOf(topics),
    acls: aclsOf(topics),
  };
  return `{\n  "copies": ${String(spec.copies.total)},\n${Object.entries(parts)
    .map(([key, entries]) => `  "${key}": ${list(entries)}`)
    .join(',\n')}\n}\n`;
}

/**
 * A file for each user, with the password and nothing else: so it may hold any character, and nobody sees it in a list
 * of processes.
 */
export function passwordFiles(
  spec: KafkaSpec,
  site: string,
  platform: Platform,
): readonly Omit<File, 'owner' | 'group' | 'mode'>[] {
  return usersOf(topicsOf(spec, Object.keys(platform.demand.channels))).map((user) => ({
    path: files.password(user),
    content: secretRef(`${site}/${secretNames.user(user)}`),
    onChange: { restart: 'kafka-provision.service' },
  }));
}
