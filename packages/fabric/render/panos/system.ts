import type { FirewallConfig, HighAvailability, PairLink } from '../../firewall/types.ts';
import { list, netmask, secretRef, set, word, type Lines } from './lines.ts';

/** Name, management port, time, administrators, AAA, SNMP and where logs go. */
export function system({ hostname, management: m }: FirewallConfig): Lines {
  const base = (...words: readonly (string | number)[]) => set('deviceconfig', 'system', ...words);
  return [
    base('hostname', hostname),
    base('domain', m.domain),
    base('ip-address', m.address),
    base('netmask', netmask(m.prefix)),
    base('default-gateway', m.gateway),
    ...m.dns.slice(0, 2).map((server, i) => base('dns-setting servers', i === 0 ? 'primary' : 'secondary', server)),
    ...m.ntp
      .slice(0, 2)
      .map((server, i) =>
        base('ntp-servers', i === 0 ? 'primary-ntp-server' : 'secondary-ntp-server', 'ntp-server-address', server),
      ),
    base('timezone', 'UTC'),
    base('service', 'disable-telnet', 'yes'),
    base('service', 'disable-http', 'yes'),
    ...m.permitted.map((network) => base('permitted-ip', network)),
    set('mgt-config', 'users', 'admin', 'phash', secretRef(m.admin)),
    set('mgt-config', 'users', 'admin', 'permissions', 'role-based', 'superuser', 'yes'),
    ...aaa(m),
    ...snmp(m),
    ...logging(m),
    set('deviceconfig', 'setting', 'management', 'idle-timeout', 10),
  ];
}

function aaa({ tacacs }: FirewallConfig['management']): Lines {
  if (tacacs === null) return [];
  const server = (i: number) => `tacacs-${String(i + 1)}`;
  return [
    set('shared', 'server-profile', 'tacplus', 'TACACS', 'protocol', 'CHAP'),
    ...tacacs.servers.flatMap((address, i) => [
      set('shared', 'server-profile', 'tacplus', 'TACACS', 'server', server(i), 'address', address),
      set('shared', 'server-profile', 'tacplus', 'TACACS', 'server', server(i), 'secret', secretRef(tacacs.key)),
      set('shared', 'server-profile', 'tacplus', 'TACACS', 'server', server(i), 'port', 49),
    ]),
    set('shared', 'authentication-profile', 'AAA', 'method', 'tacplus', 'server-profile', 'TACACS'),
    set('shared', 'authentication-profile', 'AAA', 'allow-list', 'all'),
    set('deviceconfig', 'system', 'authentication-profile', 'AAA'),
  ];
}

function snmp({ snmp }: FirewallConfig['management']): Lines {
  if (snmp === null) return [];
  const base = (...words: readonly (string | number)[]) =>
    set('deviceconfig', 'system', 'snmp-setting', 'access-setting', 'version', 'v3', ...words);
  return [
    base('views', 'ALL', 'view', 'ISO', 'oid', '1.3.6.1'),
    base('views', 'ALL', 'view', 'ISO', 'option', 'include'),
    base('views', 'ALL', 'view', 'ISO', 'mask', '0xf0'),
    base('users', snmp.user, 'view', 'ALL'),
    base('users', snmp.user, 'authpwd', secretRef(snmp.auth)),
    base('users', snmp.user, 'privpwd', secretRef(snmp.privacy)),
  ];
}

/** Every rule sends its log to this profile. */
export const LOG_PROFILE = 'LOGS';

function logging({ syslog }: FirewallConfig['management']): Lines {
  const profile = (...words: readonly (string | number)[]) =>
    set('shared', 'log-settings', 'profiles', LOG_PROFILE, 'match-list', ...words);
  const types = ['traffic', 'threat', 'decryption'];
  const own = types.flatMap((type) => [profile(type, 'log-type', type), profile(type, 'filter', '"All Logs"')]);
  if (syslog.length === 0) return own;
  return [
    ...syslog.flatMap((address, i) => {
      const server = set('shared', 'log-settings', 'syslog', 'SYSLOG', 'server', `syslog-${String(i + 1)}`);
      return [
        `${server} server ${address}`,
        `${server} transport TCP`,
        `${server} port 514`,
        `${server} format IETF`,
        `${server} facility LOG_LOCAL0`,
      ];
    }),
    ...own,
    ...types.map((type) => profile(type, 'send-syslog', 'SYSLOG')),
    ...['system', 'config'].flatMap((type) => [
      set('shared', 'log-settings', type, 'match-list', 'ALL', 'filter', '"All Logs"'),
      set('shared', 'log-settings', type, 'match-list', 'ALL', 'send-syslog', 'SYSLOG'),
    ]),
  ];
}

