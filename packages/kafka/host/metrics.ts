import { stringify } from 'yaml';

interface Rule {
  readonly pattern: string;
  readonly name: string;
  readonly type?: 'GAUGE' | 'COUNTER';
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Which of Kafka's beans become metrics, and under which name. Others are left out: a broker with 4,000 partitions has
 * some 40,000 of them, and Prometheus pays for each.
 * @source https://kafka.apache.org/39/documentation.html#monitoring
 */
const RULES: readonly Rule[] = [
  {
    pattern:
      'kafka.server<type=BrokerTopicMetrics, name=(BytesIn|BytesOut|MessagesIn|ReplicationBytesIn|ReplicationBytesOut|FailedProduceRequests|FailedFetchRequests)PerSec><>Count',
    name: 'kafka_server_$1_total',
    type: 'COUNTER',
  },
  {
    pattern:
      'kafka.server<type=ReplicaManager, name=(UnderReplicatedPartitions|UnderMinIsrPartitionCount|PartitionCount|LeaderCount|OfflineReplicaCount)><>Value',
    name: 'kafka_server_$1',
    type: 'GAUGE',
  },
  {
    pattern: 'kafka.server<type=ReplicaManager, name=(IsrShrinks|IsrExpands)PerSec><>Count',
    name: 'kafka_server_$1_total',
    type: 'COUNTER',
  },
  {
    pattern: 'kafka.server<type=KafkaRequestHandlerPool, name=RequestHandlerAvgIdlePercent><>OneMinuteRate',
    name: 'kafka_request_handler_idle_ratio',
    type: 'GAUGE',
  },
  {
    pattern: 'kafka.network<type=SocketServer, name=NetworkProcessorAvgIdlePercent><>Value',
    name: 'kafka_network_processor_idle_ratio',
    type: 'GAUGE',
  },
  {
    pattern:
      'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=(Produce|FetchConsumer|FetchFollower)><>99thPercentile',
    name: 'kafka_request_p99_milliseconds',
    type: 'GAUGE',
    labels: { request: '$1' },
  },
  {
    pattern:
      'kafka.controller<type=KafkaController, name=(ActiveControllerCount|OfflinePartitionsCount|FencedBrokerCount|ActiveBrokerCount|GlobalPartitionCount|GlobalTopicCount)><>Value',
    name: 'kafka_controller_$1',
    type: 'GAUGE',
  },
  {
    pattern: 'kafka.log<type=LogManager, name=OfflineLogDirectoryCount><>Value',
    name: 'kafka_log_OfflineLogDirectoryCount',
    type: 'GAUGE',
  },
  {
    pattern: 'kafka.server<type=raft-metrics><>(current-leader|high-watermark|commit-latency-max)',
    name: 'kafka_raft_$1',
    type: 'GAUGE',
  },
];

/** Configuration of the JMX exporter. */
export const metricsConfig = (): string => stringify({ lowercaseOutputName: true, rules: RULES }, { lineWidth: 0 });
