import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** What a program did. */
export interface Outcome {
  readonly status: number | null;
  /** All that it printed. */
  readonly output: string;
}

/**
 * The lab's first process: namespaces of its own for networks, mounts and processes, with empty directories where FRR
 * and `ip netns` keep what they know. It ends when its input is closed, and all that it holds ends with it: so nothing
 * is left behind, even by a test that was killed, and nothing on the machine is touched.
 */
const HOLD = `
mount --make-rprivate /
mkdir -p /run/netns
for dir in /run/netns /run/frr /etc/frr /var/tmp /mnt; do mount -t tmpfs none $dir; done
chown frr:frr /run/frr /etc/frr
ip link set lo up
echo ready
exec cat >/dev/null
`;

const UNSHARE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Networks that exist while a test runs: network namespaces, and no way from them to anything else. */
export class Lab {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly pid: number,
  ) {}

  /** Needs root. Throws where this kernel gives no namespaces. */
  static async open(): Promise<Lab> {
    const holder = spawn('unshare', [...UNSHARE, 'bash', '-e', '-c', HOLD], { stdio: ['pipe', 'pipe', 'pipe'] });
    const errors: string[] = [];
    holder.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const ready = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit').then(() => null)]);
    if (ready === null || holder.pid === undefined) throw new Error(`no namespaces here: ${errors.join('')}`);
    const own = String(holder.pid);
    const [first = ''] = readFileSync(`/proc/${own}/task/${own}/children`, 'utf8').split(' ');
    return new Lab(holder, Number(first));
  }

  /** Ends everything in it. */
  async close(): Promise<void> {
    const gone = once(this.holder, 'exit');
    this.holder.stdin?.end();
    await gone;
  }

  /** Runs commands of a shell, and throws with what they printed when one fails. */
  shell(script: string): string {
    const { status, output } = this.run(['bash', '-e', '-c', script]);
    if (status !== 0) throw new Error(`${script.slice(0, 400)}\nended with ${String(status)}: ${output.slice(-2000)}`);
    return output;
  }

  /** Runs a program to its end, within a minute. */
  run(argv: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync('nsenter', [...this.into(), ...argv], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      timeout: 60_000,
    });
    return { status, output: stdout + stderr };
  }

  /** Runs a program in a network namespace to its end. */
  in = (namespace: string, argv: readonly string[]): Outcome => this.run(['ip', 'netns', 'exec', namespace, ...argv]);

  /** Starts a program in a network namespace, and keeps what it prints. */
  start(namespace: string, argv: readonly string[]): Running {
    // A signal would reach nsenter, and not the program: its shell ends it when there is nothing more to read.
    const child = spawn(
      'nsenter',
      [
        ...this.into(),
        'ip',
        'netns',
        'exec',
        namespace,
        'bash',
        '-c',
        '"$@" & read -r; kill -INT $!; wait',
        '-',
        ...argv,
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const printed: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    const closed = once(child, 'close');
    return {
      output: () => printed.join(''),
      end: async () => {
        child.stdin.end();
        await closed;
        return printed.join('');
      },
    };
  }

  private into = (): readonly string[] => ['-t', String(this.pid), '--net', '--mount', '--pid', '--'];
}

/** A program that runs in the lab. */
export interface Running {
  readonly output: () => string;
  /** Interrupts it, and resolves with all that it has printed. */
  readonly end: () => Promise<string>;
}

/**
 * Asks until the answer is empty: what is still missing. Throws with the last answer after `limit` ms.
 * The pause between two questions keeps a busy machine for those who are asked.
 */
export async function until(missing: () => readonly string[], limit: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const left = missing();
    const passed = performance.now() - start;
    if (left.length === 0) return passed;
    if (passed > limit)
      throw new Error(`still missing after ${String(Math.round(passed / 1000))} s:\n${left.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
