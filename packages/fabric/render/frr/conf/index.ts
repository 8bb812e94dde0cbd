import type { DeviceConfig } from '../../../config/types.ts';
import { separated, when, type Lines } from '../lines.ts';
import { bfd } from './bfd.ts';
import { bgp } from './bgp.ts';
import { interfaces } from './interfaces.ts';
import { policy, policyRouting } from './policy.ts';
import { ospf, staticRoutes, vrfs } from './routing.ts';

/**
 * The whole routing configuration of a device: frr.conf, integrated, for FRR 8.4 and later. Load it with
 * `vtysh -f frr.conf` (or `vtysh -b`) into running daemons: a single daemon that is given this file with `-f` leaves
 * its context at the first foreign section, and takes nothing after it.
 */
export function renderFrr(config: DeviceConfig): string {
  const sections: readonly Lines[] = [
    head(config),
    ...vrfs(config),
    staticRoutes(config),
    ...interfaces(config),
    ...policy(config),
    ...policyRouting(config),
    bfd(config),
    ospf(config),
    ...bgp(config),
  ];
  return [...separated(sections), 'end', ''].join('\n');
}

const head = ({ hostname, domain, bgp }: DeviceConfig): Lines => [
  'frr version 8.4',
  // Said in full: Debian's own is `traditional`, where nothing passes an eBGP session without a policy.
  `frr defaults ${bgp?.defaults ?? 'traditional'}`,
  `hostname ${hostname}`,
  ...when(domain !== '', `domainname ${domain}`),
  'log syslog informational',
  'service integrated-vtysh-config',
  // With nexthop objects in the kernel, FRR 8.4.4 loses members of multipath routes after a link flaps (measured).
  'no zebra nexthop kernel enable',
];
