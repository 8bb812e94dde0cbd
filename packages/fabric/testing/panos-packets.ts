import { isInside, parseAddress, parseCidr } from '@catalyst/model';

/*
 * What a firewall would do with a packet, from the text that it gets and nothing else: for tests, as a second opinion
 * beside the code that wrote the text.
 */

export interface Packet {
  readonly from: string;
  readonly to: string;
  /** Source and destination address, as the packet has them when it arrives. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

type Rule = Map<string, readonly string[]>;

interface Context {
  readonly zones: Set<string>;
  readonly external: Map<string, string>;
  readonly addresses: Map<string, string>;
  readonly groups: Map<string, readonly string[]>;
  readonly services: Map<string, string>;
  readonly rules: Map<string, Rule>;
}

const words = (text: string): readonly string[] =>
  (text.match(/"[^"]*"|[^\s"[\]]+/g) ?? []).map((word) => (word.startsWith('"') ? word.slice(1, -1) : word));

/** The contexts of a text of `set` commands. */
function read(text: string): ReadonlyMap<string, Context> {
  const contexts = new Map<string, Context>();
  for (const line of text.split('\n')) {
    const [, head, id = '', kind = '', name = '', ...rest] = words(line);
    if (head !== 'vsys') continue;
    const context: Context = contexts.get(id) ?? {
      zones: new Set(),
      external: new Map(),
      addresses: new Map(),
      groups: new Map(),
      services: new Map(),
      rules: new Map(),
    };
    contexts.set(id, context);
    if (kind === 'zone' && rest[1] === 'external') context.external.set(name, rest[2] ?? '');
    else if (kind === 'zone') context.zones.add(name);
    else if (kind === 'address') context.addresses.set(name, rest[1] ?? '');
    else if (kind === 'address-group') context.groups.set(name, rest.slice(1));
    else if (kind === 'service') context.services.set(name, `${rest[1] ?? ''}/${rest[3] ?? ''}`);
    else if (kind === 'rulebase' && name === 'security') {
      const [, rule = '', part = '', ...values] = rest;
      const own: Rule = context.rules.get(rule) ?? new Map<string, readonly string[]>();
      own.set(part, values);
      context.rules.set(rule, own);
    }
  }
  return contexts;
}

function matchesAddress(context: Context, names: readonly string[], address: string): boolean {
  const value = parseAddress(address);
  if (value === undefined) return false;
  return names.some((name) => {
    if (name === 'any') return true;
    const network = context.addresses.get(name);
    if (network === undefined) return matchesAddress(context, context.groups.get(name) ?? [], address);
    const cidr = parseCidr(network);
    return cidr !== undefined && isInside({ first: value, prefix: 32 }, cidr);
  });
}

const passes = (context: Context, from: string, to: string, packet: Packet): boolean =>
  [...context.rules.values()].some(
    (rule) =>
      rule.get('action')?.[0] === 'allow' &&
      rule.get('application')?.[0] === 'any' &&
      (rule.get('from') ?? []).includes(from) &&
      (rule.get('to') ?? []).includes(to) &&
      matchesAddress(context, rule.get('source') ?? [], packet.source) &&
      matchesAddress(context, rule.get('destination') ?? [], packet.destination) &&
      (rule.get('service') ?? []).some(
        (name) => name === 'any' || context.services.get(name) === `${packet.protocol}/${String(packet.port)}`,
      ),
  );

/** Whether a packet passes: by a rule of the one context that has both zones, or of both contexts that it goes through. */
export function judge(text: string): (packet: Packet) => boolean {
  const contexts = read(text);
  const home = (zone: string) => [...contexts].find(([, { zones }]) => zones.has(zone));
  const door = (context: Context, other: string) => [...context.external].find(([, id]) => id === other)?.[0];
  return (packet) => {
    const [a, b] = [home(packet.from), home(packet.to)];
    if (a === undefined || b === undefined) return false;
    if (a[0] === b[0]) return passes(a[1], packet.from, packet.to, packet);
    const [out, way] = [door(a[1], b[0]), door(b[1], a[0])];
    return (
      out !== undefined &&
      way !== undefined &&
      passes(a[1], packet.from, out, packet) &&
      passes(b[1], way, packet.to, packet)
    );
  };
}
