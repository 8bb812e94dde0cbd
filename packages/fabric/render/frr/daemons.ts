import type { DeviceConfig } from '../../config/types.ts';

/** Daemons of FRR that a device runs, beside zebra and staticd, which always do. */
export type Daemon = 'bgpd' | 'ospfd' | 'bfdd' | 'pbrd' | 'vrrpd';

/** Which of them its configuration has commands for. */
export function daemonsOf(config: DeviceConfig): readonly Daemon[] {
  const vrrp = config.interfaces.some((i) => i.kind === 'gateway' && i.vrrp !== null);
  return [
    ...(config.bgp === null ? [] : (['bgpd'] as const)),
    ...(config.ospf === null ? [] : (['ospfd'] as const)),
    ...(config.bfd === null ? [] : (['bfdd'] as const)),
    ...(config.policyRoutes.length === 0 ? [] : (['pbrd'] as const)),
    ...(vrrp ? (['vrrpd'] as const) : []),
  ];
}

/** Whether a route map asks for origin validation: then bgpd needs its module. */
export const validatesOrigin = ({ routeMaps }: DeviceConfig): boolean =>
  routeMaps.some(({ entries }) => entries.some(({ match }) => match.rpki !== undefined));

/** /etc/frr/daemons: what is not named there does not run, whatever frr.conf says. Daemons listen to loopback only. */
export function frrDaemons(config: DeviceConfig): string {
  const running = new Set<string>(daemonsOf(config));
  const all = ['bgpd', 'ospfd', 'bfdd', 'pbrd', 'vrrpd'];
  return [
    ...all.map((daemon) => `${daemon}=${running.has(daemon) ? 'yes' : 'no'}`),
    'vtysh_enable=yes',
    'zebra_options="-A 127.0.0.1 -s 90000000"',
    'staticd_options="-A 127.0.0.1"',
    ...all.map(
      (daemon) => `${daemon}_options="-A 127.0.0.1${daemon === 'bgpd' && validatesOrigin(config) ? ' -M rpki' : ''}"`,
    ),
    '',
  ].join('\n');
}
