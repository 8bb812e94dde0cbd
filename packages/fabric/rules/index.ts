import type { Finding, Platform } from '@catalyst/model';
import type { Fabric } from '../facts.ts';
import { claims } from './claims.ts';
import { ruleFacts, type Rule } from './facts.ts';
import { frames } from './frames.ts';
import { duplicates, outside, pins, widths } from './numbers.ts';
import { nonBlocking, oversubscription } from './oversubscription.ts';
import { idle, partners, separateWays } from './redundancy.ts';

/** Rules without which nothing can be built: a profile that breaks one is refused. */
const BUILD: readonly Rule[] = [duplicates, widths, outside];

/** Rules on what has been built. */
const DESIGN: readonly Rule[] = [oversubscription, nonBlocking, partners, separateWays, idle, frames, pins, ...claims];

const check = (rules: readonly Rule[], fabric: Fabric, platform: Platform): readonly Finding[] => {
  const facts = ruleFacts(fabric, platform);
  return facts === undefined ? [] : rules.flatMap((rule) => rule(facts));
};

/** Why a planned network cannot be built. Pure, in time in proportion to its size. */
export const checkNumbers = (fabric: Fabric, platform: Platform): readonly Finding[] => check(BUILD, fabric, platform);

/** What is wrong with a network that can be built: how much it carries, what one loss takes with it, what is claimed of it. */
export const checkDesign = (fabric: Fabric, platform: Platform): readonly Finding[] => check(DESIGN, fabric, platform);
