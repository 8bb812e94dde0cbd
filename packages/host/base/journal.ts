import type { File } from '@catalyst/model';
import { systemFile } from './file.ts';

/** The journal outlives a boot, and never fills the system's disk: its own limit would be 4 GB (journald.conf(5)). */
export const journal: File = systemFile(
  '/etc/systemd/journald.conf.d/60-catalyst.conf',
  ['[Journal]', 'Storage=persistent', 'SystemMaxUse=2G', 'MaxRetentionSec=1month'],
  { onChange: { restart: 'systemd-journald.service' } },
);
