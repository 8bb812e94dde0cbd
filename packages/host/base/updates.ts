import { hours, minutes, siteById, type File, type Host, type Platform } from '@catalyst/model';
import { systemFile } from './file.ts';
import { slotOf } from './slot.ts';

/** How far apart two hosts of a pool are updated: time enough to see that the first has come through. */
const APART = minutes(20);

const sinceMidnight = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return minutes(hour * 60 + minute);
};

/**
 * Security updates of the distribution, every day in the site's maintenance window, each host at a time of its own. Third
 * parties' packages, databases among them, are left alone: those are versions that somebody has chosen. Nothing is
 * rebooted and no service restarted behind the back of a quorum: what needs it is in the metrics, and an apply does it
 * host by host, through the gates.
 * @source https://ubuntu.com/server/docs/automatic-updates; needrestart(1): mode `l` only lists
 */
export function updates(host: Host, platform: Platform): readonly File[] {
  const { from, length } = siteById(platform, host.site).maintenance;
  const at = slotOf(host, length, APART, sinceMidnight(from));
  const timer = (name: string, when: string): File =>
    systemFile(
      `/etc/systemd/system/${name}.timer.d/60-catalyst.conf`,
      ['[Timer]', 'OnCalendar=', `OnCalendar=*-*-* ${when} UTC`, 'RandomizedDelaySec=0', 'Persistent=false'],
      { onChange: { restart: `${name}.timer` } },
    );
  return [
    systemFile('/etc/apt/apt.conf.d/60-catalyst-updates', [
      ...[
        ['APT::Periodic::Update-Package-Lists', '1'],
        ['APT::Periodic::Unattended-Upgrade', '1'],
        ['APT::Periodic::AutocleanInterval', '7'],
        ['Unattended-Upgrade::Automatic-Reboot', 'false'],
        ['Unattended-Upgrade::Remove-Unused-Kernel-Packages', 'true'],
        ['Unattended-Upgrade::SyslogEnable', 'true'],
      ].map(([key = '', value = '']) => `${key} "${value}";`),
      '#clear Unattended-Upgrade::Allowed-Origins;',
      'Unattended-Upgrade::Allowed-Origins { "${distro_id}:${distro_codename}-security"; };',
    ]),
    systemFile('/etc/needrestart/conf.d/60-catalyst.conf', ["$nrconf{restart} = 'l';"]),
    // The lists first, so that the upgrade knows what there is.
    timer('apt-daily', slotOf(host, length, APART, sinceMidnight(from) + hours(23.5))),
    timer('apt-daily-upgrade', at),
  ];
}
