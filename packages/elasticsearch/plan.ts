import type { Host, PlannedInstance, PlannedSecret, PlannedService, SiteContext, TierPlan } from '@catalyst/model';
import { checkMasters, checkNodes, checkStreams } from './checks.ts';
import { NODE_ROLES, type NodeRole } from './roles.ts';
import type { ElasticsearchSpec, SelfManagedElasticsearch } from './spec.ts';

/** Where the listeners are. */
export const PORTS = {
  http: 9200,
  transport: 9300,
  kibana: 5601,
  /** What we measure of a node, of Logstash and of Kibana. */
  metrics: 9114,
  logstashMetrics: 9115,
  kibanaMetrics: 9116,
  /** Logstash's own interface. Loopback. */
  logstash: 9600,
} as const;

/** Users of the cluster that have a password. */
export const USERS = {
  /** May do everything, and is for emergencies and for provisioning. */
  elastic: 'elastic',
  kibana: 'kibana_system',
  writer: 'logstash_writer',
  observer: 'search_observer',
  /** Brings saved objects and rules into Kibana. */
  publisher: 'kibana_publisher',
} as const;

/** Keys that Kibana encrypts with. All its instances have the same. @source Kibana docs, xpack.*.encryptionKey */
export const KIBANA_KEYS = ['security', 'saved-objects', 'reporting'] as const;

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  authority: 'tls/ca',
  node: (hostname: string) => `elasticsearch/nodes/${hostname}`,
  logstash: (hostname: string) => `elasticsearch/logstash/${hostname}`,
  kibana: (hostname: string) => `elasticsearch/kibana/${hostname}`,
  user: (user: string) => `elasticsearch/users/${user}`,
  key: (key: string) => `elasticsearch/kibana-keys/${key}`,
  access: 'elasticsearch/snapshots/access-key',
  secret: 'elasticsearch/snapshots/secret-key',
  license: 'elasticsearch/license',
} as const;

/** Nodes, Logstash, Kibana and what they offer. Another data node adds to the plan and changes nothing in it. */
export function planElasticsearch(spec: ElasticsearchSpec, site: SiteContext): TierPlan {
  if (spec.engine === 'opensearch-service')
    return {
      instances: [],
      managed: [{ product: 'opensearch-service', nodeType: spec.nodeType, nodes: spec.nodes }],
      services: [{ name: 'search', role: 'data', port: 443, tls: true }],
    };
  const hosts = hostsOf(spec, site);
  const nodes = NODE_ROLES.filter((role) => hosts[role].length > 0);
  const coordinating = spec.masters === undefined ? 'data' : 'master';
  return {
    instances: [
      ...nodes.flatMap((role) =>
        hosts[role].map((host, i) => instance(role, host, votes(spec, role, i, hosts.data.length))),
      ),
      ...hosts.logstash.map((host) => instance('logstash', host, false)),
      ...hosts.kibana.map((host) => instance('kibana', host, false)),
    ],
    services: [
      { name: 'search', role: spec.ingest === undefined ? 'data' : 'ingest', port: PORTS.http, tls: true },
      { name: 'search-cluster', role: coordinating, port: PORTS.transport, tls: true },
      // Every node talks to every other, whatever its role.
      ...nodes.map((role) => ({ name: `search-${role}-transport`, role, port: PORTS.transport, tls: true })),
      ...nodes.map((role) => ({ name: `search-${role}-http`, role, port: PORTS.http, tls: true })),
      ...nodes.map((role) => ({ name: `search-${role}-metrics`, role, port: PORTS.metrics, tls: false })),
      ...(spec.logstash === undefined ? [] : [logstashMetrics]),
      ...(spec.kibana === undefined ? [] : kibanaServices),
    ],
    calls: [
      ...nodes.flatMap((role) => nodes.map((other) => ({ role, service: `search-${other}-transport` }))),
      // Whoever forms or provisions the cluster asks the others whether there is one.
      ...nodes.map((other) => ({ role: coordinating, service: `search-${other}-http` })),
      ...(spec.logstash === undefined ? [] : ['search', 'kafka'].map((service) => ({ role: 'logstash', service }))),
      ...(spec.kibana === undefined ? [] : [{ role: 'kibana', service: 'search' }]),
    ],
    secrets: secretsOf(spec, site, hosts),
    findings: [...checkMasters(spec, site, hosts.master), ...checkNodes(site, hosts), ...checkStreams(spec, site)],
  };
}

