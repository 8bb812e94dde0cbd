import { ManagedNodes, Placement } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about PostgreSQL at one site. */
export const PostgresSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    /** PostgreSQL under Patroni, on hosts of our own. */
    engine: z.literal('patroni'),
    nodes: Placement,
    /** The quorum that decides who is primary. Without one nothing fails over by itself. */
    etcd: Placement.optional(),
  }),
  z.strictObject({ engine: z.literal('rds'), ...ManagedNodes.shape }),
]);

/** TimescaleDB is no extension of RDS (https://github.com/timescale/timescaledb/issues/65), so it always has hosts. */
export const TimescaleSpec = z.strictObject({ nodes: Placement, etcd: Placement.optional() });
