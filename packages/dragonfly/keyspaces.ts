import { GB, minutes, type Bytes, type Milliseconds } from '@catalyst/model';

/** What the cache is for: each purpose has keys of its own shape. */
export const KEYSPACE_NAMES = ['balances', 'rate-cards', 'sessions', 'blacklist', 'workflow'] as const;
export type KeyspaceName = (typeof KEYSPACE_NAMES)[number];

/** One kind of keys: who may do what with them, how much memory they get and how long they live. */
export interface Keyspace {
  /** What a key looks like, for people: `tenant:{id}:balance`. */
  readonly shape: string;
  /** The same as an access list takes it: `tenant:*:balance`. */
  readonly pattern: string;
  readonly structure: 'hash' | 'string' | 'sorted-set';
  readonly purpose: string;
  /** Keys, values and what lies beside them. The guide has no count of keys, so it is what it allots. */
  readonly memory: Bytes;
  /** Every key has an end; null where keys stay until somebody deletes them. */
  readonly expiry: Milliseconds | null;
  /** Whether it may be missing: what is evicted must be found again elsewhere. */
  readonly evictable: boolean;
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

/**
 * The guide's table of keys.
 * @source guide l. 553-565, 587; `tenant:{id}` as hash tag keeps one tenant's keys on one shard
 */
export const KEYSPACES: Readonly<Record<KeyspaceName, Keyspace>> = {
  balances: {
    shape: 'tenant:{id}:balance',
    pattern: 'tenant:*:balance',
    structure: 'hash',
    purpose: 'what each tenant may still spend',
    memory: GB(512),
    expiry: null,
    evictable: false,
    writers: ['billing'],
    readers: ['api', 'messaging'],
  },
  'rate-cards': {
    shape: 'ratecard:{id}::*',
    pattern: 'ratecard:*',
    structure: 'string',
    purpose: 'prices in use',
    memory: GB(50),
    expiry: null,
    evictable: true,
    writers: ['billing'],
    readers: ['api', 'messaging'],
  },
  sessions: {
    shape: 'session:{id}:data',
    pattern: 'session:*',
    structure: 'hash',
    purpose: 'USSD sessions',
    memory: GB(50),
    expiry: minutes(5),
    evictable: false,
    writers: ['messaging'],
    readers: [],
  },
  blacklist: {
    shape: 'firewall:blacklist',
    pattern: 'firewall:*',
    structure: 'sorted-set',
    purpose: 'scores of the fraud detection',
    memory: GB(10),
    expiry: null,
    evictable: false,
    writers: ['firewall'],
    readers: ['api', 'messaging'],
  },
  workflow: {
    shape: 'workflow:{id}:*',
    pattern: 'workflow:*',
    structure: 'hash',
    purpose: 'data of workflows that are under way',
    // The guide names it (l. 557) and allots it nothing.
    memory: GB(0),
    expiry: minutes(60),
    evictable: false,
    writers: ['workflow'],
    readers: [],
  },
};
