import { BitsPerSecond, Ratio, percent, type Finding, type InternetCircuit } from '@catalyst/model';
import { found, type EdgeFacts } from './checks.ts';

const print = (rate: number): string => BitsPerSecond.print(BitsPerSecond.of(rate));
const total = (list: readonly { readonly bandwidth: number }[]): number =>
  list.reduce((sum, { bandwidth }) => sum + bandwidth, 0);

/** A link of a provider, where its contract says nothing. @source audit §7: an ISP's circuit, 99.95 % */
const CIRCUIT = percent(99.95);

const sum = (
  traffic: Readonly<Record<string, number>> | undefined,
): { readonly rate: number; readonly text: string } => {
  const parts = Object.entries(traffic ?? {});
  return {
    rate: parts.reduce((all, [, rate]) => all + rate, 0),
    text: parts.map(([name, rate]) => `${name} ${print(rate)}`).join(' + '),
  };
};

/** Payload of all messages that the site has to take, in bits. Without headers, so that it is the least there can be. */
const payload = ({ platform: { demand }, site }: EdgeFacts): number =>
  demand.sustained * demand.message * 8 * site.carries;

/** What the providers carry against what somebody says of them. @source guide l. 782-784, 828-835 */
function checkEgress(facts: EdgeFacts): readonly Finding[] {
  const { internet, site } = facts;
  const claims = site.fabric?.edge?.claims;
  const capacity = total(internet);
  const path = `sites.${site.id}.fabric.edge.claims`;
  const directions = [
    ['inbound', sum(claims?.inbound)],
    ['outbound', sum(claims?.outbound)],
  ] as const;
  return [
    ...(claims?.egress === undefined || claims.egress <= capacity
      ? []
      : [
          found(
            facts,
            'egress',
            'error',
            `${path}.egress`,
            `${print(claims.egress)} claimed; the links to providers are ${print(capacity)}`,
            'order what is missing',
            { claimed: claims.egress, capacity },
          ),
        ]),
    ...directions.flatMap(([direction, { rate, text }]) => {
      if (rate <= capacity) return [];
      return [
        found(
          facts,
          `${direction}-traffic`,
          'error',
          `${path}.${direction}`,
          `${text} = ${print(rate)} ${direction}; all links to providers together are ${print(capacity)} (${internet.map(({ id, bandwidth }) => `${id} ${print(bandwidth)}`).join(' + ')}): ${(rate / capacity).toFixed(1)} times as much`,
          `order ${print(rate - capacity)} more, or check what the traffic really is: the payload of all messages is ${print(payload(facts))}`,
          { claimed: rate, capacity },
        ),
      ];
    }),
  ];
}

const byProvider = (internet: readonly InternetCircuit[]): ReadonlyMap<string, readonly InternetCircuit[]> => {
  const providers = new Map<string, InternetCircuit[]>();
  for (const circuit of internet)
    providers.set(circuit.provider, [...(providers.get(circuit.provider) ?? []), circuit]);
  return providers;
};

/** What is left when the provider with the most is gone. @source audit H03 */
function checkProviders(facts: EdgeFacts): readonly Finding[] {
  const { internet, site } = facts;
  const needed = payload(facts);
  const capacity = total(internet);
  const providers = [...byProvider(internet)];
  return providers.flatMap(([provider, circuits]) => {
    const left = capacity - total(circuits);
    return left >= needed
      ? []
      : [
          found(
            facts,
            'provider-lost',
            'error',
            `interconnects.${circuits[0]?.id ?? ''}`,
            `without '${provider}' (${circuits.map(({ id }) => id).join(', ')}) ${print(left)} of ${print(capacity)} are left, and the payload of all messages alone is ${print(needed)}`,
            'take the second link from another provider',
            { left, needed, provider },
            site.id,
          ),
        ];
  });
}

interface Provider {
  readonly provider: string;
  readonly bandwidth: number;
  readonly availability: number;
}

