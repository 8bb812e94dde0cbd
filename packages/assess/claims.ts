import {
  BitsPerSecond,
  Bytes,
  GiB,
  TransactionsPerSecond,
  Watts,
  type Claims,
  type Finding,
  type Machine,
  type Platform,
} from '@catalyst/model';
import { grouped, signedPercent } from './figures.ts';
import { nicSpeed, poolsOf, rawStorage, type Pool } from './inventory.ts';

/** How far a claim may be from what there is. @source audit 4.13: ±5 % */
const TOLERANCE = 0.05;

const SECONDS_A_DAY = 86_400;

/** A claim, what it comes to when computed, and how both are printed. */
interface Comparison {
  readonly code: string;
  readonly subject: string;
  readonly path: string;
  readonly stated: number;
  readonly computed: number;
  /** `316 cores` */
  readonly print: (value: number) => string;
  /** What the computed figure is made of: `the inventory has 352 cores: 3 kafka × 24 + …`. */
  readonly arithmetic: string;
  /** The document gives a lower bound. */
  readonly atLeast: boolean;
  /** A claim of more than there is promises too much; of power it is only a reserve. */
  readonly tooHighIs: 'error' | 'warning';
}

/** A figure that servers add up to. */
interface Figure {
  readonly name: 'servers' | 'cores' | 'memory' | 'storage' | 'network' | 'power';
  readonly of: (machine: Machine) => number;
  readonly print: (value: number) => string;
  /** The figure of one server, inside a sum. */
  readonly each: (value: number) => string;
}

/** Memory is sold in GiB, and documents count it in TB: both are said. */
const memory = (value: number): string => `${Bytes.show(value)} (${grouped(value / GiB(1))} GiB) of memory`;

const FIGURES: readonly Figure[] = [
  { name: 'servers', of: () => 1, print: (n) => `${grouped(n)} servers`, each: () => '' },
  { name: 'cores', of: ({ cores }) => cores, print: (n) => `${grouped(n)} cores`, each: grouped },
  { name: 'memory', of: (machine) => machine.memory, print: memory, each: Bytes.print },
  { name: 'storage', of: rawStorage, print: (n) => `${Bytes.show(n)} of raw storage`, each: Bytes.show },
  { name: 'network', of: nicSpeed, print: (n) => `${BitsPerSecond.show(n)} of ports`, each: BitsPerSecond.show },
  { name: 'power', of: ({ power }) => power, print: Watts.show, each: Watts.show },
];

/** `3 kafka × 24 + 2 postgres × 32`. Pools of several sites are named with their site. */
function itemised(pools: readonly Pool[], figure: Figure): string {
  const severalSites = new Set(pools.map(({ site }) => site)).size > 1;
  const items = pools.map(({ site, name, quantity, machine }) => {
    const item = `${String(quantity)} ${severalSites ? `${site}/` : ''}${name}`;
    return figure.name === 'servers' ? item : `${item} × ${figure.each(figure.of(machine))}`;
  });
  return items.length === 0 ? 'no server' : items.join(' + ');
}

/** Every claim about things that can be counted, for one set of claims and the servers that it is about. */
function countable(claims: Claims, owned: readonly Pool[], subject: string, path: string): readonly Comparison[] {
  return FIGURES.flatMap((figure) => {
    const stated = claims[figure.name];
    if (stated === undefined) return [];
    const computed = owned.reduce((sum, pool) => sum + pool.quantity * figure.of(pool.machine), 0);
    return [
      {
        code: `claim/${figure.name}`,
        subject,
        path: `${path}.${figure.name}`,
        stated,
        computed,
        print: figure.print,
        arithmetic: `the inventory has ${figure.print(computed)}: ${itemised(owned, figure)}`,
        atLeast: claims.atLeast ?? false,
        tooHighIs: figure.name === 'power' ? 'warning' : 'error',
      } as const,
    ];
  });
}

/** Messages a second that a site, or the platform, is said to carry, and those that the profile sizes it for. */
function sustained(
  claims: Claims,
  computed: number,
  arithmetic: string,
  subject: string,
  path: string,
): readonly Comparison[] {
  if (claims.sustained === undefined) return [];
  return [
    {
      code: 'claim/sustained',
      subject,
      path: `${path}.sustained`,
      stated: claims.sustained,
      computed,
      print: TransactionsPerSecond.print,
      arithmetic,
      atLeast: claims.atLeast ?? false,
      tooHighIs: 'error',
    },
  ];
}

/** Messages a day follow from messages a second: the claimed rate, or the demand where none is claimed. */
function daily(claims: Claims, demand: number, subject: string, path: string): readonly Comparison[] {
  if (claims.dailyMessages === undefined) return [];
  const rate = claims.sustained ?? demand;
  const computed = rate * SECONDS_A_DAY;
  return [
    {
      code: 'claim/daily-messages',
      subject,
      path: `${path}.dailyMessages`,
      stated: claims.dailyMessages,
      computed,
      print: (n) => `${grouped(n)} messages a day`,
      arithmetic: `${TransactionsPerSecond.show(rate)} × ${grouped(SECONDS_A_DAY)} s are ${grouped(computed)}`,
      atLeast: claims.atLeast ?? false,
      tooHighIs: 'error',
    },
  ];
}

function judgeClaim(claim: Comparison): readonly Finding[] {
  const { stated, computed, print } = claim;
  // A lower bound is meant as one.
  const tolerance = claim.atLeast ? 0 : TOLERANCE * stated;
  const tooHigh = stated > computed + tolerance;
  const tooLow = stated < computed - tolerance;
  if (!tooHigh && (!tooLow || claim.atLeast)) return [];
  const difference = stated === 0 ? '' : ` (${signedPercent(computed / stated - 1)})`;
  return [
    {
      code: claim.code,
      severity: tooHigh ? claim.tooHighIs : 'warning',
      subject: claim.subject,
      path: claim.path,
      message: `claimed are ${print(stated)}${claim.atLeast ? ' or more' : ''}; ${claim.arithmetic}${difference}`,
      evidence: { stated, computed },
      fix: tooHigh
        ? `claim ${print(computed)}, or size the profile for what is claimed`
        : `claim ${print(computed)}; the sum is right, whatever the document says`,
    },
  ];
}

/** Every claim of the profile and of its sites that is more than 5 % away from what there is. */
export function checkClaims(platform: Platform): readonly Finding[] {
  const { demand } = platform;
  const owned = poolsOf(platform).filter(({ substrate }) => substrate === 'datacenter');
  const whole = [
    ...countable(platform.claims, owned, platform.name, 'claims'),
    ...sustained(
      platform.claims,
      demand.sustained,
      `the profile is sized for ${TransactionsPerSecond.show(demand.sustained)}, however many sites stand by to carry the same messages`,
      platform.name,
      'claims',
    ),
    ...daily(platform.claims, demand.sustained, platform.name, 'claims'),
  ];
  const bySite = platform.sites.flatMap(({ id, claims, carries }) => {
    const path = `sites.${id}.claims`;
    const rate = demand.sustained * carries;
    const share = `${String(Math.round(carries * 100))} %`;
    return [
      ...countable(
        claims,
        owned.filter(({ site }) => site === id),
        id,
        path,
      ),
      ...sustained(
        claims,
        rate,
        `the profile sizes ${id} for ${TransactionsPerSecond.show(rate)}: ${TransactionsPerSecond.show(demand.sustained)} × ${share}`,
        id,
        path,
      ),
      ...daily(claims, rate, id, path),
    ];
  });
  return [...whole, ...bySite].flatMap(judgeClaim);
}
