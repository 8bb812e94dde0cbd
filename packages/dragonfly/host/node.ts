import {
  floatingOf,
  hostById,
  instancesOf,
  serviceAt,
  type FloatingAddress,
  type Host,
  type Instance,
  type Platform,
} from '@catalyst/model';
import { placeOf, shardName, shardsOf } from '../shards.ts';
import type { SelfManagedDragonfly } from '../spec.ts';

/** One node and what it has to know of the others: those of its shard, and the Sentinels. */
export interface Node {
  readonly host: Host;
  readonly address: string;
  readonly shard: string;
  /** Whether it is master on the first day. */
  readonly first: boolean;
  /** Who is, then. */
  readonly firstAddress: string;
  /** Addresses of the other nodes of the shard. */
  readonly peers: readonly string[];
  readonly sentinels: readonly string[];
  /** Whether nothing else runs on the host but Sentinels. */
  readonly alone: boolean;
  /** Where snapshots are. */
  readonly directory: string;
  /** The master's own address, where it has one, and this node's place in the line for it. */
  readonly floating: FloatingAddress | undefined;
  readonly place: number;
}

export function nodeOf(instance: Instance, spec: SelfManagedDragonfly, platform: Platform): Node {
  const host = hostById(platform, instance.host);
  const addressOf = ({ host: id }: Instance): string => hostById(platform, id).addresses[0].address;
  const { shard, place } = placeOf(instance.number, spec);
  const members = shardsOf(instancesOf(platform, instance.site, 'dragonfly', 'node'), spec).get(shard) ?? [];
  const addresses = members.map(addressOf);
  const address = addressOf(instance);
  const [volume] = host.machine.volumes;
  return {
    host,
    address,
    shard: shardName(shard),
    first: addresses[0] === address,
    firstAddress: addresses[0] ?? address,
    peers: addresses.filter((other) => other !== address),
    sentinels: sentinelsOf(instance.site, platform).map(addressOf),
    alone: platform.instances.every((i) => i.host !== host.id || i.tier === 'dragonfly'),
    directory: `${volume?.mount ?? '/var/lib'}/cache`,
    floating: floatingOf(platform, serviceAt(platform, instance.site, 'cache'))[0],
    place,
  };
}

const sentinelsOf = (site: string, platform: Platform): readonly Instance[] =>
  instancesOf(platform, site, 'dragonfly', 'sentinel');
