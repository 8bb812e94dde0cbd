/** Something that logs, and that people ask about by its name. */
export interface Watched {
  readonly id: string;
  readonly kind: 'channel' | 'service';
  readonly name: string;
  /** What finds its events, in Kibana's language. */
  readonly query: string;
}

/** Services beside those of the channels. @source guide l. 144-154; the writers of Kafka's topics */
const SERVICES = [
  'api',
  'billing',
  'firewall',
  'workflow',
  'notifications',
  'campaigns',
  'network',
  'analytics',
] as const;

/** Every messaging channel and every service, in the order of the profile. */
export const watched = (channels: readonly string[]): readonly Watched[] => [
  ...channels.map((name): Watched => ({ id: `channel-${name}`, kind: 'channel', name, query: `channel : "${name}"` })),
  ...SERVICES.map((name): Watched => ({
    id: `service-${name}`,
    kind: 'service',
    name,
    query: `service.name : "${name}"`,
  })),
];

export const titled = ({ kind, name }: Watched): string => `${kind === 'channel' ? 'Channel' : 'Service'} ${name}`;
