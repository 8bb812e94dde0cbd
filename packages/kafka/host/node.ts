import { createHash } from 'node:crypto';
import { hostById, instancesOf, mountsOf, type Host, type Instance, type Platform } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { logVolumes } from '../volumes.ts';

/** How many brokers measure consumer lag. */
export const LAG_EXPORTERS = 2;

/** One Kafka process and what it has to know of the others. Nothing in it depends on how many brokers there are. */
export interface Node {
  readonly host: Host;
  readonly nodeId: number;
  readonly roles: readonly ('broker' | 'controller')[];
  readonly address: string;
  /** The same for all nodes of a site, for ever. */
  readonly clusterId: string;
  /** Where the controllers of the site answer: `kraft-1.dc1.catalyst.internal:9093`. */
  readonly controllers: readonly string[];
  /** The one controller that may form a quorum, where there is none: the lowest. All others join it. */
  readonly forms: boolean;
  /** One directory for each file system, so that losing a drive loses that drive only. */
  readonly logDirs: readonly string[];
  /** Whether nothing else runs on the host, so that kernel settings are Kafka's to choose. */
  readonly alone: boolean;
  /** The one broker that creates topics, users and access lists: the lowest. */
  readonly provisions: boolean;
  /** The two lowest brokers measure how far behind consumers are: either can be away. */
  readonly measuresLag: boolean;
}

/**
 * A Kafka UUID from a name: 16 bytes in base64url. The first bit is cleared, so that it never begins with a hyphen,
 * which Kafka's tools would take for an option.
 */
export function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('base64url');
}

/** The process that an instance is part of: a broker that is a controller too is one process with both roles. */
export function nodeOf(instance: Instance, platform: Platform): Node {
  const host = hostById(platform, instance.host);
  const all = instancesOf(platform, instance.site, 'kafka');
  const brokers = all.filter(({ role }) => role === 'broker');
  const controllers = all.filter(({ role }) => role === 'controller');
  const here = (instances: readonly Instance[]) => instances.some((i) => i.host === host.id);
  return {
    host,
    nodeId: instance.number,
    roles: [...(here(brokers) ? (['broker'] as const) : []), ...(here(controllers) ? (['controller'] as const) : [])],
    address: host.addresses[0].address,
    clusterId: uuidOf(`${platform.name}/${instance.site}/kafka`),
    controllers: controllers.map(({ host: id }) => `${hostById(platform, id).fqdn}:${String(PORTS.controllers)}`),
    forms: controllers[0]?.host === host.id,
    logDirs: logVolumes(host.machine.volumes)
      .flatMap(mountsOf)
      .map((mount) => `${mount}/kafka`),
    alone: platform.instances.every((i) => i.host !== host.id || i.tier === 'kafka'),
    provisions: brokers[0]?.host === host.id,
    measuresLag: brokers.slice(0, LAG_EXPORTERS).some((broker) => broker.host === host.id),
  };
}
