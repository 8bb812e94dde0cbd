import { LONGEST_NAME, linuxName } from '../names.ts';
import { validatesOrigin } from '../daemons.ts';
import type { Rule } from './make.ts';

/** FRR has no MLAG. @source https://github.com/FRRouting/frr/issues/2621 */
const mlag: Rule = ({ mlag, interfaces }) => {
  const bonds = interfaces.filter((i) => i.kind === 'bond' && i.mlag !== null);
  if (mlag === null && bonds.length === 0) return [];
  return [
    {
      rule: 'mlag',
      path: 'multihoming',
      message: `FRR has no MLAG: ${String(bonds.length)} bonds would end at this switch alone, without a word of its peer`,
      evidence: { bonds: bonds.length },
      fix: "set multihoming: 'esi', with which FRR shares bonds between two switches, or nos: 'eos'",
    },
  ];
};

/** A longer name is refused by the kernel when the device is made. */
const names: Rule = ({ interfaces, vrfs, management }) => {
  const all = [...interfaces.map(linuxName), ...vrfs.map(({ name }) => name), management.vrf, management.interface];
  return [...new Set(all)]
    .filter((name) => name.length > LONGEST_NAME || /[\s/:]/.test(name))
    .map((name) => ({
      rule: 'interface-name',
      message: `Linux cannot have a network device '${name}': ${String(name.length)} characters of at most ${String(LONGEST_NAME)}, without space, slash or colon`,
      evidence: { name, length: name.length, longest: LONGEST_NAME },
      fix: 'give the tenant, VRF or interface a shorter name',
    }));
};

/** Without BFD, routes through a dead peer stay for the whole restart time. @source network.md §0.3: 127 s measured */
const gracefulRestart: Rule = ({ bgp, bfd }) => {
  if (bgp?.gracefulRestart === null || bgp?.gracefulRestart === undefined || bgp.gracefulRestart.helperOnly) return [];
  const bare = bgp.groups.filter((group) => bfd === null || !group.bfd).map(({ name }) => name);
  if (bare.length === 0) return [];
  return [
    {
      rule: 'graceful-restart',
      message: `graceful restart without BFD to ${bare.join(', ')}: when such a peer dies silently, packets to it are lost until ${String(bgp.gracefulRestart.restartTime / 1000)} s have passed (127 s were measured with 120 s; 0.9 s with BFD)`,
      evidence: { groups: bare.join(', '), restartSeconds: bgp.gracefulRestart.restartTime / 1000 },
      fix: 'turn BFD on for these sessions, or graceful restart off',
    },
  ];
};

/** `ip route … bfd` is accepted by FRR 8.4, as a route through an interface that is named `bfd`. */
const watchedStaticRoutes: Rule = ({ staticRoutes }) =>
  staticRoutes
    .filter(({ bfd }) => bfd)
    .map(({ prefix, via }) => ({
      rule: 'static-route-bfd',
      severity: 'warning' as const,
      message: `the static route to ${prefix} cannot be watched by BFD in FRR 8.4: it stays while its next hop ${via ?? 'is none'} does not answer, unless the link itself goes down`,
      evidence: { prefix, via },
      fix: 'use BGP with BFD to this next hop',
    }));

const originValidation: Rule = (config) =>
  validatesOrigin(config)
    ? [
        {
          rule: 'rpki',
          severity: 'warning' as const,
          message:
            'route maps match the verdict of origin validation: bgpd needs its module (Debian package frr-rpki-rtrlib) and a validator; without them every route is `notfound`, and none is refused',
          evidence: { module: 'rpki', package: 'frr-rpki-rtrlib' },
          fix: 'install frr-rpki-rtrlib and a validator in the management network, and add `rpki cache` for it',
        },
      ]
    : [];

