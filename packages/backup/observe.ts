import { hours, minutes, type Observation, type Site } from '@catalyst/model';
import type { BackupSpec } from './spec.ts';

/** Copies that stopped coming, and a repository that fills up. The figures come by node exporter, from files. */
export function observeBackup(spec: BackupSpec, site: Site): Observation {
  if (spec.engine === 'object-store') return { targets: [], rules: [] };
  const at = `site="${site.id}"`;
  return {
    targets: [],
    rules: [
      {
        alert: 'BackupCopyIsOld',
        // A copy comes every hour; three may fail before somebody is asked to look.
        expr: `time() - max by (host) (catalyst_backup_last_copy_seconds{${at}}) > ${String(hours(4) / 1000)}`,
        for: minutes(10),
        severity: 'warn',
        summary: 'The last copy of the files of {{ $labels.host }} is {{ $value | humanizeDuration }} old',
      },
      {
        alert: 'BackupCopyIsMissing',
        expr: `time() - max by (host) (catalyst_backup_last_copy_seconds{${at}}) > ${String(hours(24) / 1000)}`,
        for: minutes(10),
        severity: 'page',
        summary: 'No copy of the files of {{ $labels.host }} has come for a day',
      },
    ],
  };
}
