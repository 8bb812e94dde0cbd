import type { Target } from './target.ts';

export const compose: Target = {
  name: 'compose',
  describe: 'a Compose file that runs a site of one server, where the profile has one',
  async write({ platform, configs, directory }) {
    const { synthesizeCompose } = await import('@catalyst/stacks/compose');
    synthesizeCompose(platform, configs, directory);
  },
};
