import {
  BytesPerSecond,
  BitsPerSecond,
  Bytes,
  Milliseconds,
  minutes,
  seconds,
  type Finding,
  type Severity,
} from '@catalyst/model';
import { nodeLossArithmetic } from '../recovery.ts';
import type { Facts } from './facts.ts';
import { grouped } from './text.ts';

/** What an availability of two out of two costs a year, and what three nodes lose. @source audit 4.10 */
const MINUTES_DOWN = { both: 139.6, three: 4.3 } as const;
/** Replaying the log while restoring. @source assumed; a restore drill measures it */
const REPLAY = BytesPerSecond.of(200e6);

const about =
  ({ kind, site, path }: Facts) =>
  (code: string, severity: Severity, key: string, text: Pick<Finding, 'message' | 'fix' | 'evidence'>): Finding => ({
    code: `${kind}/${code}`,
    severity,
    subject: `${site.id}/${kind}`,
    path: key === '' ? path : `${path}.${key}`,
    ...text,
  });

/** What is lost, and for how long, when something fails. */
export const checkFailures = (facts: Facts): readonly Finding[] =>
  [synchronous, failover, offHost, standbySite].flatMap((check) => check(facts));

/** Two nodes cannot both keep every acknowledged commit and outlive the loss of either. */
function synchronous(facts: Facts): readonly Finding[] {
  if (facts.nodes.length !== 2 || facts.site.standby !== null) return [];
  // What TimescaleDB has can be read again from Kafka; what PostgreSQL has is the only copy.
  const severity = facts.kind === 'postgres' ? 'error' : 'warning';
  return [
    about(facts)('synchronous', severity, 'nodes.on', {
      message:
        '2 nodes: 2 - 1 lost = 1, which holds no second copy. If commits wait for the standby, losing either node stops ' +
        `writing (both must be up: ${String(MINUTES_DOWN.both)} min a year without); if they do not, an acknowledged ` +
        'commit can be lost. They are configured to go on, and what is acknowledged meanwhile is on one node only' +
        (facts.kind === 'timescale' ? '; what is lost here is still in Kafka, and can be read again' : ''),
      evidence: { nodes: 2, minutesDown: MINUTES_DOWN.both },
      fix: `use 3 nodes in 3 racks or zones: either standby may be lost (${String(MINUTES_DOWN.three)} min a year), and no commit is`,
    }),
  ];
}

/** The worst case of the timers, held against what is promised. */
function failover(facts: Facts): readonly Finding[] {
  const { recovery, nodes, quorum, spec, platform } = facts;
  if (nodes.length < 2 || recovery.worst.node <= recovery.target || facts.site.standby !== null) return [];
  const decided = quorum >= 3;
  return [
    about(facts)('failover', 'error', spec.failover === undefined ? '' : 'failover', {
      message:
        `a lost primary ${decided ? 'is' : 'would, with a quorum of three, be'} replaced within ${nodeLossArithmetic(recovery)}, and ${Milliseconds.print(recovery.target)} are ` +
        `${spec.failover === undefined ? 'the objective' : 'asked for'}: Patroni's lease is 20 s at least`,
      evidence: { worst: recovery.worst.node, target: recovery.target, objective: platform.objectives.failover },
      fix: `promise ${Milliseconds.show(recovery.worst.node)} for writes, and let Kafka hold what comes in meanwhile: ${grouped((platform.demand.sustained * recovery.worst.node) / 1000)} messages`,
    }),
  ];
}

/** A backup on the host that it is of is lost with it. */
function offHost(facts: Facts): readonly Finding[] {
  const { spec, site, platform } = facts;
  const at = spec.backup.at ?? site.id;
  const repository = platform.services.some(({ id }) => id === `${at}/backup`);
  const store = platform.managed.some((m) => m.site === site.id && m.product === 's3');
  if (store) return [];
  const severity = platform.objectives.availability > 0.999 ? 'error' : 'warning';
  if (!repository)
    return [
      about(facts)('no-off-host-backup', severity, 'backup', {
        message: `site ${at} has no repository for backups: each node keeps its own, and what happens to the node happens to them`,
        evidence: { site: at },
        fix: "add the tier 'backup', or name the site that has one in backup.at",
      }),
    ];
  const keepers = platform.instances.some((i) => i.tier === facts.kind && i.role === 'archivist' && i.site === at);
  if (keepers) return [];
  return [
    about(facts)('no-backups-taken', severity, 'backup.repository', {
      message: `the log goes to the repository at ${at}, and nobody takes backups there: a log without a backup before it restores nothing`,
      evidence: { site: at },
      fix: `say which hosts of ${at} keep the repository: backup: { repository: { on: 'backup' } }`,
    }),
  ];
}

/** What another site has when this one's is lost. */
function standbySite(facts: Facts): readonly Finding[] {
  const { site, platform, spec, wal, sizes, network } = facts;
  if (site.standby === null) return [];
  const { of, mode } = site.standby;
  const loss = platform.claims.dataLoss;
  const lag = mode === 'hot' ? seconds(1) : mode === 'delayed' ? minutes(60) : spec.backup.archiveTimeout;
  const claimed = site.claims.failover;
  const stored = Bytes.of(
    Math.min(sizes.dataSize, spec.load.besides + (facts.rows * spec.load.row * spec.retention) / seconds(1)),
  );
  const restore = Milliseconds.of((8000 * stored) / network + (1000 * Math.min(wal * 6 * 3600, stored)) / REPLAY);
  return [
    ...(loss === undefined || loss >= lag
      ? []
      : [
          about(facts)('cross-site-loss', 'error', '', {
            message:
              `${site.id} gets what ${of} has ${mode === 'snapshots' ? `from the archive, which is behind by up to ${Milliseconds.print(lag)}` : 'by asynchronous replication'}: ` +
              `what has not arrived is lost with ${of} (${Milliseconds.print(lag)} of ${BytesPerSecond.show(wal)} are ${Bytes.show((wal * lag) / 1000)}), and ${Milliseconds.print(loss)} are claimed`,
            evidence: { claimed: loss, lag },
            fix: `promise no loss inside a site and ${Milliseconds.print(lag)} between sites, or wait 65 ms for each commit`,
          }),
        ]),
    ...(claimed === undefined || claimed >= minutes(15)
      ? []
      : [
          about(facts)('cross-site-failover', 'error', '', {
            message:
              `two sites cannot tell a lost site from a lost link, so somebody has to decide that ${site.id} takes over: minutes, and ` +
              `${Milliseconds.print(claimed)} are claimed` +
              (mode === 'snapshots'
                ? `; a restore of ${Bytes.show(stored)} at ${BitsPerSecond.show(network)} alone takes ${Milliseconds.show(restore)}`
                : ''),
            evidence: { claimed, restore: Math.round(restore / 1000) },
            fix: 'promise 15 min and a written procedure, or run the quorum over three sites',
          }),
        ]),
  ];
}
