import { PORTS } from '../plan.ts';
import { paths } from './paths.ts';

/** What every script begins with. */
const HEAD = '#!/bin/sh\n# Written by Catalyst: a change made here is lost.\nset -eu\n';

/** Makes the list of users from the files of the clients: another client adds a file and changes none. */
export const usersScript = (): string => `${HEAD}
umask 077
for client in ${paths.clients}/*; do
  [ -f "$client" ] || continue
  printf '%s:%s\\n' "\${client##*/}" "$(openssl passwd -apr1 -stdin < "$client")"
done > "$RUNTIME_DIRECTORY/htpasswd"
`;

/**
 * The server that hosts send copies of files to: it takes them and deletes none, and every host sees its own only.
 * @source https://rclone.org/commands/rclone_serve_restic/: --append-only, --private-repos
 */
export const serverCommand = (files: string): string =>
  [
    `/usr/bin/rclone serve restic ${files}`,
    `--addr :${String(PORTS.files)}`,
    `--cert ${paths.tls}/tls.crt --key ${paths.tls}/tls.key`,
    '--htpasswd %t/catalyst-backup/htpasswd',
    '--append-only --private-repos',
  ].join(' ');

/**
 * Once a day: removes what is older than the retention, and reads a part of what is left, so that all of it has been read
 * within a month. A repository that cannot be read is named, and the others are gone through all the same.
 * @source https://restic.readthedocs.io/en/stable/060_forget.html, 045_working_with_repos.html: --read-data-subset n/t
 */
export const careScript = (files: string, retentionDays: number): string => `${HEAD}
part=$(( $(date +%d | sed 's/^0//') % 30 + 1 ))
failed=0
for client in ${paths.clients}/*; do
  host=\${client##*/}
  repository="${files}/$host"
  [ -f "$repository/config" ] || continue
  if restic -q -r "$repository" --password-file "$client" --no-cache forget --prune --group-by host,tags --keep-within ${String(retentionDays)}d &&
    restic -q -r "$repository" --password-file "$client" --no-cache check --read-data-subset="$part/30"; then
    continue
  fi
  echo "the copies of $host cannot be read" >&2
  failed=1
done
exit "$failed"
`;

/** When the last copy of each host came: for Prometheus, by way of node exporter. */
export const metricsScript = (files: string): string => `${HEAD}
out=${paths.metrics}/catalyst_backup.prom
{
  echo '# HELP catalyst_backup_last_copy_seconds When the last copy of the files of a host came, in Unix time.'
  echo '# TYPE catalyst_backup_last_copy_seconds gauge'
  for client in ${paths.clients}/*; do
    host=\${client##*/}
    last=$(find "${files}/$host/snapshots" -type f -printf '%T@\\n' 2>/dev/null | sort -n | tail -n 1)
    [ -z "$last" ] || printf 'catalyst_backup_last_copy_seconds{host="%s"} %s\\n' "$host" "\${last%.*}"
  done
} > "$out.new"
mv "$out.new" "$out"
`;

/**
 * The copy of the repository at another site: what never changes first, and then the lists of what there is, so that
 * whatever is listed is there. Nothing is deleted: the store keeps versions, and its own rules remove them.
 * @source https://rclone.org/commands/rclone_copy/
 */
export const copyScript = (mount: string, bucket: string, region: string): string => `${HEAD}
target=":s3,provider=AWS,env_auth=true,region=${region}:${bucket}/$(hostname)"
export AWS_SHARED_CREDENTIALS_FILE=${paths.etc}/aws-credentials
rclone copy ${mount} "$target" --exclude '*.info' --exclude '*.info.copy' --transfers 8 --s3-storage-class STANDARD_IA
rclone copy ${mount} "$target" --include '*.info' --include '*.info.copy'
`;
