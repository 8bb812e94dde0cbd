import type { DeviceConfig } from '../../../config/types.ts';
import type { Fault, Rule } from './make.ts';

const TWO_OCTETS = 65_535;

/** The two numbers of `65000:10010` or `10.0.0.1:10010`; the first is null where it is an address. */
const parts = (text: string): readonly [administrator: number | null, assigned: number] => {
  const [first = '', second = ''] = text.split(':');
  return [first.includes('.') ? null : Number(first), Number(second)];
};

/** Widths of an extended community or a distinguisher: six octets for both numbers. @source RFC 4360 §3, RFC 4364 §4.2 */
const fits = (text: string): boolean => {
  const [administrator, assigned] = parts(text);
  const wide = administrator === null || administrator > TWO_OCTETS;
  return assigned <= (wide ? TWO_OCTETS : 4_294_967_295);
};

const distinguishers = ({ bgp }: DeviceConfig): readonly string[] => [
  ...(bgp?.evpn?.vlans.map(({ rd }) => rd) ?? []),
  ...(bgp?.vrfs.map(({ rd }) => rd) ?? []),
];

const targets = ({ bgp }: DeviceConfig): readonly string[] => [
  ...(bgp?.evpn?.vlans.map(({ target }) => target) ?? []),
  ...(bgp?.vrfs.flatMap((vrf) => [...vrf.targets.imports, ...vrf.targets.exports]) ?? []),
];

/** FRR takes the lower 16 bits of a number that is too large, without a word: 70000 becomes 4464. @source network.md §4.2 */
const routeDistinguishers: Rule = (config) =>
  [...new Set(distinguishers(config))]
    .filter((rd) => !fits(rd))
    .map((rd) => ({
      rule: 'route-distinguisher',
      message: `FRR would cut the number of route distinguisher ${rd} off to ${String(parts(rd)[1] % 65_536)}: behind an address or a 4-byte AS number it has 16 bits, at most ${String(TWO_OCTETS)}`,
      evidence: { rd, largest: TWO_OCTETS },
      fix: 'use a number of at most 65,535: that of the VRF or VLAN, and not its VNI',
    }));

/** Refused by bgpd as malformed; `vtysh -C` passes it. @source network.md §4.2 */
const routeTargets: Rule = (config) =>
  [...new Set(targets(config))]
    .filter((target) => !fits(target))
    .map((target) => ({
      rule: 'route-target',
      message: `bgpd refuses route target ${target}: behind a 4-byte AS number it has 16 bits, at most ${String(TWO_OCTETS)}`,
      evidence: { target, largest: TWO_OCTETS },
      fix: 'use a 2-byte AS number in front of a VNI',
    }));

/** @source FRR doc/user/bgp.rst: ranges of `bgp dampening`; RFC 2439 §4.2: the ceiling is reuse × 2^(max ÷ half-life) */
const dampening: Rule = ({ bgp }) => {
  if (bgp?.dampening === null || bgp?.dampening === undefined) return [];
  const { halfLife, reuse, suppress, max } = bgp.dampening;
  const ceiling = Math.round(reuse * 2 ** (max / halfLife));
  const evidence = { halfLife, reuse, suppress, max, ceiling };
  const faults: Fault[] = [];
  const add = (message: string, fix: string): void => {
    faults.push({ rule: 'dampening', message, evidence, fix });
  };
  const within = (name: string, value: number, highest: number): void => {
    if (value < 1 || value > highest || !Number.isInteger(value))
      add(
        `dampening's ${name} is ${String(value)}, and FRR takes 1 to ${String(highest)}`,
        `choose a ${name} in that range`,
      );
  };
  within('half-life (minutes)', halfLife, 45);
  within('reuse penalty', reuse, 20_000);
  within('suppress penalty', suppress, 50_000);
  within('maximum (minutes)', max, 255);
  if (suppress <= reuse)
    add(
      `a route is suppressed at penalty ${String(suppress)} and used again at ${String(reuse)}: the first must be larger`,
      'raise suppress or lower reuse',
    );
  if (ceiling < suppress)
    add(
      `no route is ever suppressed: the penalty grows to ${String(reuse)} × 2^(${String(max)} ÷ ${String(halfLife)}) = ${String(ceiling)} at most, and suppression starts at ${String(suppress)}`,
      'raise max, or lower suppress or the half-life',
    );
  return faults;
};

/** FRR takes any pair of times, and lets sessions fall between two keepalives. @source RFC 4271 §4.4: a third of the hold time */
const timers: Rule = ({ bgp }) =>
  (bgp?.groups ?? [])
    .filter(({ timers }) => timers !== null && (timers.hold < 3 * timers.keepalive || timers.keepalive % 1000 !== 0))
    .map(({ name, timers }) => ({
      rule: 'bgp-timers',
      message: `peers of ${name} are given up after ${String((timers?.hold ?? 0) / 1000)} s and spoken to every ${String((timers?.keepalive ?? 0) / 1000)} s: the hold time must be at least three times the other, and both whole seconds`,
      evidence: { group: name, keepaliveMs: timers?.keepalive ?? 0, holdMs: timers?.hold ?? 0 },
      fix: 'raise the hold time; to find dead peers sooner, use BFD',
    }));

/** FRR refuses the second of the two commands. */
const ttl: Rule = ({ bgp }) =>
  (bgp?.groups ?? [])
    .filter(({ ttlSecurity, multihop }) => ttlSecurity && multihop !== null)
    .map(({ name, multihop }) => ({
      rule: 'ttl-security',
      message: `peers of ${name} may be ${String(multihop)} hops away and must be direct neighbours at the same time`,
      evidence: { group: name, multihop },
      fix: 'leave ttl security out for peers across several hops',
    }));

/** @source https://docs.frrouting.org/en/stable-8.4/bfd.html: 10 to 60,000 ms, multiplier 2 to 255 (1 tears sessions down at any delay) */
const bfdTimes: Rule = ({ bfd }) =>
  bfd === null || (bfd.interval >= 10 && bfd.interval <= 60_000 && bfd.multiplier >= 2 && bfd.multiplier <= 255)
    ? []
    : [
        {
          rule: 'bfd-times',
          message: `BFD every ${String(bfd.interval)} ms, given up after ${String(bfd.multiplier)}: FRR takes 10 to 60,000 ms and a multiplier of 2 to 255`,
          evidence: { intervalMs: bfd.interval, multiplier: bfd.multiplier },
          fix: 'use 300 ms and 3',
        },
      ];

/** `le` below `ge`, or either outside of an address. bgpd refuses the entry, and the list is shorter than it reads. */
const prefixLengths: Rule = ({ prefixLists }) =>
  prefixLists.flatMap(({ name, entries }) =>
    entries
      .filter(({ prefix, ge, le }) => {
        const length = Number(prefix.split('/')[1]);
        const from = ge ?? length;
        return from < length || (le ?? 32) < from || (le ?? 32) > 32;
      })
      .map(({ seq, prefix, ge, le }) => ({
        rule: 'prefix-length',
        message: `entry ${String(seq)} of prefix list ${name} can match nothing: ${prefix} with lengths from ${String(ge ?? prefix.split('/')[1])} to ${String(le ?? 32)}`,
        evidence: { list: name, seq, prefix, ge: ge ?? null, le: le ?? null },
        fix: "keep the prefix's own length ≤ ge ≤ le ≤ 32",
      })),
  );

export const values: readonly Rule[] = [
  routeDistinguishers,
  routeTargets,
  dampening,
  timers,
  ttl,
  bfdTimes,
  prefixLengths,
];
