import { TUNNEL_CRYPTO } from '@catalyst/model';
import type { Context, FirewallConfig, FirewallInterface, FirewallTunnel, Route } from '../../firewall/types.ts';
import { list, secretRef, set, word, type Lines } from './lines.ts';

const ZONE_PROTECTION = 'UNTRUSTED';
const PINGABLE = 'PING';
const MONITOR = 'TUNNEL';
const CRYPTO = 'STRICT';

/**
 * Floods that a zone survives: SYN cookies from the first packets on, and a limit for the rest.
 * @source https://docs.paloaltonetworks.com/pan-os, zone protection profiles: rates are packets a second
 */
const FLOODS = [
  ['tcp-syn', 'syn-cookies', 0, 100_000, 1_000_000],
  ['udp', 'red', 100_000, 200_000, 1_000_000],
  ['icmp', 'red', 1_000, 5_000, 20_000],
  ['other-ip', 'red', 1_000, 5_000, 20_000],
] as const;

function profiles(): Lines {
  const zone = (...words: readonly (string | number)[]) =>
    set('network', 'profiles', 'zone-protection-profile', ZONE_PROTECTION, ...words);
  return [
    set('network', 'profiles', 'interface-management-profile', PINGABLE, 'ping', 'yes'),
    ...FLOODS.flatMap(([flood, way, alarm, activate, most]) => [
      zone('flood', flood, 'enable', 'yes'),
      zone('flood', flood, way, 'alarm-rate', alarm === 0 ? 10_000 : alarm),
      zone('flood', flood, way, 'activate-rate', alarm === 0 ? 0 : activate),
      zone('flood', flood, way, 'maximal-rate', most),
    ]),
    // 8001 to 8003: TCP port scan, host sweep, UDP port scan.
    ...[8001, 8002, 8003].flatMap((id) => [
      zone('scan', id, 'action', 'block-ip', 'track-by', 'source'),
      zone('scan', id, 'action', 'block-ip', 'duration', 300),
      zone('scan', id, 'interval', 2),
      zone('scan', id, 'threshold', 100),
    ]),
    zone('discard-ip-spoof', 'yes'),
    zone('discard-malformed-option', 'yes'),
    zone('tcp-reject-non-syn', 'yes'),
  ];
}

/** The bond to both leaves. Its ports stay up on the passive unit, so that a takeover waits for no negotiation. */
function bond({ bond }: FirewallConfig): Lines {
  const lacp = (...words: readonly (string | number)[]) =>
    set('network', 'interface', 'aggregate-ethernet', bond.name, 'layer3', 'lacp', ...words);
  return [
    ...bond.members.map((port) => set('network', 'interface', 'ethernet', port, 'aggregate-group', bond.name)),
    lacp('enable', 'yes'),
    lacp('mode', 'active'),
    lacp('transmission-rate', 'fast'),
    lacp('high-availability', 'passive-pre-negotiation', 'yes'),
  ];
}

function unit({ name, kind, vlan, address, mtu, comment }: FirewallInterface): Lines {
  const parent =
    kind === 'subinterface'
      ? ['network', 'interface', 'aggregate-ethernet', name.slice(0, name.indexOf('.')), 'layer3', 'units', name]
      : ['network', 'interface', kind, 'units', name];
  return [
    ...(vlan === null ? [] : [set(...parent, 'tag', vlan)]),
    set(...parent, 'ip', address),
    ...(mtu === null ? [] : [set(...parent, 'mtu', mtu)]),
    set(...parent, 'interface-management-profile', PINGABLE),
    set(...parent, 'comment', word(comment)),
  ];
}

function route(router: string, { name, destination, via, watch }: Route): Lines {
  const base = (...words: readonly (string | number)[]) =>
    set('network', 'virtual-router', word(router), 'routing-table', 'ip', 'static-route', name, ...words);
  const hop =
    via.kind === 'address'
      ? [base('nexthop', 'ip-address', via.address), base('interface', via.interface)]
      : via.kind === 'router'
        ? [base('nexthop', 'next-vr', word(via.router))]
        : [base('nexthop', 'discard')];
  const probes =
    watch === null
      ? []
      : [
          base('path-monitor', 'enable', 'yes'),
          base('path-monitor', 'failure-condition', 'all'),
          base('path-monitor', 'hold-time', 2),
          ...watch.destinations.flatMap((address, i) => {
            const probe = ['path-monitor', 'monitor-destinations', `probe-${String(i + 1)}`];
            return [
              base(...probe, 'enable', 'yes'),
              base(...probe, 'source', watch.source),
              base(...probe, 'destination', address),
              base(...probe, 'interval', 1),
              base(...probe, 'count', 3),
            ];
          }),
        ];
  return [base('destination', destination), ...hop, ...probes];
}

function router(context: Context, interfaces: readonly FirewallInterface[]): Lines {
  const own = interfaces.filter((one) => one.router === context.router).map(({ name }) => name);
  return [
    set('network', 'virtual-router', word(context.router), 'interface', list(own)),
    ...context.routes.flatMap((one) => route(context.router, one)),
    ...bgp(context),
  ];
}

