import { join } from 'node:path';
import { planFabric } from '@catalyst/fabric';
import type { Platform } from '@catalyst/model';
import { writeText } from '../output/write.ts';
import type { Target } from './target.ts';

export const docs: Target = {
  name: 'docs',
  describe:
    'tables of addresses, parts, archives, secrets, cables, ports, racks and power, drawings of networks and racks, and names for DNS servers',
  async write({ platform, configs, directory }) {
    const [
      { stringify },
      { addressRows },
      { bomRows },
      { zoneRecords },
      { networkDocuments },
      { archiveRows, secretRows },
    ] = await Promise.all([
      import('csv-stringify/sync'),
      import('./docs/addresses.ts'),
      import('./docs/bom.ts'),
      import('./docs/zone.ts'),
      import('./docs/network.ts'),
      import('./docs/prerequisites.ts'),
    ]);
    const csv = (rows: readonly object[]): string => stringify([...rows], { header: true });
    const fabrics = fabricsOf(platform);
    writeText(join(directory, 'addresses.csv'), csv(addressRows(platform, fabrics)));
    writeText(join(directory, 'bom.csv'), csv(bomRows(platform, fabrics)));
    writeText(join(directory, 'archives.csv'), csv(archiveRows(configs)));
    writeText(join(directory, 'secrets.csv'), csv(secretRows(platform)));
    writeText(join(directory, 'dns.zone'), zoneRecords(platform, fabrics));
    for (const fabric of fabrics) {
      const { tables, drawings } = networkDocuments(platform, fabric);
      for (const [name, rows] of Object.entries(tables)) writeText(join(directory, fabric.site, name), csv(rows));
      for (const [name, drawing] of Object.entries(drawings)) writeText(join(directory, fabric.site, name), drawing);
    }
  },
};

const fabricsOf = (platform: Platform) =>
  platform.sites.flatMap(({ id, fabric }) => (fabric === null ? [] : [planFabric(platform, id).fabric]));
