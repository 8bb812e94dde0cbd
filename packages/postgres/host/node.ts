import {
  floatingOf,
  hostById,
  instancesOf,
  siteById,
  type FloatingAddress,
  type Host,
  type Instance,
  type Platform,
  type Site,
} from '@catalyst/model';
import { PORTS, secretNames, serviceNames, type Kind, type Ports } from '../names.ts';
import { recoveryPlan, type RecoveryPlan } from '../recovery.ts';
import { sizesOf, type Sizes } from '../sizes.ts';
import type { ClusterSpec } from '../spec.ts';
import { POSTGRESQL } from '../versions.ts';
import { pathsOf, type Paths } from './paths.ts';

/** What a cluster copies instead of being written to. */
export interface Upstream {
  readonly site: string;
  /** Where its primary streams from; null for a copy that lives of the archive alone. */
  readonly host: string | null;
  readonly delayed: boolean;
}

/** Where backups and the write-ahead log go. */
export interface Repository {
  /**
   * Names and port of hosts with a repository each; empty where there is only the host's own disk. A repository has the
   * number of its host: both ends must call it the same, and another one must not renumber it.
   */
  readonly hosts: readonly { readonly number: number; readonly host: string; readonly port: number }[];
}

/** All that a host with a node or a member of the quorum has to know. */
export interface Node {
  readonly kind: Kind;
  readonly ports: Ports;
  readonly paths: Paths;
  readonly secrets: ReturnType<typeof secretNames>;
  readonly host: Host;
  readonly number: number;
  readonly address: string;
  readonly site: Site;
  /** The cluster's name in etcd and in the repository: `dc1-postgres`. */
  readonly scope: string;
  /** Site that the passwords are of. */
  readonly secretsOf: string;
  readonly nodes: readonly Host[];
  /** Who votes; without a quorum of its own, the first node keeps what Patroni has to know. */
  readonly quorum: readonly Host[];
  readonly keepsQuorum: boolean;
  /** Whether either of two standbys may be lost, so that a commit can always wait for the other. */
  readonly lossless: boolean;
  readonly floating: FloatingAddress | undefined;
  readonly recovery: RecoveryPlan;
  readonly sizes: Sizes;
  readonly dirs: { readonly data: string; readonly wal: string | null; readonly backup: string; readonly etcd: string };
  /** Whether nothing else runs on the host, so that kernel settings and the watchdog are the database's. */
  readonly alone: boolean;
  /** Whether it holds restore drills: the lowest node, or each where each has its own backups. */
  readonly drills: boolean;
  readonly upstream: Upstream | null;
  readonly repository: Repository;
}

/** The node or member that an instance is. */
export function nodeOf(kind: Kind, instance: Instance, spec: ClusterSpec, platform: Platform): Node {
  const host = hostById(platform, instance.host);
  const site = siteById(platform, instance.site);
  const hostsOf = (role: string): readonly Host[] =>
    instancesOf(platform, site.id, kind, role).map(({ host: id }) => hostById(platform, id));
  const nodes = hostsOf('node');
  const voters = hostsOf('etcd');
  const sizes = sizesOf(spec, host.machine);
  const writes = platform.services.find(({ id }) => id === `${site.id}/${serviceNames(kind).writes}`);
  const mount = sizes.data?.mount ?? '/var/lib/catalyst';
  const version = String(POSTGRESQL);
  const repository = repositoryOf(spec.backup.at ?? site.id, platform);
  return {
    kind,
    ports: PORTS[kind],
    paths: pathsOf(kind),
    secrets: secretNames(kind),
    host,
    number: instance.number,
    address: host.addresses[0].address,
    site,
    scope: `${site.id}-${kind}`,
    secretsOf: site.standby?.of ?? site.id,
    nodes,
    quorum: voters.length > 0 ? voters : nodes.slice(0, 1),
    keepsQuorum: instance.role === 'etcd' || (voters.length === 0 && nodes[0]?.id === host.id),
    lossless: nodes.length >= 3,
    floating: writes === undefined ? undefined : floatingOf(platform, writes)[0],
    recovery: recoveryPlan(spec.failover ?? platform.objectives.failover),
    sizes,
    dirs: {
      data: `${mount}/${kind}/${version}`,
      wal: sizes.wal === undefined ? null : `${sizes.wal.mount}/${kind}/${version}`,
      backup: `${sizes.archive?.mount ?? mount}/${kind}-backup`,
      etcd: `${mount}/etcd-${kind}`,
    },
    alone: platform.instances.every((i) => i.host !== host.id || i.tier === kind),
    drills: repository.hosts.length === 0 || nodes[0]?.id === host.id,
    upstream: upstreamOf(kind, site, platform),
    repository,
  };
}

function upstreamOf(kind: Kind, { standby }: Site, platform: Platform): Upstream | null {
  if (standby === null) return null;
  const replication = platform.services.find(({ id }) => id === `${standby.of}/${serviceNames(kind).replication}`);
  const [floating] = replication === undefined ? [] : floatingOf(platform, replication);
  const [first] = instancesOf(platform, standby.of, kind, 'node');
  const host = floating?.fqdn ?? (first === undefined ? null : hostById(platform, first.host).fqdn);
  return {
    site: standby.of,
    host: standby.mode === 'snapshots' || replication === undefined ? null : host,
    delayed: standby.mode === 'delayed',
  };
}

function repositoryOf(site: string, platform: Platform): Repository {
  const service = platform.services.find(({ id }) => id === `${site}/backup`);
  if (service === undefined) return { hosts: [] };
  const members = platform.instances.filter(({ id }) => service.members.includes(id));
  return {
    hosts: members.map(({ number, host }) => ({ number, host: hostById(platform, host).fqdn, port: service.port })),
  };
}
