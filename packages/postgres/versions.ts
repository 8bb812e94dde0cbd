/** What this tier is made for, and what goes together. A change of one is looked up here before it is made. */

/** @source guide l. 433: "PostgreSQL Version: 15.x" */
export const POSTGRESQL = 15;

/**
 * The last line of TimescaleDB for PostgreSQL 15: 2.29.0 "removes support for PostgreSQL 15".
 * @source https://github.com/timescale/timescaledb/blob/main/CHANGELOG.md
 */
export const TIMESCALEDB = '2.28';

/** What PGDG has for Ubuntu 22.04. The distribution's own is 2.1, which knows neither failsafe mode nor etcd's v3 well. */
export const PATRONI = 4;

/** TimescaleDB lines and the PostgreSQL versions that they run on. @source its CHANGELOG.md, 2.13 to 2.29 */
const TIMESCALEDB_RUNS_ON: Readonly<Record<string, readonly number[]>> = {
  '2.13': [13, 14, 15, 16],
  '2.17': [14, 15, 16, 17],
  '2.20': [15, 16, 17],
  '2.28': [15, 16, 17, 18],
  '2.29': [16, 17, 18],
};

/** Whether a line of TimescaleDB runs on a PostgreSQL version; a line that is not in the table does not. */
export const goTogether = (timescaledb: string, postgresql: number): boolean =>
  TIMESCALEDB_RUNS_ON[timescaledb]?.includes(postgresql) ?? false;

/** The first Patroni that has a setting which we may write. @source https://patroni.readthedocs.io/en/latest/releases.html */
export const PATRONI_SINCE = { failsafeMode: 3, quorumCommit: 4 } as const;
