import { hostById, instancesOf, type Host, type Instance, type Platform } from '@catalyst/model';
import { NODE_ROLES, type NodeRole } from '../roles.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { dataMounts } from '../sizing.ts';

/** One process and what it has to know of the others. Nothing in it depends on how many data nodes there are. */
export interface Node {
  readonly host: Host;
  readonly address: string;
  /** Of this host, in our own words. */
  readonly roles: readonly NodeRole[];
  /** Whether it has a vote. */
  readonly eligible: boolean;
  /** Names of the nodes that have one, the lowest first. */
  readonly masters: readonly string[];
  /** The one node that may form a cluster, and that tells it what it must know: the lowest with a vote. */
  readonly forms: boolean;
  readonly dataPaths: readonly string[];
  /** Whether it has the host for itself. */
  readonly alone: boolean;
}

/** The process that an instance is part of: two roles on one host are one process. */
export function nodeOf(instance: Instance, platform: Platform): Node {
  const host = hostById(platform, instance.host);
  const all = instancesOf(platform, instance.site, 'elasticsearch');
  const voters = all.filter(({ votes }) => votes);
  const here = (role: NodeRole): boolean => all.some((i) => i.role === role && i.host === host.id);
  return {
    host,
    address: host.addresses[0].address,
    roles: NODE_ROLES.filter(here),
    eligible: voters.some((i) => i.host === host.id),
    masters: [...new Set(voters.map((i) => hostById(platform, i.host).fqdn))],
    forms: voters[0]?.host === host.id,
    dataPaths: dataMounts(host.machine.volumes).map((mount) => `${mount}/search`),
    alone: platform.instances.every((i) => i.host !== host.id || i.tier === 'elasticsearch'),
  };
}

/** Whether this instance speaks for the process: the first of its roles does. */
export const speaks = (instance: Instance, node: Node): boolean => node.roles[0] === instance.role;

/** Roles as Elasticsearch calls them. @source https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/node-settings */
export function rolesOf(node: Node, spec: SelfManagedElasticsearch): readonly string[] {
  return [
    ...(node.eligible ? ['master'] : []),
    ...(node.roles.includes('data') ? ['data_content', 'data_hot'] : []),
    ...(node.roles.includes('ingest') || (spec.ingest === undefined && node.roles.includes('data')) ? ['ingest'] : []),
    ...(node.roles.includes('frozen') ? ['data_frozen'] : []),
  ];
}
