import { Milliseconds, type Finding, type Host } from '@catalyst/model';
import { dataMounts, dataVolumes } from './sizing.ts';
import type { SelfManagedElasticsearch } from './spec.ts';
import { STREAM_NAMES } from './streams.ts';
import type { RoleHosts } from './plan.ts';

/** What a check has to know of a site: its id, and where the tier's part of the profile is. */
export interface At {
  readonly id: string;
  readonly path: string;
}

export const subjectOf = ({ id }: Pick<At, 'id'>): string => `${id}/elasticsearch`;

type Text = Pick<Finding, 'message' | 'fix' | 'evidence'>;

export const findingAt = (site: At, key: string, code: string, severity: Finding['severity'], text: Text): Finding => ({
  code,
  severity,
  subject: subjectOf(site),
  path: `${site.path}.${key}`,
  ...text,
});

/** An even quorum tolerates no more failures than the odd one below it. */
export function checkMasters(spec: SelfManagedElasticsearch, site: At, masters: readonly Host[]): readonly Finding[] {
  if (spec.masters === undefined || masters.length % 2 === 1) return [];
  const n = masters.length;
  if (n === 0) return [];
  return [
    findingAt(site, 'masters.on', 'profile/quorum', 'error', {
      message: `${String(n)} masters: a majority is ${String(n / 2 + 1)}, so ${String(n / 2 - 1)} may fail, as with ${String(n - 1)}`,
      evidence: { masters: n },
      fix: `use ${String(n - 1)} or ${String(n + 1)} masters`,
    }),
  ];
}

/** What the machines of nodes need. A pool has one kind of machine, so its first host stands for all. */
export function checkNodes(site: At, hosts: RoleHosts): readonly Finding[] {
  const storing = [...hosts.master, ...hosts.data, ...hosts.frozen, ...hosts.ingest];
  const firsts = storing.filter((host, i) => storing.findIndex(({ pool }) => pool === host.pool) === i);
  return firsts.flatMap(({ pool, machine: { volumes } }) => {
    const mounts = dataMounts(volumes);
    if (dataVolumes(volumes).length === 0)
      return [
        findingAt(site, 'data.on', 'profile/volume', 'error', {
          message: `the hosts of pool '${pool}' have no volume to keep indices on`,
          evidence: { pool },
          fix: 'give the pool a volume',
        }),
      ];
    return mounts.length > 1 && hosts.data.some((host) => host.pool === pool)
      ? [
          findingAt(site, 'data.on', 'elasticsearch/data-paths', 'warning', {
            message:
              `pool '${pool}' has ${String(mounts.length)} file systems: Elasticsearch puts a shard on one of them by its ` +
              'number of shards, so one is full while another is empty, and several paths are deprecated since 7.13',
            evidence: { pool, mounts: mounts.length },
            fix: 'use one drive, or drives in a RAID',
          }),
        ]
      : [];
  });
}

/** Times that contradict, and retention in an object store that is not there. */
export function checkStreams(spec: SelfManagedElasticsearch, site: At): readonly Finding[] {
  return [
    ...STREAM_NAMES.flatMap((name) => {
      const { rollover, retention } = spec.streams[name];
      return rollover.age <= retention
        ? []
        : [
            findingAt(site, `streams.${name}.rollover.age`, 'profile/retention', 'error', {
              message:
                `an index is written to for ${Milliseconds.print(rollover.age)} and kept for ${Milliseconds.print(retention)} after that: ` +
                `its oldest events would be ${Milliseconds.show(rollover.age + retention)} old`,
              evidence: { age: rollover.age, retention },
              fix: `lower rollover.age to ${Milliseconds.print(Math.max(3600e3, retention / 4))} or less`,
            }),
          ];
    }),
    ...(spec.frozen !== undefined && spec.snapshots === undefined
      ? [
          findingAt(site, 'snapshots', 'profile/snapshots', 'error', {
            message: 'frozen nodes search snapshots, and there is no place for snapshots',
            evidence: {},
            fix: "say where they go: snapshots: { bucket: '…', region: '…' }",
          }),
        ]
      : []),
  ];
}

/** Copies on the same drives are no backup: an index that is deleted by mistake is deleted on all of them. */
export function checkBackup(spec: SelfManagedElasticsearch, site: At): readonly Finding[] {
  if (spec.snapshots !== undefined) return [];
  return [
    findingAt(site, 'snapshots', 'elasticsearch/no-snapshots', 'warning', {
      message: 'no snapshots: what is deleted by mistake, or lost with more nodes than there are copies, is gone',
      evidence: {},
      fix: "name a bucket: snapshots: { bucket: '…', region: '…' }",
    }),
  ];
}
