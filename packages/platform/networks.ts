import { planFabric } from '@catalyst/fabric';
import type { Finding, Platform } from '@catalyst/model';

/** Why the network of a site cannot be built: a device that nobody sells, a rack that is full, a number that two would have. */
export const unbuildable = (platform: Platform): readonly Finding[] =>
  platform.sites
    .filter(({ fabric }) => fabric !== null)
    .flatMap(({ id }) => planFabric(platform, id).findings)
    .filter(({ severity }) => severity === 'error');
