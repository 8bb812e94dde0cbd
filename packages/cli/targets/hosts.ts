import { join } from 'node:path';
import { writeText } from '../output/write.ts';
import type { Target } from './target.ts';

export const hosts: Target = {
  name: 'hosts',
  describe: 'a directory for each host: host.json, its files, and what installs an empty server',
  async write({ platform, configs, directory }) {
    const { autoinstall, hostBundle } = await import('@catalyst/host');
    for (const host of platform.hosts) {
      const config = configs.get(host.id);
      if (config === undefined) throw new Error(`${host.id} has no configuration`);
      const installer = host.substrate === 'datacenter' ? autoinstall(host, platform) : [];
      for (const [path, content] of [...hostBundle(host, config), ...installer])
        writeText(join(directory, host.site, host.hostname, path), content);
    }
  },
};
