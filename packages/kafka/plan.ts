import type { Host, PlannedInstance, PlannedSecret, SiteContext, TierPlan } from '@catalyst/model';
import { usersOf } from './acls.ts';
import { checkBrokers, checkCombined, checkCopies, checkQuorum, subjectOf } from './checks.ts';
import type { KafkaSpec, MskKafka, SelfManagedKafka } from './spec.ts';
import { checkTopics, topicsOf } from './topics/index.ts';

/** Where the listeners are. Clients come with a user and a password, brokers and controllers with a certificate. */
export const PORTS = { internal: 9092, controllers: 9093, clients: 9094, metrics: 7071, lag: 7072 } as const;

/** Amazon's own. @source https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html */
export const MSK_PORTS = { clients: 9096, metrics: 11_001 } as const;

/** A dedicated controller's node id is its host's number and this, so that it never meets a broker's: those end at 1,922. */
const CONTROLLER_IDS = 2000;

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  /** Signs the certificates of Kafka's own nodes, and nothing else: who has one may do everything. */
  authority: 'kafka/ca',
  node: (hostname: string) => `kafka/nodes/${hostname}`,
  user: (user: string) => `kafka/users/${user}`,
} as const;

/** Brokers, controllers, listeners and secrets of a site. Another broker adds to the plan and changes nothing in it. */
export function planKafka(spec: KafkaSpec, site: SiteContext): TierPlan {
  const channels = Object.keys(site.demand.channels);
  const users = usersOf(topicsOf(spec, channels)).map((user) => ({
    name: secretNames.user(user),
    kind: 'password' as const,
    purpose: `Kafka user ${user}`,
  }));
  const findings = checkTopics(spec, channels, subjectOf(site), site.path);
  const plan = spec.engine === 'msk' ? planMsk(spec, site) : planSelfManaged(spec, site);
  return { ...plan, secrets: [...(plan.secrets ?? []), ...users], findings: [...(plan.findings ?? []), ...findings] };
}

function planMsk(spec: MskKafka, site: SiteContext): TierPlan {
  const nodes = spec.brokersPerZone * site.failureDomains.length;
  return {
    instances: [],
    managed: [{ product: 'msk', nodeType: spec.nodeType, nodes }],
    services: [
      { name: 'kafka', role: 'broker', port: MSK_PORTS.clients, tls: true },
      { name: 'kafka-metrics', role: 'broker', port: MSK_PORTS.metrics, tls: false },
    ],
    findings: checkCopies(spec, site, nodes),
  };
}

function planSelfManaged(spec: SelfManagedKafka, site: SiteContext): TierPlan {
  const brokers = site.hosts(spec.brokers.on, ['brokers', 'on']);
  const dedicated = spec.controllers === undefined ? undefined : site.hosts(spec.controllers.on, ['controllers', 'on']);
  const controllers =
    dedicated?.map((host) => instance('controller', host, CONTROLLER_IDS + host.number)) ??
    brokers.slice(0, spec.brokersAsControllers).map((host) => instance('controller', host, host.number));
  return {
    instances: [...brokers.map((host) => instance('broker', host, host.number)), ...controllers],
    services: [
      { name: 'kafka', role: 'broker', port: PORTS.clients, tls: true },
      { name: 'kafka-internal', role: 'broker', port: PORTS.internal, tls: true },
      { name: 'kafka-controllers', role: 'controller', port: PORTS.controllers, tls: true },
      { name: 'kafka-metrics', role: 'broker', port: PORTS.metrics, tls: false },
      { name: 'kafka-lag', role: 'broker', port: PORTS.lag, tls: false },
      ...(dedicated === undefined
        ? []
        : [{ name: 'kafka-controller-metrics', role: 'controller', port: PORTS.metrics, tls: false }]),
    ],
    calls: [
      { role: 'broker', service: 'kafka-internal' },
      { role: 'broker', service: 'kafka-controllers' },
      { role: 'controller', service: 'kafka-controllers' },
    ],
    secrets: [
      {
        name: secretNames.authority,
        kind: 'certificate-authority',
        purpose: 'signs the certificates of Kafka nodes, and nothing else',
      },
      ...[...brokers, ...(dedicated ?? [])].map(certificateOf),
    ],
    findings: [
      ...checkCopies(spec, site, brokers.length),
      ...checkBrokers(spec, site, brokers),
      ...(dedicated === undefined
        ? checkCombined(site, brokers.length, spec.brokersAsControllers)
        : checkQuorum(site, brokers, dedicated)),
    ],
  };
}

const instance = (role: 'broker' | 'controller', host: Host, number: number): PlannedInstance => ({
  role,
  host: host.id,
  number,
  votes: role === 'controller',
});

const certificateOf = (host: Host): PlannedSecret => ({
  name: secretNames.node(host.hostname),
  kind: 'certificate',
  purpose: `Kafka node ${host.hostname}`,
  names: [host.fqdn],
});
