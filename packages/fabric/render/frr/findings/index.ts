import type { Finding } from '@catalyst/model';
import type { DeviceConfig } from '../../../config/types.ts';
import { ability } from './ability.ts';
import { finding, type Rule } from './make.ts';
import { references } from './references.ts';
import { values } from './values.ts';

const RULES: readonly Rule[] = [...ability, ...values, ...references];

/**
 * What FRR on Linux cannot do of what a device is told, and values that it would refuse, cut off or take for something
 * else; nothing for a device with another system. `vtysh -C` passes most of them, and so does bgpd's exit status.
 */
export const frrFindings = (config: DeviceConfig): readonly Finding[] =>
  config.os === 'frr' ? RULES.flatMap((rule) => rule(config)).map((fault) => finding(config, fault)) : [];
