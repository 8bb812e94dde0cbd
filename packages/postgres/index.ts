import { defineTier } from '@catalyst/model';
import { assessPostgres, assessTimescale } from './capacity/index.ts';
import { postgresHost, timescaleHost } from './host/index.ts';
import { observePostgres, observeTimescale } from './observe.ts';
import { planPostgres, planTimescale } from './plan.ts';
import { PostgresSpec, TimescaleSpec } from './spec.ts';

export { recoveryPlan, type RecoveryPlan } from './recovery.ts';
export { PostgresSpec, TimescaleSpec } from './spec.ts';
export { POSTGRESQL, TIMESCALEDB } from './versions.ts';

/** The transactional database: one primary, its standbys, and the quorum that chooses between them. */
export const postgres = defineTier({
  name: 'postgres',
  title: 'PostgreSQL',
  stage: 'data',
  spec: PostgresSpec,
  plan: planPostgres,
  host: postgresHost,
  assess: assessPostgres,
  observe: observePostgres,
});

/** The time-series database: its own nodes, so that analytics never slow a payment down. */
export const timescale = defineTier({
  name: 'timescale',
  title: 'TimescaleDB',
  stage: 'data',
  spec: TimescaleSpec,
  plan: planTimescale,
  host: timescaleHost,
  assess: assessTimescale,
  observe: observeTimescale,
});
