/** Says what is being done, on stderr: turning on a terminal, a plain line elsewhere. */
export interface Progress {
  readonly step: (text: string) => void;
  readonly stop: () => void;
}

export async function progress(): Promise<Progress> {
  if (!process.stderr.isTTY)
    return {
      step: (text) => {
        process.stderr.write(`${text}\n`);
      },
      stop: () => undefined,
    };
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr }).start();
  return {
    step: (text) => {
      spinner.text = text;
      spinner.render();
    },
    stop: () => {
      spinner.stop();
    },
  };
}
