/** Where things are on a host. */
export const paths = {
  kafka: '/opt/kafka',
  exporter: '/opt/jmx-exporter',
  /** Our own programs. */
  programs: '/usr/local/lib/kafka',
  etc: '/etc/kafka',
  logs: '/var/log/kafka',
  /** On the system disk: must outlive the loss of a data volume, since it knows that there was one. */
  state: '/var/lib/catalyst/kafka',
} as const;

/** Of a node's certificate. */
export const TLS = `${paths.etc}/tls`;

export const files = {
  server: `${paths.etc}/server.properties`,
  admin: `${paths.etc}/admin.properties`,
  jvm: `${paths.etc}/jvm.options`,
  logging: `${paths.etc}/log4j.properties`,
  programLogging: `${paths.etc}/programs-log4j.properties`,
  metrics: `${paths.etc}/metrics.yml`,
  /** Key and chain, in one file: they change together. */
  node: `${TLS}/tls.pem`,
  authority: `${TLS}/ca.crt`,
  cluster: `${paths.etc}/provisioning/cluster.json`,
  password: (user: string) => `${paths.etc}/provisioning/users/${user}`,
  format: `${paths.programs}/format-storage`,
  provision: `${paths.programs}/Provision.java`,
  quorum: `${paths.programs}/Quorum.java`,
  health: `${paths.programs}/Health.java`,
  lag: `${paths.programs}/Lag.java`,
  unit: '/etc/systemd/system/kafka.service',
  joinUnit: '/etc/systemd/system/kafka-join.service',
  provisionUnit: '/etc/systemd/system/kafka-provision.service',
  lagUnit: '/etc/systemd/system/kafka-lag.service',
} as const;

/** Kafka's jars, as Java wants them. No shell may see the asterisk. */
export const CLASSPATH = `${paths.kafka}/libs/*`;

/** A command for a shell, which must not see the asterisk. */
export const forShell = (words: readonly string[]): string =>
  words.map((word) => (word === CLASSPATH ? `'${word}'` : word)).join(' ');

/** How our own Java programs are run: a file of source, and its arguments. */
export const program = (source: string, ...args: readonly string[]): readonly string[] => [
  '/usr/bin/java',
  // They end before a better compiler would pay.
  '-XX:TieredStopAtLevel=1',
  '-Xmx256m',
  `-Dlog4j.configuration=file:${files.programLogging}`,
  '-cp',
  CLASSPATH,
  source,
  ...args,
];
