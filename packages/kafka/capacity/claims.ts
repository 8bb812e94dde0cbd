import {
  BitsPerSecond,
  Bytes,
  BytesPerSecond,
  GiB,
  Milliseconds,
  Ratio,
  TransactionsPerSecond,
  seconds,
  type Finding,
} from '@catalyst/model';
import { loadAt, type Facts } from './facts.ts';
import { brokersFor, hoursUntil } from './sizing.ts';
import { count, grouped } from './text.ts';
import { diskFix } from './utilisation.ts';

type Claims = Facts['spec']['claims'];
type Check = (facts: Facts, claims: Claims) => readonly Finding[];

/** Above it pointers take eight bytes instead of four. @source https://docs.oracle.com/en/java/javase/17/gctuning/ */
const COMPRESSED_POINTERS = GiB(32);

/** A consumer that is not further behind than this has no problem yet. @source audit B18: warn at 5 s */
const LAG_WORTH_A_WARNING = seconds(5);

const finding = (
  { site, path }: Facts,
  code: string,
  severity: Finding['severity'],
  key: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'],
): Finding => ({
  code: `kafka/${code}`,
  severity,
  subject: `${site}/kafka`,
  path: `${path}.${key}`,
  message,
  evidence,
  fix,
});

/** Audit B14. */
const heap: Check = (facts, { heap: claimed, pageCache = Bytes.of(0) }) => {
  if (claimed === undefined) return [];
  const { memory } = facts.broker;
  const left = memory - claimed - pageCache;
  const long = claimed > COMPRESSED_POINTERS;
  if (!long && left > 0) return [];
  const sum = pageCache === 0 ? '' : ` and ${Bytes.print(pageCache)} of page cache`;
  return [
    finding(
      facts,
      'heap',
      'warning',
      'claims.heap',
      `${Bytes.print(claimed)} of heap${sum} leave ${left > 0 ? Bytes.print(left) : '0 B'} of ${Bytes.print(memory)} for the system` +
        (long
          ? `; a heap above ${Bytes.print(COMPRESSED_POINTERS)} also loses compressed pointers, so it holds less per byte`
          : ''),
      facts.spec.engine === 'msk'
        ? 'leave the heap to Amazon'
        : `keep the heap of ${Bytes.print(facts.spec.heap)}, which is what is configured: Kafka lives on the page cache`,
      { claimed, pageCache, memory, left },
    ),
  ];
};

/** Audit B02, B03: what the brokers take in, and what is asked of them. */
const throughput: Check = (facts, { brokerThroughput: upper }) => {
  const { writes } = loadAt(facts, facts.sustained, 0);
  const lower = facts.spec.brokerThroughput;
  const capacity = facts.brokers * lower;
  if (writes <= capacity) return [];
  const share = (rate: number) => Ratio.show(Math.round((100 * rate) / writes) / 100);
  const atMost =
    upper === undefined
      ? ''
      : `, and at the ${BytesPerSecond.show(upper)} that a broker is said to do at most ` +
        `${BytesPerSecond.show(facts.brokers * upper)} or ${share(facts.brokers * upper)}`;
  return [
    finding(
      facts,
      'throughput',
      'error',
      'brokers',
      `${count(facts.brokers, 'broker')} × ${BytesPerSecond.show(lower)} = ${BytesPerSecond.show(capacity)} is ${share(capacity)} of the ` +
        `${BytesPerSecond.show(writes)} that ${TransactionsPerSecond.show(facts.sustained)} write${atMost}`,
      `use ${count(brokersFor(facts, 'throughput'), 'broker')} (more where other resources ask for it), or compress`,
      { brokers: facts.brokers, capacity, writes },
    ),
  ];
};

