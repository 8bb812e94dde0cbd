/** Where things are on a host. */
export const paths = {
  dragonfly: '/opt/dragonfly',
  etc: '/etc/dragonfly',
  sentinelEtc: '/etc/dragonfly-sentinel',
  /** On the system disk: it must outlive the loss of a volume, since it knows that the node has been there. */
  state: '/var/lib/catalyst/dragonfly',
  sentinelState: '/var/lib/dragonfly-sentinel',
  runtime: '/run/dragonfly',
  /** Where the host's exporter looks for what others measure. @source Debian's prometheus-node-exporter, README.Debian */
  textfiles: '/var/lib/prometheus/node-exporter',
} as const;

export const files = {
  /** The vendor's archive has one program, called after the architecture. @source https://github.com/dragonflydb/dragonfly/releases */
  binary: `${paths.dragonfly}/dragonfly-x86_64`,
  flags: `${paths.etc}/flags`,
  node: `${paths.etc}/node.json`,
  users: `${paths.etc}/users`,
  tls: `${paths.etc}/tls`,
  acl: `${paths.runtime}/users.acl`,
  program: '/usr/local/lib/dragonfly/cache.py',
  sentinel: `${paths.sentinelEtc}/sentinel.conf`,
  sentinelNode: `${paths.sentinelEtc}/sentinel.json`,
  sentinelTls: `${paths.sentinelEtc}/tls`,
  sentinelState: `${paths.sentinelState}/sentinel.conf`,
  keepalived: '/etc/keepalived/keepalived.conf',
  unit: (name: string) => `/etc/systemd/system/${name}`,
} as const;

/** A command of our program, with Python itself: nothing depends on who may execute the file. */
export const program = (verb: string, ...args: readonly string[]): string =>
  ['/usr/bin/python3', files.program, verb, ...args].join(' ');
