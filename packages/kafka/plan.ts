import {
  usable,
  Bytes,
  type Finding,
  type Host,
  type PlannedInstance,
  type PlannedSecret,
  type SiteContext,
  type TierPlan,
  type Volume,
} from '@catalyst/model';
import { usersOf } from './acls.ts';
import type { KafkaSpec, MskKafka, SelfManagedKafka } from './spec.ts';
import { checkTopics, topicsOf } from './topics/index.ts';

/** Where the listeners are. Clients come with a user and a password, brokers and controllers with a certificate. */
export const PORTS = { internal: 9092, controllers: 9093, clients: 9094, metrics: 7071 } as const;

/** Amazon's own. @source https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html */
export const MSK_PORTS = { clients: 9096, metrics: 11_001 } as const;

/** A dedicated controller's node id is its host's number and this, so that it never meets a broker's. */
const CONTROLLER_IDS = 1000;

/** How many brokers are controllers too where a site has no controllers of its own. */
export const combinedQuorum = (brokers: number): number => (brokers >= 3 ? 3 : 1);

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  /** Signs the certificates of Kafka's own nodes, and nothing else: who has one may do everything. */
  authority: 'kafka/ca',
  node: (hostname: string) => `kafka/nodes/${hostname}`,
  user: (user: string) => `kafka/users/${user}`,
} as const;

/** Volumes that logs are kept on: the NVMe drives, or the others where a machine has none. */
export function logVolumes(volumes: readonly Volume[]): readonly Volume[] {
  const fast = volumes.filter(({ media }) => media === 'nvme');
  return fast.length > 0 ? fast : volumes;
}

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
  const substrate =
    site.substrate === 'aws'
      ? []
      : [
          problem(
            site,
            'engine',
            'substrate',
            `'msk': ${site.id} is a datacenter, and MSK runs at AWS`,
            "say 'self-managed' and give the brokers a pool",
          ),
        ];
  return {
    instances: [],
    managed: [{ product: 'msk', nodeType: spec.nodeType, nodes }],
    services: [
      { name: 'kafka', role: 'broker', port: MSK_PORTS.clients, tls: true },
      { name: 'kafka-metrics', role: 'broker', port: MSK_PORTS.metrics, tls: false },
    ],
    findings: [...substrate, ...checkCopies(spec, site, nodes)],
  };
}

function planSelfManaged(spec: SelfManagedKafka, site: SiteContext): TierPlan {
  const brokers = site.hosts(spec.brokers.on, ['brokers', 'on']);
  const dedicated = spec.controllers === undefined ? undefined : site.hosts(spec.controllers.on, ['controllers', 'on']);
  const controllers =
    dedicated?.map((host) => instance('controller', host, CONTROLLER_IDS + host.number)) ??
    brokers.slice(0, combinedQuorum(brokers.length)).map((host) => instance('controller', host, host.number));
  return {
    instances: [...brokers.map((host) => instance('broker', host, host.number)), ...controllers],
    services: [
      { name: 'kafka', role: 'broker', port: PORTS.clients, tls: true },
      { name: 'kafka-internal', role: 'broker', port: PORTS.internal, tls: true },
      { name: 'kafka-controllers', role: 'controller', port: PORTS.controllers, tls: true },
      { name: 'kafka-metrics', role: 'broker', port: PORTS.metrics, tls: false },
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
      ...(brokers.length === 0 ? [] : [...checkCopies(spec, site, brokers.length), ...checkHosts(spec, site, brokers)]),
      ...(dedicated === undefined ? combinedMode(site, brokers) : checkQuorum(spec, site, dedicated)),
    ],
  };
}

const instance = (role: 'broker' | 'controller', host: Host, number: number): PlannedInstance => ({
  role,
  host: host.id,
  number,
});

const certificateOf = (host: Host): PlannedSecret => ({
  name: secretNames.node(host.hostname),
  kind: 'certificate',
  purpose: `Kafka node ${host.hostname}`,
  names: [host.fqdn],
});

const subjectOf = (site: SiteContext): string => `${site.id}/kafka`;

const problem = (
  site: SiteContext,
  key: string,
  code: string,
  message: string,
  fix: string,
  evidence: Finding['evidence'] = {},
): Finding => ({
  code: `profile/${code}`,
  severity: 'error',
  subject: subjectOf(site),
  path: `${site.path}.${key}`,
  message,
  evidence,
  fix,
});

