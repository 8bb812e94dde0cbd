import { join } from 'node:path';
import { writeText } from '../output/write.ts';
import type { Target } from './target.ts';

export const docs: Target = {
  name: 'docs',
  describe: 'addresses and bill of materials as CSV, and names of hosts for DNS servers',
  async write({ platform, directory }) {
    const [{ stringify }, { addressRows }, { bomRows }, { zoneRecords }] = await Promise.all([
      import('csv-stringify/sync'),
      import('./docs/addresses.ts'),
      import('./docs/bom.ts'),
      import('./docs/zone.ts'),
    ]);
    const csv = (rows: readonly object[]): string => stringify([...rows], { header: true });
    writeText(join(directory, 'addresses.csv'), csv(addressRows(platform)));
    writeText(join(directory, 'bom.csv'), csv(bomRows(platform)));
    writeText(join(directory, 'dns.zone'), zoneRecords(platform));
  },
};
