import { Bytes, defineTier, placed } from '@catalyst/model';
import { BackupSpec } from './spec.ts';

export { BackupSpec } from './spec.ts';

/** Copies of everything that cannot be computed again. */
export const backup = defineTier({
  name: 'backup',
  title: 'Backup',
  stage: 'backup',
  spec: BackupSpec,
  plan: (spec, site) =>
    spec.engine === 'object-store'
      ? { instances: [], managed: [{ product: 's3', nodeType: Bytes.print(spec.capacity), nodes: 1 }], services: [] }
      : {
          instances: placed(site, spec.repository, 'repository', 'repository'),
          services: [{ name: 'backup', role: 'repository', port: 8432, tls: true }],
          calls: [
            { role: 'repository', service: 'postgres', optional: true },
            { role: 'repository', service: 'timescale', optional: true },
          ],
        },
});
