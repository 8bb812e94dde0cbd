import type { File, Host } from '@catalyst/model';
import { CONFINED, systemdUnit } from '../write/systemd.ts';
import { systemFile } from './file.ts';

/**
 * Several ways to one volume of an array. Those that its active controller offers share the work; where all are gone,
 * writers wait for a minute and are told then, since a database that hangs for ever is never failed over.
 * Drives of the server's own have one way, and are left alone.
 * @source multipath.conf(5); ALUA is what arrays of both vendors of the guide (l. 200) speak
 */
const CONFIG: File = systemFile(
  '/etc/multipath.conf',
  [
    'defaults {',
    '  find_multipaths yes',
    '  user_friendly_names no',
    '  path_grouping_policy group_by_prio',
    '  prio alua',
    '  path_checker tur',
    '  path_selector "service-time 0"',
    '  failback immediate',
    '  polling_interval 5',
    '  fast_io_fail_tmo 5',
    '  dev_loss_tmo 120',
    '  no_path_retry 12',
    '}',
    'blacklist {',
    '  devnode "^(nvme|md|loop|ram|sr|zd)"',
    '}',
  ],
  { onChange: { restart: 'multipathd.service' } },
);

/**
 * A lost path is given up after 5 s, and the others take over: waiting longer is multipath's business. iSCSI's own 120 s
 * are for a single path. @source open-iscsi README, 8.1: replacement_timeout with dm-multipath
 */
const SESSIONS: File = systemFile('/etc/iscsi/iscsid.conf', [
  'iscsid.startup = /bin/systemctl start iscsid.socket',
  'node.startup = automatic',
  'node.session.timeo.replacement_timeout = 5',
  'node.conn[0].timeo.noop_out_interval = 5',
  'node.conn[0].timeo.noop_out_timeout = 5',
  'node.session.err_timeo.abort_timeout = 15',
  'node.session.initial_login_retry_max = 8',
  'node.session.scan = auto',
]);

const login = (portals: readonly string[]): File => ({
  path: '/etc/systemd/system/catalyst-storage.service',
  content: systemdUnit({
    Unit: [
      ['Description', 'Paths to the storage array'],
      ['Wants', 'network-online.target iscsid.socket'],
      ['After', 'network-online.target iscsid.socket'],
      ['Before', 'remote-fs-pre.target'],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['RemainAfterExit', 'yes'],
      // One controller may be away: the paths of the other suffice to start.
      ...portals.map(
        (portal) => ['ExecStart', `-/usr/sbin/iscsiadm -m discovery -t sendtargets -p ${portal}`] as const,
      ),
      ['ExecStart', '/usr/sbin/iscsiadm -m node --loginall=all'],
      // 15: there is a session already. @source iscsiadm(8), EXIT STATUS
      ['SuccessExitStatus', 15],
      ...CONFINED.filter(([key]) => key === 'PrivateTmp'),
    ],
    Install: [['WantedBy', 'multi-user.target']],
  }),
  owner: 'root',
  group: 'root',
  mode: 0o644,
  onChange: { restart: 'catalyst-storage.service' },
});

/** What a server with volumes on an array needs; nothing for the others. */
export const multipath = ({ machine: { storageArray } }: Host): readonly File[] =>
  storageArray === undefined ? [] : [CONFIG, SESSIONS, login(storageArray.portals)];
