import { BitsPerSecond, siteById, type FabricProfile, type Finding, type Platform } from '@catalyst/model';
import type { Policy } from '../policy/types.ts';
import { firewallModel, modelFor, type FirewallModel } from './models.ts';
import type { FirewallConfig } from './types.ts';

type Firewalls = NonNullable<FabricProfile['firewalls']>;

const print = (rate: BitsPerSecond): string => BitsPerSecond.print(rate);

/** What is asked of the firewalls against what the vendor measured. @source audit H16 */
function checkThroughput(
  site: string,
  { model, claims, inspection }: Firewalls,
  figures: FirewallModel,
): readonly Finding[] {
  const asked = claims.throughput;
  if (asked === undefined || asked <= figures.threat) return [];
  const opened = inspection.inbound || inspection.outbound;
  const larger = modelFor(asked);
  return [
    {
      code: 'firewall/throughput',
      severity: 'error',
      subject: site,
      path: `sites.${site}.fabric.firewalls.model`,
      message:
        `${print(asked)} claimed; one ${model} does ${print(figures.firewall)} with applications recognised and ${print(figures.threat)} ` +
        `with threats prevented, and the other of the pair adds nothing: it must be able to take over` +
        (opened ? '. TLS is opened as well, for which the vendor publishes no figure: it is below that' : ''),
      evidence: { claimed: asked, firewall: figures.firewall, threat: figures.threat, tlsOpened: opened },
      fix:
        larger === undefined
          ? 'spread the traffic over more pairs, or do not inspect all of it'
          : `use a ${larger}, or inspect ${print(figures.threat)} of it and let the rest pass by rule alone`,
    },
  ];
}

/** A context for the platform and one for each tenant. */
function checkContexts(
  platform: Platform,
  site: string,
  { model }: Firewalls,
  { contexts }: FirewallModel,
): readonly Finding[] {
  const needed = platform.tenants.length + 1;
  const path = `sites.${site}.fabric.firewalls.model`;
  const tooHigh = platform.tenants.filter(({ id }) => id + 1 > contexts.most);
  const [first] = tooHigh;
  if (first !== undefined)
    return [
      {
        code: 'firewall/contexts',
        severity: 'error',
        subject: site,
        path,
        message:
          `${String(needed)} contexts are needed, ${String(platform.tenants.length)} tenants and the platform's own; a ${model} has at most ` +
          `${String(contexts.most)}, numbered by tenant: '${first.name}' would have number ${String(first.id + 1)}`,
        evidence: { needed, most: contexts.most, tenant: first.name },
        fix: `give tenants numbers below ${String(contexts.most)}, or add a pair of firewalls at another site`,
      },
    ];
  if (needed <= contexts.included) return [];
  return [
    {
      code: 'firewall/context-licences',
      severity: 'info',
      subject: site,
      path,
      message: `${String(needed)} contexts are needed and ${String(contexts.included)} come with a ${model}: ${String(needed - contexts.included)} more are licensed, on each of the two`,
      evidence: { needed, included: contexts.included },
      fix: 'order the licences for both',
    },
  ];
}

/** How many rules there are, where somebody says a number. */
function checkRuleCount(site: string, { claims }: Firewalls, { rules }: Policy): readonly Finding[] {
  if (claims.rules === undefined || rules.length >= claims.rules) return [];
  const reasons = rules.reduce((sum, rule) => sum + rule.reasons.length, 0);
  return [
    {
      code: 'firewall/rules',
      severity: 'info',
      subject: site,
      path: `sites.${site}.fabric.firewalls.claims.rules`,
      message:
        `${claims.rules.toLocaleString('en')} rules claimed; ${String(reasons)} declared flows become ${String(rules.length)}, ` +
        'one for each pair of groups, and nothing else passes. Flows inside a VRF are filtered by the hosts themselves',
      evidence: { claimed: claims.rules, rules: rules.length, reasons },
      fix: 'nothing to do: fewer rules that all have a reason are easier to check',
    },
  ];
}

/** A session table that is copied over one link only. */
function checkStateBackup(site: string, configs: readonly FirewallConfig[]): readonly Finding[] {
  const bare = configs.filter(({ pair }) => pair !== null && pair.stateBackup === null);
  const [first] = bare;
  return first === undefined
    ? []
    : [
        {
          code: 'firewall/state-backup',
          severity: 'info',
          subject: site,
          path: `sites.${site}.fabric.firewalls`,
          message: `sessions are copied over ${first.pair?.state.port ?? 'one port'} alone: with that link down, a takeover drops the sessions since then. Control has two links`,
          evidence: { firewalls: bare.length },
          fix: 'cable a data port of each to the other',
        },
      ];
}

/** What is wrong with the firewalls of a site. */
export function checkFirewalls(
  platform: Platform,
  site: string,
  policy: Policy,
  configs: ReadonlyMap<string, FirewallConfig>,
): readonly Finding[] {
  const firewalls = siteById(platform, site).fabric?.firewalls;
  if (firewalls === undefined) return [];
  const figures = firewallModel(firewalls.model);
  return [
    ...(figures === undefined
      ? []
      : [...checkThroughput(site, firewalls, figures), ...checkContexts(platform, site, firewalls, figures)]),
    ...checkRuleCount(site, firewalls, policy),
    ...checkStateBackup(site, [...configs.values()]),
  ];
}
