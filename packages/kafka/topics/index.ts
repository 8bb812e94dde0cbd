import { didYouMean, type Finding, type Milliseconds } from '@catalyst/model';
import type { KafkaSpec } from '../spec.ts';
import { catalogue } from './catalogue.ts';

/** A topic as it is to be. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly compacted: boolean;
  /** Null for the site's own. */
  readonly retention: Milliseconds | null;
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

type TopicsSpec = Pick<KafkaSpec, 'partitions' | 'topics'>;

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** The longest of the profile's patterns that fits. */
function overridden(name: string, { partitions }: TopicsSpec['topics']): number | undefined {
  const [best] = Object.keys(partitions)
    .filter((pattern) => fits(pattern, name))
    .sort((a, b) => b.length - a.length);
  return best === undefined ? undefined : partitions[best];
}

/** All topics of a site, by name. They depend on channels and profile, never on how many brokers there are. */
export function topicsOf(spec: TopicsSpec, channels: readonly string[]): readonly Topic[] {
  const known = catalogue(channels).map((topic) => ({ ...topic, retention: null }));
  const added = Object.entries(spec.topics.added).map(([name, topic]) => ({
    name,
    ...topic,
    retention: topic.retention ?? null,
  }));
  return [...known, ...added]
    .map(({ name, partitions, compacted, retention, writers, readers }) => ({
      name,
      partitions: overridden(name, spec.topics) ?? partitions ?? spec.partitions,
      compacted,
      retention,
      writers,
      readers,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is wrong with the topics that a profile adds, and with its patterns. `path` is that of the tier. */
export function checkTopics(
  spec: TopicsSpec,
  channels: readonly string[],
  subject: string,
  path: string,
): readonly Finding[] {
  const known = catalogue(channels).map(({ name }) => name);
  const all = [...known, ...Object.keys(spec.topics.added)];
  const duplicates = Object.keys(spec.topics.added)
    .filter((name) => known.includes(name))
    .map((name) => ({
      code: 'profile/duplicate',
      severity: 'error' as const,
      subject,
      path: `${path}.topics.added.${name}`,
      message: `'${name}' is a topic that every site has`,
      evidence: { name },
      fix: 'give the new topic another name; partitions of a known one are set in topics.partitions',
    }));
  const idle = Object.keys(spec.topics.partitions)
    .filter((pattern) => !all.some((name) => fits(pattern, name)))
    .map((pattern) => ({
      code: 'profile/reference',
      severity: 'error' as const,
      subject,
      path: `${path}.topics.partitions.${pattern}`,
      message: `'${pattern}' fits no topic`,
      evidence: { pattern },
      fix: didYouMean(pattern, all),
    }));
  return [...duplicates, ...idle];
}
