import { setImmediate } from 'node:timers/promises';
import { EXIT } from '../exit.ts';

/** Thrown out of work that the user has ended; whoever catches it cleans up. */
export class Interrupted extends Error {
  constructor(readonly status: 130 | 143) {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Lets work that does not wait for anything find out, between its steps, that it is to end. */
export interface Interruptible {
  /** Throws Interrupted when SIGINT or SIGTERM has come. */
  readonly pause: () => Promise<void>;
}

/** Runs work that SIGINT, SIGTERM and a closed terminal end at its next pause, instead of in the middle of a file. */
export async function interruptible<T>(work: (signals: Interruptible) => Promise<T>): Promise<T> {
  let status: 130 | 143 | undefined;
  const onInterrupt = (): void => {
    status = EXIT.interrupted;
  };
  const onTerminate = (): void => {
    status = EXIT.terminated;
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  process.on('SIGHUP', onTerminate);
  try {
    return await work({
      pause: async () => {
        // Signals are delivered when the event loop turns.
        await setImmediate();
        await setImmediate();
        if (status !== undefined) throw new Interrupted(status);
      },
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    process.off('SIGHUP', onTerminate);
  }
}
