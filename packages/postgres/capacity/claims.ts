import {
  Bytes,
  BytesPerSecond,
  BitsPerSecond,
  Milliseconds,
  Ratio,
  TransactionsPerSecond,
  days,
  seconds,
  type Finding,
} from '@catalyst/model';
import type { Facts } from './facts.ts';
import { grouped } from './text.ts';

type Claims = Facts['spec']['claims'];
type Check = (facts: Facts, claims: Claims) => readonly Finding[];

/** Of a transaction that is one row, with its index entries and full pages. @source audit D04: about 1 KB */
const WAL_PER_TRANSACTION = Bytes.of(1000);
/** A row of a message as a log has it. @source audit D07 */
const ROW = Bytes.of(250);
const LOGGED = Bytes.of(1000);
/** An event of billing before it is compressed. @source audit D14 */
const EVENT = Bytes.of(100);

const finding = (
  { kind, site, path }: Facts,
  code: string,
  severity: Finding['severity'],
  key: string,
  text: Pick<Finding, 'message' | 'fix' | 'evidence'>,
): Finding => ({
  code: `${kind}/${code}`,
  severity,
  subject: `${site.id}/${kind}`,
  path: `${path}.claims.${key}`,
  ...text,
});

/** Audit D02: what all connections together could ask for. */
const workMem: Check = (facts, { connections = facts.spec.connections, workMem: each }) => {
  if (each === undefined) return [];
  const { memory } = facts.sizes;
  const { pool } = facts.spec;
  const all = Bytes.of(connections * each);
  const pooled = Bytes.of(pool.size * each);
  if (pooled <= memory) return [];
  return [
    finding(facts, 'work-mem', 'error', 'workMem', {
      message:
        `${grouped(connections)} connections × ${Bytes.print(each)} = ${Bytes.show(all)}, ${grouped(all / memory)} times the ${Bytes.print(memory)} that there are; ` +
        `even ${grouped(pool.size)} pooled ones take ${Bytes.show(pooled)}, and that is for one sort each`,
      evidence: { connections, workMem: each, memory, all },
      fix: `keep ${Bytes.print(facts.spec.workMem)}, which is what is configured, and give a report that needs more a session of its own`,
    }),
  ];
};

/** Audit D03. */
const connections: Check = (facts, { connections: claimed }) => {
  const { pool, connections: configured } = facts.spec;
  if (claimed === undefined || claimed <= configured) return [];
  return [
    finding(facts, 'connections', 'warning', 'connections', {
      message: `max_connections of ${grouped(claimed)} beside a pool of ${grouped(pool.size)}: ${grouped(claimed / pool.size)} times as many as anybody uses, each a process`,
      evidence: { claimed, pool: pool.size },
      fix: `keep ${grouped(configured)}, which is what is configured: PgBouncer takes ${grouped(pool.clients)} clients`,
    }),
  ];
};

/** Audit D09. */
const synchronousCommit: Check = (facts, { synchronousCommit: claimed }) => {
  if (claimed !== 'remote_apply' || facts.spec.synchronousCommit === 'remote_apply') return [];
  const standbys = facts.nodes.length - 1;
  return [
    finding(facts, 'remote-apply', standbys < 2 ? 'error' : 'warning', 'synchronousCommit', {
      message:
        `remote_apply with ${grouped(standbys)} standby${standbys === 1 ? '' : 's'}: every commit waits until the standby shows it, so a long query there, ` +
        `or its loss, stops all writers. It protects no more than 'on', which waits until the standby has it on its disk`,
      evidence: { standbys },
      fix: "keep synchronous_commit = on with 3 nodes, and SET synchronous_commit = 'remote_apply' in sessions that read their own writes from a standby",
    }),
  ];
};

/** Audit D01, D04: commits, and the log that they write. */
const transactions: Check = (facts, { transactions: claimed }) => {
  if (claimed === undefined) return [];
  const { sustained } = facts.platform.demand;
  const { maxWal, walSize } = facts.sizes;
  const wal = BytesPerSecond.of(claimed * WAL_PER_TRANSACTION);
  const full = Milliseconds.of((maxWal / wal) * 1000);
  const kept = Milliseconds.of((walSize / wal) * 1000);
  return [
    ...(claimed >= sustained
      ? []
      : [
          finding(facts, 'transactions', 'error', 'transactions', {
            message:
              `${TransactionsPerSecond.show(claimed)} are ${Ratio.show(Math.round((1000 * claimed) / sustained) / 1000)} of the ${TransactionsPerSecond.show(sustained)} of the platform: ` +
              'a transaction for each message cannot be',
            evidence: { claimed, sustained },
            fix: `write what a customer sent in ${Milliseconds.show(facts.spec.load.window)} as one row: ${grouped(facts.rows)} rows/s in ${grouped(facts.commits)} transactions/s`,
          }),
        ]),
    ...(full >= facts.spec.checkpointTimeout
      ? []
      : [
          finding(facts, 'checkpoint-interval', 'warning', 'transactions', {
            message:
              `${TransactionsPerSecond.show(claimed)} × ${Bytes.show(WAL_PER_TRANSACTION)} = ${BytesPerSecond.show(wal)} of log: max_wal_size of ${Bytes.print(maxWal)} is written in ` +
              `${Milliseconds.show(full)}, long before the ${Milliseconds.print(facts.spec.checkpointTimeout)} of checkpoint_timeout`,
            evidence: { wal, maxWal, seconds: Math.round(full / 1000) },
            fix: 'aggregate first, or shorten checkpoint_timeout to 5 min',
          }),
        ]),
    ...(kept >= facts.spec.backup.retention
      ? []
      : [
          finding(facts, 'log-retention', 'warning', 'transactions', {
            message: `${BytesPerSecond.show(wal)} for ${Milliseconds.print(facts.spec.backup.retention)} are ${Bytes.show((wal * facts.spec.backup.retention) / 1000)} of log; the volume of a node holds ${Milliseconds.show(kept)} of it`,
            evidence: { wal, walSize },
            fix:
              'keep the log in the repository and not on the node, and write aggregates: as configured it is ' +
              BytesPerSecond.show(facts.wal),
          }),
        ]),
  ];
};

