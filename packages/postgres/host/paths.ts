import type { Kind } from '../names.ts';

/** Where things of a tier are on a host. */
export const pathsOf = (kind: Kind) => {
  const etc = `/etc/catalyst/${kind}`;
  const programs = `/usr/local/lib/${kind}`;
  const unit = (name: string): string => `/etc/systemd/system/${name}`;
  const units = {
    etcd: `etcd-${kind}.service`,
    patroni: `patroni-${kind}.service`,
    settle: `patroni-${kind}-settings.service`,
    pool: `pgbouncer-${kind}.service`,
    proxy: `haproxy-${kind}.service`,
    address: `keepalived-${kind}.service`,
    provision: `${kind}-provision.service`,
    upkeep: `${kind}-upkeep.service`,
    upkeepTimer: `${kind}-upkeep.timer`,
    backupServer: `pgbackrest-${kind}.service`,
    stanza: `${kind}-stanza.service`,
    full: `${kind}-backup-full.service`,
    fullTimer: `${kind}-backup-full.timer`,
    incremental: `${kind}-backup-incr.service`,
    incrementalTimer: `${kind}-backup-incr.timer`,
    drill: `${kind}-restore-drill.service`,
    drillTimer: `${kind}-restore-drill.timer`,
    exporter: `${kind}-exporter.service`,
    poolExporter: `${kind}-pool-exporter.service`,
  } as const;
  return {
    etc,
    programs,
    units,
    unit,
    /** Sockets: PostgreSQL's and the pool's. */
    run: `/run/${kind}`,
    logs: `/var/log/${kind}`,
    spool: `/var/spool/pgbackrest/${kind}`,
    tls: `${etc}/tls`,
    etcdTls: `${etc}/etcd-tls`,
    patroni: `${etc}/patroni.yml`,
    settings: `${etc}/settings.json`,
    etcd: `${etc}/etcd.yml`,
    pool: `${etc}/pgbouncer.ini`,
    poolUsers: `${etc}/pgbouncer-users.txt`,
    proxy: `${etc}/haproxy.cfg`,
    address: `${etc}/keepalived.conf`,
    pgbackrest: `${etc}/pgbackrest.conf`,
    cluster: `${etc}/cluster.json`,
    queries: `${etc}/exporter-queries.yml`,
    poolExporter: `${etc}/pgbouncer-exporter.yml`,
    upstream: `${etc}/upstream-ca.crt`,
    /** What a drill tells Prometheus, by way of node exporter. */
    drillMetrics: `/var/lib/prometheus/node-exporter/${kind}-restore-drill.prom`,
    migrations: `${etc}/migrations`,
    secret: (name: string) => `${etc}/secrets/${name}`,
    program: (name: string) => `${programs}/${name}`,
  } as const;
};
export type Paths = ReturnType<typeof pathsOf>;
