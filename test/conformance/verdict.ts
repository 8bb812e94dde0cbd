import type { Evidence, ProfileName } from './evidence.ts';

/** What is still to be built, by the titles of its issues. An open row names the one that decides it. */
export const CAPABILITIES = [
  'Fabric',
  'Hosts and data tiers',
  'AWS',
  'On-prem provisioner',
  'Observability',
  'Smoke',
  'Twin',
  'Assess',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** The platform does what the row says: `check` reads what a user gets, and throws where it does not hold. */
export interface Met {
  readonly verdict: 'met';
  readonly id: string;
  /** Where to look, and what is there. It completes "met by". */
  readonly by: string;
  readonly check: (evidence: Evidence) => void;
}

/** The guide contradicts itself, and `catalyst check` says so with the arithmetic. */
export interface Contradicted {
  readonly verdict: 'finding';
  readonly id: string;
  readonly on: ProfileName;
  readonly code: string;
  readonly subject: string;
  /** What its message must say: the figures of the guide, and those that they are compared with. */
  readonly says: readonly [string, ...string[]];
}

/** A capability that does not exist yet decides it. */
export interface Open {
  readonly verdict: 'open';
  readonly id: string;
  readonly until: Capability;
  /** What is missing, where the capability's name does not tell. */
  readonly because: string;
}

export type Entry = Met | Contradicted | Open;

/** The verdicts of one area of the requirements. */
export interface Area {
  readonly area: string;
  readonly entries: readonly Entry[];
}

export const met = (id: string, by: string, check: Met['check']): Met => ({ verdict: 'met', id, by, check });

/** `finding('PRD-12', 'production', 'claim/cores', 'dc1', '316', '352')` */
export const finding = (
  id: string,
  on: ProfileName,
  code: string,
  subject: string,
  ...says: readonly [string, ...string[]]
): Contradicted => ({ verdict: 'finding', id, on, code, subject, says });

/** Rows that wait for one capability, one by one or from one to another: `...open('Fabric', 'NET-01', 'NET-05..24')`. */
export const open = (until: Capability, ...rows: readonly [string, ...string[]]): readonly Open[] =>
  rows.flatMap(idsOf).map((id) => ({ verdict: 'open', id, until, because: '' }));

/** `NET-05..07` as NET-05, NET-06 and NET-07. */
function idsOf(rows: string): readonly string[] {
  const range = /^([A-Z]{3})-(\d{2})\.\.(\d{2})$/.exec(rows);
  if (range === null) return [rows];
  const [, area = '', first = '', last = ''] = range;
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, i) => `${area}-${String(Number(first) + i).padStart(2, '0')}`,
  );
}

/** A row of which a part holds already, and what is missing: the other part. */
export const partly = (until: Capability, id: string, because: string): Open => ({
  verdict: 'open',
  id,
  until,
  because,
});
