import { z } from 'zod';

/** Numbers that `patroni --validate-config` does not look at. It says nothing of what is between them either. */
const Timers = z.looseObject({
  ttl: z.number(),
  loop_wait: z.number(),
  retry_timeout: z.number(),
  primary_start_timeout: z.number().optional(),
  failsafe_mode: z.boolean().optional(),
  synchronous_mode: z.union([z.boolean(), z.literal('quorum')]).optional(),
  synchronous_mode_strict: z.boolean().optional(),
  synchronous_node_count: z.int().min(1).optional(),
});

const Config = z.looseObject({
  bootstrap: z.looseObject({
    dcs: Timers.extend({
      postgresql: z.looseObject({ parameters: z.record(z.string(), z.union([z.string(), z.number()])) }),
    }),
  }),
  postgresql: z.looseObject({ parameters: z.record(z.string(), z.union([z.string(), z.number()])) }),
  watchdog: z.looseObject({ mode: z.enum(['off', 'automatic', 'required']), safety_margin: z.number().optional() }),
});

/** Keys of the dynamic configuration that some Patroni has. @source https://patroni.readthedocs.io/en/latest/dynamic_configuration.html */
const KNOWN = [
  'ttl',
  'loop_wait',
  'retry_timeout',
  'maximum_lag_on_failover',
  'maximum_lag_on_syncnode',
  'max_timelines_history',
  'primary_start_timeout',
  'primary_stop_timeout',
  'synchronous_mode',
  'synchronous_mode_strict',
  'synchronous_node_count',
  'failsafe_mode',
  'postgresql',
  'standby_cluster',
  'slots',
  'ignore_slots',
];

/** Settings that all nodes share: Patroni takes them from there, and drops them silently anywhere else. */
const SHARED = [
  'max_connections',
  'max_locks_per_transaction',
  'max_worker_processes',
  'max_prepared_transactions',
  'wal_level',
  'track_commit_timestamp',
  'max_wal_senders',
  'max_replication_slots',
  'wal_log_hints',
];

/**
 * What is wrong with a parsed `patroni.yml` that Patroni itself would take without a word. Empty when nothing is.
 * @source twin notes §3: 3/1/1 s lost its leader for good; data-tier notes §0.3: what the validator lets through
 */
export function patroniProblems(config: unknown, patroni: number): readonly string[] {
  const parsed = Config.safeParse(config);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { bootstrap, postgresql, watchdog } = parsed.data;
  const { dcs } = bootstrap;
  const margin = watchdog.mode === 'off' ? 0 : (watchdog.safety_margin ?? 5);
  const needed = dcs.loop_wait + 2 * dcs.retry_timeout;
  return [
    ...(dcs.ttl < 20 ? [`ttl: ${String(dcs.ttl)} s is below 20 s`] : []),
    ...(dcs.loop_wait < 1 ? [`loop_wait: ${String(dcs.loop_wait)} s is below 1 s`] : []),
    ...(dcs.retry_timeout < 3 ? [`retry_timeout: ${String(dcs.retry_timeout)} s is below 3 s`] : []),
    ...(needed > dcs.ttl - margin
      ? [
          `loop_wait + 2 × retry_timeout = ${String(needed)} s, and the lease less the watchdog's margin is ${String(dcs.ttl - margin)} s`,
        ]
      : []),
    ...(dcs.synchronous_mode === 'quorum' && patroni < 4
      ? [`synchronous_mode: quorum needs Patroni 4, not ${String(patroni)}`]
      : []),
    ...(dcs.synchronous_mode_strict === true && dcs.synchronous_mode !== true && dcs.synchronous_mode !== 'quorum'
      ? ['synchronous_mode_strict: without synchronous_mode it does nothing']
      : []),
    ...Object.keys(dcs)
      .filter((key) => !KNOWN.includes(key))
      .map((key) => `bootstrap.dcs.${key}: no Patroni knows it`),
    ...Object.keys(postgresql.parameters)
      .filter((key) => SHARED.includes(key))
      .map((key) => `postgresql.parameters.${key}: is taken from bootstrap.dcs only`),
  ];
}
