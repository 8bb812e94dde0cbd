import { CONFINED, inSeconds, systemdUnit, type UnitSection } from '@catalyst/host';
import { minutes, seconds } from '@catalyst/model';
import type { Node } from './node.ts';
import { files, paths, program } from './paths.ts';

const online: UnitSection = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target'],
];
const always: UnitSection = [
  ['Restart', 'always'],
  ['RestartSec', inSeconds(seconds(5))],
];
const enabled: UnitSection = [['WantedBy', 'multi-user.target']];

/** `elasticsearch.service`: one node. @source https://www.elastic.co/docs/deploy-manage/deploy/self-managed/important-system-configuration */
export const nodeUnit = (node: Node): string =>
  systemdUnit({
    Unit: [
      ['Description', `Elasticsearch, ${node.roles.join(' and ')}`],
      ...online,
      ['RequiresMountsFor', node.dataPaths.join(' ')],
    ],
    Service: [
      ['User', 'elasticsearch'],
      ['Group', 'elasticsearch'],
      ['Environment', `ES_HOME=${paths.home}`],
      ['Environment', `ES_PATH_CONF=${paths.etc}`],
      ['LogsDirectory', 'elasticsearch'],
      ['StateDirectory', 'catalyst/elasticsearch'],
      ['ExecStartPre', `+/bin/sh ${files.keystore}`],
      ['ExecStart', `/bin/sh ${files.start}`],
      ['SuccessExitStatus', 143],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(5))],
      ['TimeoutStartSec', inSeconds(minutes(5))],
      // It leaves its shards in order, however long that takes.
      ['TimeoutStopSec', inSeconds(minutes(15))],
      ['LimitNOFILE', 524_288],
      ['LimitNPROC', 4096],
      ['LimitMEMLOCK', 'infinity'],
      ['LimitFSIZE', 'infinity'],
      ['OOMScoreAdjust', -500],
      ...CONFINED,
      // The keystore is rewritten where its format is of another version.
      ['ReadWritePaths', [...node.dataPaths, paths.logs, paths.state, paths.etc].join(' ')],
    ],
    Install: enabled,
  });

/** Metrics of a node, of Logstash or of Kibana. */
export const metricsUnit = (of: string, user: string, config: string): string =>
  systemdUnit({
    Unit: [['Description', `Metrics of ${of}`], ...online],
    Service: [['User', user], ['Group', user], ['ExecStart', program('metrics', config)], ...always, ...CONFINED],
    Install: enabled,
  });

/** What a cluster or Kibana must know, told once it is up, and whenever it changes. */
export const provisionUnit = (of: string, user: string, command: string, after: string): string =>
  systemdUnit({
    Unit: [
      ['Description', `What ${of} must know`],
      // Not Requires: a restart is no reason to tell everything again.
      ['Wants', after],
      ['After', after],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      ['User', user],
      ['Group', user],
      ['ExecStart', command],
      // Until there are nodes enough: on the first day they come one after the other.
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(10))],
      ...CONFINED,
      ...(user === 'elasticsearch' ? ([['ReadWritePaths', `-${paths.state}`]] as const) : []),
    ],
    Install: enabled,
  });

export const kibanaUnit = (): string =>
  systemdUnit({
    Unit: [['Description', 'Kibana'], ...online],
    Service: [
      ['User', 'kibana'],
      ['Group', 'kibana'],
      ['Environment', `KBN_PATH_CONF=${paths.kibanaEtc}`],
      ['Environment', 'NODE_OPTIONS=--max-old-space-size=2048'],
      ['StateDirectory', 'kibana'],
      ['ExecStartPre', `+/bin/sh ${files.kibanaKeystore}`],
      ['ExecStart', `${paths.kibanaHome}/bin/kibana`],
      ...always,
      ...CONFINED,
    ],
    Install: enabled,
  });

export const logstashUnit = (queue: string): string =>
  systemdUnit({
    Unit: [['Description', 'Logstash'], ...online, ['RequiresMountsFor', queue]],
    Service: [
      ['User', 'logstash'],
      ['Group', 'logstash'],
      ['LogsDirectory', 'logstash'],
      ['Environment', `LS_SETTINGS_DIR=${paths.logstashEtc}`],
      ['ExecStart', `/bin/sh ${files.logstashStart}`],
      ['SuccessExitStatus', 143],
      ...always,
      // What it has read it delivers before it ends.
      ['TimeoutStopSec', inSeconds(minutes(2))],
      ['LimitNOFILE', 16_384],
      ...CONFINED,
      ['ReadWritePaths', queue],
    ],
    Install: enabled,
  });
