import { CONFINED, inSeconds, systemdUnit } from '@catalyst/host';
import { Milliseconds, minutes, seconds, type Bytes } from '@catalyst/model';
import { memoryOf } from '../sizing.ts';
import type { SelfManagedDragonfly } from '../spec.ts';
import type { Node } from './node.ts';
import { files, paths, program } from './paths.ts';

/** What a drive takes in when a snapshot is written. @source the slowest NVMe drive that is sold for servers; assumed */
const WRITE_BYTES_PER_SECOND = 500e6;

/** How long a start or a stop waits for others: until a master is given up, another is chosen, and a bit more. */
export const patienceOf = ({ failover }: SelfManagedDragonfly): Milliseconds =>
  Milliseconds.of(3 * failover.downAfter + seconds(15));

/** A node that is stopped writes a last snapshot: one that is killed meanwhile has none. @source dragonfly-operator#370 */
const stopWithin = (spec: SelfManagedDragonfly, data: Bytes): Milliseconds =>
  Milliseconds.of(patienceOf(spec) + Math.ceil((data / WRITE_BYTES_PER_SECOND) * 1000) + minutes(1));

export const cacheUnit = (node: Node, spec: SelfManagedDragonfly): string =>
  systemdUnit({
    Unit: [
      ['Description', `DragonflyDB, ${node.shard}`],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ['RequiresMountsFor', node.directory],
    ],
    Service: [
      ['User', 'dragonfly'],
      ['Group', 'dragonfly'],
      ['RuntimeDirectory', 'dragonfly'],
      ['StateDirectory', 'catalyst/dragonfly'],
      ['ExecStartPre', program('acl', files.node, files.acl)],
      ['ExecStart', program('start', files.node, '--', files.binary, `--flagfile=${files.flags}`)],
      ['ExecStop', program('hand-over', files.node)],
      ['Restart', 'on-failure'],
      ['RestartSec', inSeconds(seconds(2))],
      ['TimeoutStopSec', inSeconds(stopWithin(spec, memoryOf(node.host.machine, spec)))],
      ['LimitNOFILE', 2 * spec.connections + 4096],
      // io_uring locks its rings.
      ['LimitMEMLOCK', 'infinity'],
      ['OOMScoreAdjust', -500],
      ...CONFINED,
      ['ReadWritePaths', [node.directory, paths.state].join(' ')],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** Keeps the shard known to every Sentinel, also to one that is new. */
export const watchUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Tells the Sentinels of this shard'],
      ['Wants', 'network-online.target'],
      ['After', 'dragonfly.service network-online.target'],
    ],
    Service: [
      ['User', 'dragonfly'],
      ['Group', 'dragonfly'],
      ['ExecStart', program('watch', files.node)],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(5))],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

export const sentinelUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Sentinel of the cache'],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      // The distribution's own has another configuration, and the same port.
      ['Conflicts', 'redis-sentinel.service'],
    ],
    Service: [
      ['User', 'redis'],
      ['Group', 'redis'],
      ['StateDirectory', 'dragonfly-sentinel'],
      ['StateDirectoryMode', '0700'],
      ['ExecStart', program('sentinel', files.sentinel, files.sentinelState, '--', '/usr/bin/redis-sentinel')],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(2))],
      ['LimitNOFILE', 10_032],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** A command that is run again and again: its unit and its timer. */
export const regularly = (
  description: string,
  command: string,
  every: Milliseconds,
  writes: string,
): { readonly service: string; readonly timer: string } => ({
  service: systemdUnit({
    Unit: [['Description', description]],
    Service: [
      ['Type', 'oneshot'],
      ['User', 'dragonfly'],
      ['Group', 'dragonfly'],
      ['ExecStart', command],
      ...CONFINED,
      ['ReadWritePaths', `-${writes}`],
    ],
  }),
  timer: systemdUnit({
    Unit: [['Description', description]],
    Timer: [
      ['OnActiveSec', inSeconds(every)],
      ['OnUnitActiveSec', inSeconds(every)],
    ],
    Install: [['WantedBy', 'timers.target']],
  }),
});
