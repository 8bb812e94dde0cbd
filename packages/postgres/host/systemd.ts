import { CONFINED, inSeconds, systemdUnit, type UnitSection } from '@catalyst/host';
import { minutes, seconds } from '@catalyst/model';
import type { Kind } from '../names.ts';
import type { Node } from './node.ts';

const enabled: UnitSection = [['WantedBy', 'multi-user.target']];
const always: UnitSection = [
  ['Restart', 'always'],
  ['RestartSec', inSeconds(seconds(2))],
];
const as = (user: string): UnitSection => [
  ['User', user],
  ['Group', user],
];

const online: UnitSection = [
  ['Wants', 'network-online.target'],
  ['After', 'network-online.target'],
];
const mounts = (...paths: readonly (string | null)[]): UnitSection =>
  paths.flatMap((path) => (path === null ? [] : ([['RequiresMountsFor', path]] as const)));

/** `etcd-<tier>.service` */
export const etcdUnit = ({ kind, paths, dirs }: Node): string =>
  systemdUnit({
    Unit: [['Description', `Quorum of ${kind}`], ...online, ...mounts(dirs.etcd)],
    Service: [
      ['Type', 'notify'],
      ...as('etcd'),
      ['ExecStart', `/opt/etcd/etcd --config-file=${paths.etcd}`],
      ...always,
      ['LimitNOFILE', 65_536],
      ['OOMScoreAdjust', -900],
      ['TimeoutStartSec', inSeconds(minutes(2))],
      ...CONFINED,
      ['ReadWritePaths', dirs.etcd],
    ],
    Install: enabled,
  });

/** `patroni-<tier>.service`: PostgreSQL is its child, and outlives a restart of Patroni. */
export const patroniUnit = (node: Node): string => {
  const { kind, paths, dirs, alone, keepsQuorum } = node;
  return systemdUnit({
    Unit: [
      ['Description', `PostgreSQL (${kind}) under Patroni`],
      ...online,
      ...(keepsQuorum ? ([['After', paths.units.etcd]] as const) : []),
      ...mounts(dirs.data, dirs.wal),
    ],
    Service: [
      ...as('postgres'),
      // The watchdog resets a node that has lost its lease and does not stop by itself.
      ...(alone
        ? ([
            ['ExecStartPre', '-+/sbin/modprobe softdog'],
            ['ExecStartPre', '-+/bin/chown postgres /dev/watchdog'],
          ] as const)
        : []),
      ['ExecStart', `/bin/sh ${paths.program('start-patroni.sh')} ${paths.etc}`],
      ['ExecReload', '/bin/kill -s HUP $MAINPID'],
      ['KillMode', 'process'],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(2))],
      // A checkpoint of 64 GB comes before the end.
      ['TimeoutStopSec', inSeconds(minutes(5))],
      ['RuntimeDirectory', `${kind} ${kind}/pgbackrest`],
      ['RuntimeDirectoryPreserve', 'yes'],
      ['LimitNOFILE', 65_536],
      ['LimitMEMLOCK', 'infinity'],
      ['OOMScoreAdjust', -900],
      ...CONFINED,
      ['ReadWritePaths', [dirs.data, dirs.wal, dirs.backup, paths.spool, paths.logs].flatMap(parentOf).join(' ')],
    ],
    Install: enabled,
  });
};

/** Directories whose entries come and go: PostgreSQL's own is moved away and made anew when it cannot be rewound. */
const parentOf = (path: string | null): readonly string[] => (path === null ? [] : [path.replace(/\/15$/, '')]);

/** Runs once, and again when what it reads changes. Tries until there is a leader. */
const task = (description: string, node: Node, user: string, command: string, more: UnitSection = []): string =>
  systemdUnit({
    Unit: [
      ['Description', description],
      ['Wants', node.paths.units.patroni],
      ['After', node.paths.units.patroni],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      ...as(user),
      ['ExecStart', command],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(10))],
      // What only a person can change does not change by trying again.
      ['RestartPreventExitStatus', 3],
      ...CONFINED,
      ...more,
    ],
    Install: enabled,
  });

/** A backup into the host's own repository. */
const local = ({ kind, paths, ports }: Node, what: string): string =>
  ['/bin/sh', paths.program('backup.sh'), paths.pgbackrest, kind, paths.run, String(ports.server), what].join(' ');

const program = (node: Node, name: string, ...args: readonly string[]): string =>
  ['/usr/bin/python3', node.paths.program(name), ...args].join(' ');

/** Puts the common settings into etcd, and restarts this PostgreSQL where one of them asks for it. */
export const settleUnit = (node: Node): string =>
  task(
    `Common settings of ${node.kind}`,
    node,
    'postgres',
    program(node, 'settle.py', node.paths.patroni, node.paths.settings),
  );

/** Databases, users and migrations, on whichever node is the leader. */
export const provisionUnit = (node: Node): string =>
  task(`Databases and migrations of ${node.kind}`, node, 'postgres', program(node, 'provision.py', node.paths.cluster));

/** Makes the repository of a host that has no other, and sees that the log arrives there. */
export const stanzaUnit = (node: Node): string =>
  task(`Repository of ${node.kind}`, node, 'postgres', local(node, 'stanza'), writes(node));

const writes = ({ dirs, paths }: Node): UnitSection => [
  ['ReadWritePaths', [dirs.backup, paths.spool, paths.logs, paths.run].join(' ')],
];

