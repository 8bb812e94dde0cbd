import { BitsPerSecond, Bytes, Ratio, type Utilisation } from '@catalyst/model';
import { operationsOf, shardOf, trafficOf, type Facts } from './facts.ts';
import { count, grouped } from './text.ts';

type Row = Pick<Utilisation, 'arithmetic' | 'used' | 'limit' | 'scenario'>;

const about = (
  { site, path }: Facts,
  code: string,
  severity: Utilisation['severity'],
  key: string,
  fix: string,
): Pick<Utilisation, 'code' | 'severity' | 'subject' | 'path' | 'fix'> => ({
  code: `dragonfly/${code}`,
  severity,
  subject: `${site}/dragonfly`,
  path: `${path}.${key}`,
  fix,
});

/**
 * How much of each resource of a master is used (audit §4.4). A node that is lost takes nothing of it away: where it was
 * a master, a copy of the same size takes its place. Where there is no copy, the keys are gone, which is a finding.
 */
export function utilisation(facts: Facts): readonly Utilisation[] {
  const more = moreShards(facts);
  return [
    { ...about(facts, 'memory', 'error', 'keyspaces', more), ...memory(facts) },
    { ...about(facts, 'operations', 'error', 'nodes.on', more), ...operations(facts) },
    { ...about(facts, 'network', 'warning', 'nodes.on', more), ...network(facts) },
    {
      ...about(facts, 'disk', 'error', 'snapshots.keep', 'keep fewer snapshots, or give the hosts larger drives'),
      ...disk(facts),
    },
  ];
}

/** Shards that are enough for memory and for operations at peak. */
export function shardsFor(facts: Facts): number {
  const { spec, whole, memory, peak, cores } = facts;
  const byMemory = whole / (memory * spec.limits.memory);
  const byOperations = (peak * spec.operationsPerTransaction) / (cores * spec.operationsPerCore * spec.limits.cpu);
  const byNetwork = (trafficOf({ ...facts, shards: 1 }, peak) / facts.network) * (1 / spec.limits.network);
  return Math.max(1, Math.ceil(byMemory), Math.ceil(byOperations), Math.ceil(byNetwork));
}

const moreShards = (facts: Facts): string => {
  const shards = shardsFor(facts);
  const copies = facts.spec.replicas + 1;
  return `use ${count(shards, 'shard')} of ${count(copies, 'node')}, which are ${count(shards * copies, 'host')}`;
};

function memory(facts: Facts): Row {
  const each = shardOf(facts);
  return {
    scenario: 'all up',
    arithmetic: `${Bytes.show(facts.whole)} of keys ÷ ${count(facts.shards, 'shard')} = ${Bytes.show(each)} of the ${Bytes.show(facts.memory)} that ${Ratio.print(facts.spec.memory)} of ${Bytes.print(facts.physical)} are`,
    used: Ratio.of(each / facts.memory),
    limit: facts.spec.limits.memory,
  };
}

function operations(facts: Facts): Row {
  const { spec, peak, shards, cores } = facts;
  const each = operationsOf(facts, peak);
  const there = cores * spec.operationsPerCore;
  return {
    scenario: 'all up, at peak',
    arithmetic:
      `${grouped(peak)} transactions/s × ${grouped(spec.operationsPerTransaction)} operations ÷ ${count(shards, 'shard')} = ${grouped(each)}/s of ` +
      `${grouped(cores)} cores × ${grouped(spec.operationsPerCore)} = ${grouped(there)}/s`,
    used: Ratio.of(each / there),
    limit: spec.limits.cpu,
  };
}

function network(facts: Facts): Row {
  const { spec, peak } = facts;
  const each = trafficOf(facts, peak);
  return {
    scenario: 'all up, at peak',
    arithmetic:
      `${grouped(operationsOf(facts, peak))} operations/s × ${Bytes.show(spec.operation)}, and what is written to ${grouped(facts.copies)} copies: ` +
      `${BitsPerSecond.show(each)} of ${BitsPerSecond.show(facts.network)}`,
    used: Ratio.of(each / facts.network),
    limit: spec.limits.network,
  };
}

/** The old snapshots stay until the new one is complete: the disk has one more than are kept. */
function disk(facts: Facts): Row {
  const kept = facts.spec.snapshots.keep;
  const each = shardOf(facts);
  const needed = Bytes.of(each * (kept + 1));
  return {
    scenario: 'while a snapshot is written',
    arithmetic: `${count(kept, 'snapshot')} and the one that is being written, ${Bytes.show(each)} each without compression = ${Bytes.show(needed)} of ${Bytes.show(facts.disk)}`,
    used: Ratio.of(facts.disk === 0 ? 1 : needed / facts.disk),
    limit: facts.spec.limits.disk,
  };
}
