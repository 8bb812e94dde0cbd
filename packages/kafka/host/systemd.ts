import { dirname } from 'node:path';
import { CONFINED, inSeconds, mountUnit, systemdUnit, type UnitSection } from '@catalyst/host';
import { minutes, seconds } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { CLASSPATH, files, paths, program } from './paths.ts';
import type { Node } from './node.ts';
import { metadataOf } from './storage.ts';

/** Open files and connections. @source https://kafka.apache.org/39/documentation.html#os: at least 100,000 */
const OPEN_FILES = 500_000;

/** A broker hands over its partitions and closes its files; one that is killed reads all of them on its next start. */
const STOP = minutes(5);

/** The other drives are waited for, and done without: below an unmounted directory, root's, Kafka cannot write. */
function mountsOfOthers({ logDirs }: Node): UnitSection {
  const units = logDirs.slice(1).map((dir) => mountUnit(dirname(dir)));
  return units.length === 0
    ? []
    : [
        ['Wants', units.join(' ')],
        ['After', units.join(' ')],
      ];
}

/** `kafka.service`: one node. */
export const kafkaUnit = (node: Node): string =>
  systemdUnit({
    Unit: [
      ['Description', `Apache Kafka, ${node.roles.join(' and ')} ${String(node.nodeId)}`],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ...(node.measuresLag ? ([['Wants', 'kafka-lag.service']] as const) : []),
      // Without the drive that holds the metadata there is no node; without another one there is, and it says so.
      ['RequiresMountsFor', metadataOf(node)],
      ...mountsOfOthers(node),
    ],
    Service: [
      ['User', 'kafka'],
      ['Group', 'kafka'],
      ['LogsDirectory', 'kafka'],
      ['StateDirectory', 'catalyst/kafka'],
      ['ExecStartPre', `/bin/sh ${files.format}`],
      ['ExecStart', `/usr/bin/java @${files.jvm} -cp ${CLASSPATH} kafka.Kafka ${files.server}`],
      // What Java exits with after a stop by SIGTERM.
      ['SuccessExitStatus', 143],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(5))],
      ['TimeoutStartSec', inSeconds(minutes(2))],
      ['TimeoutStopSec', inSeconds(STOP)],
      ['LimitNOFILE', OPEN_FILES],
      // When memory is short, something else shall go first.
      ['OOMScoreAdjust', -500],
      ...CONFINED,
      // A directory that is not there because its drive is lost stays read-only below.
      ['ReadWritePaths', [...node.logDirs.map((dir) => `-${dir}`), paths.logs, paths.state].join(' ')],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** `kafka-join.service`: gives a controller its vote, once it follows the others. */
export const joinUnit = (node: Node): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Vote of this controller of Apache Kafka'],
      ['Wants', 'kafka.service'],
      ['After', 'kafka.service'],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      ['User', 'kafka'],
      ['Group', 'kafka'],
      [
        'ExecStart',
        program(
          files.quorum,
          'join',
          files.admin,
          metadataOf(node),
          String(node.nodeId),
          node.host.fqdn,
          String(PORTS.controllers),
        ).join(' '),
      ],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(10))],
      // What only a person can tell does not change by trying again.
      ['RestartPreventExitStatus', 3],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** `kafka-lag.service`: how far behind consumers are. */
export const lagUnit = (node: Node): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Lag of the consumers of Apache Kafka'],
      ['After', 'kafka.service'],
      // It runs from the jars of Kafka: another version of them restarts both.
      ['PartOf', 'kafka.service'],
    ],
    Service: [
      ['User', 'kafka'],
      ['Group', 'kafka'],
      ['ExecStart', program(files.lag, files.admin, node.address, String(PORTS.lag)).join(' ')],
      ['SuccessExitStatus', 143],
      // It ends when Kafka does not answer, and there is nothing to lose by trying for ever.
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(5))],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** `kafka-provision.service`: topics, users and access lists, once the cluster is up, and whenever they change. */
export const provisionUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Topics, users and access lists of Apache Kafka'],
      // Not Requires: a restart of Kafka is no reason to set all passwords again.
      ['Wants', 'kafka.service'],
      ['After', 'kafka.service'],
    ],
    Service: [
      ['Type', 'oneshot'],
      // Done is done until what it reads changes: then the installer restarts it.
      ['RemainAfterExit', 'yes'],
      ['User', 'kafka'],
      ['Group', 'kafka'],
      ['ExecStart', program(files.provision, files.admin, `${paths.etc}/provisioning`).join(' ')],
      // Until there are brokers enough: on the first day they come one after the other.
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(10))],
      // What only a person may change is in the journal, and does not change by trying again.
      ['SuccessExitStatus', 3],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
