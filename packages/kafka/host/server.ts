import { properties, type PropertyLine } from '@catalyst/host';
import { hours, type Milliseconds } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import type { SelfManagedKafka } from '../spec.ts';
import { files } from './paths.ts';
import type { Node } from './node.ts';

/** Who a node is once its certificate has been read. */
const NODE_PRINCIPAL = 'kafka-node';

/** `server.properties`: all that a node is told. @source https://kafka.apache.org/39/documentation.html#brokerconfigs */
export function serverProperties(node: Node, spec: SelfManagedKafka): string {
  const broker = node.roles.includes('broker');
  return properties([
    `${node.host.fqdn}: ${node.roles.join(' and ')}`,
    ['node.id', node.nodeId],
    ['process.roles', node.roles.join(',')],
    ...(broker ? rack(node) : []),
    '',
    ...listeners(node),
    '',
    ...security(node),
    '',
    ...quorum(node),
    '',
    ...storage(node),
    '',
    ...durability(spec),
    ...(broker ? ['', ...logs(spec), '', ...threads(spec)] : []),
  ]);
}

const rack = (node: Node): readonly PropertyLine[] => [
  'Copies of a partition go to different racks, and consumers read the copy in their own.',
  ['broker.rack', node.host.failureDomain],
  ['replica.selector.class', 'org.apache.kafka.common.replica.RackAwareReplicaSelector'],
];

interface Listener {
  readonly name: 'INTERNAL' | 'CLIENT' | 'CONTROLLER';
  readonly port: number;
  readonly protocol: 'SSL' | 'SASL_SSL';
}

function listeners(node: Node): readonly PropertyLine[] {
  const internal: Listener = { name: 'INTERNAL', port: PORTS.internal, protocol: 'SSL' };
  const client: Listener = { name: 'CLIENT', port: PORTS.clients, protocol: 'SASL_SSL' };
  const controller: Listener = { name: 'CONTROLLER', port: PORTS.controllers, protocol: 'SSL' };
  const own = [
    ...(node.roles.includes('broker') ? [internal, client] : []),
    ...(node.roles.includes('controller') ? [controller] : []),
  ];
  const at = (name: string) => own.map((l) => `${l.name}://${name}:${String(l.port)}`).join(',');
  return [
    'Certificates are for names, so names are what others are told.',
    ['listeners', at(node.address)],
    ['advertised.listeners', at(node.host.fqdn)],
    [
      'listener.security.protocol.map',
      [internal, client, controller].map(({ name, protocol }) => `${name}:${protocol}`).join(','),
    ],
    ...(node.roles.includes('broker') ? ([['inter.broker.listener.name', internal.name]] as const) : []),
    ['controller.listener.names', controller.name],
  ];
}

/** Only a certificate that Kafka's own authority has signed, for a host of this site, is a node's. */
function security(node: Node): readonly PropertyLine[] {
  const [, ...labels] = node.host.fqdn.split('.');
  const domain = labels.join('\\.');
  const rule = `RULE:^CN=[a-z0-9-]+\\.${domain}(,.*)?$/${NODE_PRINCIPAL}/`;
  const mutual = ['internal', 'controller'].flatMap((name): readonly PropertyLine[] => [
    [`listener.name.${name}.ssl.client.auth`, 'required'],
    [`listener.name.${name}.ssl.principal.mapping.rules`, rule],
  ]);
  return [
    'Nodes prove with a certificate who they are, clients with a password. A certificate that fits no rule is refused,',
    'and the rule names no host, so that another broker changes nothing here.',
    ['ssl.keystore.type', 'PEM'],
    ['ssl.keystore.location', files.node],
    ['ssl.truststore.type', 'PEM'],
    ['ssl.truststore.location', files.authority],
    ['ssl.enabled.protocols', 'TLSv1.3'],
    ...mutual,
    ...(node.roles.includes('broker') ? scram : []),
    ['authorizer.class.name', 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'],
    ['super.users', `User:${NODE_PRINCIPAL}`],
    ['allow.everyone.if.no.acl.found', false],
  ];
}

const scram: readonly PropertyLine[] = [
  ['sasl.enabled.mechanisms', 'SCRAM-SHA-512'],
  [
    'listener.name.client.scram-sha-512.sasl.jaas.config',
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  ],
  'A user whose password is withdrawn is out within the hour.',
  ['connections.max.reauth.ms', hours(1)],
];

const quorum = (node: Node): readonly PropertyLine[] => [
  'Where to ask for the quorum; who is in it, the quorum itself knows.',
  ['controller.quorum.bootstrap.servers', node.controllers.join(',')],
];

const storage = (node: Node): readonly PropertyLine[] => [
  ['log.dirs', node.logDirs.join(',')],
  ['num.recovery.threads.per.data.dir', 4],
];

/** Also for controllers: it is they who create topics. */
const durability = ({ copies, partitions }: SelfManagedKafka): readonly PropertyLine[] => [
  `${String(copies.total)} copies, of which ${String(copies.inSync)} acknowledge: writing goes on while ` +
    `${String(copies.total - copies.inSync)} is away.`,
  ['default.replication.factor', copies.total],
  ['min.insync.replicas', copies.inSync],
  ['offsets.topic.replication.factor', copies.total],
  ['transaction.state.log.replication.factor', copies.total],
  ['transaction.state.log.min.isr', copies.inSync],
  'A copy that has missed acknowledged records never becomes the leader.',
  ['unclean.leader.election.enable', false],
  ['auto.create.topics.enable', false],
  ['num.partitions', partitions],
];

const logs = (spec: SelfManagedKafka): readonly PropertyLine[] => [
  retention(spec.retention),
  ...(spec.retentionPerPartition === undefined ? [] : ([['log.retention.bytes', spec.retentionPerPartition]] as const)),
  ['log.segment.bytes', spec.segment],
  ['replica.lag.time.max.ms', spec.replicaLag],
  ['num.replica.fetchers', spec.replicaFetchers],
];

const retention = (duration: Milliseconds): PropertyLine =>
  duration % hours(1) === 0 ? ['log.retention.hours', duration / hours(1)] : ['log.retention.ms', duration];

const threads = (spec: SelfManagedKafka): readonly PropertyLine[] => [
  ['num.network.threads', spec.networkThreads],
  ['num.io.threads', spec.ioThreads],
  ['socket.send.buffer.bytes', spec.socketBuffers],
  ['socket.receive.buffer.bytes', spec.socketBuffers],
  ['socket.request.max.bytes', spec.requestMax],
];
