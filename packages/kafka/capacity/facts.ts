import {
  Bytes,
  BitsPerSecond,
  hostById,
  instancesOf,
  raw,
  usable,
  type Platform,
  type Site,
  TransactionsPerSecond,
} from '@catalyst/model';
import { MSK_NODES } from '../msk-nodes.ts';
import { logVolumes } from '../volumes.ts';
import type { KafkaSpec } from '../spec.ts';
import { topicsOf } from '../topics/index.ts';
import { writesOf, type Load } from './load.ts';

/** Replicas, leaders and followers, that a broker is good for. @source MSK best practices, for 4xlarge and more; audit B15 */
const REPLICAS = 4000;

/** Topics that Kafka makes itself, and their partitions. @source https://kafka.apache.org/39/documentation.html#brokerconfigs */
export const INTERNAL_PARTITIONS = 100;

/** What one broker has. The smallest counts where they differ, since partitions are spread evenly. */
export interface BrokerFacts {
  readonly cores: number;
  readonly memory: Bytes;
  /** Memory that holds what was written last; unknown where Amazon runs the broker. */
  readonly pageCache: Bytes | null;
  readonly disk: Bytes;
  readonly rawDisk: Bytes;
  readonly network: BitsPerSecond;
  /** What the network speed is of: what is left of a bond without one leg, or a lone port. */
  readonly networkOf: string;
  readonly replicas: number;
}

/** All that the capacity of a site is computed from. */
export interface Facts {
  readonly site: string;
  readonly path: string;
  readonly spec: KafkaSpec;
  readonly broker: BrokerFacts;
  readonly brokers: number;
  /** Brokers in each rack or zone, the fullest first. */
  readonly racks: readonly number[];
  readonly partitions: number;
  readonly sustained: TransactionsPerSecond;
  readonly peak: TransactionsPerSecond;
  readonly message: Bytes;
  readonly readers: number;
}

/** The facts of a site; undefined where it has no broker. */
export function factsOf(spec: KafkaSpec, site: Site, platform: Platform): Facts | undefined {
  const { demand } = platform;
  const hosts = (role: string) =>
    instancesOf(platform, site.id, 'kafka', role).map(({ host }) => hostById(platform, host));
  const machines = hosts('broker').map(({ machine }) => machine);
  const zones = site.aws?.zones.length ?? site.racks.length;
  const broker =
    spec.engine === 'msk' ? mskBroker(spec.nodeType, spec.volume) : smallest(machines.map((m) => ownBroker(spec, m)));
  if (broker === undefined) return undefined;
  return {
    site: site.id,
    path: `sites.${site.id}.tiers.kafka`,
    spec,
    broker,
    brokers: spec.engine === 'msk' ? spec.brokersPerZone * zones : machines.length,
    racks:
      spec.engine === 'msk'
        ? Array.from({ length: zones }, () => spec.brokersPerZone)
        : perRack(hosts('broker').map(({ failureDomain }) => failureDomain)),
    partitions:
      topicsOf(spec, Object.keys(demand.channels)).reduce((sum, topic) => sum + topic.partitions, 0) +
      INTERNAL_PARTITIONS,
    sustained: share(demand.sustained, site.carries),
    peak: share(demand.peak, site.carries),
    message: demand.message,
    readers: demand.consumerGroups,
  };
}

const share = (rate: TransactionsPerSecond, carries: number): TransactionsPerSecond =>
  TransactionsPerSecond.of(rate * carries);

function ownBroker(
  spec: Extract<KafkaSpec, { engine: 'self-managed' }>,
  { cores, memory, volumes, nics }: ReturnType<typeof hostById>['machine'],
): BrokerFacts {
  const logs = logVolumes(volumes);
  return {
    cores,
    memory,
    pageCache: Bytes.of(Math.max(0, memory - spec.heap - spec.systemMemory)),
    disk: Bytes.of(logs.reduce((sum, volume) => sum + usable(volume), 0)),
    rawDisk: Bytes.of(logs.reduce((sum, volume) => sum + raw(volume), 0)),
    network: BitsPerSecond.of(nics.speed * Math.max(1, nics.ports - 1)),
    networkOf: nics.ports > 1 ? 'that are left without one leg of the bond' : 'of its only port',
    replicas: REPLICAS,
  };
}

function mskBroker(nodeType: string, volume: Bytes): BrokerFacts | undefined {
  const node = MSK_NODES[nodeType];
  return node === undefined
    ? undefined
    : { ...node, networkOf: 'of its instance', pageCache: null, disk: volume, rawDisk: volume };
}

function smallest(brokers: readonly BrokerFacts[]): BrokerFacts | undefined {
  const [first, ...others] = brokers;
  if (first === undefined) return undefined;
  return others.reduce<BrokerFacts>(
    (least, broker) => ({
      ...least,
      cores: Math.min(least.cores, broker.cores),
      memory: Bytes.of(Math.min(least.memory, broker.memory)),
      pageCache: Bytes.of(Math.min(least.pageCache ?? 0, broker.pageCache ?? 0)),
      disk: Bytes.of(Math.min(least.disk, broker.disk)),
      rawDisk: Bytes.of(Math.min(least.rawDisk, broker.rawDisk)),
      network: BitsPerSecond.of(Math.min(least.network, broker.network)),
      replicas: Math.min(least.replicas, broker.replicas),
    }),
    first,
  );
}

/** How many there are of each, the most first. */
function perRack(racks: readonly string[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const rack of racks) counts.set(rack, (counts.get(rack) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}

/** The load at a rate of messages, with some brokers lost. */
export const loadAt = (facts: Facts, rate: TransactionsPerSecond, lost: number): Load => ({
  writes: writesOf(rate, facts.message, facts.spec.compression),
  copies: facts.spec.copies.total,
  readers: facts.readers,
  brokers: facts.brokers,
  lost,
});
