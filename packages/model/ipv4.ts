/** An IPv4 network: its first address as an unsigned 32-bit number, and its prefix length. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

/** Without leading zeros, which some programs take for octal. */
const OCTETS = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** `10.0.0.1` as an unsigned number; undefined when it is not an address. */
export function parseAddress(text: string): number | undefined {
  const octets = OCTETS.exec(text)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** `10.0.0.1` from its number. */
export function printAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** How many addresses a network has. */
export const sizeOf = ({ prefix }: Cidr): number => 2 ** (32 - prefix);

/** `10.0.0.0/16`; undefined when it is not a network or has host bits set. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length = ''] = text.split('/');
  const first = parseAddress(address);
  const prefix = /^\d{1,2}$/.test(length) ? Number(length) : 33;
  if (first === undefined || prefix > 32 || text.split('/').length !== 2) return undefined;
  const cidr = { first, prefix };
  return first % sizeOf(cidr) === 0 ? cidr : undefined;
}

export const printCidr = ({ first, prefix }: Cidr): string => `${printAddress(first)}/${String(prefix)}`;

/** Whether two networks share an address. */
export const overlaps = (a: Cidr, b: Cidr): boolean => a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a);

/** The part number `index` of a network that is cut into parts of the given prefix length. */
export function subnet(cidr: Cidr, prefix: number, index: number): Cidr {
  const part = { first: cidr.first + index * 2 ** (32 - prefix), prefix };
  if (prefix < cidr.prefix || index < 0 || !Number.isInteger(index) || !overlaps(cidr, part))
    throw new Error(`${printCidr(cidr)} has no part ${String(index)} of /${String(prefix)}`);
  return part;
}

/** Whether the first network is inside the second. */
export const isInside = (inner: Cidr, outer: Cidr): boolean => inner.prefix >= outer.prefix && overlaps(inner, outer);
