import { properties, type PropertyLine } from '@catalyst/host';
import type { File, HostConfigPart, Instance, KernelSetting, Platform } from '@catalyst/model';
import { PORTS, secretNames } from '../plan.ts';
import type { KafkaSpec } from '../spec.ts';
import { JAVA_PACKAGE, JMX_EXPORTER_VERSION, KAFKA_VERSION } from '../versions.ts';
import { gatesOf } from './gates.ts';
import { jvmOptions, memoryOf } from './jvm.ts';
import { metricsConfig } from './metrics.ts';
import { nodeOf, type Node } from './node.ts';
import { TLS, files, paths } from './paths.ts';
import { HEALTH_SOURCE, LAG_SOURCE, PROVISION_SOURCE, QUORUM_SOURCE } from './programs.ts';
import { clusterJson, passwordFiles } from './provisioning.ts';
import { serverProperties } from './server.ts';
import { formatScript } from './storage.ts';
import { joinUnit, kafkaUnit, lagUnit, provisionUnit } from './systemd.ts';

const RESTART = { restart: 'kafka.service' } as const;

/** Readable by Kafka, writable by nobody but root. */
const readable = (file: Omit<File, 'owner' | 'group' | 'mode'>): File => ({
  ...file,
  owner: 'root',
  group: 'kafka',
  mode: 0o640,
});

/**
 * A server as this node: the same on bare metal, on EC2 and in the twin. Nothing in it counts or lists the brokers, so
 * another broker rewrites no file of those that exist.
 */
export function kafkaHost(instance: Instance, spec: KafkaSpec, platform: Platform): HostConfigPart {
  if (spec.engine === 'msk') return { owner: 'kafka' };
  const node = nodeOf(instance, platform);
  return {
    owner: 'kafka',
    packages: [JAVA_PACKAGE],
    archives: [
      { name: 'kafka', version: KAFKA_VERSION, directory: paths.kafka, owner: 'root', onChange: RESTART },
      {
        name: 'jmx-prometheus-javaagent',
        version: JMX_EXPORTER_VERSION,
        directory: paths.exporter,
        owner: 'root',
        onChange: RESTART,
      },
    ],
    users: [{ name: 'kafka', home: paths.state, shell: '/usr/sbin/nologin', groups: [] }],
    directories: node.logDirs.map((path) => ({ path, owner: 'kafka', group: 'kafka', mode: 0o750 })),
    kernel: kernel(node),
    memory: memoryOf(node, spec),
    certificates: [
      {
        id: `${node.host.site}/${secretNames.node(node.host.hostname)}`,
        authority: `${node.host.site}/${secretNames.authority}`,
        directory: TLS,
        owner: 'root',
        group: 'kafka',
        onChange: RESTART,
      },
    ],
    files: [
      readable({ path: files.server, content: serverProperties(node, spec), onChange: RESTART }),
      readable({ path: files.jvm, content: jvmOptions(node, spec), onChange: RESTART }),
      readable({ path: files.logging, content: logging('INFO', REFUSALS), onChange: RESTART }),
      readable({ path: files.programLogging, content: logging('WARN') }),
      readable({ path: files.metrics, content: metricsConfig(), onChange: RESTART }),
      readable({ path: files.admin, content: adminProperties(node) }),
      readable({ path: files.format, content: formatScript(node), validate: 'sh -n {}' }),
      readable({ path: files.health, content: HEALTH_SOURCE }),
      readable({ path: files.unit, content: kafkaUnit(node), onChange: RESTART }),
      ...(node.roles.includes('controller') ? voting(node) : []),
      ...(node.provisions ? provisioning(node, spec, platform) : []),
      ...(node.measuresLag ? lagExporter(node) : []),
    ],
    units: [
      { name: 'kafka.service', enabled: true, after: [] },
      ...(node.roles.includes('controller')
        ? [{ name: 'kafka-join.service', enabled: true, after: ['kafka.service'], wait: false }]
        : []),
      ...(node.provisions
        ? // It needs as many brokers as a topic has copies, and on the first day there is one.
          [{ name: 'kafka-provision.service', enabled: true, after: ['kafka.service'], wait: false }]
        : []),
      ...(node.measuresLag ? [{ name: 'kafka-lag.service', enabled: true, after: ['kafka.service'] }] : []),
    ],
    gates: gatesOf(node),
  };
}

