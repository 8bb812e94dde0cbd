import { mountsOf, type Finding, type Host, type HostConfig, type Platform } from '@catalyst/model';
import { counted } from './figures.ts';
import { groupBy } from './group.ts';

/** The longest of the mounts that a path is below. */
function mountUnder(path: string, mounts: readonly string[]): string | undefined {
  const above = mounts.filter((mount) => path === mount || path.startsWith(`${mount}/`));
  return above.sort((a, b) => b.length - a.length)[0];
}

/**
 * Volumes that several kinds of data are on: one that grows fills the disk of the others, and they wait for the same
 * drives. One finding for all hosts of a pool that are alike.
 */
export function checkSharedMounts(platform: Platform, configs: ReadonlyMap<string, HostConfig>): readonly Finding[] {
  const shared = platform.hosts.flatMap((host) => {
    const mounts = host.machine.volumes.flatMap(mountsOf);
    const placed = (configs.get(host.id)?.directories ?? []).flatMap(({ path, owner }) => {
      const mount = mountUnder(path, mounts);
      // Software has a user of its own, so a directory's owner says whose data it is.
      return mount === undefined || owner === 'root' ? [] : [{ mount, owner }];
    });
    return [...groupBy(placed, ({ mount }) => mount)].flatMap(([mount, inside]) => {
      const users = [...new Set(inside.map(({ owner }) => owner))].sort();
      return users.length < 2 ? [] : [{ host, mount, users: users.join(', ') }];
    });
  });
  const alike = groupBy(shared, ({ host, mount, users }) => `${host.site}/${host.pool} ${mount} ${users}`);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [finding(first.host, first.mount, first.users, same.length)];
  });
}

const finding = ({ site, pool }: Host, mount: string, users: string, hosts: number): Finding => ({
  code: 'host/shared-volume',
  severity: 'warning',
  subject: `${site}/${pool}`,
  path: `sites.${site}.servers.${pool}.hardware.volumes`,
  message: `${mount} of ${counted(hosts, 'host')} is shared by ${users}: one that grows fills the disk of the others`,
  evidence: { mount, users, hosts },
  fix: 'give each a volume of its own, or put one of the tiers on other servers',
});
