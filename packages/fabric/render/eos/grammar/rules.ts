import { overlaps, parseAddress, parseCidr, printCidr, type Cidr } from '@catalyst/model';
import type { Fault } from './fault.ts';
import type { Node } from './tree.ts';

/*
 * What each command allows and all together do not: a device takes such a file and does something else than was meant.
 */

type Rule = (nodes: readonly Node[]) => readonly Fault[];

const fault = (code: Fault['code'], { line, text }: Node, message: string, fix: string): Fault => ({
  code,
  line,
  text,
  message,
  fix,
});

const within = (nodes: readonly Node[], prefix: string): readonly Node[] =>
  nodes.filter(({ text }) => text.startsWith(prefix));
const has = (node: Node, prefix: string): boolean => node.children.some(({ text }) => text.startsWith(prefix));
const last = ({ words }: Node): string => words.at(-1) ?? '';

/** The same section, or the same command, twice: the second is taken for a change of the first. */
const twice: Rule = (nodes) => {
  const seen = new Map<string, Node>();
  return nodes.flatMap((node): readonly Fault[] => {
    const first = seen.get(node.text);
    seen.set(node.text, first ?? node);
    return [
      ...(first === undefined
        ? []
        : [fault('duplicate', node, `'${node.text}' is there already, in line ${String(first.line)}`, 'keep one')]),
      ...twice(node.children),
    ];
  });
};

/** A sequence number is a place, and two cannot stand in one. */
const sequences: Rule = (nodes) =>
  [...within(nodes, 'ip prefix-list '), ...within(nodes, 'ip access-list ')].flatMap(({ text, children }) => {
    const seen = new Set<string>();
    return children.flatMap((entry) => {
      const [seq = ''] = /\d+/.exec(entry.text) ?? [];
      const taken = seen.has(seq);
      seen.add(seq);
      return taken
        ? [fault('duplicate', entry, `${text} has two entries ${seq}: the first would be gone`, 'number them apart')]
        : [];
    });
  });

/** `permit 10.0.0.0/16 ge 8` matches nothing, and is taken. */
const lengths: Rule = (nodes) =>
  within(nodes, 'ip prefix-list ').flatMap(({ children }) =>
    children.flatMap((entry) => {
      const [, length, ge, le] = /\/(\d+)(?: (?:ge|eq) (\d+))?(?: le (\d+))?$/.exec(entry.text) ?? [];
      const lower = Number(ge ?? length);
      return lower < Number(length) || (le !== undefined && Number(le) < lower)
        ? [
            fault(
              'contradiction',
              entry,
              `'${entry.text}' matches no prefix at all`,
              'let the lengths grow: prefix ≤ ge ≤ le',
            ),
          ]
        : [];
    }),
  );

const networkOf = (address: string): Cidr | undefined => {
  const [host = '', length = ''] = address.split('/');
  const number = parseAddress(host);
  const size = 2 ** (32 - Number(length));
  return number === undefined ? undefined : { first: number - (number % size), prefix: Number(length) };
};

/** Two ports of a VRF in one network: the device refuses the second. */
const addresses: Rule = (nodes) => {
  const byVrf = new Map<string, { readonly node: Node; readonly network: Cidr }[]>();
  for (const port of within(nodes, 'interface ')) {
    const vrf = port.children.find(({ text }) => text.startsWith('vrf '));
    for (const node of port.children) {
      if (!/^ip address (virtual )?[\d.]+\/\d+$/.test(node.text)) continue;
      const network = networkOf(last(node));
      const key = vrf === undefined ? '' : last(vrf);
      const list = byVrf.get(key) ?? [];
      if (network !== undefined) list.push({ node, network });
      byVrf.set(key, list);
    }
  }
  return [...byVrf].flatMap(([vrf, list]) => {
    const sorted = [...list].sort((a, b) => a.network.first - b.network.first);
    return sorted.slice(1).flatMap(({ node, network }, i) => {
      const before = sorted[i];
      return before !== undefined && overlaps(before.network, network)
        ? [
            fault(
              'contradiction',
              node,
              `${printCidr(network)} overlaps ${printCidr(before.network)} of line ${String(before.node.line)} in ${vrf === '' ? 'the default VRF' : `VRF ${vrf}`}`,
              'give one of them another network, or another VRF',
            ),
          ]
        : [];
    });
  });
};

/** A port is in a bond, or in VLANs, or routed. */
const layers: Rule = (nodes) =>
  nodes
    .filter(({ text }) => /^interface (Ethernet|Port-Channel)[^.]*$/.test(text))
    .flatMap((port) => {
      const member = has(port, 'channel-group ');
      const routed = has(port, 'ip address ');
      const switched = has(port, 'switchport');
      const wrong =
        member && (routed || switched)
          ? 'is in a bond, and has addresses or VLANs of its own, which it would not use'
          : routed && !has(port, 'no switchport')
            ? "has an address and is a switched port: 'no switchport' is missing"
            : routed && switched
              ? 'has an address and VLANs'
              : undefined;
      return wrong === undefined
        ? []
        : [fault('contradiction', port, `${port.text} ${wrong}`, 'let it be one of the two')];
    });

