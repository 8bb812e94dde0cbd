import type { DatacenterProfile } from '@catalyst/platform';

type BrokerClaims = NonNullable<NonNullable<DatacenterProfile['tiers']['kafka']>['claims']>;
type CacheClaims = Extract<NonNullable<DatacenterProfile['tiers']['dragonfly']>, { engine: 'dragonfly' }>['claims'];
type SearchClaims = Extract<
  NonNullable<DatacenterProfile['tiers']['elasticsearch']>,
  { engine: 'elasticsearch' }
>['claims'];
type Allotted = NonNullable<NonNullable<DatacenterProfile['claims']>['allotted']>;
type Fleets = NonNullable<NonNullable<DatacenterProfile['claims']>['fleets']>;

/** The other lists that the guide gives of the servers of "recommended production". `catalyst check` compares them. */
export const productionFleets: Fleets = {
  // Guide l. 62, 66: "Minimum 3-Server Cluster".
  heading: { servers: 3 },

  // Guide l. 1240-1250.
  'final-summary': {
    servers: 19,
    list: {
      kafka: { servers: 3, cores: 24, memory: '128 GiB', storage: '4 TB' },
      postgres: { servers: 2, cores: 32, memory: '256 GiB', storage: '20 TB' },
      timescale: { servers: 1, cores: 32, memory: '256 GiB', storage: '32 TB' },
      dragonfly: { servers: 1, cores: 16, memory: '512 GiB' },
      services: { servers: 8, cores: 16, memory: '96 GiB', storage: '2 TB' },
      'search-data': { servers: 5, cores: 16, memory: '128 GiB', storage: '4 TB' },
      monitoring: { servers: 2, cores: 16, memory: '128 GiB', storage: '4 TB' },
      ingress: { servers: 2, cores: 8, memory: '32 GiB' },
      backup: { servers: 1, cores: 8, memory: '64 GiB', storage: '100 TB' },
    },
  },

  // Guide l. 871-882: what the cost is of.
  'cost-bom': {
    list: {
      kafka: { servers: 3, cores: 24, memory: '128 GiB', storage: '4 TB' },
      database: { servers: 5, cores: 32, memory: '256 GiB', storage: '20 TB', pools: ['postgres', 'timescale'] },
      cache: { servers: 4, cores: 16, memory: '512 GiB', pools: ['dragonfly'] },
      services: { servers: 12, cores: 16, memory: '96 GiB', storage: '2 TB' },
      monitoring: { servers: 2 },
      ingress: { servers: 2 },
      backup: { servers: 1 },
    },
  },
};

/** What the guide says of a broker and of its cluster (l. 365, 380, 383, 399, 414, 815, 816). */
export const brokerClaims: BrokerClaims = {
  heap: '64 GiB',
  pageCache: '64 GiB',
  brokerThroughput: '70 MB/s',
  retention: '7 d',
  lagAlert: 100_000,
  replicationTraffic: '30 Gbps',
  consumerTraffic: '20 Gbps',
};

/** How the guide divides the network of the 19 servers (l. 810-836). */
export const bandwidth: Allotted = {
  total: '170 Gbps',
  shares: {
    'kafka-brokers': { bandwidth: '50 Gbps', of: ['kafka'] },
    'kafka-replication': { bandwidth: '30 Gbps' },
    'kafka-consumers': { bandwidth: '20 Gbps' },
    'postgres-replication': { bandwidth: '10 Gbps' },
    backup: { bandwidth: '5 Gbps' },
    queries: { bandwidth: '5 Gbps' },
    'between-services': { bandwidth: '20 Gbps' },
    'external-apis': { bandwidth: '15 Gbps' },
    webhooks: { bandwidth: '5 Gbps' },
    'inbound-api': { bandwidth: '20 Gbps' },
    notifications: { bandwidth: '15 Gbps' },
    partners: { bandwidth: '10 Gbps' },
  },
};

/** What the guide says of the cache (l. 225, 461, 565-600, 1235; PGS-33: 10 MB of tenants). */
export const cacheClaims: CacheClaims = {
  active: '500 GB',
  memoryAlert: '90 %',
  operations: 1_000_000,
  eviction: 'lru',
  recovery: '30 s',
  snapshot: '50 GB',
  newNode: '30 s',
  lineRate: '10 Gbps',
  tables: { balances: '10 MB', 'rate-cards': '100 MB' },
  sessions: 100_000,
};

/** What the guide says of Elasticsearch, Logstash and Kibana (l. 606-699). */
export const searchClaims: SearchClaims = {
  nodes: {
    master: { servers: 3, cores: 8, memory: '64 GiB', storage: '500 GB' },
    data: { servers: 5, cores: 16, memory: '128 GiB', storage: '4 TB' },
    ingest: { servers: 2, cores: 16, memory: '96 GiB', storage: '500 GB' },
  },
  total: { nodes: 10, cores: 120, memory: '960 GiB', storage: '20 TB' },
  ingest: '500 GB',
  streams: {
    logs: { perDay: '100 GB', shards: 10, shardsPerNode: true, index: '1 d', replicas: 2 },
    metrics: { perDay: '20 GB', shards: 5, index: '1 d', replicas: 2 },
    // 50 GB a month.
    audit: { perDay: '1.6 GB', shards: 5, index: '30 d', replicas: 3 },
  },
  logstash: { workers: 20, batch: 1000, flush: '1 s', buffer: '1 h' },
  kibanaUsers: 10_000,
};

type Tiers = DatacenterProfile['tiers'];

/** Guide l. 439-452, 456-463, 524-528: settings, rates and sizes of PostgreSQL. */
export const databaseClaims: NonNullable<Extract<NonNullable<Tiers['postgres']>, { engine: 'patroni' }>['claims']> = {
  connections: 10_000,
  workMem: '2 GiB',
  synchronousCommit: 'remote_apply',
  transactions: '100k tps',
  messagesLog: '200 GB',
  fullBackup: '20 TB',
  fullBackupWithin: '2 h',
  restoreWithin: '1 h',
};

/** Guide l. 504-507: what comes into TimescaleDB, and how long it is kept. */
export const seriesClaims: NonNullable<NonNullable<Tiers['timescale']>['claims']> = {
  monthly: '500 GB',
  retention: '365 d',
};
