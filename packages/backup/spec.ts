import { Placement, unit } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about backups at one site. */
export const BackupSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('repository'),
    repository: Placement,
    /** How far back a restore can go. */
    retention: unit.duration(),
  }),
  z.strictObject({ engine: z.literal('object-store'), retention: unit.duration(), capacity: unit.bytes() }),
]);
