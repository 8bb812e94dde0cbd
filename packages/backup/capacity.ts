import {
  BitsPerSecond,
  Bytes,
  Milliseconds,
  Ratio,
  days,
  hostById,
  instancesOf,
  percent,
  seconds,
  usable,
  type Assessment,
  type Finding,
  type Host,
  type Platform,
  type Site,
  type Utilisation,
} from '@catalyst/model';
import type { BackupSpec, Repository } from './spec.ts';

/** How full a repository may get: above it, the next backup and the removal of the oldest one do not fit side by side. */
const VOLUME_LIMIT = percent(80);

/** What one drive takes, writing in a row. @source Seagate Exos X18 data sheet: 270 MB/s at the rim; half of it on average */
const DRIVE_RATE = 150e6;

/** Headers and acknowledgements leave this of a port. @source 1500-byte frames: 1448 of 1538 bytes on the wire */
const GOODPUT = 0.94;

/** What the first repository of a site can do; the others are like it. */
interface Facts {
  readonly site: Site;
  readonly host: Host;
  readonly spec: Repository;
  readonly capacity: Bytes;
  /** Bytes a second that reach the drives: by one port (the other of a bond is the spare), or what the drives take. */
  readonly rate: number;
  readonly bottleneck: string;
}

function factsOf(spec: Repository, site: Site, platform: Platform): Facts | undefined {
  const [first] = instancesOf(platform, site.id, 'backup', 'repository');
  if (first === undefined) return undefined;
  const host = hostById(platform, first.host);
  const volume = host.machine.volumes.find(({ name }) => name === 'data');
  if (volume === undefined) return undefined;
  const network = (host.machine.nics.speed * GOODPUT) / 8;
  const drives = (usable(volume) / volume.drive) * DRIVE_RATE;
  return {
    site,
    host,
    spec,
    capacity: usable(volume),
    rate: Math.min(network, drives),
    bottleneck:
      network <= drives
        ? `one port of ${BitsPerSecond.print(host.machine.nics.speed)}`
        : `${String(volume.drives)} drives, ${String(DRIVE_RATE / 1e6)} MB/s each that holds data`,
  };
}

const duration = (bytes: number, rate: number): Milliseconds => Milliseconds.of(Math.round(bytes / rate) * seconds(1));

const hoursOf = (time: Milliseconds): string => `${(time / 3_600_000).toFixed(1)} h`;

/** Volume, window and time to restore, for what the databases hold and for what somebody claims. */
export function assessBackup(spec: BackupSpec, site: Site, platform: Platform): Assessment {
  if (spec.engine === 'object-store') return { utilisation: [], findings: [] };
  const facts = factsOf(spec, site, platform);
  if (facts === undefined) return { utilisation: [], findings: [] };
  return {
    utilisation: [volume(facts), window(facts)],
    findings: [...checkClaims(facts), ...checkOffSite(facts)],
  };
}

const about = ({ site }: Facts, code: string, key: string) => ({
  code: `backup/${code}`,
  severity: 'error' as const,
  subject: `${site.id}/backup`,
  path: `sites.${site.id}.tiers.backup.${key}`,
});

/**
 * A full backup a day and all write-ahead log, for as long as a restore must reach back.
 * @source guide l. 202-204, 533; audit D06
 */
function volume(facts: Facts): Utilisation {
  const { spec, capacity } = facts;
  const kept = spec.retention / days(1);
  const fulls = Bytes.of(kept * spec.data * spec.compressed);
  const wal = Bytes.of((spec.retention / 1000) * spec.wal * spec.compressed);
  return {
    ...about(facts, 'volume', 'retention'),
    scenario: 'all kept',
    arithmetic:
      `${String(kept)} full backups × ${Bytes.print(spec.data)} + ${Bytes.print(Bytes.of(spec.wal * 86_400))} of log a day × ` +
      `${String(kept)}, of which compression leaves ${Ratio.print(spec.compressed)}: ${Bytes.print(Bytes.of(fulls + wal))} of ${Bytes.print(capacity)}`,
    used: Ratio.of((fulls + wal) / capacity),
    limit: VOLUME_LIMIT,
    fix: 'write fewer rows to the databases (the log shrinks with them), keep less, or use larger drives',
  };
}

