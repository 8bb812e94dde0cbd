import type { PlatformProfile } from '@catalyst/platform';
import dev from './dev.ts';
import enterprise from './enterprise.ts';
import production from './production.ts';
import productionN1 from './production-n1.ts';

/** Every profile, by its name. A new environment is a new file and a line here. */
export const profiles: Readonly<Record<string, PlatformProfile>> = {
  dev,
  production,
  'production-n1': productionN1,
  enterprise,
};
