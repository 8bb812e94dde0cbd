import { KEYSPACES } from './keyspaces.ts';

/** A user of the cache, and what an access list lets it do. */
export interface User {
  readonly name: string;
  /** Rules as `ACL SETUSER` takes them, without the password. */
  readonly rules: readonly string[];
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Nothing that looks at or changes more than the keys that a user has. @source https://dragonflydb.io/docs/managing-dragonfly/acl */
const DATA = ['+@read', '+@write', '+@connection', '+@transaction', '+@scripting', '-@dangerous', '-@admin'] as const;
/** What clients ask before they begin, whoever they are. */
const READY = ['+info'] as const;
const READ_ONLY = ['+@read', '+@connection', '-@dangerous', '-@admin'] as const;

/**
 * What Sentinels say to a node: they find each other on a channel of it, and make a master of it. Whole commands, since
 * Dragonfly's lists know no parts of one. @source https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
 */
const SENTINEL_COMMANDS = ['+multi', '+exec', '+slaveof', '+replicaof', '+ping', '+info', '+role'].concat([
  '+subscribe',
  '+publish',
  '+config',
  '+client',
  '+script',
]);

/** Users of the cache itself: who copies, who decides about masters, and who only looks. */
export const REPLICATION = 'replication';
export const SENTINEL = 'sentinel';
export const OBSERVER = 'observer';

/** Services with the keys that they need and no others, and the cache's own users. `default` is off: nobody is nobody. */
export function usersOf(): readonly User[] {
  const keyspaces = Object.values(KEYSPACES);
  const names = [...new Set(keyspaces.flatMap(({ writers, readers }) => [...writers, ...readers]))].sort(byName);
  const services = names.map((name): User => {
    const written = keyspaces.filter(({ writers }) => writers.includes(name));
    const read = keyspaces.filter(({ readers }) => readers.includes(name));
    // Access lists of Dragonfly and of Redis 6 have one set of keys for a user, whatever it does with them.
    const rules = [...written, ...read].map(({ pattern }) => `~${pattern}`);
    // Messages to each other go over channels that are called like the keys.
    const channels = written.map(({ pattern }) => `&${pattern}`);
    const commands = written.length > 0 ? [...DATA, '+@pubsub'] : READ_ONLY;
    return { name, rules: [...rules, ...channels, ...commands, ...READY] };
  });
  return [
    ...services,
    { name: REPLICATION, rules: ['+dfly', '+replconf', '+ping', '+info', '+role'] },
    { name: SENTINEL, rules: ['&*', ...SENTINEL_COMMANDS] },
    { name: OBSERVER, rules: ['~*', '+ping', '+info', '+role', '+scan', '+ttl', '+dbsize'] },
  ];
}
