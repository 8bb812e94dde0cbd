import {
  MiB,
  days,
  hostById,
  instancesOf,
  minutes,
  seconds,
  secretRef,
  siteById,
  type Directory,
  type File,
  type HostConfigPart,
  type Instance,
  type OnChange,
  type Platform,
} from '@catalyst/model';
import { bucketName } from '../bucket.ts';
import { PORTS, secretNames } from '../plan.ts';
import type { BackupSpec, Repository } from '../spec.ts';
import { careScript, copyScript, metricsScript, serverCommand, usersScript } from './files.ts';
import { USER, paths, storeOf } from './paths.ts';
import { clientConfig, repositoryConfig, verifyScript } from './pgbackrest.ts';
import { scheduled, script, server, unitFile } from './units.ts';

/** The tiers that are databases, under the names that their backups have. */
const DATABASES = ['postgres', 'timescale'] as const;

/** A server as a repository: of databases by pgBackRest, of files by restic. */
export function backupHost(instance: Instance, spec: BackupSpec, platform: Platform): HostConfigPart {
  if (spec.engine === 'object-store') return { owner: 'backup' };
  const host = hostById(platform, instance.host);
  const mount = host.machine.volumes.find(({ name }) => name === 'data')?.mount ?? '/var/lib/backup';
  const store = storeOf(mount);
  return {
    owner: 'backup',
    packages: ['pgbackrest', 'rclone', 'restic'],
    users: [{ name: USER, home: mount, shell: '/usr/sbin/nologin', groups: [] }],
    directories: [store.databases, store.files].map((path): Directory => ({
      path,
      owner: USER,
      group: USER,
      mode: 0o750,
    })),
    certificates: [
      {
        id: `${host.site}/${secretNames.node(host.hostname)}`,
        authority: `${host.site}/${secretNames.authority}`,
        directory: paths.tls,
        owner: 'root',
        group: USER,
        onChange: { run: 'systemctl try-restart catalyst-backup-files.service catalyst-backup-databases.service' },
      },
    ],
    // rclone and pgBackRest hold what they are just passing on.
    memory: MiB(2048),
    ...filesAndUnits(host.site, instance.number, mount, spec, platform),
    gates: [
      ...(stanzasOf(host.site, platform).length === 0
        ? []
        : [
            gate(
              'backup-databases',
              `pgbackrest server-ping --no-config --tls-server-address=${host.fqdn} --tls-server-port=${String(PORTS.databases)}`,
            ),
          ]),
      // Who has no password is refused, by a server that is up.
      gate(
        'backup-files',
        `test "$(curl -s -o /dev/null -w '%{http_code}' --cacert ${paths.tls}/ca.crt https://${host.fqdn}:${String(PORTS.files)}/)" = 401`,
      ),
    ],
  };
}

const gate = (name: string, command: string) => ({ name, command, within: minutes(1), every: seconds(2) });

/** The databases of a site that are ours to run. Without one, nothing listens for them. */
const stanzasOf = (site: string, platform: Platform): readonly string[] =>
  DATABASES.filter((tier) => instancesOf(platform, site, tier).length > 0);

