import { GiB, tps, type Bytes, type TransactionsPerSecond } from '@catalyst/model';

/** What a service of ours needs and does. A channel of the demand is one; `channels` carries those without one of their own. */
export interface Kind {
  /** Users of Kafka, of the cache and of the databases that it is: it gets these passwords and no others. */
  readonly kafka: readonly string[];
  readonly cache: string | null;
  readonly postgres: string | null;
  readonly timescale: string | null;
  /** What one instance carries in a second. */
  readonly rate: TransactionsPerSecond;
  readonly cores: number;
  readonly memory: Bytes;
}

/** Carries the channels that have no service of their own. */
export const SHARED = 'channels';
export const FIREWALL = 'sms-firewall';
export const BILLING = 'billing';

/** Eight instances on a host of 16 cores. @source audit §6 */
const SIZE = { cores: 2, memory: GiB(4) } as const;

/**
 * The messaging channels: take requests of customers (Kafka's user `api`) and speak with carriers (`messaging-<channel>`).
 * @source guide l. 146: 2,000 TPS for SMS; l. 1225: 5,000 for WhatsApp, which audit C01 takes for the others too
 */
const channel = (name: string): Kind => ({
  kafka: ['api', `messaging-${name}`],
  cache: 'messaging',
  postgres: 'services',
  timescale: null,
  rate: name === 'sms' ? tps(2000) : tps(5000),
  ...SIZE,
});

/** What a service is. Undefined where neither we nor the demand know it. */
export function kindOf(service: string, channels: readonly string[]): Kind | undefined {
  if (service === FIREWALL)
    // @source audit §4.7: ten for the SMS of the demand, 57,100 TPS, at 80 %
    return { kafka: ['firewall'], cache: 'firewall', postgres: null, timescale: null, rate: tps(7500), ...SIZE };
  if (service === BILLING)
    // @source audit C02: 43 at 20,000 events a second and 80 %
    return {
      kafka: ['billing'],
      cache: 'billing',
      postgres: 'billing',
      timescale: 'ingest',
      rate: tps(20_000),
      ...SIZE,
    };
  if (service === SHARED) return { ...channel(SHARED), kafka: ['api', ...channels.map((name) => `messaging-${name}`)] };
  return channels.includes(service) ? channel(service) : undefined;
}

/** Under which name others reach a service: what carries messages is called by the way in. */
export const serviceName = (service: string, channels: readonly string[]): string => {
  if (service === SHARED) return 'messaging';
  return channels.includes(service) ? `messaging-${service}` : service;
};

/**
 * Where the instances of a service listen on a host: from 10,001 on, a hundred for each name. Append only, so that another
 * service moves none; names that are not here have their `port` in the profile.
 */
const WELL_KNOWN = [
  SHARED,
  FIREWALL,
  BILLING,
  'sms',
  'whatsapp',
  'telegram',
  'ussd',
  'rcs',
  'viber',
  'email',
  'voice',
  'push',
  'messenger',
  'instagram',
  'webchat',
] as const;
export const FIRST_PORT = 10_000;
const STEP = 100;

/** The port before that of the first instance; undefined for a name without one. */
export function portBase(service: string, pinned: Readonly<Record<string, number>>): number | undefined {
  const index = WELL_KNOWN.findIndex((name) => name === service);
  return pinned[service] ?? (index === -1 ? undefined : FIRST_PORT + STEP * index);
}

export const N8N_PORTS = { main: 5678, webhooks: 5690, workers: 5700 } as const;
