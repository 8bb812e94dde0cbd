import { grouped, inventoryOf, type CloudTotals, type Totals } from '@catalyst/assess';
import { BitsPerSecond, Bytes, GiB, Watts, type Judged, type Platform } from '@catalyst/model';
import { tiers } from '@catalyst/platform';
import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import { countsOf, summarise } from '../report/report.ts';
import { coloursFor } from '../report/text.ts';
import type { Target } from '../targets/index.ts';

/** What a synthesis has made, and of what. */
export interface Synthesized {
  readonly platform: Platform;
  /** As it was given to `--profile`. */
  readonly profile: string;
  readonly out: string;
  readonly targets: readonly Target[];
  readonly findings: readonly Judged[];
}

/** How many of the worst findings are shown. */
const WORST = 5;
const WIDTH = 80;

/** Columns without lines: the first to the left, the others to the right where they are numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[], textFrom = head.length): string {
  const lines = new Table({
    head: [...head],
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    colAligns: head.map((_, i) => (i === 0 || i >= textFrom ? 'left' : 'right')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  lines.push(...rows.map((row) => [...row]));
  return lines
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

const serverRow = (name: string, totals: Totals): readonly string[] => [
  name,
  grouped(totals.servers),
  grouped(totals.cores),
  `${grouped(totals.memoryBytes / GiB(1))} GiB`,
  Bytes.show(totals.storageBytes),
  BitsPerSecond.show(totals.nicBitsPerSecond),
  Watts.show(totals.powerWatts),
];

const cloudRow = (name: string, { instances, vcpus, memoryBytes, storageBytes, managed }: CloudTotals) => [
  name,
  grouped(instances),
  grouped(vcpus),
  `${grouped(memoryBytes / GiB(1))} GiB`,
  Bytes.show(storageBytes),
  managed.map(({ product, nodes }) => (nodes === 1 ? product : `${String(nodes)} ${product}`)).join(', '),
];

/** `3 broker, 3 controller`, or what the provider runs instead. */
function tierAt(platform: Platform, site: string, tier: string): string {
  const instances = platform.instances.filter((instance) => instance.site === site && instance.tier === tier);
  const roles = [...new Set(instances.map(({ role }) => role))];
  const own = roles.map((role) => `${String(instances.filter((i) => i.role === role).length)} ${role}`);
  const managed = platform.managed
    .filter((service) => service.site === site && service.tier === tier)
    .map(({ product, nodes }) => (nodes === 1 ? product : `${String(nodes)} ${product}`));
  return [...own, ...managed].join(', ');
}

/** Room for the names of tiers before what there is of them. */
const TITLES = 20;

function tierLines(platform: Platform): readonly string[] {
  return platform.sites.map((site) => {
    const rows = tiers.flatMap(({ name, title }) => {
      const there = tierAt(platform, site.id, name);
      return there === '' ? [] : [[title, wrapAnsi(there, WIDTH - TITLES)]];
    });
    return table([`Tiers of ${site.id}`, ''], rows, 1);
  });
}

/** How much of what there is is used: what the arithmetic of a finding came to, where it is about that. */
const usedIn = ({ evidence }: Judged): number => (typeof evidence['used'] === 'number' ? evidence['used'] : 0);

const areaOf = ({ code }: Judged): string => code.split('/')[0] ?? code;

/**
 * One line for each of the worst findings, cut to the width of a terminal: the worst of each area, since nine servers
 * without a spare say less than nine different faults, and wrong claims last.
 */
function worstFindings(findings: readonly Judged[]): readonly string[] {
  const open = findings.filter(({ acknowledged }) => acknowledged === null);
  const ranked = [...open].sort((a, b) => usedIn(b) - usedIn(a));
  const areas = [...new Set(open.map(areaOf))].sort((a, b) => Number(a === 'claim') - Number(b === 'claim'));
  const severities = ['error', 'warning'] as const;
  const worst = severities.flatMap((severity) =>
    areas.flatMap((area) => ranked.find((f) => f.severity === severity && areaOf(f) === area) ?? []),
  );
  return worst.slice(0, WORST).map(({ code, subject, message }) => {
    const line = `  ${code}  ${subject}: ${message}`;
    return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1).trimEnd()}…`;
  });
}

/** Commands that follow, each with what it is for. */
function nextCommands({ platform, profile, out, targets }: Synthesized): readonly (readonly [string, string])[] {
  const written = (target: string) => targets.some(({ name }) => name === target);
  const datacenter = platform.sites.find(({ substrate }) => substrate === 'datacenter');
  const cloud = platform.sites.some(({ substrate }) => substrate === 'aws');
  return [
    [`npx catalyst check --profile ${profile}`, 'all findings, with the way out of each'],
    ...(datacenter !== undefined && written('terraform')
      ? ([
          [`terraform -chdir=${out}/terraform/stacks/${datacenter.id} init`, 'then plan; neither needs a network'],
        ] as const)
      : []),
    ...(cloud && written('aws')
      ? ([[`npx cdk diff --app ${out}/aws`, 'what a deployment would change; needs an account']] as const)
      : []),
  ];
}

/** What a person wants to know after `catalyst synth`: what there is, what is wrong with it, and what to type next. */
export function synthSummary(made: Synthesized, stream: { readonly isTTY?: boolean }): string {
  const { platform, out, targets, findings } = made;
  const { bold, dim } = coloursFor(stream);
  const { total, sites, cloud } = inventoryOf(platform);
  const owned = Object.entries(sites);
  const rented = Object.entries(cloud);
  const servers = [
    ...owned.map(([name, totals]) => serverRow(name, totals)),
    ...(owned.length > 1 ? [serverRow('all', total)] : []),
  ];
  const next = nextCommands(made);
  const sections = [
    wrapAnsi(`${bold(platform.name)}: ${platform.title}`, WIDTH),
    ...(owned.length === 0
      ? []
      : [table(['Servers at', 'servers', 'cores', 'memory', 'storage', 'network', 'power'], servers)]),
    ...(rented.length === 0
      ? []
      : [
          table(
            ['Rented at', 'instances', 'vCPU', 'memory', 'storage', 'managed'],
            rented.map(([name, totals]) => cloudRow(name, totals)),
            5,
          ),
        ]),
    ...tierLines(platform),
    [`${bold('Findings')}: ${summarise(countsOf({ findings }))}`, ...worstFindings(findings)].join('\n'),
    wrapAnsi(
      `${bold('Written')} to ${out}: platform.json, summary.json, ${targets.map(({ name }) => `${name}/`).join(', ')}`,
      WIDTH,
    ),
    [bold('Next'), ...next.map(([command, why]) => `  ${command}\n    ${dim(why)}`)].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}
