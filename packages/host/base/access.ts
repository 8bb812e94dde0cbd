import type { File } from '@catalyst/model';
import { systemFile } from './file.ts';

/**
 * Keys only. The name sorts before the `50-cloud-init.conf` of cloud images: of two settings sshd takes the first.
 * @source sshd_config(5): "the first obtained value will be used"
 */
export const access: File = systemFile(
  '/etc/ssh/sshd_config.d/10-catalyst.conf',
  [
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'X11Forwarding no',
  ],
  { validate: 'mkdir -p /run/sshd && sshd -t -f {}', onChange: { reload: 'ssh.service' } },
);