/** One full backup while the log of that time arrives as well. */
function window(facts: Facts): Utilisation {
  const { spec, rate, bottleneck } = facts;
  const left = rate - spec.wal;
  const takes = left <= 0 ? undefined : duration(spec.data, left);
  return {
    ...about(facts, 'window', 'window'),
    scenario: 'full backup',
    arithmetic:
      `${Bytes.print(spec.data)} at ${(rate / 1e6).toFixed(0)} MB/s (${bottleneck}), less ${(spec.wal / 1e6).toFixed(0)} MB/s of log, take ` +
      `${takes === undefined ? 'for ever' : hoursOf(takes)} of ${hoursOf(spec.window)}`,
    used: Ratio.of(takes === undefined ? 100 : takes / spec.window),
    limit: percent(100),
    fix: 'use faster ports or more drives, or allow more time',
  };
}

/** What the guide says about size, duration, bandwidth and recovery, against each other and the hardware. */
function checkClaims(facts: Facts): readonly Finding[] {
  const { spec, rate, bottleneck, capacity } = facts;
  const { size, duration: claimed, recovery, bandwidth } = spec.claims;
  const findings = [...checkMethod(facts)];
  if (size === undefined) return findings;
  const report = (code: string, key: string, message: string, evidence: Finding['evidence'], fix: string) =>
    findings.push({ ...about(facts, code, `claims.${key}`), message, evidence, fix });

  const allowed = bandwidth === undefined ? rate : Math.min(rate, bandwidth / 8);
  const takes = duration(size, allowed);
  const way = bandwidth === undefined ? bottleneck : `the ${BitsPerSecond.print(bandwidth)} that backups are given`;
  if (claimed !== undefined && takes > claimed)
    report(
      'claimed-duration',
      'duration',
      `${Bytes.print(size)} in ${hoursOf(claimed)} is said; by ${way} they take ${hoursOf(takes)}`,
      { size, claimed, takes },
      'back up what the databases hold, and not the size of their disks, or widen the way',
    );
  const back = duration(size, rate);
  if (recovery !== undefined && back > recovery)
    report(
      'claimed-recovery',
      'recovery',
      `${Bytes.print(size)} back in ${hoursOf(recovery)} is said; by ${bottleneck} they take ${hoursOf(back)}, before any log is replayed`,
      { size, claimed: recovery, takes: back },
      'fail over to a standby for that time, and restore only what no standby has',
    );
  const kept = spec.retention / days(1);
  const needed = Bytes.of(kept * size * spec.compressed);
  if (needed > capacity)
    report(
      'claimed-size',
      'size',
      `${String(kept)} full backups of ${Bytes.print(size)}, compressed to ${Ratio.print(spec.compressed)}, are ${Bytes.print(needed)}: the repository has ${Bytes.print(capacity)}`,
      { needed, capacity },
      `size backups on data: the tables that the guide lists make ${Bytes.print(spec.data)}`,
    );
  return findings;
}

/** How and on what, as the guide says it. */
function checkMethod(facts: Facts): readonly Finding[] {
  const { method, appliance } = facts.spec.claims;
  const { cores, memory } = facts.host.machine;
  return [
    ...(method === undefined
      ? []
      : [
          {
            ...about(facts, 'claimed-method', 'claims.method'),
            message:
              'pg_basebackup sends one stream, has no incremental backup in PostgreSQL 15 and checks nothing it has kept: it cannot be parallel',
            evidence: { method },
            fix: 'pgBackRest is used: parallel, incremental, encrypted, with checksums, and restored on a schedule',
          },
        ]),
    ...(appliance === undefined
      ? []
      : [
          {
            ...about(facts, 'claimed-appliance', 'claims.appliance'),
            severity: 'warning' as const,
            message:
              `${appliance} sells arrays, whose processors nobody chooses; ${String(cores)} cores and ${Bytes.print(memory)} with ` +
              `${Bytes.print(facts.capacity)} are a server, and one is what pgBackRest's and restic's repositories run on`,
            evidence: { appliance, cores },
            fix: "buy a server of that size; its drives may be an array's",
          },
        ]),
  ];
}

/** Copies in the same building as the data burn with it. */
function checkOffSite(facts: Facts): readonly Finding[] {
  const { spec, site } = facts;
  if (spec.copyTo !== undefined || site.standby !== null) return [];
  return [
    {
      ...about(facts, 'off-site', 'copyTo'),
      severity: 'warning',
      message: `all copies of ${site.id} are at ${site.id}: a fire, or somebody with the right key, takes the data and its backups`,
      evidence: { copyTo: null },
      fix: "name the site with an object store that a copy goes to every day: copyTo: 'use1'",
    },
  ];
}
