import { z } from 'zod';
import { parseAddress, parseCidr } from '../ipv4.ts';
import { unit } from '../units/index.ts';

const asn = z.int().min(1).max(4_294_967_294);
const link = { between: z.tuple([z.string(), z.string()]), bandwidth: unit.bitsPerSecond() };

/** The edge router that it ends on. Default: by the last digit of its name, odd on the first and even on the second. */
const router = z.int().min(1).max(2).optional();

const withPrefix = z.string().refine((text) => {
  const [address = '', length = ''] = text.split('/');
  return parseAddress(address) !== undefined && /^(2\d|3[01])$/.test(length);
}, "must be an address with its prefix length, such as '192.0.2.2/30'");

const inside = z.string().refine((text) => {
  const cidr = parseCidr(text);
  return cidr?.prefix === 30 && text.startsWith('169.254.');
}, "must be a /30 of 169.254.0.0/16, such as '169.254.20.0/30'");

/** A community as BGP writes it. */
const community = z.string().regex(/^\d{1,5}:\d{1,5}$/, "must be two numbers, such as '64500:666'");

/** What joins two sites, or a site and the Internet (`between: ['dc1', 'internet']`). */
export const InterconnectSpec = z.discriminatedUnion('kind', [
  /** A dedicated circuit into an AWS Direct Connect location. */
  z.strictObject({
    kind: z.literal('direct-connect'),
    ...link,
    location: z.string(),
    router,
    /** An existing connection (`dxcon-…`); without one, another is ordered. */
    connection: z
      .string()
      .regex(/^dxcon-[0-9a-z]+$/, "must be the id of a connection, such as 'dxcon-ffabc123'")
      .optional(),
    /** Tag on the circuit. The provider gives it where the connection is hosted. */
    vlan: z.int().min(1).max(4094).default(101),
    /** Inside the circuit; AWS has the first address, the router the second. Default: from its name. */
    inside: inside.optional(),
    /** AS number of the Direct Connect gateway. Default: from the network of the site at AWS. */
    asn: asn.optional(),
    /**
     * Largest packet; a change interrupts the circuit for up to 30 s.
     * @source https://docs.aws.amazon.com/directconnect/latest/UserGuide/set-jumbo-frames-vif.html: 8,500 on a transit interface
     */
    mtu: z.union([z.literal(1500), z.literal(8500), z.literal(9001)]).default(8500),
    bfd: z.boolean().default(true),
    /** Keeps routes of a router that restarts. Not together with BFD: AWS advises against it. */
    gracefulRestart: z.boolean().default(false),
  }),
  /** Two encrypted tunnels over the Internet: backup of a Direct Connect, or between datacenters. */
  z.strictObject({
    kind: z.literal('ipsec'),
    ...link,
    /** Inside of each tunnel. Default: from its name. */
    inside: z.tuple([inside, inside]).optional(),
  }),
  z.strictObject({
    kind: z.literal('dark-fiber'),
    ...link,
    router,
    /** There and back. */
    latency: unit.duration(),
    /** Of the shortest way over the ground; the fiber is never shorter. */
    length: unit.length().optional(),
    claims: z.strictObject({ latency: unit.duration() }).optional(),
  }),
  z.strictObject({
    kind: z.literal('internet'),
    ...link,
    provider: z.string(),
    asn: asn.optional(),
    role: z.enum(['primary', 'backup']),
    router,
    /** Both ends of the link, as the provider assigns them. */
    peering: z.strictObject({ ours: withPrefix, theirs: z.ipv4() }).optional(),
    /** What is asked of the provider: a default route, or all routes of the Internet, for which many switches have no room. */
    routes: z.enum(['default', 'full']).default('default'),
    /** More routes than this end the session. Default: 100, and 1,200,000 for a full table. */
    maximumPrefixes: z.int().min(1).max(4_000_000).optional(),
    /** The community by which the provider drops traffic to one of our addresses. @source RFC 7999: 65535:666 */
    blackhole: community.default('65535:666'),
    /** Whether the provider takes flow specifications from us (RFC 8955). */
    flowspec: z.boolean().default(false),
    /** Whether both ends drop packets of a session that come from further away (RFC 5082). Both must have it on or off. */
    gtsm: z.boolean().default(true),
    bfd: z.boolean().default(true),
    /** What the contract promises, of time. */
    availability: unit.ratio().optional(),
  }),
  z.strictObject({ kind: z.literal('aws-backbone'), ...link }),
]);

export type Interconnect = z.output<typeof InterconnectSpec>;
export type InterconnectOf<Kind extends Interconnect['kind']> = Extract<Interconnect, { kind: Kind }>;
