import { inSeconds, systemdUnit } from '@catalyst/host';
import { Milliseconds, minutes, seconds, type Bytes } from '@catalyst/model';
import { USER, files, inside, paths } from './paths.ts';

/** A container as a unit of systemd. */
export interface Container {
  /** `sms-1` */
  readonly name: string;
  readonly role: string;
  readonly description: string;
  readonly image: string;
  /** Arguments of the image's program. */
  readonly command: readonly string[];
  readonly cores: number;
  readonly memory: Bytes;
  readonly drain: Milliseconds;
  /** `https://services-3.dc1.catalyst.internal:10101/health/ready`: whether it wants requests. */
  readonly ready: string;
  /** Whether it lives. */
  readonly live: string;
  /** Directories of the host that it writes to, and where they are inside. */
  readonly writes: readonly { readonly from: string; readonly to: string }[];
}

/** How long an instance may take until it wants requests: image, program, connections. */
const START = minutes(5);

/** What podman itself needs to stop a container once its time is over. */
const GRACE = seconds(15);

/** What the process beside each container takes (conmon). */
export const BESIDE = 16 * 1024 * 1024;

/**
 * The unit of a container: podman has no daemon, so the container is a child of its unit, which counts, limits, stops and
 * starts it as any other. The form is that of `podman generate systemd --new` of podman 3.4, which Ubuntu 22.04 has.
 */
export const containerUnit = (container: Container): string =>
  systemdUnit({
    Unit: [
      ['Description', container.description],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ['RequiresMountsFor', '/var/lib/containers'],
      // A backend that is away for an hour is no reason to give up.
      ['StartLimitIntervalSec', 0],
    ],
    Service: [
      ['Type', 'notify'],
      ['NotifyAccess', 'all'],
      ['Environment', 'PODMAN_SYSTEMD_UNIT=%n'],
      ['SyslogIdentifier', '%N'],
      // A dollar sign is systemd's, and two are the shell's.
      ['ExecStart', `/bin/sh -c 'exec ${run(container).join(' ').replaceAll('$', '$$$$')}'`],
      // Started is who wants requests: the next instance is restarted after that.
      ['ExecStartPost', `/bin/sh ${files.ready} ${container.ready} ${String(inSeconds(START))}`],
      ['ExecStop', `/usr/bin/podman stop --ignore --time ${String(inSeconds(container.drain))} ${container.name}`],
      ['ExecStopPost', `/usr/bin/podman rm --force --ignore ${container.name}`],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(2))],
      ['TimeoutStartSec', inSeconds(Milliseconds.of(START + GRACE))],
      ['TimeoutStopSec', inSeconds(Milliseconds.of(container.drain + GRACE))],
      ['KillMode', 'mixed'],
      // Limits of the unit hold for the container too: its cgroup is inside.
      ['Delegate', 'yes'],
      ['TasksMax', 8192],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });

/** The command line of podman, for a shell: user and group are known on the host only. */
export const run = ({ name, role, image, command, cores, memory, writes }: Container): readonly string[] => [
  ...['/usr/bin/podman', 'run', '--name', name, '--replace', '--rm', '--detach'],
  ...['--cgroups', 'split', '--sdnotify', 'conmon', '--log-driver', 'journald'],
  // Its ports are the host's, so that packet filters see who talks to whom.
  ...['--network', 'host'],
  ...['--user', `"$(id -u ${USER}):$(id -g ${USER})"`],
  ...['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--memory', String(memory), '--memory-swap', String(memory), '--cpus', String(cores)],
  ...['--pids-limit', '4096', '--ulimit', 'nofile=65536:65536'],
  ...['--env-file', files.env(name)],
  ...['--volume', `${files.secrets(role)}:${inside.secrets}:ro`],
  ...['--volume', `${paths.tls}:${inside.tls}:ro`],
  ...writes.flatMap(({ from, to }) => ['--volume', `${from}:${to}:rw`]),
  image,
  ...command,
];

/** Settings as podman takes them: a line each, no quotes, the value as it stands. @source podman-run(1), --env-file */
export const envFile = (settings: Readonly<Record<string, string | number | boolean>>): string =>
  `${Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('\n')}\n`;

/** `registry.example.com/messaging/sms:3.0.0`, or `…/sms@sha256:…`. */
export const imageOf = (registry: string, name: string, version: string): string =>
  version.startsWith('sha256:') ? `${registry}/${name}@${version}` : `${registry}/${name}:${version}`;
