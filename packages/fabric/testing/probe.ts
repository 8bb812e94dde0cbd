import { withoutLength } from '../render/frr/names.ts';
import type { Lab, Running } from './lab.ts';

interface Answer {
  /** Seconds. */
  readonly at: number;
  readonly sequence: number;
}

const INTERVAL = 0.05;
/** So many answers in a row, and traffic flows again. */
const FLOWING = 10;

/** Twenty questions a second from one server to another, until it is ended. */
export class Probe {
  private readonly ping: Running;

  constructor(lab: Lab, from: string, to: string) {
    this.ping = lab.start(from, ['ping', '-D', '-n', '-i', String(INTERVAL), '-W', '1', withoutLength(to)]);
  }

  private answers = (): readonly Answer[] =>
    [...this.ping.output().matchAll(/^\[([\d.]+)\].* icmp_seq=(\d+) ttl/gm)].map(([, at, sequence]) => ({
      at: Number(at),
      sequence: Number(sequence),
    }));

  /** What is missing until answers come without a gap, to questions that were asked after so many. */
  flowing(after: number): readonly string[] {
    const last = this.answers().slice(-FLOWING);
    const [first, latest] = [last[0], last.at(-1)];
    const ok =
      first !== undefined &&
      latest !== undefined &&
      first.sequence > after &&
      latest.sequence - first.sequence === FLOWING - 1;
    return ok
      ? []
      : [
          `answers to questions after number ${String(after)}; the last ones: ${last.map(({ sequence }) => sequence).join(' ')}`,
        ];
  }

  /** Number of the last question that was answered. */
  asked = (): number => this.answers().at(-1)?.sequence ?? 0;

  /** Ends it. The longest time without an answer in ms, and how many questions got none. */
  async end(): Promise<{ readonly outage: number; readonly lost: number }> {
    await this.ping.end();
    const answers = this.answers();
    const gaps = answers.slice(1).map((answer, i) => answer.at - (answers[i]?.at ?? answer.at) - INTERVAL);
    const first = answers[0]?.sequence ?? 0;
    return {
      outage: Math.round(Math.max(0, ...gaps) * 1000),
      lost: (answers.at(-1)?.sequence ?? 0) - first + 1 - answers.length,
    };
  }
}
