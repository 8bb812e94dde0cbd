import type { Topic } from './topics/index.ts';

/** What a user may do. All else is refused: `allow.everyone.if.no.acl.found` is off. */
export interface Acl {
  readonly user: string;
  readonly resource: 'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID' | 'CLUSTER';
  readonly name: string;
  readonly pattern: 'LITERAL' | 'PREFIXED';
  readonly operation: 'READ' | 'WRITE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';
}

/** The web view: looks at everything and touches nothing. */
const OBSERVER = 'kafka-ui';

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Everybody who has a password: a SCRAM user for each service that writes or reads a topic, and the web view. */
export const usersOf = (topics: readonly Topic[]): readonly string[] =>
  [...new Set([...topics.flatMap(({ writers, readers }) => [...writers, ...readers]), OBSERVER])].sort(byName);

/**
 * The least that each user needs, from who writes and who reads which topic. Writing and reading imply to describe.
 * A reader has the consumer groups, and a writer the transactions, whose names begin with its own and a dot.
 */
export function aclsOf(topics: readonly Topic[]): readonly Acl[] {
  const onTopics = topics.flatMap(({ name, writers, readers }) => [
    ...writers.map((user) => ({ user, resource: 'TOPIC', name, pattern: 'LITERAL', operation: 'WRITE' }) as const),
    ...readers.map((user) => ({ user, resource: 'TOPIC', name, pattern: 'LITERAL', operation: 'READ' }) as const),
  ]);
  const writers = [...new Set(topics.flatMap((topic) => topic.writers))].sort(byName);
  const readers = [...new Set(topics.flatMap((topic) => topic.readers))].sort(byName);
  return [
    ...onTopics,
    ...readers.map(
      (user) => ({ user, resource: 'GROUP', name: `${user}.`, pattern: 'PREFIXED', operation: 'READ' }) as const,
    ),
    ...writers.map(
      (user) =>
        ({ user, resource: 'TRANSACTIONAL_ID', name: `${user}.`, pattern: 'PREFIXED', operation: 'WRITE' }) as const,
    ),
    ...observer('TOPIC', '*', 'DESCRIBE', 'DESCRIBE_CONFIGS'),
    ...observer('GROUP', '*', 'DESCRIBE'),
    ...observer('CLUSTER', 'kafka-cluster', 'DESCRIBE', 'DESCRIBE_CONFIGS'),
  ];
}

const observer = (
  resource: Acl['resource'],
  name: string,
  ...operations: readonly Acl['operation'][]
): readonly Acl[] => operations.map((operation) => ({ user: OBSERVER, resource, name, pattern: 'LITERAL', operation }));
