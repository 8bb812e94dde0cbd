import { debuglog } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitStatus } from './exit.ts';
import { FORMATS, type Format } from './report/formats.ts';
import { targets } from './targets/index.ts';

const debug = debuglog('catalyst');

/** What `NODE_DEBUG=catalyst` adds, and everybody else is spared. */
const STACK_HINT = 'This is a defect of catalyst. NODE_DEBUG=catalyst shows where it happened.';

/**
 * The `catalyst` command with its arguments, and the exit status that it ends with. It never throws.
 * Commands load what they need when they run, so that help and mistakes are answered at once.
 */
export async function main(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine;
  const program = commands((result) => {
    status = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.findings;
    return report(error);
  }
}

function commands(done: (status: ExitStatus) => void): Command {
  const program = new Command('catalyst')
    .description('One typed profile of a messaging platform becomes everything that is needed to run it.')
    .helpCommand(false)
    .showHelpAfterError('(--help shows the options, with an example)')
    .addHelpText(
      'after',
      '\nExit status: 0 fine, 1 catalyst failed, 2 findings, 3 a check of the running system failed.',
    )
    .exitOverride();

  program
    .command('synth')
    .description('Write what a profile becomes: CloudFormation, Terraform, host files and documents.')
    .addOption(profileOption())
    .addOption(
      new Option('-t, --target <names>', `only these, and keep the rest of the output: ${targetNames.join(', ')}`)
        .argParser(parseTargets)
        .default(undefined, 'all'),
    )
    .option('-o, --out <directory>', 'where to write; replaced as a whole (default: out/<profile>)')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  catalyst synth --profile production',
        '  catalyst synth --profile ./my-region.ts --target terraform,hosts --out /srv/catalyst',
      ].join('\n'),
    )
    .action(async (options: { profile: string; target?: readonly string[]; out?: string }) => {
      const { synth } = await import('./commands/synth.ts');
      done(await synth(options));
    });

  program
    .command('check')
    .description('Check a profile: its form, its claims against what it adds up to, and what one failure interrupts.')
    .addOption(profileOption())
    .addOption(new Option('-f, --format <format>', 'how to print the findings').choices(FORMATS).default('text'))
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  catalyst check --profile production',
        '  catalyst check -p dev --format sarif > catalyst.sarif',
      ].join('\n'),
    )
    .action(async (options: { profile: string; format: Format }) => {
      const { check } = await import('./commands/check.ts');
      done(await check(options));
    });

  return program;
}

const profileOption = (): Option =>
  new Option('-p, --profile <name>', 'name of a profile, or path of a file that exports one').makeOptionMandatory();

const targetNames = targets.map(({ name }) => name);

function parseTargets(text: string): readonly string[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !targetNames.includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no target '${unknown.join("', '")}' (known: ${targetNames.join(', ')}).`);
  return wanted;
}

/** Says what went wrong, on stderr. */
async function report(error: unknown): Promise<ExitStatus> {
  const [{ InvalidInput }, { textReport }] = await Promise.all([import('@catalyst/model'), import('./report/text.ts')]);
  if (error instanceof InvalidInput) {
    const findings = error.findings.map((finding) => ({ ...finding, acknowledged: null }));
    process.stderr.write(textReport({ profile: '', source: '', findings }, process.stderr));
    return EXIT.findings;
  }
  debug('%o', error);
  if (error instanceof Error && 'syscall' in error) {
    process.stderr.write(`catalyst failed: ${error.message}\nSee to the path, its permissions and the free space.\n`);
    return EXIT.failed;
  }
  process.stderr.write(`catalyst failed: ${error instanceof Error ? error.message : String(error)}\n${STACK_HINT}\n`);
  return EXIT.failed;
}
