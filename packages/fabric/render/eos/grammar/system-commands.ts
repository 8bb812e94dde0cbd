import { section } from './commands.ts';

export const VLAN = section('vlan', 'name <name>', 'trunk group <name=trunk-group>');

export const TRACKING = section('link tracking group', 'recovery delay <keepalive>');

export const VRF = section('vrf instance');

export const API = section(
  'management api http-commands',
  'no protocol http',
  'protocol https ssl profile <name@ssl-profile>',
  '[no] shutdown',
  ['vrf <name@vrf>', section('management api http-commands vrf', '[no] shutdown')],
);

export const GNMI = section(
  'management api gnmi',
  [
    'transport grpc <name>',
    section('management api gnmi transport', 'ssl profile <name@ssl-profile>', 'port <port>', 'vrf <name@vrf>'),
  ],
  'provider eos-native',
);

export const NETCONF = section('management api netconf', [
  'transport ssh <name>',
  section('management api netconf transport', 'vrf <name@vrf>'),
]);

export const SECURITY = section('management security', 'password minimum length <percent>', [
  'ssl profile <name=ssl-profile>',
  section('ssl profile', 'tls versions (1.2|1.3)', 'trust certificate <file>', 'certificate <file> key <file>'),
]);

export const AAA_SERVERS = section('aaa group server tacacs+', 'server <ip@tacacs> vrf <name@vrf>');

export const SSH = section(
  'management ssh',
  'idle-timeout <percent>',
  'authentication protocol keyboard-interactive public-key',
  '[no] shutdown',
  ['vrf <name@vrf>', section('management ssh vrf', '[no] shutdown')],
);
