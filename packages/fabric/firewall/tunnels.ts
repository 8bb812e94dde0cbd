import { TUNNEL_CRYPTO, circuitsOf, type Platform, type Tunnel, type TunnelEnd } from '@catalyst/model';
import { WAN_ZONE } from '../policy/zones.ts';
import { LOOPBACK, objectName, PLATFORM_CONTEXT, PLATFORM_ROUTER } from './names.ts';
import type { BgpSession, FirewallInterface, FirewallTunnel } from './types.ts';

/** How often our AS number is repeated over a tunnel, so that nobody prefers it to a circuit. */
const PREPEND = 3;

/** A tunnel of a site, and its two ends as seen from there. */
interface Side {
  readonly tunnel: Tunnel;
  readonly own: TunnelEnd;
  readonly peer: TunnelEnd;
}

/** Tunnels that end on the firewalls of a site, in the order of their names. */
export function firewallTunnels(platform: Platform, site: string): readonly Side[] {
  return circuitsOf(platform)
    .flatMap((circuit) => (circuit.kind === 'ipsec' ? circuit.tunnels : []))
    .flatMap((tunnel): Side[] => {
      const [a, b] = tunnel.ends;
      const side = a.site === site ? { own: a, peer: b } : b.site === site ? { own: b, peer: a } : undefined;
      return side?.own.on === 'firewall' ? [{ tunnel, ...side }] : [];
    })
    .sort((a, b) => (a.tunnel.id < b.tunnel.id ? -1 : 1));
}

/** What the tunnels of a site need on its firewalls. None without a public address to end on. */
export function tunnelConfig(platform: Platform, site: string) {
  // Both ends need a public address: the peer's from its profile, or from AWS once the tunnel is made.
  const sides = firewallTunnels(platform, site).filter(
    ({ peer }) => peer.outside !== null || peer.outsideSecret !== null,
  );
  const outside = sides[0]?.own.outside ?? null;
  if (outside === null) return null;
  const name = ({ tunnel }: Side) => objectName(tunnel.id.replace('/', '-'));
  const interfaceOf = (i: number) => `tunnel.${String(i + 1)}`;
  return {
    outside,
    networks: sides.map(({ tunnel }) => tunnel.inside),
    interfaces: sides.map((side, i): FirewallInterface => ({
      name: interfaceOf(i),
      kind: 'tunnel',
      vlan: null,
      address: `${side.own.address}/30`,
      mtu: TUNNEL_CRYPTO.mtu,
      context: PLATFORM_CONTEXT,
      zone: WAN_ZONE,
      router: PLATFORM_ROUTER,
      comment: `${side.tunnel.id} to ${side.peer.site}`,
      floating: null,
    })),
    tunnels: sides.map((side, i): FirewallTunnel => ({
      name: name(side),
      interface: interfaceOf(i),
      local: { interface: LOOPBACK, address: `${outside}/32` },
      peer:
        side.peer.outside === null
          ? { secret: side.peer.outsideSecret ?? side.tunnel.key }
          : { address: side.peer.outside },
      key: side.tunnel.key,
      watch: side.peer.address,
    })),
    sessions: sides.map((side, i): BgpSession => ({
      name: name(side),
      interface: interfaceOf(i),
      local: `${side.own.address}/30`,
      peer: side.peer.address,
      asn: side.peer.asn,
      prepend: PREPEND,
    })),
    peers: [...new Set(sides.flatMap(({ peer }) => peer.site))],
  };
}
