import { secretRef } from '@catalyst/model';
import type { DeviceConfig, Management } from '../../config/types.ts';
import { block, when, type Line } from './lines.ts';

/** VLANs that EOS takes for routed ports; no segment is among them. @source network notes §4.1 */
const INTERNAL_VLANS = '1006 1199';

/** Who may log in when no AAA server answers. EOS has an `admin` without a password until it is taken away. */
export const users = ({ management: { localUser } }: DeviceConfig): readonly Line[] => [
  'no aaa root',
  'no username admin',
  `username ${localUser.name} privilege 15 role network-admin secret sha512 ${secretRef(localUser.password)}`,
];

export const basics = (): readonly (readonly Line[])[] => [
  [`vlan internal order ascending range ${INTERNAL_VLANS}`],
  ['errdisable recovery cause bpduguard', 'errdisable recovery interval 300'],
  // EVPN needs it. Changing it needs a restart.
  ['service routing protocols model multi-agent'],
];

export const lldp = (): readonly Line[] => ['lldp timer 30', 'lldp hold-time 90'];

/** The one group that ports to servers follow. */
export const TRACKING_GROUP = 'UPLINKS';

export const linkTracking = ({ uplinkTracking }: DeviceConfig): readonly Line[] =>
  uplinkTracking === undefined
    ? []
    : [
        block(
          `link tracking group ${TRACKING_GROUP}`,
          `recovery delay ${String(Math.round(uplinkTracking.recoveryDelay / 1000))}`,
        ),
      ];

export const logging = ({ management: { syslog, vrf, interface: port } }: DeviceConfig): readonly Line[] => [
  'logging buffered 10000 informational',
  'logging console errors',
  'logging format timestamp high-resolution',
  ...syslog.map((server) => `logging vrf ${vrf} host ${server}`),
  when(syslog.length > 0, `logging vrf ${vrf} source-interface ${port}`),
];

export const names = ({
  hostname,
  domain,
  management: { dns, vrf, interface: port },
}: DeviceConfig): readonly Line[] => [
  `hostname ${hostname}`,
  when(dns.length > 0, `ip domain lookup vrf ${vrf} source-interface ${port}`),
  ...dns.map((server) => `ip name-server vrf ${vrf} ${server}`),
  `dns domain ${domain}`,
];

export const sflow = ({ management: { sflow, vrf, interface: port } }: DeviceConfig): readonly Line[] =>
  sflow === null
    ? []
    : [
        `sflow sample ${String(sflow.sampling)}`,
        'sflow polling-interval 30',
        ...sflow.collectors.map((collector) => `sflow vrf ${vrf} destination ${collector}`),
        `sflow vrf ${vrf} source-interface ${port}`,
        'sflow run',
      ];

const SNMP_FILTER = 'ACL-SNMP';

/** SNMPv3 only, encrypted, and in the management VRF only. */
export const snmp = ({ management: { snmp, vrf, interface: port } }: DeviceConfig): readonly Line[] => [
  when(snmp.from.length > 0, `snmp-server ipv4 access-list ${SNMP_FILTER} vrf ${vrf}`),
  `snmp-server contact ${snmp.contact}`,
  `snmp-server location ${snmp.location}`,
  `snmp-server vrf ${vrf} local-interface ${port}`,
  'snmp-server view VW-READ iso included',
  'snmp-server group GRP-READ v3 priv read VW-READ',
  `snmp-server user ${snmp.user} GRP-READ v3 auth sha ${secretRef(snmp.auth)} priv aes ${secretRef(snmp.privacy)}`,
  'no snmp-server vrf default',
  `snmp-server vrf ${vrf}`,
];

/** Who may ask by SNMP. */
export const snmpFilter = ({ management: { snmp } }: DeviceConfig): readonly Line[] =>
  snmp.from.length === 0
    ? []
    : [
        block(
          `ip access-list standard ${SNMP_FILTER}`,
          snmp.from.map((address, i) => `${String(10 * (i + 1))} permit host ${address}`),
        ),
      ];

