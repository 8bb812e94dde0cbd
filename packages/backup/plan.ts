import { Bytes, placed, type SiteContext, type TierPlan } from '@catalyst/model';
import type { BackupSpec } from './spec.ts';

/** pgBackRest's own port, that of copies of files, and that of the object store's API. */
export const PORTS = { databases: 8432, files: 8001, objects: 443 } as const;

/** Names of the secrets of the tier, below a site. */
export const secretNames = {
  authority: 'tls/ca',
  node: (hostname: string) => `backup/nodes/${hostname}`,
  /** With it, one host writes and reads its own copies, and encrypts them: the repository keeps what it cannot read alone. */
  client: (hostname: string) => `backup/clients/${hostname}`,
  copies: 'backup/copies',
  /** Encrypts the backups of databases. Without it, none of them can be read: keep it where the site cannot take it along. */
  databases: 'backup/databases',
} as const;

/** Hosts that keep copies, and a secret for every host that may send them. */
export function planBackup(spec: BackupSpec, site: SiteContext): TierPlan {
  if (spec.engine === 'object-store')
    return {
      instances: [],
      managed: [{ product: 's3', nodeType: Bytes.print(spec.capacity), nodes: 1 }],
      services: [{ name: 'backup-objects', role: 'store', port: PORTS.objects, tls: true }],
    };
  const instances = placed(site, spec.repository, 'repository', 'repository');
  const keepers = new Set(instances.map(({ host }) => host));
  return {
    instances,
    services: [
      { name: 'backup', role: 'repository', port: PORTS.databases, tls: true },
      { name: 'backup-files', role: 'repository', port: PORTS.files, tls: true },
    ],
    calls: spec.copyTo === undefined ? [] : [{ role: 'repository', service: 'backup-objects', at: spec.copyTo }],
    secrets: [
      { name: secretNames.authority, kind: 'certificate-authority', purpose: 'signs the certificates of the site' },
      ...site.everyHost
        .filter(({ id }) => keepers.has(id))
        .map(({ hostname, fqdn }) => ({
          name: secretNames.node(hostname),
          kind: 'certificate' as const,
          purpose: `backup repository ${hostname}`,
          names: [fqdn],
        })),
      { name: secretNames.databases, kind: 'password', purpose: 'encrypts the backups of databases' },
      ...site.everyHost.map(({ hostname }) => ({
        name: secretNames.client(hostname),
        kind: 'password' as const,
        purpose: `copies of the files of ${hostname}`,
      })),
      ...(spec.copyTo === undefined
        ? []
        : [
            {
              name: secretNames.copies,
              kind: 'password' as const,
              purpose: `copies of the repository at ${spec.copyTo}`,
            },
          ]),
    ],
  };
}
