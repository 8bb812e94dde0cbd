import { parseAddress, parseCidr } from '@catalyst/model';

/**
 * Reads one word of a command. Undefined where it is not of this kind; otherwise the names in it, for those kinds that
 * others refer to (`20-22` is three VLANs).
 */
export type Argument = (word: string) => readonly string[] | undefined;

const matching =
  (pattern: RegExp): Argument =>
  (word) =>
    pattern.test(word) ? [word] : undefined;

/** A whole number, and no leading zero. */
export const int =
  (min: number, max: number): Argument =>
  (word) =>
    /^(0|[1-9]\d*)$/.test(word) && Number(word) >= min && Number(word) <= max ? [word] : undefined;

const ip: Argument = (word) => (parseAddress(word) === undefined ? undefined : [word]);

/** A network without host bits: EOS would mask them off, and print another line than it was given. */
const network: Argument = (word) => (parseCidr(word) === undefined ? undefined : [word]);

/** An address with the length of its network. */
const address: Argument = (word) => {
  const [host = '', length = '', ...rest] = word.split('/');
  return rest.length === 0 && parseAddress(host) !== undefined && int(0, 32)(length) !== undefined ? [word] : undefined;
};

/** A VLAN that is neither 0, nor the last, nor one that EOS takes for routed ports. */
const vlan: Argument = (word) =>
  int(1, 4094)(word) === undefined || (Number(word) >= 1006 && Number(word) <= 1199) ? undefined : [word];

const vlans: Argument = (word) => {
  const all: string[] = [];
  for (const run of word.split(',')) {
    const [from = '', to = from, ...rest] = run.split('-');
    if (rest.length > 0 || vlan(from) === undefined || vlan(to) === undefined || Number(from) > Number(to))
      return undefined;
    for (let id = Number(from); id <= Number(to); id++) all.push(String(id));
  }
  return all;
};

const asn: Argument = int(1, 4_294_967_295);

/** Address or AS number, and what it leaves room for. @source RFC 4364 §4.2 */
const distinguisher: Argument = (word) => {
  const at = word.lastIndexOf(':');
  const [admin, number] = [word.slice(0, at), word.slice(at + 1)];
  const room = parseAddress(admin) !== undefined || Number(admin) > 65_535 ? 65_535 : 4_294_967_295;
  const named = parseAddress(admin) !== undefined || asn(admin) !== undefined;
  return at > 0 && named && int(0, room)(number) !== undefined ? [word] : undefined;
};

const ESI = /^([0-9a-f]{4}:){4}[0-9a-f]{4}$/;
const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** A standard community: two numbers of two bytes, or a name. */
const community: Argument = (word) => {
  if (['GSHUT', 'internet', 'local-as', 'no-advertise', 'no-export'].includes(word)) return [word];
  const [high = '', low = '', ...rest] = word.split(':');
  const half = int(0, 65_535);
  return rest.length === 0 && half(high) !== undefined && half(low) !== undefined ? [word] : undefined;
};

const ETHERNET = matching(/^Ethernet\d+(\/\d+){0,2}$/);
const MANAGEMENT = matching(/^Management\d+(\/\d+)?$/);

/** `Vlan20`: a word before a number of a kind. */
const numbered =
  (prefix: string, number: Argument): Argument =>
  (word) =>
    word.startsWith(prefix) && number(word.slice(prefix.length)) !== undefined ? [word] : undefined;

const LOOPBACK = numbered('Loopback', int(0, 2100));
const PORT_CHANNEL = numbered('Port-Channel', int(1, 2000));
const VLAN_INTERFACE = numbered('Vlan', vlan);
const SUBINTERFACE = int(1, 4094);

const subinterfaceOf =
  (parent: Argument): Argument =>
  (word) => {
    const [name = '', number = '', ...rest] = word.split('.');
    return rest.length === 0 && parent(name) !== undefined && SUBINTERFACE(number) !== undefined ? [word] : undefined;
  };

const anyOf =
  (...kinds: readonly Argument[]): Argument =>
  (word) =>
    kinds.some((kind) => kind(word) !== undefined) ? [word] : undefined;

/** Kinds of words by the names that patterns use. */
export const ARGUMENTS: ReadonlyMap<string, Argument> = new Map<string, Argument>([
  ['word', matching(/^[^\s]+$/)],
  // A name that a person chose: EOS takes more, and people trip over it.
  ['name', matching(/^[A-Za-z][A-Za-z0-9_.-]*$/)],
  ['hostname', matching(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)],
  ['domain', matching(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)],
  // Never a value: it is put in place when the file is applied.
  ['secret', matching(/^\{\{secret:[a-z0-9][a-z0-9/._-]*\}\}$/)],
  ['file', matching(/^[a-z0-9.-]+\.(crt|key)$/)],
  ['ip', ip],
  ['network', network],
  ['address', address],
  ['mac', matching(MAC)],
  ['esi', matching(ESI)],
  ['system-id', matching(/^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/)],
  ['vlan', vlan],
  ['vlans', vlans],
  ['vni', int(1, 16_777_214)],
  ['asn', asn],
  ['rd', distinguisher],
  ['rt', distinguisher],
  ['community', community],
  ['ethernet', ETHERNET],
  ['ethernet-subinterface', subinterfaceOf(ETHERNET)],
  ['port-channel', PORT_CHANNEL],
  ['port-channel-subinterface', subinterfaceOf(PORT_CHANNEL)],
  ['loopback', LOOPBACK],
  ['management', MANAGEMENT],
  ['vlan-interface', VLAN_INTERFACE],
  [
    'interface',
    anyOf(
      ETHERNET,
      subinterfaceOf(ETHERNET),
      PORT_CHANNEL,
      subinterfaceOf(PORT_CHANNEL),
      LOOPBACK,
      MANAGEMENT,
      VLAN_INTERFACE,
    ),
  ],
  // The number of a bond stands for its interface.
  ['bond', (word) => (int(1, 2000)(word) === undefined ? undefined : [`Port-Channel${word}`])],
  ['area', ip],
  ['peer', (word) => (parseAddress(word) !== undefined ? [] : matching(/^[A-Za-z][A-Za-z0-9_-]*$/)(word))],
  ['seq', int(0, 4_294_967_295)],
  ['route-seq', int(1, 65_535)],
  ['length', int(0, 32)],
  ['mtu', int(68, 9214)],
  ['port', int(1, 65_535)],
  ['percent', int(1, 100)],
  ['distance', int(1, 255)],
  ['bfd-interval', int(50, 60_000)],
  ['bfd-multiplier', int(3, 50)],
  ['paths', int(1, 600)],
  ['keepalive', int(0, 3600)],
  ['hold', int(3, 7200)],
  ['priority', int(0, 61_440)],
  ['vrid', int(1, 255)],
  ['number', int(0, 4_294_967_295)],
]);
