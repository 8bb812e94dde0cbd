import { Bytes, GiB, MiB, Ratio, usable, type Finding, type Host } from '@catalyst/model';
import { shardName, shardsOf } from './shards.ts';
import type { SelfManagedDragonfly } from './spec.ts';
import { memoryOf, threadsOf } from './sizing.ts';

/** What a check has to know of a site: its id, and where the tier's part of the profile is. */
export interface At {
  readonly id: string;
  readonly path: string;
}

export const subjectOf = ({ id }: At): string => `${id}/dragonfly`;

type Text = Pick<Finding, 'message' | 'fix' | 'evidence'>;

const at = (site: At, key: string, code: string, severity: Finding['severity'], text: Text): Finding => ({
  code,
  severity,
  subject: subjectOf(site),
  path: `${site.path}.${key}`,
  ...text,
});

/** What Dragonfly wants for each of its threads. @source dragonfly, server/dfly_main.cc: 256 MiB a thread */
const MEMORY_PER_THREAD = MiB(256);

/** What the machines of the nodes need. A pool has one kind of machine, so its first host stands for all. */
export function checkNodes(spec: SelfManagedDragonfly, site: At, nodes: readonly Host[]): readonly Finding[] {
  const firsts = nodes.filter((host, i) => nodes.findIndex(({ pool }) => pool === host.pool) === i);
  return firsts.flatMap(({ pool, machine }) => {
    const data = memoryOf(machine, spec);
    const threads = threadsOf(machine, spec, true);
    return [
      ...(data / threads < MEMORY_PER_THREAD
        ? [
            at(site, 'memory', 'profile/memory', 'error', {
              message:
                `${Ratio.print(spec.memory)} of the ${Bytes.print(machine.memory)} of pool '${pool}' are ${Bytes.show(data)}, ` +
                `and each of ${String(threads)} threads needs ${Bytes.print(MEMORY_PER_THREAD)}`,
              evidence: { data, threads, memory: machine.memory },
              fix: 'raise memory, or lower threads',
            }),
          ]
        : []),
      ...(machine.volumes.reduce((sum, volume) => sum + usable(volume), 0) === 0
        ? [
            at(site, 'nodes.on', 'profile/volume', 'error', {
              message: `the hosts of pool '${pool}' have no volume to keep snapshots on`,
              evidence: { pool },
              fix: 'give the pool a volume',
            }),
          ]
        : []),
      ...(machine.memory - data * OVER_LIMIT < GiB(1)
        ? [
            at(site, 'memory', 'dragonfly/no-margin', 'warning', {
              message:
                `${Bytes.show(data)} of data × ${String(OVER_LIMIT)} before writes are refused leave less than 1 GiB ` +
                `of ${Bytes.print(machine.memory)} to the system`,
              evidence: { data, memory: machine.memory },
              fix: 'lower memory to 75 %',
            }),
          ]
        : []),
    ];
  });
}

/** Writes are refused once memory in use is so many times `maxmemory`. @source dragonfly flags: oom_deny_ratio 1.1 */
export const OVER_LIMIT = 1.1;

/** Shards that lack a copy, or have theirs in one rack. */
export function checkShards(spec: SelfManagedDragonfly, site: At, nodes: readonly Host[]): readonly Finding[] {
  const size = spec.replicas + 1;
  const shards = [...shardsOf(nodes, spec)];
  // One node is a cache without a copy, which the inventory reports as a single instance.
  if (nodes.length <= 1) return [];
  return shards.flatMap(([shard, members]) => {
    const domains = new Set(members.map(({ failureDomain }) => failureDomain));
    const list = members.map(({ hostname, failureDomain }) => `${hostname} in ${failureDomain}`).join(', ');
    if (members.length < size)
      return [
        at(site, 'nodes.on', 'dragonfly/short-shard', members.length === 1 ? 'error' : 'warning', {
          message:
            `${shardName(shard)} has ${String(members.length)} of ${String(size)} nodes (${list}): ` +
            (members.length === 1 ? 'its keys are gone when that host is' : 'it has fewer copies than the others'),
          evidence: { shard, members: members.length, size },
          fix: `give the pool a multiple of ${String(size)} hosts, and replace retired ones at the same place`,
        }),
      ];
    return domains.size === 1 && size > 1
      ? [
          at(site, 'nodes.on', 'dragonfly/one-domain', 'warning', {
            message: `${shardName(shard)} is in one rack or zone (${list}): its keys are gone while that is`,
            evidence: { shard },
            fix: 'place neighbouring hosts of the pool in different racks: across(…)',
          }),
        ]
      : [];
  });
}

/** Copies that nobody makes a master of. */
export function checkFailover(spec: SelfManagedDragonfly, site: At, nodes: readonly Host[]): readonly Finding[] {
  if (spec.sentinels !== undefined || nodes.length < 2) return [];
  return [
    at(site, 'sentinels', 'dragonfly/no-failover', 'error', {
      message: `${String(nodes.length)} nodes and no Sentinels: when a master is gone, its keys are until somebody comes`,
      evidence: { nodes: nodes.length },
      fix: 'name three hosts in three racks or zones as sentinels',
    }),
  ];
}

/** Sentinels that are to decide, and hosts for them. */
export function checkVoters(spec: SelfManagedDragonfly, site: At, sentinels: readonly Host[]): readonly Finding[] {
  if (spec.sentinels === undefined || sentinels.length === spec.voters) return [];
  return [
    at(site, 'sentinels.on', 'profile/quorum', 'error', {
      message: `${String(spec.voters)} Sentinels need as many hosts, and there ${sentinels.length === 1 ? 'is' : 'are'} ${String(sentinels.length)}`,
      evidence: { voters: spec.voters, hosts: sentinels.length },
      fix: 'name a pool with three hosts or more, or leave sentinels out',
    }),
  ];
}

/** Timers that contradict: an attempt that is given up before the master can even be found dead. */
export function checkTimers({ failover }: SelfManagedDragonfly, site: At): readonly Finding[] {
  const { downAfter, timeout } = failover;
  if (timeout >= 5 * downAfter) return [];
  return [
    at(site, 'failover.timeout', 'dragonfly/timers', 'error', {
      message:
        `an attempt of ${String(timeout / 1000)} s is shorter than 5 × ${String(downAfter / 1000)} s: ` +
        'a replica that answers late makes the Sentinels change their mind while they change masters',
      evidence: { downAfter, timeout },
      fix: `raise failover.timeout to ${String((5 * downAfter) / 1000)} s`,
    }),
  ];
}
