import { resolvePlatform } from '@catalyst/platform';
import { profiles } from '@catalyst/profiles';
import { inProcess, type Area, type Case } from './measure.ts';

const area: Area = {
  title: 'Profile to platform, in this process',
  cases: Object.entries(profiles).map(([name, profile]): Case => ({
    name,
    what: 'resolve the profile once, with all tiers',
    run: () => inProcess(() => resolvePlatform(profile)),
  })),
};
export default area;
