import type { Target } from './target.ts';

export const aws: Target = {
  name: 'aws',
  describe: 'CloudFormation stacks of every AWS site',
  async write({ platform, configs, directory }) {
    const { synthesizeAws } = await import('@catalyst/stacks/aws');
    synthesizeAws(platform, configs, directory);
  },
};
