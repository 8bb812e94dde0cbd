import type { Host, HostConfigPart, Platform } from '@catalyst/model';
import { access } from './base/access.ts';
import { disks } from './base/disks.ts';
import { identity } from './base/identity.ts';
import { journal } from './base/journal.ts';
import { KERNEL } from './base/kernel.ts';
import { limits } from './base/limits.ts';
import { netplan } from './base/netplan.ts';
import { time } from './base/time.ts';

/** What every server is before it is anything else. In the cloud the provider has the network. */
export function baseHost(host: Host, platform: Platform): HostConfigPart {
  const fileSystems = disks(host);
  return {
    owner: 'host',
    packages: [
      'ca-certificates',
      'chrony',
      'curl',
      'openssh-server',
      ...(fileSystems.length > 0 ? ['xfsprogs'] : []),
      ...(fileSystems.some(({ drives }) => drives.raid !== 'none') ? ['mdadm'] : []),
    ],
    fileSystems,
    kernel: KERNEL,
    files: [
      ...identity(host),
      ...(host.substrate === 'datacenter' ? [netplan(host, platform)] : []),
      time(host),
      ...limits,
      journal,
      access,
    ],
    units: [
      { name: 'chrony.service', enabled: true, after: [] },
      { name: 'ssh.service', enabled: true, after: [] },
    ],
  };
}
