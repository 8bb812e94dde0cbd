import { hostById, instancesOf, siteById, type HostConfigPart, type Instance, type Platform } from '@catalyst/model';
import type { Kind } from '../names.ts';
import type { ClusterSpec } from '../spec.ts';
import { nodeOf } from './node.ts';
import { PGDG } from './packages.ts';
import { archivistConf } from './pgbackrest.ts';
import { pathsOf } from './paths.ts';
import { archivistUnit, timer } from './systemd.ts';

/** Whose the repository is, and its certificate: the backup tier makes both on its hosts. */
export const REPOSITORY = { user: 'catalyst-backup', tls: '/etc/catalyst-backup/tls' } as const;

/** Hours of the day at which something runs that begins at `first` and comes every so often, without the first. */
const hoursAfter = (first: number, every: number): string =>
  Array.from({ length: 24 / every - 1 }, (_, i) => (first + (i + 1) * every) % 24)
    .sort((a, b) => a - b)
    .map((hour) => String(hour).padStart(2, '0'))
    .join(',');

/** When backups are taken: in full once a day, and what has changed in between. @source guide l. 523, 526 */
export const schedule = ({
  fullAt,
  every,
}: ClusterSpec['backup']): { readonly full: string; readonly incr: string } => ({
  full: `*-*-* ${String(fullAt).padStart(2, '0')}:00:00`,
  incr: `*-*-* ${hoursAfter(fullAt, every)}:00:00`,
});

/** A host that keeps the repository: it takes the backups, from a standby where there is one. */
export function archivistHost(kind: Kind, instance: Instance, spec: ClusterSpec, platform: Platform): HostConfigPart {
  const { units, unit } = pathsOf(kind);
  const source = siteById(platform, instance.site).standby?.of ?? instance.site;
  const nodesAt = (site: string) => instancesOf(platform, site, kind, 'node');
  const nodes = nodesAt(source).map((node) => ({
    fqdn: hostById(platform, node.host).fqdn,
    data: nodeOf(kind, node, spec, platform).dirs.data,
  }));
  // Whoever sends its log to this site: its own nodes, and those of sites that say so.
  const callers = platform.flows
    .filter(({ service, from }) => service === `${instance.site}/backup` && from.tier === kind)
    .map(({ site }) => site);
  const senders = [...new Set([instance.site, ...callers])]
    .filter((site) => site !== instance.site || source !== instance.site)
    .flatMap(nodesAt)
    .map(({ host }) => hostById(platform, host).fqdn);
  const { full, incr } = schedule(spec.backup);
  const plain = (path: string, content: string) => ({ path, content, owner: 'root', group: 'root', mode: 0o644 });
  const restart = (name: string) => ({ onChange: { restart: name } });
  return {
    owner: kind,
    // Ubuntu's pgBackRest is another version than that of the databases, and neither talks to the other.
    repositories: [PGDG],
    files: [
      plain(`/etc/pgbackrest/conf.d/${kind}.conf`, archivistConf(kind, REPOSITORY.tls, nodes, senders)),
      plain(unit(units.full), archivistUnit(kind, REPOSITORY.user, 'full')),
      plain(unit(units.incremental), archivistUnit(kind, REPOSITORY.user, 'incr')),
      { ...plain(unit(units.fullTimer), timer(`Full backup of ${kind}`, full)), ...restart(units.fullTimer) },
      {
        ...plain(unit(units.incrementalTimer), timer(`Incremental backup of ${kind}`, incr)),
        ...restart(units.incrementalTimer),
      },
    ],
    units: [
      { name: units.fullTimer, enabled: true, after: [] },
      { name: units.incrementalTimer, enabled: true, after: [] },
    ],
  };
}
