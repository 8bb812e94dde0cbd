import {
  Ratio,
  TransactionsPerSecond,
  instancesOf,
  percent,
  type Assessment,
  type Finding,
  type Instance,
  type Platform,
  type Site,
  type Utilisation,
} from '@catalyst/model';
import { BILLING, FIREWALL, SHARED, kindOf } from '../catalogue.ts';
import type { ContainerServices, ServicesSpec } from '../spec.ts';
import { floatingQueue } from './queue.ts';

/** What each service of a site is asked to carry, with all up and with one host lost (audit §4.7). */
export function assessServices(spec: ServicesSpec, site: Site, platform: Platform): Assessment {
  // Amazon adds tasks when there is more to do.
  if (spec.engine === 'ecs') return { utilisation: [], findings: [] };
  const facts = { spec, site, platform };
  return {
    utilisation: rolesOf(facts).flatMap((role) => utilisationOf(role, facts)),
    findings: [...missing(facts), ...floatingQueue(spec, site, platform)],
  };
}

interface Facts {
  readonly spec: ContainerServices;
  readonly site: Site;
  readonly platform: Platform;
}

const rolesOf = ({ spec }: Facts): readonly string[] => [
  ...new Set(spec.workers.flatMap(({ run }) => Object.keys(run))),
];

/** A count for people, to three digits. */
const grouped = (amount: number): string => Number(amount.toPrecision(3)).toLocaleString('en-US');
const count = (amount: number, noun: string): string => `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;

/** The share of all messages that a service handles: its channel's, those of channels without a service, or all. */
export function shareOf(role: string, channels: Readonly<Record<string, number>>, roles: readonly string[]): number {
  const weights = Object.entries(channels);
  const all = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const of = (names: (name: string) => boolean): number =>
    weights.filter(([name]) => names(name)).reduce((sum, [, weight]) => sum + weight, 0) / all;
  if (role === BILLING) return 1;
  if (role === FIREWALL) return of((name) => name === 'sms');
  if (role === SHARED) return of((name) => !roles.includes(name));
  return of((name) => name === role);
}

/** What one instance carries. */
const rateOf = (role: string, { spec, platform }: Facts): TransactionsPerSecond =>
  spec.sizes[role]?.rate ?? kindOf(role, Object.keys(platform.demand.channels))?.rate ?? TransactionsPerSecond.of(1);

/** The most instances that go with one host. */
const onFullestHost = (instances: readonly Instance[]): number => {
  const counts = new Map<string, number>();
  for (const { host } of instances) counts.set(host, (counts.get(host) ?? 0) + 1);
  return Math.max(0, ...counts.values());
};

/** Whether what it does can wait in Kafka. */
const waits = (role: string): boolean => role === BILLING || role === FIREWALL;

function utilisationOf(role: string, facts: Facts): readonly Utilisation[] {
  const { spec, site, platform } = facts;
  const instances = instancesOf(platform, site.id, 'services', role);
  const share = shareOf(role, platform.demand.channels, rolesOf(facts));
  const rate = rateOf(role, facts);
  const { sustained, peak } = platform.demand;
  const lost = onFullestHost(instances);
  const needed = Math.max(
    Math.ceil((sustained * site.carries * share) / (rate * spec.limit)),
    Math.ceil((peak * site.carries * share) / rate),
  );
  // What reads from Kafka may fall behind for the length of a peak; who answers customers may not.
  const meanwhile = waits(role) ? { demand: sustained, word: 'sustained' } : { demand: peak, word: 'at peak' };
  return [
    { scenario: 'all up, sustained', demand: sustained, alive: instances.length, limit: spec.limit },
    { scenario: 'all up, at peak', demand: peak, alive: instances.length, limit: percent(100) },
    {
      scenario: `one host lost, ${meanwhile.word}`,
      demand: meanwhile.demand,
      alive: instances.length - lost,
      limit: percent(100),
    },
  ]
    .filter(({ alive }) => alive > 0)
    .map(({ scenario, demand, alive, limit }) => ({
      code: 'services/instances',
      severity: 'error' as const,
      subject: `${site.id}/services/${role}`,
      path: `sites.${site.id}.tiers.services.workers`,
      scenario,
      arithmetic:
        `${role}: ${share === 1 ? '' : `${Ratio.show(Math.round(share * 1000) / 1000)} of `}` +
        `${grouped(demand * site.carries)}/s = ${grouped(demand * site.carries * share)}/s of ${count(alive, 'instance')} × ` +
        `${grouped(rate)}/s = ${grouped(alive * rate)}/s`,
      used: Ratio.of((demand * site.carries * share) / (alive * rate)),
      limit,
      fix: `run ${String(needed + lost)} instances of ${role}, ${String(lost)} of them to spare for a host, or let one carry more`,
    }));
}

/** Messages that nobody handles: channels without a service, while no instance is for those, and what every message needs. */
function missing(facts: Facts): readonly Finding[] {
  const { site, platform } = facts;
  const roles = rolesOf(facts);
  const channels = Object.keys(platform.demand.channels);
  const unserved = roles.includes(SHARED) ? [] : channels.filter((channel) => !roles.includes(channel));
  const absent = [BILLING, ...(channels.includes('sms') ? [FIREWALL] : [])].filter((role) => !roles.includes(role));
  if (site.carries === 0) return [];
  return [
    ...(unserved.length === 0
      ? []
      : [
          {
            code: 'services/channels',
            severity: 'error' as const,
            subject: `${site.id}/services`,
            path: `sites.${site.id}.tiers.services.workers`,
            message: `nobody carries ${unserved.join(', ')}: ${String(unserved.length)} of ${String(channels.length)} channels`,
            evidence: { unserved: unserved.length, channels: channels.length },
            fix: 'run `channels`, which carries those without a service of their own: run: { channels: 1 }',
          },
        ]),
    ...absent.map((role) => ({
      code: 'services/absent',
      severity: 'warning' as const,
      subject: `${site.id}/services`,
      path: `sites.${site.id}.tiers.services.workers`,
      message: `no host runs ${role}, which ${role === BILLING ? 'every message' : 'every SMS'} passes`,
      evidence: { role },
      fix: `run it: run: { '${role}': 1 }`,
    })),
  ];
}
