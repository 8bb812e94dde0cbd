import { Milliseconds, type Finding, type Host, type SiteContext } from '@catalyst/model';
import type { Kind } from './names.ts';
import type { TimescaleSpec } from './spec.ts';
import { POSTGRESQL, TIMESCALEDB, goTogether } from './versions.ts';

/** An even quorum tolerates no more failures than the odd one below it, and has one more member to lose. */
export function checkQuorum(
  kind: Kind,
  site: Pick<SiteContext, 'id' | 'path'>,
  members: readonly Host[],
): readonly Finding[] {
  const n = members.length;
  if (n === 0 || (n % 2 === 1 && n <= 7)) return [];
  return [
    {
      code: `${kind}/quorum`,
      severity: 'error',
      subject: `${site.id}/${kind}`,
      path: `${site.path}.etcd.on`,
      message: `${String(n)} members of etcd: a majority is ${String(Math.floor(n / 2) + 1)}, so ${String(Math.ceil(n / 2) - 1)} may fail, as with ${String(n - 1)}`,
      evidence: { members: n },
      fix: `use ${n > 7 ? '5' : String(n + 1)} members`,
    },
  ];
}

/** TimescaleDB and PostgreSQL that do not go together. */
export function checkVersions(
  { version, retention, compressAfter }: TimescaleSpec,
  site: Pick<SiteContext, 'id' | 'path'>,
): readonly Finding[] {
  const subject = `${site.id}/timescale`;
  return [
    ...(goTogether(version, POSTGRESQL)
      ? []
      : [
          {
            code: 'timescale/version',
            severity: 'error' as const,
            subject,
            path: `${site.path}.version`,
            message: `TimescaleDB ${version} is not known to run on PostgreSQL ${String(POSTGRESQL)}: 2.29 removed it, and 2.28 is the last line that has it`,
            evidence: { timescaledb: version, postgresql: POSTGRESQL },
            fix: `use ${TIMESCALEDB}, or plan the move to PostgreSQL 16`,
          },
        ]),
    ...(compressAfter < retention
      ? []
      : [
          {
            code: 'timescale/never-compressed',
            severity: 'warning' as const,
            subject,
            path: `${site.path}.compressAfter`,
            message: `compressed after ${Milliseconds.print(compressAfter)}, deleted after ${Milliseconds.print(retention)}: nothing is ever compressed`,
            evidence: { compressAfter, retention },
            fix: 'compress earlier',
          },
        ]),
  ];
}
