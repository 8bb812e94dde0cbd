import { Gbps, GiB, type BitsPerSecond, type Bytes } from '@catalyst/model';
import type { KafkaSpec } from './spec.ts';

/** What an MSK broker type offers. */
export interface MskNode {
  readonly cores: number;
  readonly memory: Bytes;
  readonly network: BitsPerSecond;
  /** Replicas of partitions, leaders and followers, that Amazon recommends at most. */
  readonly replicas: number;
}

const node = (cores: number, gibibytes: number, gbps: number, replicas: number): MskNode => ({
  cores,
  memory: GiB(gibibytes),
  network: Gbps(gbps),
  replicas,
});

/**
 * Standard brokers with KRaft. The network is that of the EC2 type, "up to" where it is below 15 Gbps.
 * @source https://docs.aws.amazon.com/msk/latest/developerguide/broker-instance-sizes.html and …/bestpractices.html
 * (replicas per broker), https://aws.amazon.com/ec2/instance-types/ (network)
 */
export const MSK_NODES: Readonly<Record<string, MskNode>> = {
  'kafka.m5.large': node(2, 8, 10, 1000),
  'kafka.m5.xlarge': node(4, 16, 10, 1000),
  'kafka.m5.2xlarge': node(8, 32, 10, 2000),
  'kafka.m5.4xlarge': node(16, 64, 10, 4000),
  'kafka.m5.8xlarge': node(32, 128, 10, 4000),
  'kafka.m5.12xlarge': node(48, 192, 12, 4000),
  'kafka.m5.16xlarge': node(64, 256, 20, 4000),
  'kafka.m5.24xlarge': node(96, 384, 25, 4000),
  'kafka.m7g.large': node(2, 8, 12.5, 1000),
  'kafka.m7g.xlarge': node(4, 16, 12.5, 1000),
  'kafka.m7g.2xlarge': node(8, 32, 15, 2000),
  'kafka.m7g.4xlarge': node(16, 64, 15, 4000),
  'kafka.m7g.8xlarge': node(32, 128, 15, 4000),
  'kafka.m7g.12xlarge': node(48, 192, 22.5, 4000),
  'kafka.m7g.16xlarge': node(64, 256, 30, 4000),
};

/** The Kafka version as MSK names it. @source https://docs.aws.amazon.com/msk/latest/developerguide/supported-kafka-versions.html */
export const MSK_KAFKA_VERSION = '3.9.x.kraft';

/** What Amazon puts before the name of a secret with a SCRAM user. @source https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-tutorial.html */
export const MSK_SECRET_PREFIX = 'AmazonMSK_';

/**
 * The settings of a cluster that MSK lets its owner choose, the same as on brokers of our own. Listeners, storage and
 * the quorum are Amazon's.
 * @source https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-properties.html
 */
export function mskConfiguration(spec: KafkaSpec): Readonly<Record<string, string>> {
  const { copies } = spec;
  return Object.fromEntries(
    Object.entries({
      'allow.everyone.if.no.acl.found': false,
      'auto.create.topics.enable': false,
      'default.replication.factor': copies.total,
      'log.retention.ms': spec.retention,
      ...(spec.retentionPerPartition === undefined ? {} : { 'log.retention.bytes': spec.retentionPerPartition }),
      'log.segment.bytes': spec.segment,
      'min.insync.replicas': copies.inSync,
      'num.io.threads': spec.ioThreads,
      'num.network.threads': spec.networkThreads,
      'num.partitions': spec.partitions,
      'num.replica.fetchers': spec.replicaFetchers,
      'offsets.topic.replication.factor': copies.total,
      'replica.lag.time.max.ms': spec.replicaLag,
      'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
      'socket.receive.buffer.bytes': spec.socketBuffers,
      'socket.request.max.bytes': spec.requestMax,
      'socket.send.buffer.bytes': spec.socketBuffers,
      'transaction.state.log.min.isr': copies.inSync,
      'transaction.state.log.replication.factor': copies.total,
      'unclean.leader.election.enable': false,
    }).map(([key, value]) => [key, String(value)]),
  );
}
