import { z } from 'zod';
import { ClaimsSpec } from './claims.ts';
import { FabricSpec } from './fabric-spec.ts';
import { HardwareSpec } from './hardware.ts';
import { InterconnectSpec } from './interconnect/spec.ts';
import { name } from './names.ts';
import { hours, kB, percent, unit } from './units/index.ts';

/** Stands in a list of hosts for one that is gone, so that the others keep their numbers. */
export const RETIRED = 'retired';

const RACK = 'r\\d{2,4}';
/** A rack: `r01` to `r9999`. The number is part of the name, so that nothing is numbered by its position. */
const rack = z.string().regex(new RegExp(`^${RACK}$`), "must be 'r' and two to four digits, such as 'r01'");
const rackOrRetired = z
  .string()
  .regex(new RegExp(`^(${RACK}|${RETIRED})$`), `must be 'r' and two to four digits, such as 'r01', or '${RETIRED}'`);

const ZONE = '[a-d]';
const zone = z.string().regex(new RegExp(`^${ZONE}$`), "must be a zone letter, 'a' to 'd'");
const zoneOrRetired = z
  .string()
  .regex(new RegExp(`^(${ZONE}|${RETIRED})$`), `must be a zone letter, 'a' to 'd', or '${RETIRED}'`);

/** What the platform has to carry, in messages. */
export const DemandSpec = z.strictObject({
  /** @source guide l. 9, 220 */
  sustained: unit.transactionsPerSecond(),
  /** @source guide l. 221 */
  peak: unit.transactionsPerSecond(),
  /** A message as Kafka stores it, before compression. @source guide l. 402: "avg 1KB msg"; 1,000 B as audit §0 reads it */
  message: unit.bytes().default(kB(1)),
  /** Messaging channels, by name, and the weight of each in the mix: a channel with 2 carries twice what one with 1 does. */
  channels: z.record(name, z.number().positive()).refine((channels) => Object.keys(channels).length > 0, 'needs one'),
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

const pool = {
  /** Which block of host addresses the pool has in each network, for a pool without a well-known name. */
  block: z.int().min(32).max(63).optional(),
  /** Number of the first host. Pools that run one role together, such as two generations of servers, need different ones. */
  firstNumber: z.int().min(1).max(900).default(1),
};

/** Servers of one kind, bought once, used by one tier or by several. */
export const ServerPoolSpec = z.strictObject({
  hardware: HardwareSpec,
  /**
   * The rack of each server, first to last; see `across`. Append to grow, and write 'retired' for a server that is gone:
   * the others keep names, addresses and places. Another rack for an existing server is a move.
   */
  racks: z.array(rackOrRetired).min(1),
  /** Networks besides management that the servers are on. The first is the one that others reach them by. */
  networks: z
    .array(z.enum(['compute', 'storage', 'customer', 'security']))
    .min(1)
    .refine((networks) => new Set(networks).size === networks.length, 'lists a network twice')
    .default(['compute']),
  ...pool,
});

/** Instances of one kind at a cloud site that keep identity, address and data for life. */
export const InstancePoolSpec = z.strictObject({
  type: z.string(),
  /** The zone of each instance, first to last. Append to grow, and write 'retired' for one that is gone. */
  zones: z.array(zoneOrRetired).min(1),
  /** Data volume of each instance; types with local NVMe drives use those instead. */
  volume: unit.bytes().optional(),
  ...pool,
});

const site = {
  /** Where it is, in words. */
  location: z.string(),
  /** All addresses of the site are inside: a private network, best a /16. Changing it renumbers the site. */
  cidr: z.string(),
  /** The share of the demand that the site must be able to carry alone. 0 % for a site that only keeps copies. */
  carries: unit.ratio({ min: percent(0), max: percent(100) }).default(percent(100)),
  /** For a site that takes over from another: from which, and how its copies come. */
  standby: z.strictObject({ of: z.string(), mode: z.enum(['hot', 'delayed', 'snapshots']) }).optional(),
  claims: ClaimsSpec.default({}),
  /** When security updates are installed, each day, in UTC. Every host has a time of its own in it, apart from the others of its pool. */
  maintenance: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of the day, such as '02:00'"),
      length: unit.duration({ min: hours(1), max: hours(24) }),
    })
    .default({ from: '02:00', length: hours(4) }),
  /** Which tiers run here, and how; each tier defines its own part. */
  tiers: z.record(z.string(), z.unknown()),
};

