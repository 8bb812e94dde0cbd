import type { Finding } from '@catalyst/model';
import type { DeviceConfig } from '../types.ts';
import * as routing from './routing.ts';
import type { Rule } from './rule.ts';
import { duplicates, linkEnds, management } from './site.ts';
import * as switching from './switching.ts';

/*
 * Rules on what devices are told, whatever they run. Most of them cannot be broken from a profile: they stand guard over
 * this package, and over what is put into a structured configuration by hand.
 */

const RULES: readonly Rule[] = [...Object.values(routing), ...Object.values(switching)];

/** What is wrong with the configuration of a site's devices. */
export const configFindings = (configs: ReadonlyMap<string, DeviceConfig>): readonly Finding[] => [
  ...[...configs.values()].flatMap((config) => RULES.flatMap((rule) => rule(config))),
  ...duplicates(configs.values()),
  ...linkEnds(configs.values()),
  ...management([...configs.values()]),
];