/** MSTP everywhere; not on the VLANs of the peer link, which must never be blocked. @source network notes §4.2: AVD #358 */
export const spanningTree = ({ mlag, vlans, role }: DeviceConfig): readonly Line[] => {
  const peer = vlans.filter(({ trunkGroup }) => trunkGroup !== null).map(({ id }) => id);
  return [
    'spanning-tree mode mstp',
    when(
      mlag !== null && peer.length > 0,
      `no spanning-tree vlan-id ${peer.length === 1 ? String(peer[0]) : `${String(Math.min(...peer))}-${String(Math.max(...peer))}`}`,
    ),
    `spanning-tree mst 0 priority ${role === 'management' ? '16384' : '4096'}`,
  ];
};

export const banner = (): readonly Line[] => [
  'banner login',
  'Only for those who have been given access. All that is done here is recorded.',
  'EOF',
];

const TLS_PROFILE = 'CATALYST';

/** Interfaces for machines: all with the device's certificate, and in the management VRF only. */
export function machineInterfaces({ management: { vrf, gnmi, netconf } }: DeviceConfig): readonly (readonly Line[])[] {
  const api = block(
    'management api http-commands',
    'no protocol http',
    when(gnmi !== null, `protocol https ssl profile ${TLS_PROFILE}`),
    'no shutdown',
    block(`vrf ${vrf}`, 'no shutdown'),
  );
  return [
    [api],
    gnmi === null
      ? []
      : [
          block(
            'management api gnmi',
            block(`transport grpc ${vrf}`, `ssl profile ${TLS_PROFILE}`, `port ${String(gnmi.port)}`, `vrf ${vrf}`),
            'provider eos-native',
          ),
        ],
    netconf ? [block('management api netconf', block(`transport ssh ${vrf}`, `vrf ${vrf}`))] : [],
    gnmi === null
      ? []
      : [
          block(
            'management security',
            'password minimum length 14',
            block(
              `ssl profile ${TLS_PROFILE}`,
              'tls versions 1.2',
              'trust certificate ca.crt',
              'certificate tls.crt key tls.key',
            ),
          ),
        ],
  ];
}

const AAA_GROUP = 'TAC';

/** TACACS+ first, the local user when none answers; every command is recorded. */
export function aaa({ management: { aaa, vrf } }: DeviceConfig): readonly (readonly Line[])[] {
  if (aaa === null)
    return [
      ['aaa authorization exec default local', 'aaa authentication policy lockout failure 5 window 300 duration 900'],
    ];
  const { servers, key } = aaa;
  return [
    servers.map((server) => `tacacs-server host ${server} vrf ${vrf} key 0 ${secretRef(key)}`),
    [
      block(
        `aaa group server tacacs+ ${AAA_GROUP}`,
        servers.map((server) => `server ${server} vrf ${vrf}`),
      ),
    ],
    [
      `aaa authentication login default group ${AAA_GROUP} local`,
      'aaa authentication login console local',
      'aaa authentication policy lockout failure 5 window 300 duration 900',
      `aaa authorization exec default group ${AAA_GROUP} local`,
      `aaa authorization commands all default group ${AAA_GROUP} local`,
      `aaa accounting exec default start-stop group ${AAA_GROUP}`,
      `aaa accounting commands all default start-stop group ${AAA_GROUP}`,
    ],
  ];
}

export const ntp = ({ management: { ntp, vrf, interface: port } }: DeviceConfig): readonly Line[] =>
  ntp.length === 0
    ? []
    : [
        `ntp local-interface vrf ${vrf} ${port}`,
        ...ntp.map((server, i) => `ntp server vrf ${vrf} ${server}${i === 0 ? ' prefer' : ''} iburst`),
      ];

export const tacacsSource = ({ management: { aaa, vrf, interface: port } }: DeviceConfig): readonly Line[] =>
  aaa === null ? [] : [`ip tacacs vrf ${vrf} source-interface ${port}`];

export const ssh = ({ management: { vrf } }: DeviceConfig): readonly Line[] => [
  block(
    'management ssh',
    'idle-timeout 15',
    'authentication protocol keyboard-interactive public-key',
    'shutdown',
    block(`vrf ${vrf}`, 'no shutdown'),
  ),
];

export const managementPort = (management: Management): Line =>
  block(
    `interface ${management.interface}`,
    'description management',
    'no shutdown',
    `vrf ${management.vrf}`,
    `ip address ${management.address}`,
  );