const GROUP = ['deviceconfig', 'high-availability', 'group'] as const;
const group = (...words: readonly (string | number)[]) => set(...GROUP, ...words);

function port(name: string, { port: own, address }: PairLink): Lines {
  const base = (...words: readonly (string | number)[]) =>
    set('deviceconfig', 'high-availability', 'interface', name, ...words);
  return [base('port', own), base('ip-address', address), base('netmask', netmask(30))];
}

function mode(pair: HighAvailability): Lines {
  if (pair.mode === 'active-passive') return [group('mode', 'active-passive', 'passive-link-state', 'auto')];
  return [
    group('mode', 'active-active', 'device-id', pair.unit),
    group('mode', 'active-active', 'network-configuration', 'sync', 'virtual-router', 'no'),
    group(
      'mode',
      'active-active',
      'session-owner-selection',
      'first-packet',
      'session-setup',
      'ip-hash',
      'hash-key',
      'source-and-destination',
    ),
    ...(pair.packets === null
      ? []
      : [set('deviceconfig', 'high-availability', 'interface', 'ha3', 'port', pair.packets)]),
  ];
}

/** The pair: two links for control, one or two for sessions, and what makes a unit give up. */
export function highAvailability({ pair, interfaces }: FirewallConfig): Lines {
  if (pair === null) return [];
  const watch = (...words: readonly (string | number)[]) => group('monitoring', ...words);
  return [
    set('deviceconfig', 'high-availability', 'enabled', 'yes'),
    group('group-id', 1),
    group('peer-ip', pair.control.peer),
    group('peer-ip-backup', pair.controlBackup.peer),
    ...port('ha1', pair.control),
    set('deviceconfig', 'high-availability', 'interface', 'ha1', 'encryption', 'enabled', 'yes'),
    ...port('ha1-backup', pair.controlBackup),
    ...port('ha2', pair.state),
    ...(pair.stateBackup === null
      ? []
      : [
          set('network', 'interface', 'ethernet', pair.stateBackup.port, 'ha'),
          ...port('ha2-backup', pair.stateBackup),
        ]),
    ...mode(pair),
    ...interfaces.flatMap(({ name, floating }) =>
      floating === null
        ? []
        : [
            group(
              'mode',
              'active-active',
              'virtual-address',
              name,
              'ip',
              floating.address,
              'floating',
              'device-priority',
              'device-0',
              floating.first === 0 ? 90 : 110,
            ),
            group(
              'mode',
              'active-active',
              'virtual-address',
              name,
              'ip',
              floating.address,
              'floating',
              'device-priority',
              'device-1',
              floating.first === 0 ? 110 : 90,
            ),
          ],
    ),
    group('configuration-synchronization', 'enabled', 'yes'),
    group('state-synchronization', 'enabled', 'yes'),
    group('state-synchronization', 'transport', 'udp'),
    group('state-synchronization', 'ha2-keep-alive', 'enabled', 'yes'),
    group(
      'state-synchronization',
      'ha2-keep-alive',
      'action',
      pair.mode === 'active-active' ? 'split-datapath' : 'log-only',
    ),
    group('election-option', 'device-priority', pair.priority),
    group('election-option', 'preemptive', 'no'),
    group('election-option', 'heartbeat-backup', 'yes'),
    group('election-option', 'timers', 'recommended'),
    watch('link-monitoring', 'enabled', 'yes'),
    watch('link-monitoring', 'failure-condition', 'any'),
    watch('link-monitoring', 'link-group', 'data', 'enabled', 'yes'),
    watch('link-monitoring', 'link-group', 'data', 'failure-condition', 'all'),
    watch('link-monitoring', 'link-group', 'data', 'interface', list(pair.watchedInterfaces)),
    watch('path-monitoring', 'enabled', 'yes'),
    watch('path-monitoring', 'failure-condition', 'any'),
    ...pair.watchedPaths.flatMap(({ router, destinations }) => {
      const path = ['path-monitoring', 'path-group', 'virtual-router', word(router)];
      return [
        watch(...path, 'enabled', 'yes'),
        watch(...path, 'failure-condition', 'any'),
        watch(...path, 'destination-ip-group', 'leaves', 'destination-ip', list(destinations)),
        watch(...path, 'destination-ip-group', 'leaves', 'failure-condition', 'all'),
      ];
    }),
  ];
}
