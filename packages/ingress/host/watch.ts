import { CONFINED, inSeconds, systemdUnit } from '@catalyst/host';
import { Milliseconds, seconds } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { files } from './paths.ts';

/** How often the proxy is asked, and how many times it must not answer. A configuration that is loaded loses no request, so two will do. */
export const WATCH = { every: Milliseconds.of(100), misses: 2, patience: Milliseconds.of(300) } as const;

const inSecondsText = (duration: Milliseconds): string => String(duration / 1000);

/** Asks HAProxy whether it is there, and tells keepalived when the answer changes. @source keepalived.conf(5): -254 is FAULT */
export const watchScript = (): string => `#!/bin/sh
set -u
misses=0
said=
tell() {
  [ "$said" = "$1" ] && return
  echo "$1" >${files.health}
  said=$1
}
while :; do
  if curl --silent --fail --max-time ${inSecondsText(WATCH.patience)} --output /dev/null http://127.0.0.1:${String(PORTS.alive)}/alive; then
    misses=0
    tell 0
  else
    misses=$((misses + 1))
    [ "$misses" -lt ${String(WATCH.misses)} ] || tell -254
  fi
  sleep ${inSecondsText(WATCH.every)}
done
`;

/** `ingress-watch.service`. A node that nobody watches gives its addresses away. */
export const watchUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Tells keepalived whether the proxies of this node are well'],
      ['Before', 'keepalived.service'],
      ['After', 'haproxy.service'],
      // It may try for ever.
      ['StartLimitIntervalSec', 0],
    ],
    Service: [
      ['ExecStart', `/bin/sh ${files.watch}`],
      ['ExecStopPost', `/bin/sh -c 'echo -254 >${files.health}'`],
      ['RuntimeDirectory', 'ingress'],
      // keepalived follows the file that it opened.
      ['RuntimeDirectoryPreserve', 'yes'],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(1))],
      ['OOMScoreAdjust', -900],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
