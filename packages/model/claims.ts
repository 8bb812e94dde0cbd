import { z } from 'zod';
import { name } from './names.ts';
import { seconds, unit } from './units/index.ts';

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

/** A share of the network that a document allots. */
const Allotment = z.strictObject({
  bandwidth: unit.bitsPerSecond(),
  /** The servers that are to bring it onto the network, where it is all theirs. */
  of: z.array(name).min(1).optional(),
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
  dataLoss: unit.duration({ min: seconds(0) }).optional(),
  /** The lowest version of TLS that anything speaks. @source guide l. 852: "1.3 everywhere" */
  tls: z.enum(['1.3']).optional(),
  /** What the network is divided into, and what the document says that comes to. */
  allotted: z.strictObject({ total: unit.bitsPerSecond(), shares: z.record(name, Allotment) }).optional(),
  /** Other lists of the same servers, by where they are. */
  fleets: z.record(name, ClaimedFleet).optional(),
});

export type Claims = z.output<typeof ClaimsSpec>;
export type ClaimedFleet = z.output<typeof ClaimedFleet>;
export type ClaimedPool = z.output<typeof ClaimedPool>;
