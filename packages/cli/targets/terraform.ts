import type { Target } from './target.ts';

export const terraform: Target = {
  name: 'terraform',
  describe: 'one Terraform stack for each datacenter',
  async write({ platform, configs, directory, profileFrom }) {
    const { synthesizeTerraform } = await import('@catalyst/stacks/terraform');
    synthesizeTerraform(platform, configs, { outdir: directory, profile: profileFrom('terraform/stacks/any') });
  },
};