/** Something that a timer starts. */
const errand = (description: string, node: Node, command: string, more: UnitSection = []): string =>
  systemdUnit({
    Unit: [
      ['Description', description],
      ['After', node.paths.units.patroni],
    ],
    Service: [
      ['Type', 'oneshot'],
      ...as('postgres'),
      ['ExecStart', command],
      ['Nice', 10],
      ['IOSchedulingClass', 'idle'],
      ...CONFINED,
      ...more,
    ],
  });

export const upkeepUnit = (node: Node): string =>
  errand(`Partitions of ${node.kind}`, node, program(node, 'provision.py', node.paths.cluster, 'upkeep'));
export const backupUnit = (node: Node, type: 'full' | 'incr'): string =>
  errand(`Backup of ${node.kind} (${type})`, node, local(node, type), writes(node));
export const drillUnit = (node: Node): string =>
  errand(`Restore drill of ${node.kind}`, node, program(node, 'restore-drill.py', node.paths.cluster), [
    ...writes(node),
    ['ReadWritePaths', `-${node.paths.drillMetrics}`],
    ['TimeoutStartSec', 'infinity'],
  ]);

/**
 * A backup taken from the host that keeps it, over the node's server. A database makes one backup at a time (pgBackRest
 * locks it, and ends with an error at once): of two repositories, and of a full backup and the next incremental one, the
 * second comes when the first is done.
 */
export const archivistUnit = (kind: Kind, user: string, type: 'full' | 'incr'): string =>
  systemdUnit({
    Unit: [['Description', `Backup of ${kind} (${type})`]],
    Service: [
      ['Type', 'oneshot'],
      ...as(user),
      // Making the stanza again changes nothing.
      ['ExecStartPre', `/usr/bin/pgbackrest --stanza=${kind} stanza-create`],
      ['ExecStart', `/usr/bin/pgbackrest --stanza=${kind} --type=${type} backup`],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(minutes(5))],
      ['Nice', 10],
      ['TimeoutStartSec', 'infinity'],
    ],
  });

/** @source systemd.time(7): calendar events */
export const timer = (description: string, when: string): string =>
  systemdUnit({
    Unit: [['Description', description]],
    Timer: [
      ['OnCalendar', `${when} UTC`],
      ['Persistent', 'true'],
      ['RandomizedDelaySec', 60],
    ],
    Install: [['WantedBy', 'timers.target']],
  });

const daemon = (description: string, user: string, command: string, more: UnitSection = []): string =>
  systemdUnit({
    Unit: [['Description', description], ...online],
    Service: [...as(user), ['ExecStart', command], ...always, ...CONFINED, ...more],
    Install: enabled,
  });

export const poolUnit = ({ kind, paths }: Node): string =>
  daemon(`Connection pool of ${kind}`, 'postgres', `/usr/sbin/pgbouncer ${paths.pool}`, [
    ['ExecReload', '/bin/kill -s HUP $MAINPID'],
    ['RuntimeDirectory', kind],
    ['RuntimeDirectoryPreserve', 'yes'],
    // A connection each for clients and servers, and some.
    ['LimitNOFILE', 131_072],
  ]);

export const proxyUnit = ({ kind, paths }: Node): string =>
  daemon(`The way to the primary of ${kind}`, 'haproxy', `/usr/sbin/haproxy -Ws -f ${paths.proxy}`, [
    ['Type', 'notify'],
    // It reads the authority's certificate, which is the database's.
    ['SupplementaryGroups', 'postgres'],
    ['ExecReload', '/bin/kill -USR2 $MAINPID'],
    ['KillMode', 'mixed'],
    ['RuntimeDirectory', `${kind}-haproxy`],
    ['LimitNOFILE', 131_072],
  ]);

/** It sets addresses, so it is root. */
export const addressUnit = ({ kind, paths }: Node): string =>
  systemdUnit({
    Unit: [['Description', `Floating address of ${kind}`], ...online, ['After', paths.units.proxy]],
    Service: [
      [
        'ExecStart',
        `/usr/sbin/keepalived --dont-fork --log-console -f ${paths.address} -p /run/keepalived-${kind}.pid -r /run/keepalived-${kind}-vrrp.pid`,
      ],
      ...always,
    ],
    Install: enabled,
  });

/** What a repository on another host asks for backups. */
export const backupServerUnit = ({ kind, paths, dirs }: Node): string =>
  daemon(`Backup server of ${kind}`, 'postgres', `/usr/bin/pgbackrest --config=${paths.pgbackrest} server`, [
    ['ExecReload', '/bin/kill -s HUP $MAINPID'],
    [
      'ReadWritePaths',
      [dirs.data, dirs.wal, paths.spool, paths.logs, paths.run]
        .flatMap((p) => (p === null ? [] : [p.replace(/\/15$/, '')]))
        .join(' '),
    ],
  ]);

export const exporterUnit = ({ kind, paths, ports, address }: Node): string =>
  daemon(
    `Metrics of ${kind}`,
    'prometheus',
    `/usr/bin/prometheus-postgres-exporter --web.listen-address=${address}:${String(ports.exporter)} --extend.query-path=${paths.queries} --disable-settings-metrics`,
    [['Environment', `"DATA_SOURCE_NAME=host=${paths.run} port=${String(ports.server)} user=monitor dbname=postgres"`]],
  );

export const poolExporterUnit = ({ kind, paths }: Node): string =>
  daemon(
    `Metrics of the pool of ${kind}`,
    'postgres',
    `/usr/bin/prometheus-pgbouncer-exporter --config ${paths.poolExporter}`,
  );
