import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { secretsIn } from '@catalyst/model';
import type { DeviceConfig } from '../config/types.ts';
import { renderFrr } from '../render/frr/index.ts';
import { daemonsOf } from '../render/frr/daemons.ts';
import { vrfNamespace } from './kernel.ts';
import type { Lab } from './lab.ts';

const PROGRAMS = '/usr/lib/frr';

/** A secret as a device would get it: the same wherever it is asked for. */
const withSecrets = (text: string): string =>
  secretsIn(text).reduce(
    (filled, id) => filled.replaceAll(`{{secret:${id}}}`, createHash('sha256').update(id).digest('hex').slice(0, 16)),
    text,
  );

/** A router or switch of the lab: FRR, with the file that is rendered for it. */
export class Node {
  /** Namespace and name of its FRR instance. */
  readonly name: string;
  /** Its frr.conf, with secrets. */
  readonly text: string;

  constructor(
    private readonly lab: Lab,
    readonly config: DeviceConfig,
  ) {
    this.name = config.hostname;
    this.text = withSecrets(renderFrr(config));
  }

  /**
   * Starts its daemons, empty, and then gives them frr.conf as a whole. zebra takes every name in /run/netns for a VRF,
   * so that each node sees a directory with its own and no others.
   */
  start(): void {
    const vrfs = new Set([this.config.management.vrf, ...this.config.vrfs.map(({ name }) => name)]);
    const view = `/mnt/${this.name}`;
    const daemons = ['mgmtd', 'zebra', 'staticd', ...daemonsOf(this.config)].filter((program) =>
      existsSync(`${PROGRAMS}/${program}`),
    );
    this.lab.shell(`
      mkdir -p ${view} /run/frr/${this.name} /etc/frr/${this.name}
      touch /etc/frr/${this.name}/vtysh.conf; chown -R frr:frr /run/frr/${this.name} /etc/frr/${this.name}
      cat >/etc/frr/${this.name}/frr.conf <<'END'\n${this.text}\nEND
      nsenter --net=/run/netns/${this.name} unshare --mount bash -e -c '
        ${[...vrfs].map((vrf) => `touch ${view}/${vrf}; mount --bind /run/netns/${vrfNamespace(this.name, vrf)} ${view}/${vrf}`).join('\n')}
        mount --rbind ${view} /run/netns
        ${daemons.map((daemon) => `${PROGRAMS}/${daemon} -d ${daemon === 'zebra' ? '-n ' : ''}-N ${this.name} -A 127.0.0.1 2>/dev/null`).join('\n')}'
    `);
    const { status, output } = this.lab.run(['vtysh', '-N', this.name, '-f', `/etc/frr/${this.name}/frr.conf`]);
    if (status !== 0 || output.includes('% ')) throw new Error(`${this.name} takes its frr.conf not: ${output}`);
  }

  /** Ends all its daemons at once. */
  kill(): void {
    this.lab.shell(`kill -KILL $(cat /run/frr/${this.name}/*.pid)`);
  }

  /** Its answer to a command of vtysh. */
  show(command: string): string {
    return this.lab.run(['vtysh', '-N', this.name, '-c', command]).output;
  }

  /** Tells it more than its file does. */
  configure(lines: readonly string[]): void {
    const commands = ['configure terminal', ...lines].flatMap((line) => ['-c', line]);
    const { status, output } = this.lab.run(['vtysh', '-N', this.name, ...commands]);
    if (status !== 0 || output.includes('% ')) throw new Error(`${this.name} does not take more: ${output}`);
  }

  /** The same, as JSON. */
  ask = (command: string): unknown => JSON.parse(this.show(`${command} json`));
}