const logstashMetrics: PlannedService = {
  name: 'logstash-metrics',
  role: 'logstash',
  port: PORTS.logstashMetrics,
  tls: false,
};
const kibanaServices: readonly PlannedService[] = [
  { name: 'kibana', role: 'kibana', port: PORTS.kibana, tls: true, openTo: ['operators'] },
  { name: 'kibana-metrics', role: 'kibana', port: PORTS.kibanaMetrics, tls: false },
];

/** Hosts of every role, in the order of their numbers. */
export type RoleHosts = Readonly<Record<NodeRole | 'logstash' | 'kibana', readonly Host[]>>;

function hostsOf(spec: SelfManagedElasticsearch, site: SiteContext): RoleHosts {
  const of = (key: 'masters' | 'data' | 'ingest' | 'frozen' | 'logstash' | 'kibana'): readonly Host[] => {
    const placement = spec[key];
    return placement === undefined ? [] : site.hosts(placement.on, [key, 'on']);
  };
  return {
    master: of('masters'),
    data: of('data'),
    ingest: of('ingest'),
    frozen: of('frozen'),
    logstash: of('logstash'),
    kibana: of('kibana'),
  };
}

/** How many data nodes coordinate where nobody else does: three, or the first. */
const COORDINATING = 3;

const votes = (spec: SelfManagedElasticsearch, role: NodeRole, i: number, data: number): boolean =>
  role === 'master' || (spec.masters === undefined && role === 'data' && i < (data < COORDINATING ? 1 : COORDINATING));

const instance = (role: string, host: Host, vote: boolean): PlannedInstance => ({
  role,
  host: host.id,
  number: host.number,
  votes: vote,
});

function secretsOf(spec: SelfManagedElasticsearch, site: SiteContext, hosts: RoleHosts): readonly PlannedSecret[] {
  const certificate = (name: string, purpose: string, { fqdn }: Host): PlannedSecret => ({
    name,
    kind: 'certificate',
    purpose,
    names: [fqdn],
  });
  const nodes = new Map(NODE_ROLES.flatMap((role) => hosts[role]).map((host) => [host.id, host]));
  const password = (name: string, purpose: string): PlannedSecret => ({ name, kind: 'password', purpose });
  return [
    {
      name: secretNames.authority,
      kind: 'certificate-authority',
      purpose: `certificates between the hosts of ${site.id}`,
    },
    ...[...nodes.values()].map((host) =>
      certificate(secretNames.node(host.hostname), `search at ${host.hostname}`, host),
    ),
    ...hosts.logstash.map((host) =>
      certificate(secretNames.logstash(host.hostname), `Logstash at ${host.hostname}`, host),
    ),
    ...hosts.kibana.map((host) => certificate(secretNames.kibana(host.hostname), `Kibana at ${host.hostname}`, host)),
    ...Object.values(USERS).map((user) => password(secretNames.user(user), `search user ${user}`)),
    ...(spec.kibana === undefined
      ? []
      : KIBANA_KEYS.map((key) => password(secretNames.key(key), `what Kibana encrypts ${key} with`))),
    ...(spec.frozen === undefined
      ? []
      : [password(secretNames.license, 'the Enterprise licence, as JSON, without which frozen nodes search nothing')]),
    ...(needsKeys(spec, site)
      ? [
          password(secretNames.access, 'access key of the bucket of snapshots'),
          password(secretNames.secret, 'secret key of the bucket of snapshots'),
        ]
      : []),
  ];
}

/** Instances at AWS have a role, and need no keys. */
export const needsKeys = (spec: SelfManagedElasticsearch, { substrate }: Pick<SiteContext, 'substrate'>): boolean =>
  spec.snapshots !== undefined && substrate === 'datacenter';
