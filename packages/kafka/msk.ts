import type { KafkaSpec } from './spec.ts';

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
      // Amazon's default is true. Whoever comes with a role of IAM is judged by that alone.
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
