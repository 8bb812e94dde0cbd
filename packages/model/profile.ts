import { z } from 'zod';
import { HardwareSpec } from './hardware.ts';
import { kB, percent, unit } from './units/index.ts';

/** A name that becomes part of ids, host names and DNS labels. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case letters and digits, in words joined by single hyphens')
  .max(30);

/** A rack: `r01` to `r99`. The number is part of the name, so that nothing is numbered by its position. */
const rack = z.string().regex(/^r\d{2}$/, "must be 'r' and two digits, such as 'r01'");

/** What the platform has to carry, in messages. */
export const DemandSpec = z.strictObject({
  /** @source guide l. 9, 220 */
  sustained: unit.transactionsPerSecond(),
  /** @source guide l. 221 */
  peak: unit.transactionsPerSecond(),
  /** A message as Kafka stores it, before compression. @source guide l. 402: "avg 1KB msg"; 1,000 B as audit §0 reads it */
  message: unit.bytes().default(kB(1)),
  /** Messaging channels, by name, and the share of messages that each carries. */
  channels: z.record(name, unit.ratio({ min: percent(0), max: percent(100) })),
  /** Groups that each read every message: services, billing, analytics, mirror. @source audit §6: 3 to 4 */
  consumerGroups: z.int().min(1).max(50).default(4),
});

/** Service-level objectives of the whole platform. */
export const ObjectivesSpec = z.strictObject({
  availability: unit.ratio({ max: percent(100) }),
  failover: unit.duration(),
  latencyP99: unit.duration(),
  retention: unit.duration(),
});

/** One kind of server in a list of a document: how many, and what each of them is said to be. */
const ClaimedPool = z.strictObject({
  servers: z.int().min(1),
  cores: z.int().optional(),
  memory: unit.bytes().optional(),
  storage: unit.bytes().optional(),
  /** The pools of the site that the list calls so; the one with its name when left out. */
  pools: z.array(name).min(1).optional(),
});

/** Another list of the servers of a site that the document gives, beside the one that the profile follows. */
const ClaimedFleet = z.strictObject({
  /** What the document calls the sum. */
  servers: z.int().min(1).optional(),
  /** It is about the kinds that it names, and says nothing of the others. */
  partial: z.boolean().default(false),
  list: z.record(name, ClaimedPool).default({}),
});

/** What a document asserts of an inventory. It is checked, never used. */
export const ClaimsSpec = z.strictObject({
  /** The document writes `115+`: more than it says is no contradiction, and less is one. */
  atLeast: z.boolean().optional(),
  servers: z.int().optional(),
  cores: z.int().optional(),
  memory: unit.bytes().optional(),
  storage: unit.bytes().optional(),
  network: unit.bitsPerSecond().optional(),
  power: unit.watts().optional(),
  sustained: unit.transactionsPerSecond().optional(),
  dailyMessages: z.int().optional(),
  /** How long every message is kept, wherever. */
  retention: unit.duration().optional(),
  /** How long it takes until another site, or this one, has taken over. */
  failover: unit.duration().optional(),
  /** Most of what was acknowledged that may be missing after a site is lost, as the time that it took to come in. */
  dataLoss: unit.duration().optional(),
  /** Other lists of the same servers, by where they are. */
  fleets: z.record(name, ClaimedFleet).optional(),
});

/** Servers of one kind, bought once, used by one tier or by several. */
export const ServerPoolSpec = z.strictObject({
  hardware: HardwareSpec,
  /** The rack of each server, first to last; see `across`. Append to grow: the servers before keep names and addresses. */
  racks: z.array(rack).min(1),
  /** Networks besides management that the servers are on. */
  networks: z.array(z.enum(['compute', 'storage', 'customer', 'security'])).default(['compute']),
  /** Which block of host addresses the pool has in each network, 1 to 63. Only for a pool without a well-known name. */
  block: z.int().min(1).max(63).optional(),
});

/** Instances of one kind at a cloud site that keep identity, address and data for life. */
export const InstancePoolSpec = z.strictObject({
  type: z.string(),
  /** The zone of each instance, first to last. Append to grow. */
  zones: z.array(z.string().regex(/^[a-d]$/, "must be a zone letter, 'a' to 'd'")).min(1),
  /** Data volume of each instance; types with local NVMe drives use those instead. */
  volume: unit.bytes().optional(),
  block: z.int().min(1).max(63).optional(),
});

