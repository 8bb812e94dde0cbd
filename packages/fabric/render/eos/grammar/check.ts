import { didYouMean, type Finding } from '@catalyst/model';
import type { Command, Section } from './commands.ts';
import { CONFIGURATION } from './configuration.ts';
import type { Fault } from './fault.ts';
import { match, type Use } from './patterns.ts';
import { rules } from './rules.ts';
import { parseTree, type Node } from './tree.ts';

/** Commands of a section by the word that they begin with. Sections are few and asked for often. */
const INDEXES = new WeakMap<Section, ReadonlyMap<string, readonly Command[]>>();

function indexOf(section: Section): ReadonlyMap<string, readonly Command[]> {
  const known = INDEXES.get(section);
  if (known !== undefined) return known;
  const index = new Map<string, Command[]>();
  for (const command of section.commands)
    for (const head of command.pattern.heads.length === 0 ? [''] : command.pattern.heads) {
      const list = index.get(head);
      if (list === undefined) index.set(head, [command]);
      else list.push(command);
    }
  INDEXES.set(section, index);
  return index;
}

/** A name in use, and where. */
export interface Mention extends Use {
  readonly node: Node;
}

interface Walk {
  readonly faults: Fault[];
  readonly mentions: Mention[];
}

function understand(
  section: Section,
  node: Node,
): { readonly command: Command; readonly uses: readonly Use[] } | undefined {
  const index = indexOf(section);
  for (const command of [...(index.get(node.words[0] ?? '') ?? []), ...(index.get('') ?? [])]) {
    const uses = match(command.pattern, node.words);
    if (uses !== undefined) return { command, uses };
  }
  return undefined;
}

function unknown(section: Section, node: Node): Fault {
  const index = indexOf(section);
  const [head = ''] = node.words;
  const known = index.get(head) ?? [];
  const forms = known.map(({ pattern }) => pattern.text);
  return {
    code: 'syntax',
    line: node.line,
    text: node.text,
    message: `'${node.text}' is not a command of ${section.name}`,
    fix:
      forms.length > 0
        ? `write it as: ${forms.slice(0, 3).join('; ')}`
        : didYouMean(
            head,
            [...index.keys()].filter((key) => key !== ''),
          ),
  };
}

function walk(section: Section, nodes: readonly Node[], found: Walk): void {
  let place = 0;
  for (const node of nodes) {
    const understood = understand(section, node);
    if (understood === undefined) {
      found.faults.push(unknown(section, node));
      continue;
    }
    const { command, uses } = understood;
    found.mentions.push(...uses.map((use) => ({ ...use, node })));
    if (command.place < place)
      found.faults.push({
        code: 'order',
        line: node.line,
        text: node.text,
        message: `'${node.text}' comes after what the device prints behind it: a diff would show both as changed`,
        fix: 'write sections in the order of show running-config',
      });
    else place = command.place;
    if (command.opens !== null) walk(command.opens, node.children, found);
    else if (node.children.length > 0)
      found.faults.push({
        code: 'syntax',
        line: node.line,
        text: node.text,
        message: `'${node.text}' opens no section, and ${String(node.children.length)} commands are inside it`,
        fix: 'indent them like the command itself',
      });
  }
}

/** Spaces in which a name is made by one command; in the others, such as route maps, by one or several. */
const MADE_ONCE = new Set([
  'interface',
  'vlan',
  'vrf',
  'rd',
  'vni',
  'prefix-list',
  'access-list',
  'peer-group',
  'ssl-profile',
]);

/** Names that nobody made, and names made twice. */
function names(mentions: readonly Mention[]): readonly Fault[] {
  const made = new Map<string, Mention>();
  const faults: Fault[] = [];
  for (const mention of mentions) {
    if (!mention.defines) continue;
    const key = `${mention.space} ${mention.name}`;
    const first = made.get(key);
    if (first !== undefined && MADE_ONCE.has(mention.space))
      faults.push({
        code: 'duplicate',
        line: mention.node.line,
        text: mention.node.text,
        message: `${mention.space} '${mention.name}' is there already, in line ${String(first.node.line)}`,
        fix: 'keep one of the two',
      });
    made.set(key, first ?? mention);
  }
  const inSpace = (space: string): readonly string[] =>
    [...made.values()].filter((known) => known.space === space).map((known) => known.name);
  for (const { space, name, defines, node } of mentions)
    if (!defines && !made.has(`${space} ${name}`))
      faults.push({
        code: 'undefined',
        line: node.line,
        text: node.text,
        message: `'${node.text}' refers to ${space} '${name}', which does not exist`,
        fix: didYouMean(name, inSpace(space)),
      });
  return faults;
}

/** All that is wrong with a text, by line. */
export function faultsIn(text: string): readonly Fault[] {
  const { nodes, misplaced } = parseTree(text);
  const found: Walk = { faults: [], mentions: [] };
  walk(CONFIGURATION, nodes, found);
  const indentation = misplaced.map(({ line, text: raw }): Fault => ({
    code: 'syntax',
    line,
    text: raw,
    message: `'${raw.trim()}' is in no section: its indentation is that of none`,
    fix: 'indent by three spaces a level, and end lines without a space',
  }));
  return [...indentation, ...found.faults, ...names(found.mentions), ...rules(nodes)].sort((a, b) => a.line - b.line);
}

/**
 * Whether a text is a configuration of EOS as this package writes them: each command known in its section, each argument
 * of its kind, each name defined, sections in the device's order. It knows what we write and nothing else, so a finding
 * is a defect of ours, or of a file that was edited by hand.
 */
export function checkEos(text: string): readonly Finding[] {
  const hostname = /^hostname (\S+)$/m.exec(text)?.[1] ?? 'device';
  return faultsIn(text).map(({ code, line, message, fix }) => ({
    code: `eos/${code}`,
    severity: 'error',
    subject: hostname,
    path: '',
    message: `line ${String(line)}: ${message}`,
    evidence: { line },
    fix,
  }));
}