/** The share of time in which those that are up carry at least so much: every way in which some may be down, weighed. */
function enough([first, ...rest]: readonly Provider[], needed: number): number {
  if (needed <= 0) return 1;
  if (first === undefined) return 0;
  return first.availability * enough(rest, needed - first.bandwidth) + (1 - first.availability) * enough(rest, needed);
}

/** How much of the time enough of the providers work. @source guide l. 786 */
function checkAvailability(facts: EdgeFacts): readonly Finding[] {
  const { internet, site } = facts;
  const claimed = site.fabric?.edge?.claims.availability;
  if (claimed === undefined) return [];
  const needed = payload(facts);
  const capacity = total(internet);
  const providers = [...byProvider(internet)].map(([provider, circuits]) => ({
    provider,
    bandwidth: total(circuits),
    // Circuits of one provider fail together as often as one does: they share its core, and often its way into the house.
    availability: Math.max(...circuits.map(({ availability }) => availability ?? CIRCUIT)),
  }));
  const critical = providers.filter(({ bandwidth }) => capacity - bandwidth < needed);
  const actual = enough(providers, needed);
  if (critical.length === 0 || actual >= claimed) return [];
  return [
    found(
      facts,
      'availability',
      'error',
      `sites.${site.id}.fabric.edge.claims.availability`,
      `${Ratio.print(claimed)} claimed; without ${critical.map(({ provider }) => `'${provider}'`).join(' or ')} not even the payload of ${print(needed)} passes, ` +
        `so that the ways out are up as long as ${critical.length === 1 ? 'it is' : 'all of them are'}: ${(actual * 100).toFixed(3)} %`,
      'give either provider enough to carry all',
      { claimed, actual },
    ),
  ];
}

/** Floods that are larger than the links they come over. @source guide l. 860; audit H17 */
function checkFloods(facts: EdgeFacts): readonly Finding[] {
  const absorbs = facts.site.fabric?.edge?.claims.absorbs;
  const capacity = total(facts.internet);
  return absorbs === undefined || absorbs <= capacity
    ? []
    : [
        found(
          facts,
          'ddos',
          'error',
          `sites.${facts.site.id}.fabric.edge.claims.absorbs`,
          `attacks of ${print(absorbs)} claimed to be absorbed; all links together are ${print(capacity)}: ${String(Math.round(absorbs / Math.max(capacity, 1)))} times less. ` +
            'They are full before a packet reaches a router of ours, so that whatever filters must be at the provider: ' +
            'communities that drop an address there, and flow specifications where the provider takes them, are configured',
          'contract scrubbing of that size with a provider, or take traffic in at a network that is larger (AWS Shield Advanced, a CDN)',
          { claimed: absorbs, capacity },
        ),
      ];
}

/** Tunnels that stand in for circuits. */
function checkBackups(facts: EdgeFacts): readonly Finding[] {
  return facts.tunnels.flatMap(({ id, bandwidth, between }) => {
    const backed = facts.direct.filter(({ cloud }) => between.includes(cloud));
    const lost = total(backed);
    return lost <= bandwidth
      ? []
      : [
          found(
            facts,
            'backup-bandwidth',
            'warning',
            `interconnects.${id}.bandwidth`,
            `${id} carries ${print(bandwidth)} and stands in for ${backed.map((one) => `${one.id} ${print(one.bandwidth)}`).join(' + ')} = ${print(lost)}: ` +
              `${((bandwidth / lost) * 100).toFixed(0)} % of it once both are down. AWS gives a tunnel 1.25 Gbps, or 5 Gbps where it is ordered as large`,
            'let only what must not stop use it, or order more tunnels on a transit gateway, over which AWS spreads flows',
            { bandwidth, lost },
            id,
          ),
        ];
  });
}

/** What the ways out carry, with all of them and with one lost. */
export const checkCapacity = (facts: EdgeFacts): readonly Finding[] => [
  ...checkEgress(facts),
  ...checkProviders(facts),
  ...checkAvailability(facts),
  ...checkFloods(facts),
  ...checkBackups(facts),
];
