import type { Host, PlannedInstance, PlannedSecret, SiteContext, TierPlan } from '@catalyst/model';
import { BILLING, FIREWALL, N8N_PORTS, SHARED, kindOf, portBase, serviceName, type Kind } from './catalogue.ts';
import { checkCores, checkImages, checkN8n, checkOrchestrator, checkPorts, checkServices } from './checks.ts';
import type { ContainerServices, N8n, ServicesSpec } from './spec.ts';

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  authority: 'tls/ca',
  node: (hostname: string) => `services/nodes/${hostname}`,
  /** n8n encrypts the credentials of workflows with it: who loses it has lost them. */
  encryption: 'n8n/encryption-key',
  licence: 'n8n/licence',
  credential: (type: string) => `n8n/credentials/${type.toLowerCase()}`,
} as const;

type Calls = NonNullable<TierPlan['calls']>;

const N8N_ROLES = ['n8n', 'n8n-worker', 'n8n-webhooks'] as const;

/** What a role calls: what it has a user of, and nothing else. Logs go through Kafka. */
const callsOf = (role: string, { kafka, cache, postgres, timescale }: Kind): Calls =>
  [
    ...(kafka.length > 0 ? ['kafka'] : []),
    ...(cache === null ? [] : ['cache', 'cache-sentinel']),
    ...(postgres === null ? [] : ['postgres']),
    ...(timescale === null ? [] : ['timescale']),
  ].map((service) => ({ role, service, optional: true }));

/** Instances of each service on each worker, n8n, and what each role may call. Another worker adds instances and moves none. */
export function planServices(spec: ServicesSpec, site: SiteContext): TierPlan {
  const channels = Object.keys(site.demand.channels);
  if (spec.engine === 'ecs') return planEcs(spec, channels);
  const groups = spec.workers.map(({ on }, i) => site.hosts(on, ['workers', i, 'on']));
  const roles = [...new Set(spec.workers.flatMap(({ run }) => Object.keys(run)))];
  const n8n = spec.n8n === undefined ? [] : site.hosts(spec.n8n.on, ['n8n', 'on']);
  const used = [...new Map([...groups.flat(), ...n8n].map((host) => [host.id, host])).values()];
  return {
    instances: [...groups.flatMap((hosts, i) => instancesOf(spec, i, hosts)), ...n8nInstances(spec.n8n, n8n)],
    services: [
      ...roles.map((role) => ({
        name: serviceName(role, channels),
        role,
        port: (portBase(role, spec.ports) ?? 0) + 1,
        tls: true,
      })),
      ...(spec.n8n === undefined ? [] : n8nServices),
    ],
    calls: [
      ...roles.flatMap((role) => {
        const kind = kindOf(role, channels);
        return kind === undefined ? [] : callsOf(role, kind);
      }),
      ...(spec.n8n === undefined
        ? []
        : N8N_ROLES.flatMap((role) =>
            ['kafka', 'postgres', 'cache'].map((service) => ({ role, service, optional: true })),
          )),
    ],
    secrets: secretsOf(site, spec.n8n, used),
    findings: [
      ...checkServices(spec, site),
      ...checkPorts(spec, site),
      ...checkCores(spec, site, groups),
      ...checkImages(spec, site),
      ...checkOrchestrator(spec, site),
      ...(spec.n8n === undefined ? [] : checkN8n(spec.n8n, site, n8n)),
    ],
  };
}

/** Amazon places tasks, and adds some when there is more to do. */
function planEcs(spec: Extract<ServicesSpec, { engine: 'ecs' }>, channels: readonly string[]): TierPlan {
  return {
    instances: [],
    managed: [{ product: 'ecs', nodeType: spec.nodeType, nodes: spec.nodes }],
    services: [{ name: 'messaging', role: SHARED, port: 8443, tls: true }],
    calls: [SHARED, FIREWALL, BILLING].flatMap((role) => {
      const kind = kindOf(role, channels);
      return kind === undefined ? [] : callsOf(role, kind);
    }),
  };
}

/** `sms-1`, `sms-2` on each host of a group, each with a port of its own. */
const instancesOf = (spec: ContainerServices, group: number, hosts: readonly Host[]): readonly PlannedInstance[] =>
  hosts.flatMap((host) =>
    Object.entries(spec.workers[group]?.run ?? {}).flatMap(([role, count]) =>
      Array.from({ length: count }, (_, k) => ({
        role,
        host: host.id,
        name: `${role}-${String(k + 1)}`,
        number: host.number,
        port: (portBase(role, spec.ports) ?? 0) + k + 1,
      })),
    ),
  );

/** Main processes on the first hosts; on each host one for webhooks, and those that do the work. */
const n8nInstances = (spec: N8n | undefined, hosts: readonly Host[]): readonly PlannedInstance[] =>
  spec === undefined
    ? []
    : hosts.flatMap(({ id: host, number }, i): readonly PlannedInstance[] => [
        ...(i < spec.mains ? [{ role: 'n8n', host, number, name: 'n8n' }] : []),
        { role: 'n8n-webhooks', host, number, name: 'n8n-webhooks' },
        ...Array.from({ length: spec.workers }, (_, k) => ({
          role: 'n8n-worker',
          host,
          number,
          name: `n8n-worker-${String(k + 1)}`,
          port: N8N_PORTS.workers + k + 1,
        })),
      ]);

const n8nServices: TierPlan['services'] = [
  { name: 'n8n', role: 'n8n', port: N8N_PORTS.main, tls: true, openTo: ['operators'] },
  { name: 'n8n-webhooks', role: 'n8n-webhooks', port: N8N_PORTS.webhooks, tls: true },
  { name: 'n8n-workers', role: 'n8n-worker', port: N8N_PORTS.workers + 1, tls: false },
];

const secretsOf = (site: SiteContext, n8n: N8n | undefined, hosts: readonly Host[]): readonly PlannedSecret[] => [
  {
    name: secretNames.authority,
    kind: 'certificate-authority',
    purpose: `certificates between the hosts of ${site.id}`,
  },
  ...hosts.map(({ hostname, fqdn }): PlannedSecret => ({
    name: secretNames.node(hostname),
    kind: 'certificate',
    purpose: `services on ${hostname}`,
    names: [fqdn],
  })),
  ...(n8n === undefined
    ? []
    : [{ name: secretNames.encryption, kind: 'password' as const, purpose: 'credentials that n8n keeps' }]),
  ...Object.keys(n8n?.credentials ?? {}).map((type) => ({
    name: secretNames.credential(type),
    kind: 'password' as const,
    purpose: `workflows: ${type}`,
  })),
  ...(n8n !== undefined && n8n.mains > 1
    ? [{ name: secretNames.licence, kind: 'password' as const, purpose: "n8n's Enterprise licence" }]
    : []),
];
