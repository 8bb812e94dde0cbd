import { CONFINED, inSeconds, systemdUnit } from '@catalyst/host';
import { seconds } from '@catalyst/model';
import { files, paths } from './paths.ts';

/** How often instances are asked whether they live, and how many times one must not answer. */
export const LIVENESS = { every: seconds(10), misses: 3 } as const;

const CURL = `curl --silent --fail --max-time 3 --output /dev/null --cacert ${paths.tls}/ca.crt --cert ${paths.tls}/tls.crt --key ${paths.tls}/tls.key`;

/** Waits until an instance wants requests. */
export const readyScript = (): string => `#!/bin/sh
# await-ready URL SECONDS
set -eu
end=$(($(date +%s) + $2))
until ${CURL} "$1"; do
  [ "$(date +%s)" -lt "$end" ] || { echo "$1 does not want requests"; exit 1; }
  sleep 0.5
done
`;

/** Restarts the instances of a role, one after the other: each wants requests before the next is stopped. */
export const restartScript = (): string => `#!/bin/sh
# restart-services ROLE|all
set -eu
systemctl daemon-reload
for unit in $(systemctl list-units --plain --no-legend --state=active 'service-*.service' | cut -d ' ' -f 1); do
  case $1 in
    all) systemctl try-restart "$unit" ;;
    *) case $unit in "service-$1-"[0-9]*.service | "service-$1.service") systemctl try-restart "$unit" ;; esac ;;
  esac
done
`;

/** Restarts instances that run and do not live: each file says whom to ask. */
export const liveScript = (): string => `#!/bin/sh
set -u
for file in ${paths.health}/*; do
  [ -e "$file" ] || continue
  name=\${file##*/}
  unit=service-$name.service
  count=${paths.run}/$name
  # Who is starting or stopping is not asked.
  if [ "$(systemctl is-active "$unit")" != active ]; then
    rm -f "$count"
    continue
  fi
  if ${CURL} "$(cat "$file")"; then
    rm -f "$count"
    continue
  fi
  misses=$(($(cat "$count" 2>/dev/null || echo 0) + 1))
  echo "$misses" >"$count"
  if [ "$misses" -ge ${String(LIVENESS.misses)} ]; then
    echo "$name has not answered $misses times: restarted"
    rm -f "$count"
    systemctl restart --no-block "$unit"
  fi
done
`;

export const liveUnit = (): string =>
  systemdUnit({
    Unit: [['Description', 'Restarts services that do not live']],
    Service: [
      ['Type', 'oneshot'],
      ['ExecStart', `/bin/sh ${files.live}`],
      ['RuntimeDirectory', 'catalyst-services'],
      ['RuntimeDirectoryPreserve', 'yes'],
      ...CONFINED,
    ],
  });

export const liveTimer = (): string =>
  systemdUnit({
    Unit: [['Description', 'Asks services whether they live']],
    Timer: [
      ['OnBootSec', inSeconds(LIVENESS.every)],
      ['OnUnitInactiveSec', inSeconds(LIVENESS.every)],
      ['AccuracySec', '1s'],
    ],
    Install: [['WantedBy', 'timers.target']],
  });
