import { join } from 'node:path';
import { writeText } from '../output/write.ts';
import type { Target } from './target.ts';

export const devices: Target = {
  name: 'devices',
  describe:
    'a directory for each switch, router and firewall, with its facts, its configuration and what must be true of it',
  async write({ platform, directory }) {
    const { deviceFiles, planFabric } = await import('@catalyst/fabric');
    for (const { id, fabric } of platform.sites)
      if (fabric !== null)
        for (const [path, content] of deviceFiles(planFabric(platform, id).fabric, platform))
          writeText(join(directory, id, path), content);
  },
};
