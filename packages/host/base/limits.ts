import type { File } from '@catalyst/model';
import { systemFile } from './file.ts';

/** Limits of people and of units that say nothing themselves. */
export const limits: readonly File[] = [
  systemFile('/etc/security/limits.d/60-catalyst.conf', [
    '* soft nofile 65536',
    '* hard nofile 1048576',
    '# A core dump would put customers’ messages and keys on a disk.',
    '* hard core 0',
  ]),
  systemFile('/etc/systemd/system.conf.d/60-catalyst.conf', ['[Manager]', 'DefaultLimitCORE=0'], {
    onChange: { run: 'systemctl daemon-reexec' },
  }),
];
