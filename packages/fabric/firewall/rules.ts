import type { Policy, Rule } from '../policy/types.ts';
import { OUTSIDE_ZONE } from '../policy/zones.ts';
import { externalZone, objectName, PLATFORM_CONTEXT } from './names.ts';
import type { ObjectTable } from './objects.ts';
import type { DecryptionRule, NatRule, SecurityRule } from './types.ts';

/** Longest description of a rule. @source https://docs.paloaltonetworks.com/pan-os: 1,024 characters */
const LONGEST = 1023;

const described = (reasons: readonly string[]): string => {
  const text = reasons.join(', ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 2)} …`;
};

/**
 * What callers from outside write on their packets: rules and translations match before anything is translated.
 * Undefined where nothing of the group has a public address.
 */
function asSeen(rule: Rule, { published }: Policy): Rule | undefined {
  if (rule.from.zone !== OUTSIDE_ZONE) return rule;
  const own = new Map(published.map(({ inside, public: open }) => [`${inside}/32`, `${open}/32`]));
  const networks = rule.to.group.networks.flatMap((network) => own.get(network) ?? []);
  return networks.length === 0
    ? undefined
    : { ...rule, to: { ...rule.to, group: { name: `${rule.to.group.name}-public`, networks } } };
}

/** The zones of a rule in one context: of the two ends, the one that is elsewhere is seen as another context. */
function zonesIn(rule: Rule, context: string, contexts: ReadonlyMap<string, string>) {
  const place = (zone: string) => {
    const home = contexts.get(zone) ?? PLATFORM_CONTEXT;
    return home === context ? zone : externalZone(home);
  };
  return { from: place(rule.from.zone), to: place(rule.to.zone) };
}

/** Whether a rule concerns a context: packets between two contexts need a rule in both. */
const concerns = (rule: Rule, context: string, contexts: ReadonlyMap<string, string>): boolean =>
  [rule.from.zone, rule.to.zone].some((zone) => (contexts.get(zone) ?? PLATFORM_CONTEXT) === context);

/** The rules of one context. `contexts`: the context of each zone that is not the platform's. */
export function rulesIn(
  policy: Policy,
  context: string,
  contexts: ReadonlyMap<string, string>,
  objects: ObjectTable,
): readonly SecurityRule[] {
  return policy.rules.flatMap((declared): SecurityRule[] => {
    if (!concerns(declared, context, contexts)) return [];
    const rule = asSeen(declared, policy);
    if (rule === undefined) return [];
    return [
      {
        name: objectName(declared.id),
        description: described(rule.reasons),
        ...zonesIn(rule, context, contexts),
        sources: objects.group(rule.from.group),
        destinations: objects.group(rule.to.group),
        applications: [],
        services: rule.ports.map((port) => objects.service(port)),
      },
    ];
  });
}

/** TLS that is looked into: what comes in with the keys of its service, what goes out with a key of our own. */
export function decryptionOf(
  policy: Policy,
  objects: ObjectTable,
  inspect: { readonly inbound: boolean; readonly outbound: boolean },
  certificates: readonly string[],
): readonly DecryptionRule[] {
  return policy.rules.flatMap((declared): DecryptionRule[] => {
    const rule = asSeen(declared, policy);
    if (rule === undefined || rule.tls === null || !inspect[rule.tls]) return [];
    if (rule.tls === 'inbound' && certificates.length === 0) return [];
    return [
      {
        name: objectName(`open:${declared.id}`),
        from: rule.from.zone,
        to: rule.to.zone,
        sources: objects.group(rule.from.group),
        destinations: objects.group(rule.to.group),
        services: rule.ports.map((port) => objects.service(port)),
        kind: rule.tls === 'inbound' ? { type: 'inbound', certificates } : { type: 'outbound' },
      },
    ];
  });
}

/** Public addresses in front of floating ones, and one pool for everything that calls out. */
export function translationOf(policy: Policy, objects: ObjectTable, pool: readonly string[]): readonly NatRule[] {
  const inwards = policy.published.map(({ public: open, inside }): NatRule => ({
    kind: 'destination',
    name: objectName(`in-${inside}`),
    from: OUTSIDE_ZONE,
    to: OUTSIDE_ZONE,
    destination: objects.address(`${open}/32`),
    translated: objects.address(`${inside}/32`),
  }));
  const callers = [
    ...new Set(policy.rules.filter(({ to }) => to.zone === OUTSIDE_ZONE).map(({ from }) => from.zone)),
  ].sort();
  const outwards: readonly NatRule[] =
    callers.length === 0 || pool.length === 0
      ? []
      : [
          {
            kind: 'source',
            name: 'out',
            from: callers,
            to: OUTSIDE_ZONE,
            pool: pool.map((address) => objects.address(`${address}/32`)),
          },
        ];
  return [...inwards, ...outwards];
}