/** Audit D07: how long the tables as they are described would last. */
const messagesLog: Check = (facts, { messagesLog: claimed }) => {
  if (claimed === undefined) return [];
  const { sustained } = facts.platform.demand;
  const lasts = (bytes: number, each: number): Milliseconds => Milliseconds.of((1000 * bytes) / (sustained * each));
  const table = lasts(claimed, LOGGED);
  if (table >= days(1)) return [];
  return [
    finding(facts, 'messages-log', 'error', 'messagesLog', {
      message:
        `${Bytes.show(claimed)} of messages are ${grouped(Math.round(table / 1000))} s of ${TransactionsPerSecond.show(sustained)} at ${Bytes.show(LOGGED)} each; ` +
        `a row of ${Bytes.show(ROW)} for each message fills ${Bytes.show(facts.sizes.dataSize)} in ${Milliseconds.show(lasts(facts.sizes.dataSize, ROW))}`,
      evidence: { claimed, seconds: Math.round(table / 1000) },
      fix: 'keep messages in Kafka and aggregates here, as the schema does',
    }),
  ];
};

/** Audit D08, D13: what a backup of the whole disk takes. */
const backups: Check = (facts, { fullBackup, fullBackupWithin, restoreWithin }) => {
  if (fullBackup === undefined) return [];
  const stored = Bytes.of(
    facts.spec.load.besides + (facts.rows * facts.spec.load.row * facts.spec.retention) / seconds(1),
  );
  const takes = (bytes: number): Milliseconds => Milliseconds.of((8000 * bytes) / facts.network);
  const late = [fullBackupWithin, restoreWithin].filter((within) => within !== undefined && takes(fullBackup) > within);
  if (late.length === 0) return [];
  return [
    finding(facts, 'backup-window', 'error', 'fullBackup', {
      message:
        `${Bytes.show(fullBackup)} at ${BitsPerSecond.show(facts.network)} take ${Milliseconds.show(takes(fullBackup))} at best, ` +
        `and ${late.map((within) => Milliseconds.print(within ?? 0)).join(' and ')} ${late.length === 1 ? 'is' : 'are'} claimed; the data are ${Bytes.show(stored)} and not the size of the disks`,
      evidence: { fullBackup, network: facts.network, stored },
      fix: 'back up the data, of which an incremental backup copies what has changed, and restore from a repository in the site',
    }),
  ];
};

/** Audit D14: what comes in in a month. */
const monthly: Check = (facts, { monthly: claimed, retention }) => {
  if (claimed === undefined) return [];
  const { sustained } = facts.platform.demand;
  const events = (sustained * days(30)) / seconds(1);
  const each = claimed / events;
  if (each >= EVENT / 2) return [];
  const month = Bytes.of(events * EVENT);
  const kept = retention === undefined ? undefined : Bytes.of((month * retention) / days(30) / 10);
  return [
    finding(facts, 'volume', 'error', 'monthly', {
      message:
        `${Bytes.show(claimed)} a month are ${each.toFixed(2)} B for each of ${grouped(events)} events; at ${Bytes.show(EVENT)} they are ${Bytes.show(month)} a month, ` +
        `${Bytes.show(month / 10)} compressed 10:1` +
        (kept === undefined
          ? ''
          : `, and ${Bytes.show(kept)} in ${Milliseconds.print(retention ?? 0)}, of ${Bytes.show(facts.sizes.dataSize)}`),
      evidence: { claimed, events, bytesPerEvent: Number(each.toFixed(4)) },
      fix: `aggregate over ${Milliseconds.show(facts.spec.load.window)} before it comes here: ${grouped(facts.rows)} rows/s`,
    }),
  ];
};

/** What is said about the database, compared with what it can do. */
export const checkClaims = (facts: Facts): readonly Finding[] =>
  [workMem, connections, synchronousCommit, transactions, messagesLog, backups, monthly].flatMap((check) =>
    check(facts, facts.spec.claims),
  );
