import { BitsPerSecond, type TransactionsPerSecond } from '@catalyst/model';
import type { Facts } from './facts.ts';

/** What HTTP, TLS, TCP and IP add to a message, roughly: as much again. @source audit §4.8: payload × 2 */
const OVERHEAD = 2;

type LoadFacts = Pick<Facts, 'spec' | 'message'>;

/** Requests of customers in a second: each brings a batch of messages. */
export const requestsOf = ({ spec }: Pick<Facts, 'spec'>, rate: TransactionsPerSecond): number => rate / spec.batch;

/** New TLS connections in a second. */
export const handshakesOf = (facts: Pick<Facts, 'spec'>, rate: TransactionsPerSecond): number =>
  requestsOf(facts, rate) / facts.spec.requestsPerConnection;

/**
 * Bits in a second, in the busier direction, through all nodes together. Messages come in from customers and go out to
 * services; answers come in from services and go out to customers: both directions carry all of it once.
 */
export const trafficOf = (facts: LoadFacts, rate: TransactionsPerSecond): BitsPerSecond =>
  BitsPerSecond.of(8 * (rate * facts.message * OVERHEAD + requestsOf(facts, rate) * facts.spec.answer));
