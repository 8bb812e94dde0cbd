import type { File, Host, Platform } from '@catalyst/model';
import { siteById } from '@catalyst/model';
import { systemFile } from './file.ts';

/**
 * Who fails to log in five times in ten minutes is kept out for an hour, then longer each time. The site's own network is
 * never banned: a script with a wrong key must not lock its host out.
 * @source guide l. 810: "iptables + fail2ban"; nftables is what iptables has become (Ubuntu 22.04: iptables-nft)
 */
export const banish = (host: Host, platform: Platform): File =>
  systemFile(
    '/etc/fail2ban/jail.d/60-catalyst.local',
    [
      '[DEFAULT]',
      'backend = systemd',
      'banaction = nftables-multiport',
      'banaction_allports = nftables-allports',
      `ignoreip = 127.0.0.1/8 ::1 ${siteById(platform, host.site).cidr}`,
      'findtime = 10m',
      'maxretry = 5',
      'bantime = 1h',
      'bantime.increment = true',
      'bantime.maxtime = 1w',
      '',
      '[sshd]',
      'enabled = true',
      'mode = aggressive',
    ],
    { onChange: { reload: 'fail2ban.service' } },
  );
