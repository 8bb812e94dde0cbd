import {
  BitsPerSecond,
  Ratio,
  percent,
  type Finding,
  type TransactionsPerSecond,
  type Utilisation,
} from '@catalyst/model';
import { answering, type Facts } from './facts.ts';
import { handshakesOf, requestsOf, trafficOf } from './load.ts';

/** How busy a node may be. @source audit §4.7, u* */
const LIMIT = { cores: percent(80), network: percent(60) } as const;

/** Once a node is lost, what is left may be full. */
const DEGRADED = percent(100);

/** A count for people, to three digits: `85,000`. */
const grouped = (amount: number): string => Number(amount.toPrecision(3)).toLocaleString('en-US');
const nodes = (n: number): string => `${String(n)} ${n === 1 ? 'node' : 'nodes'}`;

interface Scenario {
  readonly name: string;
  readonly rate: TransactionsPerSecond;
  readonly lost: number;
}

const scenarios = ({ nodes: all, peak }: Facts): readonly Scenario[] =>
  [
    { name: 'all up, at peak', rate: peak, lost: 0 },
    { name: 'one node lost, at peak', rate: peak, lost: 1 },
  ].filter(({ lost }) => lost < all);

/** How much of each resource of the nodes is used: requests, handshakes, bandwidth. */
export const utilisation = (facts: Facts): readonly Utilisation[] =>
  scenarios(facts).flatMap((scenario) => {
    const alive = answering(facts, scenario.lost);
    const row = (resource: Resource, used: number, capacity: number, arithmetic: string): Utilisation => ({
      code: `ingress/${resource}`,
      severity: 'error',
      subject: `${facts.site}/ingress`,
      path: `${facts.path}.nodes.on`,
      scenario: scenario.name,
      arithmetic,
      used: Ratio.of(used / (capacity * alive)),
      limit: scenario.lost > 0 ? DEGRADED : resource === 'network' ? LIMIT.network : LIMIT.cores,
      fix: fixOf(facts, resource),
    });
    const { spec, cores, network } = facts;
    const requests = requestsOf(facts, scenario.rate);
    const handshakes = handshakesOf(facts, scenario.rate);
    const traffic = trafficOf(facts, scenario.rate);
    return [
      row(
        'requests',
        requests,
        cores * spec.requestsPerCore,
        `${grouped(scenario.rate)} messages/s ÷ ${grouped(spec.batch)} a request = ${grouped(requests)}/s of ` +
          `${nodes(alive)} × ${String(cores)} cores × ${grouped(spec.requestsPerCore)}`,
      ),
      row(
        'handshakes',
        handshakes,
        cores * spec.handshakesPerCore,
        `${grouped(requests)} requests/s ÷ ${grouped(spec.requestsPerConnection)} a connection = ${grouped(handshakes)}/s of ` +
          `${nodes(alive)} × ${String(cores)} cores × ${grouped(spec.handshakesPerCore)}`,
      ),
      row(
        'network',
        traffic,
        network,
        `${grouped(scenario.rate)} messages/s × ${grouped(facts.message)} B × 2 for HTTP, TLS and headers, and answers = ` +
          `${BitsPerSecond.show(traffic)} each way of ${nodes(alive)} × ${BitsPerSecond.print(network)}`,
      ),
    ];
  });

type Resource = 'requests' | 'handshakes' | 'network';

/** Nodes that carry the peak within the limits, and one to spare (audit §4.7). */
export function nodesFor(facts: Facts, resource: Resource): number {
  const { spec, cores, network, peak } = facts;
  const needed = {
    requests: requestsOf(facts, peak) / (cores * spec.requestsPerCore * LIMIT.cores),
    handshakes: handshakesOf(facts, peak) / (cores * spec.handshakesPerCore * LIMIT.cores),
    network: trafficOf(facts, peak) / (network * LIMIT.network),
  }[resource];
  return Math.ceil(needed) + 1;
}

const fixOf = (facts: Facts, resource: Resource): string =>
  `use ${String(nodesFor(facts, resource))} nodes that all answer (mode: 'active-active')` +
  (resource === 'network' ? ', or faster ports' : ', or let customers send more messages in a request');

/**
 * A message a request makes the way in the largest tier of all. @source audit C05: 17 nodes of 16 cores unbatched, 4 at 10
 */
export function checkUnbatched(facts: Facts): readonly Finding[] {
  const all = nodesFor(facts, 'requests');
  if (facts.spec.batch > 1 || all <= facts.nodes) return [];
  const batched = nodesFor({ ...facts, spec: { ...facts.spec, batch: 10 } }, 'requests');
  return [
    {
      code: 'ingress/unbatched',
      severity: 'warning',
      subject: `${facts.site}/ingress`,
      path: `${facts.path}.batch`,
      message:
        `${grouped(facts.peak)} requests/s of one message each are ${grouped(facts.peak / facts.cores)} for each core of one node; ` +
        `${grouped(facts.spec.requestsPerCore)} are what a core does with TLS and the application firewall: ` +
        `${String(all)} nodes, or ${String(batched)} with 10 messages a request`,
      evidence: { peak: facts.peak, cores: facts.cores, nodes: facts.nodes, needed: all, batched },
      fix: 'offer customers an API that takes many messages in a request, and say so: batch: 10',
    },
  ];
}
