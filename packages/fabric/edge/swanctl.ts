import { TUNNEL_CRYPTO, circuitsOf, secretRef, type Platform, type Tunnel, type TunnelEnd } from '@catalyst/model';
import type { Device } from '../facts.ts';
import { WAN_VRF, routerNumber } from './handoff.ts';

/** A tunnel of a router, and its two ends as seen from there. */
interface Side {
  readonly tunnel: Tunnel;
  readonly own: TunnelEnd;
  readonly peer: TunnelEnd;
}

/** First interface id of tunnels: by these numbers the kernel tells packets of one tunnel from those of another. */
const FIRST_ID = 100;

/** Tunnels that end on a router, in the order of their names. */
function tunnelsOf(platform: Platform, { site, role, os, ...device }: Device): readonly Side[] {
  if (role !== 'edge' || os !== 'frr') return [];
  const number = routerNumber({ site, role, os, ...device });
  return circuitsOf(platform)
    .flatMap((circuit) => (circuit.kind === 'ipsec' ? circuit.tunnels : []))
    .flatMap((tunnel): Side[] => {
      const [a, b] = tunnel.ends;
      const side = a.site === site ? { own: a, peer: b } : b.site === site ? { own: b, peer: a } : undefined;
      const ends = side?.own.on === 'router' && side.own.router === number && side.own.outside !== null;
      return side !== undefined && ends ? [{ tunnel, ...side }] : [];
    })
    .sort((x, y) => (x.tunnel.id < y.tunnel.id ? -1 : 1));
}

const nameOf = ({ id }: Tunnel): string => id.replace('/', '-');

/** `aes256gcm16-prfsha384-ecp384`: group 20 is the curve of 384 bits. @source RFC 5903 */
const IKE_PROPOSAL = `aes256gcm16-prf${TUNNEL_CRYPTO.ike.prf}-ecp384`;
const ESP_PROPOSAL = 'aes256gcm16-ecp384';

/** Nested sections as strongSwan reads them. */
const section = (name: string, lines: readonly string[]): readonly string[] => [
  `${name} {`,
  ...lines.map((line) => `  ${line}`),
  '}',
];

function connection({ tunnel, own, peer }: Side, id: number): readonly string[] {
  const local = own.outside ?? '';
  const remote = peer.outside ?? (peer.outsideSecret === null ? '%any' : secretRef(peer.outsideSecret));
  return section(nameOf(tunnel), [
    'version = 2',
    `local_addrs = ${local}`,
    `remote_addrs = ${remote}`,
    `proposals = ${IKE_PROPOSAL}`,
    `rekey_time = ${String(TUNNEL_CRYPTO.ike.hours)}h`,
    `dpd_delay = ${String(TUNNEL_CRYPTO.deadPeerSeconds)}s`,
    'keyingtries = 0',
    ...section('local', ['auth = psk', `id = ${local}`]),
    ...section('remote', ['auth = psk', `id = ${remote}`]),
    ...section('children', [
      ...section(nameOf(tunnel), [
        // Which packets go in is decided by routes to the interface, not by addresses.
        'local_ts = 0.0.0.0/0',
        'remote_ts = 0.0.0.0/0',
        `esp_proposals = ${ESP_PROPOSAL}`,
        `rekey_time = ${String(TUNNEL_CRYPTO.esp.hours)}h`,
        `if_id_in = ${String(id)}`,
        `if_id_out = ${String(id)}`,
        'start_action = start',
        'close_action = start',
        'dpd_action = restart',
      ]),
    ]),
  ]);
}

function key({ tunnel, own, peer }: Side): readonly string[] {
  const remote = peer.outside ?? (peer.outsideSecret === null ? '%any' : secretRef(peer.outsideSecret));
  return section(`ike-${nameOf(tunnel)}`, [
    `id-1 = ${own.outside ?? ''}`,
    `id-2 = ${remote}`,
    `secret = "${secretRef(tunnel.key)}"`,
  ]);
}

/** `/etc/swanctl/conf.d/tunnels.conf` of an edge router that runs FRR; null where none ends on it. */
export function swanctlConf(platform: Platform, device: Device): string | null {
  const sides = tunnelsOf(platform, device);
  if (sides.length === 0) return null;
  const lines = [
    ...section(
      'connections',
      sides.flatMap((side, i) => connection(side, FIRST_ID + i)),
    ),
    ...section('secrets', sides.flatMap(key)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `/etc/network/interfaces.d/tunnels`: an interface of the WAN VRF for each tunnel, over which BGP speaks; null where there is none. */
export function tunnelInterfaces(platform: Platform, device: Device): string | null {
  const sides = tunnelsOf(platform, device);
  if (sides.length === 0) return null;
  return sides
    .map(({ own, tunnel }, i) =>
      [
        `# ${tunnel.id}`,
        `auto xfrm${String(i + 1)}`,
        `iface xfrm${String(i + 1)}`,
        `    pre-up ip link add xfrm${String(i + 1)} type xfrm if_id ${String(FIRST_ID + i)}`,
        `    address ${own.address}/30`,
        `    mtu ${String(TUNNEL_CRYPTO.mtu)}`,
        `    vrf ${WAN_VRF}`,
        `    post-down ip link del xfrm${String(i + 1)}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}
