import { assess, unusedAcknowledgements } from '@catalyst/assess';
import { judge, sortFindings, type Judged } from '@catalyst/model';
import type { Loaded } from './profile.ts';

/** All that is to be said about a profile that could be resolved: sorted, and judged against what it accepts. */
export function findingsOf({ platform, findings }: Loaded): readonly Judged[] {
  const found = [...findings, ...assess(platform)];
  const { acknowledged } = platform;
  return sortFindings(judge([...found, ...unusedAcknowledgements(found, acknowledged)], acknowledged));
}