export const DatacenterSpec = z.strictObject({
  substrate: z.literal('datacenter'),
  ...site,
  racks: z.array(rack).min(1),
  /** Height of every rack. */
  rackUnits: z.int().min(1).max(60).default(42),
  /** DNS servers that its hosts ask. They must know the hosts' names, which are written to `docs/dns.zone` for them. */
  resolvers: z.array(z.ipv4()).max(3).default([]),
  /**
   * NTP servers of its own, by address; four outvote one that is wrong. Without any, hosts ask the distribution's over
   * the Internet. @source https://www.rfc-editor.org/rfc/rfc8633#section-3.2
   */
  timeServers: z.array(z.ipv4()).max(8).default([]),
  servers: z.record(name, ServerPoolSpec),
  /** The network between the servers. Without it, none is built: a site of one server has none. */
  fabric: FabricSpec.optional(),
});

export const AwsSpec = z.strictObject({
  substrate: z.literal('aws'),
  ...site,
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region, such as 'us-east-1'"),
  zones: z.array(zone).min(1),
  /** The datacenter that this site is the cloud form of. */
  counterpartOf: z.string().optional(),
  /** The account to deploy to; without one, that of the caller's credentials. */
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .optional(),
  instances: z.record(name, InstancePoolSpec).default({}),
  /**
   * Whether the site may be deleted with all its data: nothing is protected or retained, and all zones share one NAT
   * gateway. Setting it back protects what is there from then on.
   */
  disposable: z.boolean().default(false),
});

export const SiteSpec = z.discriminatedUnion('substrate', [DatacenterSpec, AwsSpec]);

/** What people write. The tiers' parts are checked by the tiers. */
export const ProfileSpec = z.strictObject({
  name,
  title: z.string(),
  /** Private DNS zone of every host. `.internal` is reserved for that (ICANN, 2024-07-29). */
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a DNS name of at least two labels, in lower case')
    .default('catalyst.internal'),
  demand: DemandSpec,
  objectives: ObjectivesSpec,
  /**
   * People who log in to hosts, by user name. Each has a key, never a password: the secret `operators/<name>` of every
   * site is the public half.
   */
  operators: z
    .array(name)
    .refine((names) => new Set(names).size === names.length, 'lists a person twice')
    .default([]),
  /** Customers with a network segment of their own. The number is the customer's for life; a site has 2,048 segments. */
  tenants: z.record(name, z.strictObject({ id: z.int().min(1).max(2048) })).default({}),
  sites: z.record(name, SiteSpec).refine((sites) => Object.keys(sites).length > 0, 'a profile needs a site'),
  interconnects: z.record(name, InterconnectSpec).default({}),
  claims: ClaimsSpec.default({}),
  acknowledged: z
    .array(z.strictObject({ code: z.string(), subject: z.string().optional(), reason: z.string().min(10) }))
    .default([]),
});

export type Profile = z.output<typeof ProfileSpec>;
export type ProfileText = z.input<typeof ProfileSpec>;
export type SiteProfile = z.output<typeof SiteSpec>;
export type Demand = z.output<typeof DemandSpec>;

/**
 * `across(5, 'r01', 'r02', 'r03')`: five servers, each in the next rack: r01 r02 r03 r01 r02. A larger count moves none.
 * Another rack among the places would: add it by a second call, `[...across(5, 'r01', 'r02', 'r03'), ...across(2, 'r04')]`.
 */
export function across(count: number, ...places: readonly [string, ...string[]]): string[] {
  return Array.from({ length: count }, (_, i) => places[i % places.length] ?? places[0]);
}
