import {
  BitsPerSecond,
  Bytes,
  BytesPerSecond,
  GB,
  Milliseconds,
  Ratio,
  hours,
  percent,
  seconds,
  type TransactionsPerSecond,
  type Utilisation,
} from '@catalyst/model';
import { INTERNAL_PARTITIONS, loadAt, type Facts } from './facts.ts';
import { coresBusy, egressOf, ingressOf, keptFor, type Load } from './load.ts';
import { CACHE_WINDOW, CPU_ALL_UP, brokersFor, racksFor, type Constraint } from './sizing.ts';
import { count, grouped } from './text.ts';

/** What happens, and how much is to be carried meanwhile. */
interface Scenario {
  readonly name: string;
  readonly rate: TransactionsPerSecond;
  readonly lost: number;
}

/** All up and one broker lost at peak; a rack lost at the sustained rate. Those that leave no broker are findings elsewhere. */
function scenarios({ brokers, racks, peak, sustained }: Facts): readonly Scenario[] {
  return [
    { name: 'all up, at peak', rate: peak, lost: 0 },
    { name: 'one broker lost, at peak', rate: peak, lost: 1 },
    { name: 'one rack lost, sustained', rate: sustained, lost: racks[0] ?? brokers },
  ].filter(({ lost }) => lost < brokers);
}

type Row = Pick<Utilisation, 'arithmetic' | 'used' | 'limit'>;

/** How much of each resource of the brokers is used. */
export function utilisation(facts: Facts): readonly Utilisation[] {
  const cases = scenarios(facts).map((scenario) => ({ scenario, load: loadAt(facts, scenario.rate, scenario.lost) }));
  const inEach = (base: About, row: (scenario: Scenario, load: Load) => Row) =>
    cases.map(({ scenario, load }) => ({ ...base, scenario: scenario.name, ...row(scenario, load) }));
  const always = { scenario: 'all up, sustained' } as const;
  return [
    ...inEach(about(facts, 'ingress', 'error', brokersKey(facts), more(facts, 'throughput')), (scenario, load) =>
      ingress(facts, scenario, load),
    ),
    ...inEach(about(facts, 'network', 'error', brokersKey(facts), more(facts, 'network')), (_, load) =>
      network(facts, load),
    ),
    ...inEach(about(facts, 'cpu', 'warning', brokersKey(facts), more(facts, 'cpu')), (_, load) => cpu(facts, load)),
    { ...about(facts, 'disk', 'error', 'retention', diskFix(facts)), ...always, ...disk(facts) },
    {
      ...about(facts, 'partitions', 'warning', 'partitions', 'use fewer partitions or more brokers'),
      ...always,
      ...partitions(facts),
    },
    ...pageCache(facts).map((row) => ({
      ...about(facts, 'page-cache', 'warning', 'heap', 'lower the heap, or use more memory or more brokers'),
      scenario: 'all up, at peak',
      ...row,
    })),
  ];
}

type About = Pick<Utilisation, 'code' | 'severity' | 'subject' | 'path' | 'fix'>;

const about = (
  { site, path }: Facts,
  code: string,
  severity: Utilisation['severity'],
  key: string,
  fix: string,
): About => ({
  code: `kafka/${code}`,
  severity,
  subject: `${site}/kafka`,
  path: `${path}.${key}`,
  fix,
});

/** Where a profile says how many brokers there are. */
const brokersKey = ({ spec }: Facts): string => (spec.engine === 'msk' ? 'brokersPerZone' : 'brokers.on');

const more = (facts: Facts, constraint: Constraint): string =>
  `use ${count(brokersFor(facts, constraint), 'broker')} in ${grouped(racksFor(facts))} racks or zones, or compress`;

const writes = (facts: Facts, rate: TransactionsPerSecond, load: Load): string => {
  const { compression } = facts.spec;
  const divided = compression === 1 ? '' : ` ÷ ${grouped(compression)}`;
  return `${grouped(rate)}/s × ${grouped(facts.message)} B${divided} = ${BytesPerSecond.show(load.writes)}`;
};

function ingress(facts: Facts, { rate }: Scenario, load: Load): Row {
  const { brokerThroughput } = facts.spec;
  const alive = load.brokers - load.lost;
  const capacity = BytesPerSecond.of(alive * brokerThroughput);
  return {
    arithmetic: `${writes(facts, rate, load)} of ${count(alive, 'broker')} × ${BytesPerSecond.show(brokerThroughput)} = ${BytesPerSecond.show(capacity)}`,
    used: Ratio.of(load.writes / capacity),
    limit: percent(100),
  };
}

