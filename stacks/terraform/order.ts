import { STAGES, type Host, type Platform, type Stage, type Tier } from '@catalyst/model';

/** Hosts that run nothing yet, then what all others need, those with a vote in a quorum, and the other stages. */
const BASE = 0;
const FOUNDATION = 1;
const QUORUM = 2;

const rankOf = (stage: Stage): number => (stage === 'foundation' ? FOUNDATION : QUORUM + STAGES.indexOf(stage));

/** A host and those that must be done before it. */
export interface Step {
  readonly host: Host;
  readonly after: readonly Host[];
}

interface Ranked {
  readonly host: Host;
  readonly stage: number;
  /** The tiers that it has a part in, as positions in the list of tiers. */
  readonly tiers: readonly number[];
}

/**
 * The order in which the hosts of a site are brought to their configuration: one stage after the other, and inside each
 * tier one host after the other, so that an update never takes two members of a tier at once. Tiers of one stage go on
 * side by side. A host that several tiers share comes in the earliest stage of them, and has its turn in each.
 */
export function rolloutOrder(platform: Platform, site: string, tiers: readonly Tier[]): readonly Step[] {
  const ranked = platform.hosts
    .filter((host) => host.site === site)
    .map((host) => rank(host, platform, tiers))
    .sort((a, b) => a.stage - b.stage || (a.tiers[0] ?? -1) - (b.tiers[0] ?? -1));

  const last = new Map<number, Ranked>();
  let stage = BASE;
  let stageBefore: readonly Ranked[] = [];
  return ranked.map((current) => {
    if (current.stage !== stage) {
      stage = current.stage;
      stageBefore = [...last.values()];
    }
    const neighbours = current.tiers.flatMap((tier) => last.get(tier) ?? []);
    // A neighbour of the same stage has waited for the stages before it.
    const waits = neighbours.some((other) => other.stage === current.stage);
    const after = new Set([...neighbours, ...(waits ? [] : stageBefore)].map(({ host }) => host));
    for (const tier of current.tiers) last.set(tier, current);
    return { host: current.host, after: [...after] };
  });
}

function rank(host: Host, platform: Platform, tiers: readonly Tier[]): Ranked {
  const instances = platform.instances.filter((instance) => instance.host === host.id);
  const positionOf = (name: string): number => tiers.findIndex((tier) => tier.name === name);
  const stages = instances.map(({ tier, votes }) =>
    votes ? QUORUM : rankOf(tiers[positionOf(tier)]?.stage ?? 'data'),
  );
  const positions = new Set(instances.map(({ tier }) => positionOf(tier)));
  return {
    host,
    stage: stages.length === 0 ? BASE : Math.min(...stages),
    tiers: [...positions].sort((a, b) => a - b),
  };
}
