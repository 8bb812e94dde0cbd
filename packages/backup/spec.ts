import { Placement, TB, MBps, percent, unit, hours } from '@catalyst/model';
import { z } from 'zod';

/** What somebody says about the backups. Held against what the repository can do, and used for nothing else. */
export const BackupClaims = z.strictObject({
  /** @source guide l. 524 */
  size: unit.bytes().optional(),
  /** @source guide l. 523 */
  duration: unit.duration().optional(),
  /** @source guide l. 528 */
  recovery: unit.duration().optional(),
  /** @source guide l. 822 */
  bandwidth: unit.bitsPerSecond().optional(),
  /** @source guide l. 522: "pg_basebackup (parallel)" */
  method: z.enum(['pg_basebackup, parallel']).optional(),
  /** @source guide l. 198 */
  appliance: z.string().optional(),
});

/** What a profile may say about backups at one site. */
export const BackupSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('repository'),
    /** Every one of them gets all copies: with two, one may be lost. */
    repository: Placement,
    /** How far back a restore can go. @source guide l. 202, 527 */
    retention: unit.duration(),
    /** The site that a copy of the repository goes to every day. */
    copyTo: z.string().optional(),
    /** What the databases hold. @source guide l. 440-475 (audit D08): the tables listed make 0.8 TB */
    data: unit.bytes().default(TB(0.8)),
    /** Write-ahead log of the databases together. @source audit D06: 100 MB/s with every message as a row */
    wal: unit.bytesPerSecond().default(MBps(100)),
    /** What compression leaves of the data. @source pgBackRest user guide: zstd, about a third; half is on the safe side */
    compressed: unit.ratio({ min: percent(1), max: percent(100) }).default(percent(50)),
    /** How long a full backup may take. @source guide l. 523: 1-2 hours */
    window: unit.duration().default(hours(2)),
    claims: BackupClaims.default({}),
  }),
  z.strictObject({ engine: z.literal('object-store'), retention: unit.duration(), capacity: unit.bytes() }),
]);

export type BackupSpec = z.output<typeof BackupSpec>;
export type Repository = Extract<BackupSpec, { engine: 'repository' }>;
