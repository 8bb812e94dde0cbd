/** The two tiers that are a PostgreSQL under Patroni. Both may be on one host, so nothing has a name or port of the other. */
export type Kind = 'postgres' | 'timescale';

/** Ports of each tier. Callers use `writes` and `reads`, which are HAProxy's on every node. */
export const PORTS = {
  postgres: {
    writes: 5432,
    reads: 5442,
    replication: 5452,
    server: 5532,
    pool: 6432,
    patroni: 8008,
    backup: 8432,
    exporter: 9187,
    poolExporter: 9127,
    proxyMetrics: 9137,
    etcd: 2379,
    etcdPeers: 2380,
    etcdMetrics: 2381,
  },
  timescale: {
    writes: 5433,
    reads: 5443,
    replication: 5453,
    server: 5533,
    pool: 6433,
    patroni: 8009,
    backup: 8433,
    exporter: 9188,
    poolExporter: 9128,
    proxyMetrics: 9138,
    etcd: 2479,
    etcdPeers: 2480,
    etcdMetrics: 2481,
  },
} as const;
export type Ports = (typeof PORTS)[Kind];

/** The authority of a site that signs certificates between tiers. */
export const AUTHORITY = 'tls/ca';

/** Names of the secrets of a tier, below a site. */
export const secretNames = (kind: Kind) => ({
  /** Certificate of a host: of the database there, its pool, and what answers beside them. */
  node: (hostname: string) => `${kind}/nodes/${hostname}`,
  /** Certificate of a member of the quorum. */
  member: (hostname: string) => `${kind}/etcd/${hostname}`,
  superuser: `${kind}/superuser`,
  replication: `${kind}/replication`,
  rewind: `${kind}/rewind`,
  user: (user: string) => `${kind}/users/${user}`,
});

/** Names of the services that a tier offers. */
export const serviceNames = (kind: Kind) => ({
  writes: kind,
  reads: `${kind}-ro`,
  replication: `${kind}-replication`,
  server: `${kind}-server`,
  pool: `${kind}-pool`,
  patroni: kind === 'postgres' ? 'patroni' : 'patroni-timescale',
  etcd: `${kind}-etcd`,
  etcdPeers: `${kind}-etcd-peers`,
  etcdMetrics: `${kind}-etcd-metrics`,
  backup: `${kind}-pgbackrest`,
  exporter: `${kind}-metrics`,
  poolExporter: `${kind}-pool-metrics`,
  proxyMetrics: `${kind}-proxy-metrics`,
});