function network({ broker, spec }: Facts, load: Load): Row {
  const [into, out] = [ingressOf(load), egressOf(load)];
  const busier = BitsPerSecond.of(8 * Math.max(into, out));
  return {
    arithmetic:
      `each of ${count(load.brokers - load.lost, 'broker')} takes in ${BytesPerSecond.show(into)} and gives out ${BytesPerSecond.show(out)}` +
      ` (${grouped(load.copies)} copies, ${grouped(load.readers)} groups of readers): ${BitsPerSecond.show(busier)}` +
      ` of the ${BitsPerSecond.show(broker.network)} ${broker.networkOf}`,
    used: Ratio.of(busier / broker.network),
    limit: spec.limits.network,
  };
}

function cpu({ broker, spec }: Facts, load: Load): Row {
  const busy = coresBusy(load);
  return {
    arithmetic:
      `(${BytesPerSecond.show(ingressOf(load))} in + ${BytesPerSecond.show(egressOf(load))} out ÷ 4) ÷ 20 MB/s a core = ` +
      `${grouped(busy)} of ${grouped(broker.cores)} cores`,
    used: Ratio.of(busy / broker.cores),
    // What is free when all are up is for the failures.
    limit: load.lost === 0 ? Ratio.of(Math.min(CPU_ALL_UP, spec.limits.cpu)) : spec.limits.cpu,
  };
}

function disk(facts: Facts): Row {
  const { spec, broker, partitions: all, sustained } = facts;
  const load = loadAt(facts, sustained, 0);
  const byTime = keptFor(load, spec.retention);
  const perBroker = (all * spec.copies.total) / facts.brokers;
  const bySize = spec.retentionPerPartition === undefined ? Infinity : perBroker * spec.retentionPerPartition;
  const kept = Bytes.of(Math.min(byTime, bySize));
  const bound =
    bySize < byTime
      ? `${grouped(perBroker)} partitions × ${Bytes.show(spec.retentionPerPartition ?? 0)}`
      : `${writes(facts, sustained, load)} × ${grouped(spec.copies.total)} copies × ${Milliseconds.show(spec.retention)} ÷ ${count(facts.brokers, 'broker')}`;
  return {
    arithmetic: `${bound} = ${Bytes.show(kept)} of ${Bytes.show(broker.disk)}`,
    used: Ratio.of(kept / broker.disk),
    limit: spec.limits.disk,
  };
}

/** The longest retention that fits, in hours or in minutes. */
export function diskFix(facts: Facts): string {
  const { broker, spec, sustained } = facts;
  const perHour = keptFor(loadAt(facts, sustained, 0), hours(1));
  const fits = Milliseconds.of(
    perHour === 0 ? spec.retention : Math.floor(((broker.disk * spec.limits.disk) / perHour) * 60) * 60e3,
  );
  return `keep ${Milliseconds.show(fits)} at most and move older messages to an object store, compress, or use ${count(brokersFor(facts, 'disk'), 'broker')}`;
}

function partitions({ partitions: all, spec, brokers, broker }: Facts): Row {
  const each = (all * spec.copies.total) / brokers;
  return {
    arithmetic:
      `(${grouped(all - INTERNAL_PARTITIONS)} partitions + ${grouped(INTERNAL_PARTITIONS)} of Kafka's own) × ${grouped(spec.copies.total)} copies ÷ ` +
      `${count(brokers, 'broker')} = ${grouped(each)} replicas of ${grouped(broker.replicas)}`,
    used: Ratio.of(each / broker.replicas),
    limit: percent(100),
  };
}

/** None where Amazon divides the memory. */
function pageCache(facts: Facts): readonly Row[] {
  const { broker, peak } = facts;
  if (broker.pageCache === null || broker.pageCache === 0) return [];
  const written = ingressOf(loadAt(facts, peak, 0));
  const needed = Bytes.of((written * CACHE_WINDOW) / seconds(1));
  const lasts = written === 0 ? '' : `, which lasts ${Milliseconds.show((broker.pageCache / written) * 1000)}`;
  return [
    {
      arithmetic: `${Milliseconds.show(CACHE_WINDOW)} of writes at ${BytesPerSecond.show(written)} need ${grouped(needed / GB(1))} GB of the ${grouped(broker.pageCache / GB(1))} GB of page cache${lasts}`,
      used: Ratio.of(needed / broker.pageCache),
      limit: percent(100),
    },
  ];
}
