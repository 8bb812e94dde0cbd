import { hours, seconds } from '@catalyst/model';
import { loadAt, type Facts } from './facts.ts';
import { coresBusy, egressOf, ingressOf, keptFor } from './load.ts';

/** Cores may be half busy when all brokers are up. @source https://cloud.google.com/managed-service-for-apache-kafka/docs/plan-cluster-size */
export const CPU_ALL_UP = 0.5;

/** Readers that keep up are served from memory if it holds so much of the newest writes. @source https://kafka.apache.org/39/documentation.html#hwandos */
export const CACHE_WINDOW = seconds(30);

/** What sets the number of brokers. */
export type Constraint = (typeof CONSTRAINTS)[number];

const CONSTRAINTS = ['throughput', 'network', 'disk', 'cpu', 'partitions', 'copies'] as const;

export interface Sizing {
  /** Brokers that are enough for everything. */
  readonly brokers: number;
  /** Brokers that each constraint alone asks for, all up and without a spare. */
  readonly constraints: Readonly<Record<Constraint, number>>;
  readonly binding: Constraint;
}

/**
 * How many brokers of this kind the demand asks for (audit §4.1): the most that any constraint asks for, one more as a
 * spare, the same number in each rack, and more until a rack may be lost.
 */
export function sizing(facts: Facts): Sizing {
  const constraints = constraintsOf(facts);
  const binding = CONSTRAINTS.reduce<Constraint>(
    (most, next) => (constraints[next] > constraints[most] ? next : most),
    'copies',
  );
  return { brokers: withSpares(facts, constraints[binding]), constraints, binding };
}

/** How many brokers one constraint asks for, spares included. */
export const brokersFor = (facts: Facts, constraint: Constraint): number =>
  withSpares(facts, constraintsOf(facts)[constraint]);

function constraintsOf(facts: Facts): Readonly<Record<Constraint, number>> {
  const { spec, broker } = facts;
  const { total } = spec.copies;
  // The whole load on one broker: what n brokers do n-th parts of.
  const alone = { ...facts, brokers: 1 };
  const peak = loadAt(alone, facts.peak, 0);
  const sustained = loadAt(alone, facts.sustained, 0);
  const wire = 8 * Math.max(ingressOf(peak), egressOf(peak));
  return {
    throughput: Math.ceil(peak.writes / spec.brokerThroughput),
    network: Math.ceil(wire / (broker.network * spec.limits.network)),
    disk: Math.ceil(keptFor(sustained, spec.retention) / (broker.disk * spec.limits.disk)),
    cpu: Math.ceil(coresBusy(sustained) / (broker.cores * CPU_ALL_UP)),
    partitions: Math.ceil((facts.partitions * total) / broker.replicas),
    copies: total,
  };
}

/** A rack for each copy, so that losing one loses one copy. */
export const racksFor = ({ racks, spec }: Facts): number => Math.max(racks.length, spec.copies.total);

function withSpares(facts: Facts, least: number): number {
  const { brokerThroughput } = facts.spec;
  const racks = racksFor(facts);
  const enough = (n: number): boolean =>
    (n - 1) * brokerThroughput >= loadAt(facts, facts.peak, 0).writes &&
    (racks === 1 || (n - n / racks) * brokerThroughput >= loadAt(facts, facts.sustained, 0).writes);
  let brokers = Math.ceil((least + 1) / racks) * racks;
  while (!enough(brokers)) brokers += racks;
  return brokers;
}

/** How long the disks last at the sustained rate, until a share of them is full. */
export function hoursUntil(facts: Facts, disk: number, share = 1): number {
  const perHour = keptFor(loadAt(facts, facts.sustained, 0), hours(1));
  return perHour === 0 ? Infinity : (disk * share) / perHour;
}
