import { Gbps, GiB, type BitsPerSecond, type Bytes } from '@catalyst/model';

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
