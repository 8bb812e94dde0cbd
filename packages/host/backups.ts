import {
  bootstrap,
  secretAt,
  secretRef,
  type Backup,
  type Certificate,
  type File,
  type Host,
  type HostConfigPart,
  type Platform,
} from '@catalyst/model';
import { word } from './install/shell.ts';
import { systemdUnit } from './write/systemd.ts';

const LIBRARY = '/usr/local/lib/catalyst';
const ETC = '/etc/catalyst-backup';

/** Where the site's repositories are: `backup-1.dc1.catalyst.internal:8001`, and where a site has none, nowhere. */
function repositoriesOf(host: Host, platform: Platform): readonly string[] {
  const service = platform.services.find(({ id }) => id === `${host.site}/backup-files`);
  return service === undefined ? [] : bootstrap(platform, service).split(',');
}

/**
 * Hourly copies of what the parts of a host name, encrypted on the host, to every repository of its site. Nothing, where
 * no part asks for them or the site has no repository.
 */
export function backupPart(
  host: Host,
  platform: Platform,
  backups: readonly Backup[],
  certificates: readonly Certificate[],
): readonly HostConfigPart[] {
  const repositories = repositoriesOf(host, platform);
  const certificate = certificates.find(({ authority }) => authority === `${host.site}/tls/ca`);
  if (backups.length === 0 || repositories.length === 0 || certificate === undefined) return [];
  const password = secretRef(secretAt(platform, host.site, `backup/clients/${host.hostname}`).id);
  const secret = (path: string, content: string): File => ({
    path,
    content,
    owner: 'root',
    group: 'root',
    mode: 0o600,
  });
  return [
    {
      owner: 'host',
      packages: ['restic'],
      files: [
        secret(`${ETC}/password`, password),
        ...repositories.map((at) => {
          const [name = ''] = at.split('.');
          return secret(
            `${ETC}/repositories/${name}`,
            `rest:https://${host.hostname}:${password}@${at}/${host.hostname}/\n`,
          );
        }),
        {
          path: `${LIBRARY}/backup`,
          content: script(backups, `${certificate.directory}/ca.crt`),
          owner: 'root',
          group: 'root',
          mode: 0o755,
          validate: 'sh -n {}',
        },
        unit('catalyst-backup.service', {
          Unit: [
            ['Description', 'Copies of files that cannot be made again'],
            ['Wants', 'network-online.target'],
            ['After', 'network-online.target'],
          ],
          Service: [
            ['Type', 'oneshot'],
            ['ExecStart', `${LIBRARY}/backup`],
            ['CacheDirectory', 'catalyst-backup'],
            ['Nice', 10],
            ['IOSchedulingClass', 'idle'],
          ],
        }),
        unit('catalyst-backup.timer', {
          Unit: [['Description', 'Copies of files that cannot be made again, every hour']],
          Timer: [
            ['OnCalendar', 'hourly'],
            ['RandomizedDelaySec', 900],
            ['Persistent', 'true'],
          ],
          Install: [['WantedBy', 'timers.target']],
        }),
      ],
      units: [{ name: 'catalyst-backup.timer', enabled: true, after: [] }],
    },
  ];
}

const unit = (name: string, sections: Parameters<typeof systemdUnit>[0]): File => ({
  path: `/etc/systemd/system/${name}`,
  content: systemdUnit(sections),
  owner: 'root',
  group: 'root',
  mode: 0o644,
  ...(name.endsWith('.timer') ? { onChange: { restart: name } } : {}),
});

/**
 * Copies each set of files to each repository. One that fails does not keep the others from being made.
 * @source https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html#rest-server, 040_backup.html
 */
const script = (backups: readonly Backup[], authority: string): string =>
  [
    '#!/bin/sh',
    '# Written by Catalyst: a change made here is lost.',
    'set -u',
    'export RESTIC_CACHE_DIR="${CACHE_DIRECTORY:-/var/cache/catalyst-backup}"',
    'failed=0',
    'copy() {',
    '  name=$1; shift',
    `  for repository in ${ETC}/repositories/*; do`,
    `    restic_here() { restic -q --cacert ${authority} --password-file ${ETC}/password --repository-file "$repository" "$@"; }`,
    '    restic_here cat config >/dev/null 2>&1 || restic_here init || { failed=1; continue; }',
    '    restic_here backup --tag "$name" "$@" || { echo "no copy of $name to ${repository##*/}" >&2; failed=1; }',
    '  done',
    '}',
    ...backups.flatMap(({ name, paths, prepare }) => {
      const copy = `copy ${[name, ...paths].map(word).join(' ')}`;
      return prepare === undefined ? [copy] : [`if ${prepare}; then ${copy}; else failed=1; fi`];
    }),
    'exit "$failed"',
    '',
  ].join('\n');
