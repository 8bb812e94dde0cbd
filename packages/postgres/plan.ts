import type { Host, PlannedSecret, PlannedService, SiteContext, TierPlan } from '@catalyst/model';
import { checkQuorum, checkVersions } from './checks.ts';
import { AUTHORITY, PORTS, secretNames, serviceNames, type Kind } from './names.ts';
import type { ClusterSpec, PostgresSpec, TimescaleSpec } from './spec.ts';

/** Nodes, quorum, ways in and secrets of PostgreSQL at a site. */
export function planPostgres(spec: PostgresSpec, site: SiteContext): TierPlan {
  if (spec.engine === 'patroni') return planCluster('postgres', spec, site);
  return {
    instances: [],
    managed: [{ product: 'rds', nodeType: spec.nodeType, nodes: spec.nodes }],
    services: [{ name: 'postgres', role: 'node', port: 5432, tls: true }],
  };
}

/** The same of TimescaleDB, which reads what it keeps from Kafka. */
export function planTimescale(spec: TimescaleSpec, site: SiteContext): TierPlan {
  const plan = planCluster('timescale', spec, site);
  return {
    ...plan,
    calls: [...(plan.calls ?? []), { role: 'node', service: 'kafka', optional: true }],
    findings: [...(plan.findings ?? []), ...checkVersions(spec, site)],
  };
}

/** The site whose users and passwords a site has: a copy has those of what it is a copy of. */
export const originOf = (site: Pick<SiteContext, 'id' | 'standby'>): string => site.standby?.of ?? site.id;

function planCluster(kind: Kind, spec: ClusterSpec, site: SiteContext): TierPlan {
  const nodes = site.hosts(spec.nodes.on, ['nodes', 'on']);
  const members = spec.etcd === undefined ? [] : site.hosts(spec.etcd.on, ['etcd', 'on']);
  const { repository } = spec.backup;
  const keepers = repository === undefined ? [] : site.hosts(repository.on, ['backup', 'repository', 'on']);
  // One node has nobody to hand an address to, and other clouds' networks do not let one move.
  const floats = nodes.length > 1 && site.substrate === 'datacenter';
  return {
    instances: [
      ...nodes.map((host) => ({ role: 'node', host: host.id, number: host.number })),
      ...members.map((host) => ({ role: 'etcd', host: host.id, number: host.number, votes: true })),
      ...keepers.map((host) => ({ role: 'archivist', host: host.id, number: host.number })),
    ],
    ...(floats ? { floating: [{ name: kind }] } : {}),
    services: servicesOf(kind, { floats, quorum: members.length > 0 }),
    calls: callsOf(kind, spec, site, members.length > 0),
    secrets: [...certificates(kind, site, nodes, members), ...passwords(kind, spec, site)],
    findings: checkQuorum(kind, site, members),
  };
}

function servicesOf(
  kind: Kind,
  { floats, quorum }: { readonly floats: boolean; readonly quorum: boolean },
): readonly PlannedService[] {
  const names = serviceNames(kind);
  const ports = PORTS[kind];
  const etcd = quorum ? 'etcd' : 'node';
  const service = (name: string, port: number, role = 'node', tls = true): PlannedService => ({
    name,
    role,
    port,
    tls,
  });
  const floating = floats ? { floating: [kind] } : {};
  return [
    { ...service(names.writes, ports.writes), ...floating },
    { ...service(names.reads, ports.reads), ...floating },
    { ...service(names.replication, ports.replication), ...floating },
    service(names.server, ports.server),
    service(names.pool, ports.pool),
    service(names.patroni, ports.patroni),
    service(names.backup, ports.backup),
    service(names.exporter, ports.exporter, 'node', false),
    service(names.poolExporter, ports.poolExporter, 'node', false),
    service(names.proxyMetrics, ports.proxyMetrics, 'node', false),
    service(names.etcd, ports.etcd, etcd),
    service(names.etcdPeers, ports.etcdPeers, etcd),
    service(names.etcdMetrics, ports.etcdMetrics, etcd, false),
  ];
}

function callsOf(
  kind: Kind,
  spec: ClusterSpec,
  { standby }: SiteContext,
  quorum: boolean,
): NonNullable<TierPlan['calls']> {
  const names = serviceNames(kind);
  const own = [names.server, names.pool, names.patroni, names.etcd];
  return [
    ...own.map((service) => ({ role: 'node', service })),
    { role: quorum ? 'etcd' : 'node', service: names.etcdPeers },
    {
      role: 'node',
      service: 'backup',
      optional: true,
      ...(spec.backup.at === undefined ? {} : { at: spec.backup.at }),
    },
    ...(spec.backup.repository === undefined
      ? []
      : [
          { role: 'archivist', service: names.backup },
          ...(standby === null ? [] : [{ role: 'archivist', service: names.backup, at: standby.of, optional: true }]),
        ]),
    ...(standby === null || standby.mode === 'snapshots'
      ? []
      : [{ role: 'node', service: names.replication, at: standby.of, optional: true }]),
  ];
}

function certificates(
  kind: Kind,
  site: SiteContext,
  nodes: readonly Host[],
  members: readonly Host[],
): readonly PlannedSecret[] {
  const names = secretNames(kind);
  const certificate = (name: string, purpose: string, host: Host, more: readonly string[] = []): PlannedSecret => ({
    name,
    kind: 'certificate',
    purpose,
    names: [host.fqdn, ...more],
  });
  return [
    { name: AUTHORITY, kind: 'certificate-authority', purpose: 'signs certificates between tiers of this site' },
    ...nodes.map((host) =>
      certificate(names.node(host.hostname), `${kind} on ${host.hostname}`, host, [
        `${kind}.${site.id}.${site.domain}`,
      ]),
    ),
    ...members.map((host) => certificate(names.member(host.hostname), `quorum of ${kind} on ${host.hostname}`, host)),
  ];
}

/**
 * A copy of another site has the users and passwords of that one, since they are in the data. Its own callers find those
 * of the users under the names of their site.
 */
function passwords(kind: Kind, spec: ClusterSpec, site: SiteContext): readonly PlannedSecret[] {
  const names = secretNames(kind);
  const origin = originOf(site);
  const same = origin === site.id ? '' : `: the same as at ${origin}`;
  const password = (name: string, purpose: string): PlannedSecret => ({ name, kind: 'password', purpose });
  return [
    ...(origin === site.id
      ? [
          password(names.superuser, `superuser of ${kind}`),
          password(names.replication, `replication of ${kind}`),
          password(names.rewind, `pg_rewind of ${kind}`),
        ]
      : []),
    ...usersOf(spec).map((user) => password(names.user(user), `user ${user} of ${kind}${same}`)),
  ];
}

/** Everybody who has a password, once each. */
export const usersOf = ({ databases }: Pick<ClusterSpec, 'databases'>): readonly string[] => [
  ...new Set(Object.values(databases).flatMap(({ owners, writers, readers }) => [...owners, ...writers, ...readers])),
];
