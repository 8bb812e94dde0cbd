/**
 * Has access lists by key, replication over TLS and `break_replication_on_master_restart`.
 * @source https://github.com/dragonflydb/dragonfly/releases
 */
export const DRAGONFLY_VERSION = '1.34.2';