function checkCopies({ copies: { total, inSync } }: KafkaSpec, site: SiteContext, brokers: number): readonly Finding[] {
  const evidence = { total, inSync, brokers };
  const n = String(brokers);
  const findings: Finding[] = [];
  if (total > brokers)
    findings.push(
      problem(
        site,
        'copies.total',
        'copies',
        `${String(total)} copies need ${String(total)} brokers, and site ${site.id} has ${n}: a broker keeps one copy of a partition at most`,
        `add brokers, or lower copies.total to ${n}`,
        evidence,
      ),
    );
  if (inSync > total)
    findings.push(
      problem(
        site,
        'copies.inSync',
        'copies',
        `${String(inSync)} in-sync copies are more than the ${String(total)} there are: every write would be refused`,
        `lower copies.inSync to ${String(Math.max(1, total - 1))}`,
        evidence,
      ),
    );
  if (total > 1 && inSync === total)
    findings.push({
      code: 'kafka/no-margin',
      severity: 'warning',
      subject: subjectOf(site),
      path: `${site.path}.copies.inSync`,
      message: `${String(total)} copies − ${String(inSync)} in sync = 0 may be away: every restart of a broker stops the writers of its partitions`,
      evidence,
      fix: `lower copies.inSync to ${String(total - 1)}`,
    });
  return findings;
}

function checkHosts(spec: SelfManagedKafka, site: SiteContext, brokers: readonly Host[]): readonly Finding[] {
  const [first] = brokers;
  if (first === undefined) return [];
  const { memory, volumes } = first.machine;
  const findings: Finding[] = [];
  if (spec.heap + spec.systemMemory >= memory)
    findings.push(
      problem(
        site,
        'heap',
        'memory',
        `${Bytes.show(spec.heap)} heap + ${Bytes.show(spec.systemMemory)} for the system leave nothing of ${Bytes.show(memory)} for the page cache`,
        'lower the heap, or use a machine with more memory',
        { heap: spec.heap, systemMemory: spec.systemMemory, memory },
      ),
    );
  if (logVolumes(volumes).reduce((sum, volume) => sum + usable(volume), 0) === 0)
    findings.push(
      problem(
        site,
        'brokers.on',
        'volume',
        `the hosts of pool '${spec.brokers.on}' have no volume to keep logs on`,
        'give the pool a volume',
        {
          pool: spec.brokers.on,
        },
      ),
    );
  return findings;
}

/** An even quorum tolerates no more failures than the odd one below it, and has one more member to lose. */
function checkQuorum(spec: SelfManagedKafka, site: SiteContext, controllers: readonly Host[]): readonly Finding[] {
  const n = controllers.length;
  if (n === 0) return [];
  const evidence = { controllers: n };
  if (spec.controllers?.on === spec.brokers.on)
    return [
      problem(
        site,
        'controllers.on',
        'quorum',
        `'${spec.brokers.on}' is the pool of the brokers, whose hosts cannot run a second Kafka`,
        'leave controllers out to let brokers be controllers, or give them a pool of their own',
        evidence,
      ),
    ];
  if (n % 2 === 0)
    return [
      problem(
        site,
        'controllers.on',
        'quorum',
        `${String(n)} controllers: a majority is ${String(n / 2 + 1)}, so ${String(n / 2 - 1)} may fail, as with ${String(n - 1)}`,
        `use ${String(n - 1)} or ${String(n + 1)} controllers`,
        evidence,
      ),
    ];
  return n > 1
    ? []
    : [
        {
          code: 'kafka/single-controller',
          severity: 'warning',
          subject: subjectOf(site),
          path: `${site.path}.controllers.on`,
          message: '1 controller: a majority is 1, so none may fail',
          evidence,
          fix: 'use 3 controllers in 3 racks or zones',
        },
      ];
}

function combinedMode(site: SiteContext, brokers: readonly Host[]): readonly Finding[] {
  if (brokers.length === 0) return [];
  const quorum = combinedQuorum(brokers.length);
  return [
    {
      code: 'kafka/combined-mode',
      severity: 'warning',
      subject: subjectOf(site),
      path: `${site.path}.controllers`,
      message:
        `${quorum === 1 ? 'the first broker is the controller' : `the first ${String(quorum)} brokers are controllers`} too: ` +
        'a broker that is busy or restarts takes a member of the quorum with it',
      evidence: { brokers: brokers.length, quorum },
      fix: "give the controllers a pool of their own: controllers: { on: 'kraft' }",
    },
  ];
}
