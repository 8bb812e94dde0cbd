import type { Import } from './imports.ts';

const TIERS = [
  'kafka',
  'postgres',
  'dragonfly',
  'elasticsearch',
  'ingress',
  'services',
  'monitoring',
  'backup',
  'pki',
] as const;

/** What a room may import besides itself. A tier never imports another one: it asks the Platform by service name. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  fabric: ['model'],
  host: ['model'],
  // An instance becomes a host by the same bundle as a server does.
  aws: ['model', 'host'],
  ...Object.fromEntries(TIERS.map((tier) => [tier, ['model', 'host']])),
  platform: ['model', 'fabric', 'host', ...TIERS],
  profiles: ['model', 'platform'],
  assess: ['model', 'fabric', 'platform'],
  onprem: ['model', 'fabric', 'host', 'platform'],
  smoke: ['model', 'platform'],
  twin: ['model', 'fabric', 'host', 'platform'],
  stacks: ['model', 'fabric', 'host', 'aws', ...TIERS, 'platform', 'assess', 'profiles', 'onprem'],
  cli: ['model', 'fabric', 'host', 'platform', 'assess', 'profiles', 'onprem', 'smoke', 'twin', 'stacks'],
};

/** The room of a file: the package's name, or `stacks`, `profiles`, `onprem`; undefined outside the layers. */
export function roomOf(path: string): string | undefined {
  const [first = '', second = ''] = path.split('/');
  if (first === 'packages') return second;
  return first in MAY_IMPORT ? first : undefined;
}

const isTest = (path: string): boolean => /(\.test\.ts|\/testing\.ts|\/testing\/.*)$/.test(path);
/** The AWS half of a tier: `packages/kafka/aws.ts`, `packages/kafka/aws/broker.ts`. */
const isAwsHalf = (path: string): boolean => /^packages\/[^/]+\/aws(\.ts|\.test\.ts|\/)/.test(path);

/** Why an import is not allowed, naming file, import and rule; undefined when it is. */
export function violation({ file, line, specifier, target }: Import): string | undefined {
  const from = roomOf(file);
  if (from === undefined) return undefined;
  const at = `${file}:${String(line)} imports '${specifier}'`;
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined)
    return `${file}: '${from}' has no place in the layers: add it to test/architecture/rules.ts`;
  if (target === undefined) return specifier.startsWith('@catalyst/') ? `${at}, which no package exports` : undefined;
  const to = roomOf(target);
  if (to === from)
    return isAwsHalf(target) && !isAwsHalf(file) ? `${at}: only ${from}/aws and its users load the CDK` : undefined;
  // Tests may use the whole platform and what test/ offers, but not another tier.
  if (isTest(file) && (to === undefined || to === 'platform' || to === 'profiles')) return undefined;
  if (to === undefined) return `${at}: code of ${from} does not depend on ${target}`;
  if (specifier.startsWith('.')) return `${at}: another package is imported by its name, @catalyst/${to}`;
  if (isAwsHalf(file) && to === 'aws') return undefined;
  if (allowed.includes(to)) return undefined;
  return `${at}: ${from} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`;
}

/** The shortest chain of files from an entry point to a package that matches, as it would be loaded; or undefined. */
export function chainTo(
  entry: string,
  matches: (specifier: string) => boolean,
  importsOf: (file: string) => readonly Import[],
): readonly string[] | undefined {
  const queue: (readonly string[])[] = [[entry]];
  const seen = new Set([entry]);
  for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
    for (const { specifier, target, erased } of importsOf(chain.at(-1) ?? entry)) {
      if (erased) continue;
      if (target === undefined && matches(specifier)) return [...chain, specifier];
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      queue.push([...chain, target]);
    }
  }
  return undefined;
}
