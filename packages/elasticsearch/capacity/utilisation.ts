import { Bytes, Ratio, percent, seconds, type Utilisation } from '@catalyst/model';
import { documentsOf, eventsOf, frozenShardsOf, shardsOf, storedOf, type Facts } from './facts.ts';
import { count, grouped } from './text.ts';

/** Shards that a data node is good for, and a frozen one. @source elasticsearch docs: cluster.max_shards_per_node, 1,000 and 3,000 */
export const SHARDS_PER_NODE = { data: 1000, frozen: 3000 } as const;

/** All up, and one data node lost: what it had is made anew on the others. */
const scenarios = ({ data }: Facts): readonly { readonly name: string; readonly left: number }[] => [
  { name: 'all up', left: data },
  ...(data > 1 ? [{ name: 'one data node lost', left: data - 1 }] : []),
];

type Row = Pick<Utilisation, 'arithmetic' | 'used' | 'limit'>;

const about = (
  { site, path }: Facts,
  code: string,
  severity: Utilisation['severity'],
  key: string,
  fix: string,
): Pick<Utilisation, 'code' | 'severity' | 'subject' | 'path' | 'fix'> => ({
  code: `elasticsearch/${code}`,
  severity,
  subject: `${site}/elasticsearch`,
  path: `${path}.${key}`,
  fix,
});

/** How much of each resource is used. */
export function utilisation(facts: Facts): readonly Utilisation[] {
  const inEach = (base: ReturnType<typeof about>, row: (left: number) => Row) =>
    scenarios(facts).map(({ name, left }) => ({ ...base, scenario: name, ...row(left) }));
  return [
    ...inEach(about(facts, 'disk', 'error', 'streams', diskFix(facts)), (left) => disk(facts, left)),
    ...inEach(about(facts, 'indexing', 'warning', 'data.on', 'use more data nodes, or keep fewer events'), (left) =>
      indexing(facts, left),
    ),
    ...inEach(
      about(facts, 'shards', 'warning', 'streams', 'let indices become older, or give them fewer primaries'),
      (left) => shards(facts, left),
    ),
    ...frozen(facts),
    ...logstash(facts),
  ];
}

const bytesOf = (facts: Facts): Bytes => Bytes.of(storedOf(facts).reduce((sum, { onData }) => sum + onData, 0));

function disk(facts: Facts, left: number): Row {
  const needed = bytesOf(facts);
  const there = Bytes.of(left * facts.disk);
  const parts = storedOf(facts).map(
    ({ stream, perDay, days, copies, onData }) =>
      `${stream.name} ${Bytes.show(perDay)} × ${grouped(days)} d × ${String(copies)} = ${Bytes.show(onData)}`,
  );
  return {
    arithmetic: `${parts.join(', ')}: ${Bytes.show(needed)} of ${count(left, 'node')} × ${Bytes.show(facts.disk)} = ${Bytes.show(there)}`,
    used: Ratio.of(needed / there),
    limit: facts.spec.limits.disk,
  };
}

/** Data nodes that hold everything with one of them lost. */
const nodesFor = (facts: Facts): number => Math.ceil(bytesOf(facts) / (facts.disk * facts.spec.limits.disk)) + 1;

const diskFix = (facts: Facts): string =>
  facts.frozen > 0
    ? `use ${count(nodesFor(facts), 'data node')}, or keep less on them (streams.*.hot)`
    : `use ${count(nodesFor(facts), 'data node')}, keep it for less time, or keep what is older in an object store (frozen)`;

function indexing(facts: Facts, left: number): Row {
  const documents = documentsOf(facts);
  const there = left * facts.cores * facts.spec.documentsPerCore;
  return {
    arithmetic:
      `${grouped(eventsOf(facts))} events/s with their copies = ${grouped(documents)} documents/s of ` +
      `${count(left, 'node')} × ${grouped(facts.cores)} cores × ${grouped(facts.spec.documentsPerCore)} = ${grouped(there)}`,
    used: Ratio.of(documents / there),
    limit: facts.spec.limits.cpu,
  };
}

function shards(facts: Facts, left: number): Row {
  const all = storedOf(facts);
  const total = all.reduce((sum, stored) => sum + shardsOf(stored), 0);
  const parts = all.map((stored) => `${stored.stream.name} ${grouped(shardsOf(stored))}`);
  return {
    arithmetic: `${parts.join(' + ')} = ${grouped(total)} shards ÷ ${count(left, 'node')} = ${grouped(total / left)} of ${grouped(SHARDS_PER_NODE.data)} each`,
    used: Ratio.of(total / left / SHARDS_PER_NODE.data),
    limit: percent(100),
  };
}

/** The limit counts when shards are added, and not when a node is lost, so it is that of all nodes. */
function frozen(facts: Facts): readonly Utilisation[] {
  if (facts.frozen === 0) return [];
  const total = storedOf(facts).reduce((sum, stored) => sum + frozenShardsOf(stored), 0);
  const inStore = Bytes.of(storedOf(facts).reduce((sum, stored) => sum + stored.inStore, 0));
  return [
    {
      ...about(facts, 'frozen-shards', 'warning', 'frozen.on', 'use more frozen nodes, or keep it for less time'),
      scenario: 'all up',
      arithmetic:
        `${Bytes.show(inStore)} in the object store are ${grouped(total)} shards ÷ ${count(facts.frozen, 'frozen node')} = ` +
        `${grouped(total / facts.frozen)} of ${grouped(SHARDS_PER_NODE.frozen)} each`,
      used: Ratio.of(total / facts.frozen / SHARDS_PER_NODE.frozen),
      limit: percent(100),
    },
  ];
}

/** Audit F08: workers × batch ÷ how long a batch takes. A node has a worker for each core. */
function logstash(facts: Facts): readonly Utilisation[] {
  if (facts.logstash === 0) return [];
  const { batch, latency } = facts.spec.pipelines;
  const each = (facts.logstashCores * batch * seconds(1)) / latency;
  const events = eventsOf(facts);
  const base = about(facts, 'logstash', 'warning', 'logstash.on', 'use more hosts, or larger batches');
  const cases = [
    { scenario: 'all up', left: facts.logstash },
    ...(facts.logstash > 1 ? [{ scenario: 'one Logstash lost', left: facts.logstash - 1 }] : []),
  ];
  return cases.map(({ scenario, left }) => ({
    ...base,
    scenario,
    arithmetic:
      `${grouped(events)} events/s of ${count(left, 'host')} × ${grouped(facts.logstashCores)} workers × ${grouped(batch)} ÷ ` +
      `${String(latency)} ms = ${grouped(left * each)}`,
    used: Ratio.of(events / (left * each)),
    limit: facts.spec.limits.cpu,
  }));
}
