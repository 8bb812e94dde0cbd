/** Where things of the repository are on its host. */
export const paths = {
  etc: '/etc/catalyst-backup',
  tls: '/etc/catalyst-backup/tls',
  /** One file for each host that may send copies, with its password. */
  clients: '/etc/catalyst-backup/clients',
  library: '/usr/local/lib/catalyst-backup',
  metrics: '/var/lib/prometheus/node-exporter',
  pgbackrest: '/etc/pgbackrest',
} as const;

/** Below the volume that the host has for copies. */
export const storeOf = (mount: string) => ({ databases: `${mount}/databases`, files: `${mount}/files` }) as const;

export const USER = 'catalyst-backup';
