import { defineTier } from '@catalyst/model';
import { assessBackup } from './capacity.ts';
import { backupHost } from './host/index.ts';
import { observeBackup } from './observe.ts';
import { planBackup } from './plan.ts';
import { BackupSpec } from './spec.ts';

export { bucketName } from './bucket.ts';
export { BackupSpec } from './spec.ts';

/** Copies of everything that cannot be computed again. */
export const backup = defineTier({
  name: 'backup',
  title: 'Backup',
  stage: 'backup',
  spec: BackupSpec,
  plan: planBackup,
  host: backupHost,
  assess: assessBackup,
  observe: observeBackup,
});
