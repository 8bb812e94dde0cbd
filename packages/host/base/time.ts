import { siteById, type File, type Host, type Platform } from '@catalyst/model';
import { systemFile } from './file.ts';

/**
 * Where a host gets the time from.
 * @source Ubuntu 22.04's own chrony.conf; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-ec2-ntp.html
 */
const DEFAULTS: Readonly<Record<Host['substrate'], readonly string[]>> = {
  datacenter: ['pool ntp.ubuntu.com iburst maxsources 4', 'pool 2.ubuntu.pool.ntp.org iburst maxsources 2'],
  aws: ['server 169.254.169.123 prefer iburst minpoll 4 maxpoll 4'],
};

const sourcesOf = (host: Host, platform: Platform): readonly string[] => {
  const { timeServers } = siteById(platform, host.site);
  return timeServers.length === 0 ? DEFAULTS[host.substrate] : timeServers.map((address) => `server ${address} iburst`);
};

/** Clocks that agree: leases, certificates and the order of log entries depend on them. */
export const time = (host: Host, platform: Platform): File =>
  systemFile(
    '/etc/chrony/chrony.conf',
    [
      ...sourcesOf(host, platform),
      'driftfile /var/lib/chrony/chrony.drift',
      'logdir /var/log/chrony',
      'rtcsync',
      'leapsectz right/UTC',
      '# A step only while starting; a clock that jumps later expires leases of a healthy host.',
      'makestep 1 3',
    ],
    { validate: 'chronyd -p -f {}', onChange: { restart: 'chrony.service' } },
  );
