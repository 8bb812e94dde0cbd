import type { Finding, Platform } from '@catalyst/model';
import { checkAllotments } from './allotment.ts';
import { checkDataLoss, checkLatency } from './distance.ts';
import { checkFailoverIsDecided } from './failover.ts';
import { checkFleets } from './fleets.ts';
import { checkRetention } from './retention.ts';
import { checkFailover, checkStandby } from './standby.ts';

/** What a document says in one place and contradicts in another, or what cannot be: arithmetic on the profile alone. */
export const checkGuide = (platform: Platform): readonly Finding[] => [
  ...checkFleets(platform),
  ...checkAllotments(platform),
  ...checkRetention(platform),
  ...checkLatency(platform),
  ...checkDataLoss(platform),
  ...checkFailover(platform),
  ...checkStandby(platform),
  ...checkFailoverIsDecided(platform),
];