/** Audit B03, B04: a claim that falls short of the demand, or that the brokers fall short of. */
const rates: Check = (facts, claims) => {
  const sustained = loadAt(facts, facts.sustained, 0).writes;
  const peak = loadAt(facts, facts.peak, 0).writes;
  const capacity = facts.brokers * facts.spec.brokerThroughput;
  const short = (key: keyof Claims, claimed: number, asked: number, show: (v: number) => string, what: string) =>
    claimed >= asked
      ? []
      : [
          finding(
            facts,
            'claimed-rate',
            'error',
            `claims.${key}`,
            `${show(claimed)} is ${Ratio.show(Math.round((100 * claimed) / asked) / 100)} of the ${show(asked)} ${what}`,
            'size the cluster for the demand, or lower the demand',
            { claimed, asked },
          ),
        ];
  return [
    ...(claims.throughput === undefined
      ? []
      : short('throughput', claims.throughput, sustained, BytesPerSecond.show, 'of the demand')),
    ...(claims.throughput === undefined || claims.throughput <= capacity
      ? []
      : short(
          'throughput',
          capacity,
          claims.throughput,
          BytesPerSecond.show,
          `that ${count(facts.brokers, 'broker')} are said to do`,
        )),
    ...(claims.peakThroughput === undefined
      ? []
      : short('peakThroughput', claims.peakThroughput, peak, BytesPerSecond.show, 'of the demand at peak')),
    ...(claims.messages === undefined
      ? []
      : short('messages', claims.messages, facts.sustained, TransactionsPerSecond.show, 'of the demand')),
  ];
};

/** Audit B08. */
const retention: Check = (facts, { retention: claimed }) => {
  const { spec, broker, brokers } = facts;
  const wanted = claimed ?? spec.retention;
  const usable = hoursUntil(facts, broker.disk);
  if (wanted / 3600e3 <= hoursUntil(facts, broker.disk, spec.limits.disk)) return [];
  const { writes } = loadAt(facts, facts.sustained, 0);
  const needed = Bytes.of((writes * spec.copies.total * wanted) / 1000);
  const bought =
    broker.rawDisk === broker.disk
      ? ''
      : `; all ${Bytes.show(brokers * broker.rawDisk)} of its drives, without RAID, would be in ${usableHours(hoursUntil(facts, broker.rawDisk))}`;
  return [
    finding(
      facts,
      'retention',
      'error',
      claimed === undefined ? 'retention' : 'claims.retention',
      `${Milliseconds.show(wanted)} of ${BytesPerSecond.show(writes)} × ${grouped(spec.copies.total)} copies are ${Bytes.show(needed)}, and the cluster has ` +
        `${Bytes.show(brokers * broker.disk)}: it is full in ${usableHours(usable)}${bought}`,
      diskFix(facts),
      { needed, available: brokers * broker.disk, hours: Number(usable.toFixed(2)) },
    ),
  ];
};

const usableHours = (hours: number): string => `${hours.toFixed(2)} h`;

/** Audit B18: a number of messages says nothing about time. */
const lagAlert: Check = (facts, { lagAlert: claimed }) => {
  if (claimed === undefined || facts.sustained === 0) return [];
  const lag = Milliseconds.of((1000 * claimed) / facts.sustained);
  if (lag >= LAG_WORTH_A_WARNING) return [];
  return [
    finding(
      facts,
      'lag-alert',
      'warning',
      'claims.lagAlert',
      `${grouped(claimed)} messages at ${TransactionsPerSecond.show(facts.sustained)} are ${grouped(Math.round(lag))} ms: such an alert is always on`,
      'alert on time, as the rules of this tier do: 5 s is worth a warning, and 30 s a call',
      { claimed, milliseconds: Math.round(lag) },
    ),
  ];
};

/** Audit B13: what replication and readers take is computed, not allotted. */
const traffic: Check = (facts, claims) => {
  const { writes } = loadAt(facts, facts.sustained, 0);
  const { total } = facts.spec.copies;
  const compare = (key: 'replicationTraffic' | 'consumerTraffic', times: number, what: string): readonly Finding[] => {
    const claimed = claims[key];
    const computed = BitsPerSecond.of(8 * writes * times);
    if (claimed === undefined || Math.abs(claimed - computed) <= 0.05 * computed) return [];
    return [
      finding(
        facts,
        'claimed-traffic',
        'info',
        `claims.${key}`,
        `${BytesPerSecond.show(writes)} × ${grouped(times)} ${what} = ${BitsPerSecond.show(computed)}, not ${BitsPerSecond.show(claimed)}`,
        'compute it from the demand',
        { claimed, computed },
      ),
    ];
  };
  return [
    ...compare('replicationTraffic', total - 1, 'more copies'),
    ...compare('consumerTraffic', facts.readers, 'groups of readers'),
  ];
};

/** What is said about the cluster, compared with what it can do. */
export const checkClaims = (facts: Facts): readonly Finding[] =>
  [heap, throughput, rates, retention, lagAlert, traffic].flatMap((check) => check(facts, facts.spec.claims));