/** A VLAN's interface stays down without the VLAN. */
const vlanInterfaces: Rule = (nodes) => {
  const vlans = new Set(within(nodes, 'vlan ').map(({ text }) => text));
  return within(nodes, 'interface Vlan').flatMap((port) =>
    vlans.has(`vlan ${last(port).slice('Vlan'.length)}`)
      ? []
      : [fault('undefined', port, `${port.text} is there and its VLAN is not`, 'add the VLAN')],
  );
};

/** MLAG needs the peer link, and both ends of its session in one network. */
const mlag: Rule = (nodes) => {
  const own = nodes.find(({ text }) => text === 'mlag configuration');
  if (own === undefined)
    return within(nodes, 'interface Port-Channel').flatMap((port) =>
      port.children
        .filter(({ text }) => text.startsWith('mlag '))
        .map((node) =>
          fault(
            'contradiction',
            node,
            `${port.text} is one of a pair, and this device is in none`,
            'leave mlag out of it',
          ),
        ),
    );
  const peer = own.children.find(({ text }) => /^peer-address [\d.]+$/.test(text));
  const local = own.children.find(({ text }) => text.startsWith('local-interface '));
  const port = nodes.find(({ text }) => local !== undefined && text === `interface ${last(local)}`);
  const address = port?.children.find(({ text }) => text.startsWith('ip address '));
  const network = address === undefined ? undefined : networkOf(last(address));
  const missing = ['domain-id', 'peer-link', 'reload-delay mlag', 'reload-delay non-mlag'].filter(
    (key) => !has(own, key),
  );
  const faults = missing.map((key) => fault('contradiction', own, `mlag has no ${key}`, `add ${key}`));
  const other = peer === undefined ? undefined : parseCidr(`${last(peer)}/32`);
  if (network === undefined || other === undefined || !overlaps(network, other))
    faults.push(
      fault('contradiction', own, 'the two of the pair are in different networks', 'give both ends of one /31'),
    );
  return faults;
};

/** What is a section by itself, and has to be there because another is. */
const routing: Rule = (nodes) => {
  const bgp = nodes.find(({ text }) => text.startsWith('router bgp '));
  if (bgp === undefined) return [];
  const faults: Fault[] = [];
  const families = bgp.children.filter(({ text }) => text.startsWith('address-family '));
  const evpn = families.find(({ text }) => text === 'address-family evpn');
  if (evpn !== undefined && !nodes.some(({ text }) => text === 'service routing protocols model multi-agent'))
    faults.push(
      fault(
        'contradiction',
        evpn,
        'EVPN needs the multi-agent model of routing',
        'add service routing protocols model multi-agent',
      ),
    );
  const groups = bgp.children.filter(({ text }) => text.endsWith(' peer group')).map(({ words }) => words[1] ?? '');
  for (const group of groups) {
    const of = (what: string): boolean => bgp.children.some(({ text }) => text.startsWith(`neighbor ${group} ${what}`));
    if (!families.some((family) => has(family, `neighbor ${group} activate`)))
      faults.push(
        fault(
          'contradiction',
          bgp,
          `${group} is active in no address family: its sessions carry nothing`,
          `add 'neighbor ${group} activate' to a family`,
        ),
      );
    if (evpn !== undefined && has(evpn, `neighbor ${group} activate`)) {
      if (!of('send-community'))
        faults.push(
          fault(
            'contradiction',
            evpn,
            `${group} sends no communities, and route targets are communities`,
            `add 'neighbor ${group} send-community'`,
          ),
        );
      if (of('update-source') && !of('ebgp-multihop'))
        faults.push(
          fault(
            'contradiction',
            evpn,
            `${group} speaks from a loopback, and external BGP reaches one hop`,
            `add 'neighbor ${group} ebgp-multihop'`,
          ),
        );
    }
  }
  const routed = new Set(within(nodes, 'ip routing vrf ').map(last));
  for (const vrf of within(bgp.children, 'vrf '))
    if (!routed.has(last(vrf)))
      faults.push(
        fault(
          'contradiction',
          vrf,
          `BGP is in VRF ${last(vrf)}, which does not route`,
          `add 'ip routing vrf ${last(vrf)}'`,
        ),
      );
  return faults;
};

/** Timers that end a session before its next sign of life. */
const timers: Rule = (nodes) =>
  within(nodes, 'router bgp ').flatMap(({ children }) =>
    children.flatMap((node) => {
      const [, keepalive, hold] = / timers (\d+) (\d+)$/.exec(node.text) ?? [];
      return keepalive !== undefined && Number(hold) <= Number(keepalive)
        ? [
            fault(
              'contradiction',
              node,
              `'${node.text}' gives up before it hears the next message`,
              'hold for three keepalives',
            ),
          ]
        : [];
    }),
  );

const end: Rule = (nodes) => {
  const final = nodes.at(-1);
  return final === undefined || final.text === 'end'
    ? []
    : [fault('syntax', final, "the text ends without 'end': it may have been cut off", "end with 'end'")];
};

const RULES: readonly Rule[] = [
  twice,
  sequences,
  lengths,
  addresses,
  layers,
  vlanInterfaces,
  mlag,
  routing,
  timers,
  end,
];

/** What is wrong with a configuration as a whole. */
export const rules: Rule = (nodes) => RULES.flatMap((rule) => rule(nodes));