const site = {
  /** Where it is, in words. */
  location: z.string(),
  /** All addresses of the site are inside, a /12 to a /18. Changing it renumbers the site. */
  cidr: z.string(),
  /** The share of the demand that the site must be able to carry alone. 0 % for a site that only keeps copies. */
  carries: unit.ratio({ max: percent(100) }).default(percent(100)),
  claims: ClaimsSpec.default({}),
  /** Which tiers run here, and how; each tier defines its own part. */
  tiers: z.record(z.string(), z.unknown()),
};

export const DatacenterSpec = z.strictObject({
  substrate: z.literal('datacenter'),
  ...site,
  racks: z.array(rack).min(1),
  /** Height of every rack. */
  rackUnits: z.int().min(1).max(60).default(42),
  servers: z.record(name, ServerPoolSpec),
});

export const AwsSpec = z.strictObject({
  substrate: z.literal('aws'),
  ...site,
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region, such as 'us-east-1'"),
  zones: z.array(z.string().regex(/^[a-d]$/, "must be a zone letter, 'a' to 'd'")).min(1),
  /** The datacenter that this site is the cloud form of. */
  counterpartOf: z.string().optional(),
  /** The account to deploy to; without one, that of the caller's credentials. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .optional(),
  instances: z.record(name, InstancePoolSpec).default({}),
});

export const SiteSpec = z.discriminatedUnion('substrate', [DatacenterSpec, AwsSpec]);

const asn = z.int().min(1).max(4_294_967_294);
const link = { between: z.tuple([z.string(), z.string()]), bandwidth: unit.bitsPerSecond() };

/** What joins two sites, or a site and the Internet (`between: ['dc1', 'internet']`). */
export const InterconnectSpec = z.discriminatedUnion('kind', [
  /** A dedicated circuit into an AWS Direct Connect location. */
  z.strictObject({ kind: z.literal('direct-connect'), ...link, location: z.string() }),
  /** An encrypted tunnel over the Internet: backup of a Direct Connect, or between datacenters. */
  z.strictObject({ kind: z.literal('ipsec'), ...link }),
  z.strictObject({
    kind: z.literal('dark-fiber'),
    ...link,
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
  }),
  z.strictObject({ kind: z.literal('aws-backbone'), ...link }),
]);

/** What people write. The tiers' parts are checked by the tiers. */
export const ProfileSpec = z.strictObject({
  name,
  title: z.string(),
  /** Private DNS zone of every host. `.internal` is reserved for that (ICANN, 2024-07-29). */
  domain: z.string().default('catalyst.internal'),
  demand: DemandSpec,
  objectives: ObjectivesSpec,
  /** Customers with a network segment of their own. The number is the customer's for life. */
  tenants: z.record(name, z.strictObject({ id: z.int().min(1).max(4000) })).default({}),
  sites: z.record(name, SiteSpec),
  interconnects: z.record(name, InterconnectSpec).default({}),
  claims: ClaimsSpec.default({}),
  acknowledged: z
    .array(z.strictObject({ code: z.string(), subject: z.string().optional(), reason: z.string().min(10) }))
    .default([]),
});

export type Profile = z.output<typeof ProfileSpec>;
export type ProfileText = z.input<typeof ProfileSpec>;
export type SiteProfile = z.output<typeof SiteSpec>;
export type Claims = z.output<typeof ClaimsSpec>;
export type ClaimedFleet = z.output<typeof ClaimedFleet>;
export type ClaimedPool = z.output<typeof ClaimedPool>;
export type Interconnect = z.output<typeof InterconnectSpec>;
export type Demand = z.output<typeof DemandSpec>;

/** `across(5, 'r01', 'r02', 'r03')`: five servers, each in the next rack: r01 r02 r03 r01 r02. A larger count moves none. */
export function across(count: number, ...places: readonly [string, ...string[]]): string[] {
  return Array.from({ length: count }, (_, i) => places[i % places.length] ?? places[0]);
}
