/**
 * What a change does to every target, as Markdown: `npm run diff -- <base> <head>`.
 *
 * Exit status: 0 fine, 1 the tool failed, 2 a resource that holds state would be lost, or wrong usage.
 */
import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { compare } from './diff/compare.ts';
import { lossesOf, report } from './diff/report.ts';

const directory = (path: string): string => {
  if (!existsSync(path)) throw new InvalidArgumentError('there is no such directory.');
  return path;
};

const program = new Command('diff')
  .description('Compares two directories that hold an output tree of `catalyst synth` for each profile.')
  .argument('<base>', 'the trees before the change', directory)
  .argument('<head>', 'the trees after it', directory)
  .option('--allow-replacement', 'accept that resources that hold state are replaced or lost')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .showHelpAfterError()
  .action((base: string, head: string, { allowReplacement }: { allowReplacement?: boolean }) => {
    const changes = compare(base, head);
    console.log(report(changes));
    if (allowReplacement !== true && changes.flatMap(lossesOf).length > 0) process.exitCode = 2;
  });
program.parse();
