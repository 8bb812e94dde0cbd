import type { Bgp } from '../types.ts';
import { finding, type Rule } from './rule.ts';

/** A restart that is waited for, and links that nobody watches: the measured way to a black hole. */
export const gracefulRestart: Rule = (config) => {
  const { bgp } = config;
  const restart = bgp?.gracefulRestart ?? null;
  if (bgp === null || restart === null) return [];
  return bgp.groups
    .filter(({ bfd }) => !bfd)
    .map(({ name }) =>
      finding(config, '')(
        'restart-without-bfd',
        `${config.hostname} keeps the routes of ${name} for ${String(restart.restartTime / 1000)} s after a neighbour is gone, and no BFD tells a restart from a cut: ` +
          'a silent cut was measured as 127 s without traffic, against 0.9 s with BFD',
        `turn BFD on for ${name}, or graceful restart off`,
        { group: name, restartTime: restart.restartTime },
      ),
    );
};

/** Addresses leave 16 bits to a distinguisher's number: FRR takes 70,000 and uses 4,464. */
export const distinguishers: Rule = (config) => {
  const { bgp } = config;
  const all = [...(bgp?.evpn?.vlans ?? []).map(({ rd }) => rd), ...(bgp?.vrfs ?? []).map(({ rd }) => rd)];
  const seen = new Set<string>();
  return all.flatMap((rd) => {
    const number = Number(rd.slice(rd.lastIndexOf(':') + 1));
    const report = finding(config, '');
    if (number > 65_535)
      return [
        report(
          'distinguisher',
          `route distinguisher ${rd} has ${String(number)} after an address, where 65,535 is the largest: it would be cut to ${String(number % 65_536)}`,
          'give the VRF or VLAN a smaller number',
          { rd, cut: number % 65_536 },
        ),
      ];
    if (seen.has(rd))
      return [
        report(
          'distinguisher',
          `${config.hostname} has route distinguisher ${rd} twice: routes of one would replace those of the other`,
          'give the VRFs different numbers',
          { rd },
        ),
      ];
    seen.add(rd);
    return [];
  });
};

/** An AS number of four bytes leaves 16 bits to a target's number; one of two bytes leaves 32. */
export const targets: Rule = (config) => {
  const { bgp } = config;
  const all = new Set([
    ...(bgp?.evpn?.vlans ?? []).map(({ target }) => target),
    ...(bgp?.vrfs ?? []).flatMap((vrf) => [...vrf.targets.imports, ...vrf.targets.exports]),
  ]);
  return [...all].flatMap((target) => {
    const [asn = 0, number = 0] = target.split(':').map(Number);
    const largest = asn > 65_535 ? 65_535 : 4_294_967_295;
    return asn <= 4_294_967_295 && number <= largest
      ? []
      : [
          finding(config, '')(
            'target',
            `route target ${target} does not fit eight bytes: with AS ${String(asn)} its number can be ${String(largest)} at most`,
            'use an AS number of two bytes in route targets',
            { target, largest },
          ),
        ];
  });
};

/** Without `activate` a session comes up and carries nothing. */
export const inactive: Rule = (config) =>
  (config.bgp?.groups ?? [])
    .filter(({ families }) => families.length === 0)
    .map(({ name }) =>
      finding(config, '')(
        'inactive-group',
        `${config.hostname} has sessions in ${name}, which is active in no address family: they come up and carry nothing`,
        'say which families the group is for',
        { group: name },
      ),
    );

/** A switch in the middle that names itself as the next hop gets packets for tunnels that it does not have. */
export const nextHops: Rule = (config) => {
  const { bgp, vxlan } = config;
  if (bgp === null || vxlan !== null) return [];
  return bgp.groups
    .filter(({ families, nextHopUnchanged }) => families.includes('evpn') && !nextHopUnchanged)
    .map(({ name }) =>
      finding(config, '')(
        'next-hop',
        `${config.hostname} passes EVPN routes on and puts itself in as the next hop (${name}), and it has no tunnel: traffic would end there`,
        'leave next hops unchanged between those that have tunnels',
        { group: name },
      ),
    );
};

/** Sessions between loopbacks are more than a hop away; external BGP expects one. */
export const multihop: Rule = (config) => {
  const { bgp } = config;
  const external = externalGroups(bgp);
  return (bgp?.groups ?? [])
    .filter(({ name, updateSource, multihop }) => updateSource !== null && multihop === null && external.has(name))
    .map(({ name }) =>
      finding(config, '')(
        'multihop',
        `${config.hostname} speaks to ${name} from a loopback, which is more than one hop away, and external BGP allows one`,
        'allow the group two hops at least',
        { group: name },
      ),
    );
};

const externalGroups = (bgp: Bgp | null): ReadonlySet<string> =>
  new Set((bgp?.neighbors ?? []).filter(({ remoteAs }) => remoteAs !== bgp?.asn).map(({ group }) => group));

/** EOS has no dampening of routes: none in its reference, nor in any public grammar of it. @source network notes §0.4 */
export const dampening: Rule = (config) =>
  config.os === 'eos' && (config.bgp?.dampening ?? null) !== null
    ? [
        finding(config, '.nos')(
          'dampening',
          `${config.hostname} is to dampen routes that flap, and EOS has no such command: it can only dampen whole sessions`,
          'run FRR on the edge routers, or leave dampening out',
        ),
      ]
    : [];
