/** Where things are on a host. */
export const paths = {
  home: '/opt/elasticsearch',
  etc: '/etc/elasticsearch',
  logs: '/var/log/elasticsearch',
  /** On the system disk: it must outlive the loss of a volume, since it knows that there was a cluster. */
  state: '/var/lib/catalyst/elasticsearch',
  programs: '/usr/local/lib/elasticsearch',
  kibanaHome: '/opt/kibana',
  kibanaEtc: '/etc/kibana',
  kibanaState: '/var/lib/kibana',
  logstashHome: '/opt/logstash',
  logstashEtc: '/etc/logstash',
} as const;

export const files = {
  yml: `${paths.etc}/elasticsearch.yml`,
  jvm: `${paths.etc}/jvm.options`,
  logging: `${paths.etc}/log4j2.properties`,
  tls: `${paths.etc}/tls`,
  /** One file for each setting of the keystore. */
  secrets: `${paths.etc}/secrets`,
  passwords: `${paths.etc}/passwords`,
  node: `${paths.etc}/node.json`,
  cluster: `${paths.etc}/cluster.json`,
  program: `${paths.programs}/search.py`,
  keystore: `${paths.programs}/make-keystore`,
  start: `${paths.programs}/start`,
  kibanaYml: `${paths.kibanaEtc}/kibana.yml`,
  kibanaTls: `${paths.kibanaEtc}/tls`,
  kibanaSecrets: `${paths.kibanaEtc}/secrets`,
  kibanaNode: `${paths.kibanaEtc}/node.json`,
  kibanaKeystore: `${paths.programs}/make-kibana-keystore`,
  kibanaObjects: `${paths.kibanaEtc}/objects.ndjson`,
  kibanaRules: `${paths.kibanaEtc}/rules.json`,
  logstashYml: `${paths.logstashEtc}/logstash.yml`,
  logstashPipelines: `${paths.logstashEtc}/pipelines.yml`,
  logstashPipeline: (name: string) => `${paths.logstashEtc}/conf.d/${name}.conf`,
  logstashJvm: `${paths.logstashEtc}/jvm.options`,
  logstashLogging: `${paths.logstashEtc}/log4j2.properties`,
  logstashTls: `${paths.logstashEtc}/tls`,
  logstashKafkaAuthority: `${paths.logstashEtc}/kafka-ca.pem`,
  logstashSecrets: `${paths.logstashEtc}/secrets`,
  logstashNode: `${paths.logstashEtc}/node.json`,
  logstashStart: `${paths.programs}/start-logstash`,
  unit: (name: string) => `/etc/systemd/system/${name}`,
} as const;

/** A command of our program, with Python itself: nothing depends on who may execute the file. */
export const program = (verb: string, ...args: readonly string[]): string =>
  ['/usr/bin/python3', files.program, verb, ...args].join(' ');