function filesAndUnits(site: string, number: number, mount: string, spec: Repository, platform: Platform) {
  const store = storeOf(mount);
  const stanzas = stanzasOf(site, platform);
  const jobs = [
    scheduled({
      name: 'catalyst-backup-care',
      description: 'Old copies of files are removed, the others read',
      command: `${paths.library}/care`,
      when: '*-*-* 04:00:00 UTC',
      writes: [store.files],
    }),
    ...(stanzas.length === 0 ? [] : [verification(store.databases)]),
    scheduled({
      name: 'catalyst-backup-metrics',
      description: 'When the last copies came, for Prometheus',
      command: `${paths.library}/metrics`,
      when: '*:0/5',
      writes: [paths.metrics],
      // The directory of the exporter is root's.
      user: 'root',
    }),
    ...(spec.copyTo === undefined ? [] : [copies(site, spec.copyTo, mount, platform)]),
  ];
  const files: readonly File[] = [
    ...platform.hosts
      .filter((host) => host.site === site)
      .map(({ hostname }): File => ({
        path: `${paths.clients}/${hostname}`,
        content: secretRef(`${site}/${secretNames.client(hostname)}`),
        owner: 'root',
        group: USER,
        mode: 0o640,
        onChange: { restart: 'catalyst-backup-files.service' },
      })),
    script('users', usersScript()),
    script('care', careScript(store.files, spec.retention / days(1))),
    script('metrics', metricsScript(store.files)),
    unitFile(
      'catalyst-backup-files.service',
      server(
        'Repository of copies of files',
        [
          ['RuntimeDirectory', 'catalyst-backup'],
          ['ExecStartPre', `${paths.library}/users`],
          ['ExecStart', serverCommand(store.files)],
        ],
        [store.files],
      ),
      { restart: 'catalyst-backup-files.service' },
    ),
    ...(stanzas.length === 0 ? [] : databaseServer(number, mount, spec, platform, site, stanzas)),
  ];
  return {
    files: [...files, ...jobs.flatMap((job) => job.files)],
    units: [
      { name: 'catalyst-backup-files.service', enabled: true, after: [] },
      ...(stanzas.length === 0 ? [] : [{ name: 'catalyst-backup-databases.service', enabled: true, after: [] }]),
      ...jobs.flatMap((job) => job.units),
    ],
  };
}

/** @source https://pgbackrest.org/command.html#command-server: the configuration is read again on SIGHUP */
const RELOAD_DATABASES: OnChange = { reload: 'catalyst-backup-databases.service' };

const plain = (path: string, content: string): Omit<File, 'onChange'> => ({
  path,
  content,
  owner: 'root',
  group: USER,
  mode: 0o640,
});

/** A copy of all of it at another site, where whoever has broken into this one cannot delete it. */
function copies(site: string, to: string, mount: string, platform: Platform): ReturnType<typeof scheduled> {
  const job = scheduled({
    name: 'catalyst-backup-copies',
    description: `A copy of the repository at ${to}`,
    command: `${paths.library}/copies`,
    when: '*-*-* 05:00:00 UTC',
    writes: ['/tmp'],
  });
  const target = siteById(platform, to);
  return {
    units: job.units,
    files: [
      ...job.files,
      script('copies', copyScript(mount, bucketName(platform, to), target.aws?.region ?? '')),
      {
        path: `${paths.etc}/aws-credentials`,
        // A file as the AWS tools read it, of a user who may write to the bucket and delete nothing.
        content: secretRef(`${site}/${secretNames.copies}`),
        owner: 'root',
        group: USER,
        mode: 0o640,
      },
    ],
  };
}

const verification = (databases: string): ReturnType<typeof scheduled> =>
  scheduled({
    name: 'catalyst-backup-verify',
    description: 'Backups of databases are checked against their checksums',
    command: `${paths.library}/verify`,
    when: 'Sat *-*-* 06:00:00 UTC',
    writes: [databases],
  });

/** The server of databases: its configuration, one file for each host that may come, and its unit. */
function databaseServer(
  number: number,
  mount: string,
  spec: Repository,
  platform: Platform,
  site: string,
  stanzas: readonly string[],
): readonly File[] {
  const store = storeOf(mount);
  return [
    {
      ...plain(
        `${paths.pgbackrest}/pgbackrest.conf`,
        repositoryConfig(number, mount, spec.retention / days(1), secretRef(`${site}/${secretNames.databases}`)),
      ),
      onChange: RELOAD_DATABASES,
    },
    ...stanzas.flatMap((stanza) =>
      [...new Set(instancesOf(platform, site, stanza, 'node').map(({ host }) => host))].map((id) => {
        const client = hostById(platform, id);
        const path = `${paths.pgbackrest}/conf.d/${stanza}-${client.hostname}.conf`;
        return { ...plain(path, clientConfig(client, stanza)), onChange: RELOAD_DATABASES };
      }),
    ),
    script('verify', verifyScript(stanzas)),
    unitFile(
      'catalyst-backup-databases.service',
      server(
        'Repository of backups of databases',
        [
          ['ExecStart', '/usr/bin/pgbackrest server'],
          ['ExecReload', '/bin/kill -HUP $MAINPID'],
        ],
        [store.databases],
      ),
      { restart: 'catalyst-backup-databases.service' },
    ),
  ];
}
