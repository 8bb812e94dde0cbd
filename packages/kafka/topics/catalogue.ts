/** A topic that every site has: who writes it and who reads it is all that access is derived from. */
export interface CatalogueTopic {
  readonly name: string;
  readonly writers: readonly string[];
  readonly readers: readonly string[];
  /** Keeps the newest message of each key for ever: a table, not a stream. */
  readonly compacted: boolean;
  /** Partitions, where the guide gives another number than for the rest. */
  readonly partitions?: number;
}

interface Options {
  readonly compacted?: boolean;
  readonly partitions?: number;
}

const topic = (
  name: string,
  writers: readonly string[],
  readers: readonly string[],
  options: Options = {},
): CatalogueTopic => ({
  name,
  writers,
  readers,
  compacted: false,
  ...options,
});

const table = (name: string, writers: readonly string[], readers: readonly string[]): CatalogueTopic =>
  topic(name, writers, readers, { compacted: true });

/** The user of the service that carries a messaging channel. */
export const channelUser = (channel: string): string => `messaging-${channel}`;

/**
 * Topics of one messaging channel. `outbound` are messages of our customers on their way to a carrier, `inbound` those
 * of the carrier's subscribers; `status` are delivery reports; what could not be handled is kept in `dlq`.
 * @source guide l. 388-391: messaging.<channel>.*
 */
const channelTopics = (channel: string): readonly CatalogueTopic[] => {
  const carrier = channelUser(channel);
  return [
    topic(`messaging.${channel}.inbound`, [carrier], ['api', 'firewall', 'workflow', 'analytics', 'mirror']),
    topic(
      `messaging.${channel}.outbound`,
      ['api', 'workflow', 'campaigns'],
      [carrier, 'firewall', 'analytics', 'mirror'],
    ),
    topic(`messaging.${channel}.status`, [carrier], ['api', 'billing', 'workflow', 'campaigns', 'analytics', 'mirror']),
    topic(`messaging.${channel}.dlq`, [carrier], ['workflow']),
  ];
};

const platformTopics = (carriers: readonly string[]): readonly CatalogueTopic[] => {
  const services = ['api', 'billing', 'firewall', 'workflow', 'notifications', 'campaigns', ...carriers];
  const notifications = ['email', 'sms', 'webhook', 'push'].map((way) =>
    topic(`notifications.${way}`, ['workflow', 'billing', 'firewall'], ['notifications']),
  );
  return [
    // @source guide l. 387: 100 partitions, highest volume
    topic('billing.events', carriers, ['billing', 'analytics', 'mirror'], { partitions: 100 }),
    topic('billing.cdr', ['billing'], ['analytics', 'mirror']),
    table('billing.balances', ['billing'], ['api', 'mirror']),
    topic('billing.dlq', ['billing'], ['workflow']),
    // @source guide l. 392
    topic('firewall.alerts', ['firewall'], ['workflow', 'analytics', 'mirror']),
    topic('firewall.verdicts', ['firewall'], [...carriers, 'analytics']),
    table('firewall.rules', ['api'], ['firewall', 'mirror']),
    // @source guide l. 393
    topic('workflow.triggers', ['api', 'billing', 'firewall', ...carriers], ['workflow']),
    topic('workflow.results', ['workflow'], ['api', 'analytics']),
    topic('workflow.dlq', ['workflow'], ['api']),
    // @source guide l. 394
    ...notifications,
    // @source guide l. 395: "20+ more topics"; these, and four of each channel above
    topic('audit.events', services, ['audit', 'mirror']),
    topic('audit.access', ['api'], ['audit', 'mirror']),
    topic('logs.services', services, ['logs']),
    topic('logs.network', ['network'], ['logs']),
    topic('logs.security', ['network', 'firewall'], ['logs', 'audit']),
    topic('metrics.services', services, ['analytics']),
    topic('metrics.channels', carriers, ['analytics']),
    table('tenants.configuration', ['api'], [...services.filter((s) => s !== 'api'), 'mirror']),
    table('tenants.quotas', ['billing'], ['api', ...carriers, 'mirror']),
    topic('routing.decisions', carriers, ['analytics']),
    table('routing.tables', ['api'], [...carriers, 'mirror']),
    topic('campaigns.schedule', ['api', 'workflow'], ['campaigns']),
    topic('campaigns.progress', ['campaigns'], ['api', 'analytics']),
    table('consents.changes', ['api', ...carriers], ['campaigns', 'firewall', 'mirror']),
  ];
};

/** The topics of a site with these messaging channels. */
export const catalogue = (channels: readonly string[]): readonly CatalogueTopic[] => [
  ...platformTopics(channels.map(channelUser)),
  ...channels.flatMap(channelTopics),
];
