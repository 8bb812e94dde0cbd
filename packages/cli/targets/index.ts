import { aws } from './aws.ts';
import { devices } from './devices.ts';
import { compose } from './compose.ts';
import { docs } from './docs.ts';
import { hosts } from './hosts.ts';
import type { Target } from './target.ts';
import { terraform } from './terraform.ts';

export type { Target, TargetContext } from './target.ts';

/** Every target. Each loads what it needs when it is written, so that listing them costs nothing. */
export const targets: readonly Target[] = [aws, terraform, hosts, devices, compose, docs];