/** BGP over tunnels: our site is told with our number repeated, so that nobody prefers it to a circuit. */
function bgp({ router, bgp, sessions }: Context): Lines {
  if (bgp === null) return [];
  const base = (...words: readonly (string | number)[]) =>
    set('network', 'virtual-router', word(router), 'protocol', 'bgp', ...words);
  const peer = (name: string, ...words: readonly (string | number)[]) =>
    base('peer-group', 'TUNNELS', 'peer', name, ...words);
  const exported = (...words: readonly (string | number)[]) => base('policy', 'export', 'rules', 'OWN', ...words);
  const redistributed = (...words: readonly (string | number)[]) =>
    set('network', 'virtual-router', word(router), 'protocol', 'redist-profile', 'OWN', ...words);
  return [
    redistributed('priority', 1),
    redistributed('action', 'redist'),
    redistributed('filter', 'type', 'static'),
    redistributed('filter', 'destination', bgp.announce),
    base('enable', 'yes'),
    base('router-id', bgp.routerId),
    base('local-as', bgp.asn),
    base('install-route', 'yes'),
    base('reject-default-route', 'yes'),
    base('routing-options', 'as-format', '4-byte'),
    base('routing-options', 'graceful-restart', 'enable', 'yes'),
    base('redist-rules', 'OWN', 'enable', 'yes'),
    base('peer-group', 'TUNNELS', 'enable', 'yes'),
    base('peer-group', 'TUNNELS', 'type', 'ebgp'),
    ...sessions.flatMap(({ name, interface: own, local, peer: address, asn }) => [
      peer(name, 'enable', 'yes'),
      peer(name, 'peer-as', asn),
      peer(name, 'local-address', 'interface', own),
      peer(name, 'local-address', 'ip', local),
      peer(name, 'peer-address', 'ip', address),
      peer(name, 'connection-options', 'hold-time', 30),
      peer(name, 'connection-options', 'keep-alive-interval', 10),
      peer(name, 'max-prefixes', 100),
    ]),
    exported('enable', 'yes'),
    exported('used-by', 'TUNNELS'),
    exported('match', 'address-prefix', bgp.announce, 'exact', 'yes'),
    exported('action', 'allow', 'update', 'as-path', 'prepend', Math.max(...sessions.map(({ prepend }) => prepend), 1)),
  ];
}

function crypto(tunnels: readonly FirewallTunnel[]): Lines {
  if (tunnels.length === 0) return [];
  const ike = (...words: readonly (string | number)[]) =>
    set('network', 'ike', 'crypto-profiles', 'ike-crypto-profiles', CRYPTO, ...words);
  const esp = (...words: readonly (string | number)[]) =>
    set('network', 'ike', 'crypto-profiles', 'ipsec-crypto-profiles', CRYPTO, ...words);
  const { ike: first, esp: second } = TUNNEL_CRYPTO;
  return [
    ike('encryption', first.encryption),
    ike('hash', 'non-auth'),
    ike('dh-group', `group${String(first.group)}`),
    ike('lifetime', 'hours', first.hours),
    esp('esp', 'encryption', second.encryption),
    esp('esp', 'authentication', 'none'),
    esp('dh-group', `group${String(second.group)}`),
    esp('lifetime', 'hours', second.hours),
    set('network', 'profiles', 'monitor-profile', MONITOR, 'interval', 2),
    set('network', 'profiles', 'monitor-profile', MONITOR, 'threshold', 5),
    set('network', 'profiles', 'monitor-profile', MONITOR, 'action', 'fail-over'),
    ...tunnels.flatMap(tunnel),
  ];
}

function tunnel({ name, interface: own, local, peer, key, watch }: FirewallTunnel): Lines {
  const gateway = (...words: readonly (string | number)[]) => set('network', 'ike', 'gateway', name, ...words);
  const ipsec = (...words: readonly (string | number)[]) => set('network', 'tunnel', 'ipsec', name, ...words);
  return [
    gateway('protocol', 'version', 'ikev2'),
    gateway('protocol', 'ikev2', 'ike-crypto-profile', CRYPTO),
    gateway('protocol', 'ikev2', 'dpd', 'enable', 'yes'),
    gateway('protocol', 'ikev2', 'dpd', 'interval', TUNNEL_CRYPTO.deadPeerSeconds),
    gateway('authentication', 'pre-shared-key', 'key', secretRef(key)),
    gateway('local-address', 'interface', local.interface),
    gateway('local-address', 'ip', local.address),
    gateway('peer-address', 'ip', 'address' in peer ? peer.address : secretRef(peer.secret)),
    gateway('protocol-common', 'nat-traversal', 'enable', 'yes'),
    ipsec('auto-key', 'ike-gateway', name),
    ipsec('auto-key', 'ipsec-crypto-profile', CRYPTO),
    ipsec('tunnel-interface', own),
    ipsec('anti-replay', 'yes'),
    ipsec('tunnel-monitor', 'enable', 'yes'),
    ipsec('tunnel-monitor', 'destination-ip', watch),
    ipsec('tunnel-monitor', 'tunnel-monitor-profile', MONITOR),
  ];
}

/** Interfaces, routers and tunnels. */
export const network = (config: FirewallConfig): Lines => [
  ...profiles(),
  ...bond(config),
  ...config.interfaces.flatMap(unit),
  ...config.contexts.flatMap((context) => router(context, config.interfaces)),
  ...crypto(config.tunnels),
];

export { ZONE_PROTECTION };