/** FRR's own access lists filter routes only. */
const packetFilters: Rule = ({ interfaces, accessLists }) => {
  const used = interfaces.flatMap((i) => (i.kind === 'routed' && i.accessListIn !== null ? i.accessListIn : []));
  return used.length === 0 || accessLists.length > 0
    ? []
    : [
        {
          rule: 'packet-filter',
          message: `access list ${used.join(', ')} is to filter packets and is not there`,
          evidence: { names: used.join(', ') },
          fix: 'define the list',
        },
      ];
};

/** The kernel's bonding driver has no such mode: a member alone carries nothing until LACP has come up. */
const bondFallback: Rule = ({ interfaces }) => {
  const bonds = interfaces.filter((i) => i.kind === 'bond' && i.fallback).length;
  return bonds === 0
    ? []
    : [
        {
          rule: 'lacp-fallback',
          severity: 'info' as const,
          message: `${String(bonds)} bonds should carry a single port while a server starts from the network, which Linux bonds do not: without LACP no member is used`,
          evidence: { bonds },
          fix: 'install servers over their management port, or use an image that speaks LACP',
        },
      ];
};

/** Services that EOS has built in and a Linux switch gets from other programs, or not at all. */
const management: Rule = ({ management: { gnmi, netconf } }) => {
  const missing = [...(gnmi === null ? [] : ['gNMI']), ...(netconf ? ['NETCONF'] : [])];
  return missing.length === 0
    ? []
    : [
        {
          rule: 'management',
          severity: 'info' as const,
          path: 'nos',
          message: `FRR does not speak ${missing.join(' and ')}: interfaces and sessions of this device are seen through its node and FRR exporters instead`,
          evidence: { missing: missing.join(', ') },
          fix: "scrape the exporters, or set nos: 'eos' where the protocol itself is needed",
        },
      ];
};

/**
 * FRR looks at the limit when it takes a route in, and not when it refuses one; `force` changes the sum and not the time.
 * @source bgpd/bgp_route.c of 8.4.4, bgp_update; 120 routes too many were refused one by one in fabric.engine.test.ts
 */
const maximumPrefixes: Rule = ({ bgp }) =>
  (bgp?.groups ?? [])
    .filter(({ maximumPrefixes, routeMapIn }) => maximumPrefixes !== null && routeMapIn !== null)
    .map(({ name, maximumPrefixes, routeMapIn }) => ({
      rule: 'maximum-prefix',
      severity: 'info' as const,
      message: `FRR counts what ${routeMapIn ?? ''} lets pass: peers of ${name} that send more than ${String(maximumPrefixes?.limit ?? 0)} routes are filtered, and not cut off as on EOS`,
      evidence: { group: name, limit: maximumPrefixes?.limit ?? 0 },
      fix: 'watch the number of routes that such a peer sends',
    }));

/**
 * A leaf without uplinks gives its bonds up by `protodown`, which needs a driver that has it: those of switch chips do,
 * those of ordinary NICs do not. There, a bond goes on taking packets that lead nowhere.
 * @source measured with FRR 8.4.4 and Linux 6.1 (veth: `Protodown not supported by device`): 63 % of a flow was lost
 */
const uplinkTracking: Rule = ({ interfaces }) => {
  const bonds = interfaces.filter((i) => i.kind === 'bond' && i.esi !== null).length;
  const uplinks = interfaces.filter((i) => i.kind === 'routed' && i.vrf === null && i.encapsulation === null).length;
  return bonds === 0
    ? []
    : [
        {
          rule: 'uplink-tracking',
          severity: 'info' as const,
          message: `${String(bonds)} bonds are shared with another leaf: when all ${String(uplinks)} uplinks are gone, FRR takes its half of them down only where the driver knows protodown`,
          evidence: { bonds, uplinks },
          fix: 'use ports whose driver has protodown, or uplinks that do not fail together',
        },
      ];
};

export const ability: readonly Rule[] = [
  mlag,
  names,
  gracefulRestart,
  watchedStaticRoutes,
  originValidation,
  packetFilters,
  bondFallback,
  management,
  maximumPrefixes,
  uplinkTracking,
];