/**
 * One broker, the lowest, makes the topics, users and access lists: they belong to the site, so they are in one place,
 * and two brokers never do it at a time. Through the inter-broker listener, with the certificate that the node has
 * anyway: there is no administrator's password.
 */
function provisioning(node: Node, spec: KafkaSpec, platform: Platform): readonly File[] {
  const again = { restart: 'kafka-provision.service' } as const;
  return [
    readable({ path: files.provision, content: PROVISION_SOURCE, onChange: again }),
    readable({ path: files.cluster, content: clusterJson(spec, platform), onChange: again }),
    readable({ path: files.provisionUnit, content: provisionUnit(), onChange: again }),
    ...passwordFiles(spec, node.host.site, platform).map(readable),
  ];
}

const voting = (node: Node): readonly File[] => [
  readable({ path: files.quorum, content: QUORUM_SOURCE }),
  readable({ path: files.joinUnit, content: joinUnit(node), onChange: { restart: 'kafka-join.service' } }),
];

/** A broker does not know how far behind its readers are. */
const lagExporter = (node: Node): readonly File[] => [
  readable({ path: files.lag, content: LAG_SOURCE, onChange: { restart: 'kafka-lag.service' } }),
  readable({ path: files.lagUnit, content: lagUnit(node), onChange: { restart: 'kafka-lag.service' } }),
];

/**
 * Hardly any swapping, and room for two maps of each log file. Where Kafka has the host for itself, writing to disk
 * starts early and goes on in the background, so that no flush stops the writers.
 * @source https://kafka.apache.org/39/documentation.html#os; data-tier notes: cp-ansible's dirty_ratio of 80
 */
const kernel = ({ alone }: Node): Readonly<Record<string, KernelSetting>> => ({
  'vm.swappiness': 1,
  'vm.max_map_count': { atLeast: 262_144 },
  ...(alone ? { 'vm.dirty_background_ratio': 5, 'vm.dirty_ratio': 80 } : {}),
});

/** How the tools on the host, the health gates among them, reach the cluster: as this node. */
const adminProperties = (node: Node): string =>
  properties([
    node.roles.includes('broker')
      ? ['bootstrap.servers', `${node.host.fqdn}:${String(PORTS.internal)}`]
      : ['bootstrap.controllers', `${node.host.fqdn}:${String(PORTS.controllers)}`],
    ['security.protocol', 'SSL'],
    ['ssl.keystore.type', 'PEM'],
    ['ssl.keystore.location', files.node],
    ['ssl.truststore.type', 'PEM'],
    ['ssl.truststore.location', files.authority],
  ]);

/** To the journal, which has the time. @source https://logging.apache.org/log4j/1.x/manual.html */
const logging = (level: 'INFO' | 'WARN', ...more: readonly PropertyLine[]): string =>
  properties([
    ['log4j.rootLogger', `${level}, stderr`],
    ['log4j.appender.stderr', 'org.apache.log4j.ConsoleAppender'],
    ['log4j.appender.stderr.target', 'System.err'],
    ['log4j.appender.stderr.layout', 'org.apache.log4j.PatternLayout'],
    ['log4j.appender.stderr.layout.ConversionPattern', '%p %m (%c)%n'],
    ...more,
  ]);

/** What is refused is logged at INFO, and what is allowed at DEBUG. */
const REFUSALS: PropertyLine = ['log4j.logger.kafka.authorizer.logger', 'INFO'];
