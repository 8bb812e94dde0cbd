import { Bytes, BytesPerSecond, seconds, type Milliseconds, type TransactionsPerSecond } from '@catalyst/model';

/** What the cluster has to carry, and how it is spread. */
export interface Load {
  /** Bytes that producers write in a second, after compression: W of audit §4.1. */
  readonly writes: BytesPerSecond;
  /** Copies of each partition: RF. */
  readonly copies: number;
  /** Groups that each read every byte: F. */
  readonly readers: number;
  readonly brokers: number;
  /** Brokers that are gone, with no copy made anew: 0 when all are up. */
  readonly lost: number;
}

/** Messages in a second as bytes in a second, one record each. */
export const writesOf = (rate: TransactionsPerSecond, message: Bytes, compression: number): BytesPerSecond =>
  BytesPerSecond.of((rate * message) / compression);

/*
 * The formulas of audit §4.1, in one form for all three cases. Copies are spread evenly, so each partition has lost
 * RF × lost/N of its copies on average, and what is left of them is shared by the brokers that are left:
 *
 *   lost = 0     in = W·RF/N     out = W·(RF-1+F)/N
 *   lost = 1     in = W·RF/N     out = W·(RF-1-RF/N+F)/(N-1)
 *   lost = N/R   in = W·RF/N     out = W·(RF-2+F)/(N-N/R)      for R = RF racks
 */
const alive = ({ brokers, lost }: Load): number => brokers - lost;
const copiesLeft = ({ copies, brokers, lost }: Load): number => copies * (1 - lost / brokers);

/** Into each broker: from producers, and from leaders to their followers. It is also what its disks write. */
export const ingressOf = (load: Load): BytesPerSecond =>
  BytesPerSecond.of((load.writes * copiesLeft(load)) / alive(load));

/** Out of each broker: to followers and to readers. */
export const egressOf = (load: Load): BytesPerSecond =>
  BytesPerSecond.of((load.writes * (copiesLeft(load) - 1 + load.readers)) / alive(load));

/** What each broker keeps of a time. */
export const keptFor = (load: Load, retention: Milliseconds): Bytes =>
  Bytes.of((load.writes * load.copies * retention) / seconds(1) / load.brokers);

/**
 * What one vCPU does: 20 MB/s of writes, or four times that of reads, without compression on the broker.
 * @source https://cloud.google.com/managed-service-for-apache-kafka/docs/plan-cluster-size
 */
const WRITES_PER_CORE = 20e6;
const READS_PER_WRITE = 4;

/** Cores that are busy on each broker. */
export const coresBusy = (load: Load): number => (ingressOf(load) + egressOf(load) / READS_PER_WRITE) / WRITES_PER_CORE;
