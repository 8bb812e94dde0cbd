import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { ROOT } from '../../scripts/bootstrap.mjs';

/** An import of one file by another. Paths are relative to the repository. */
export interface Import {
  readonly file: string;
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** The file of ours that it names; undefined for somebody else's package. */
  readonly target: string | undefined;
  /** Whether it is gone once types are erased, so that nothing is loaded. */
  readonly erased: boolean;
}

const git = (...args: readonly string[]): readonly string[] =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));

/** Files that are tracked, or would be once added. */
export const files = (...patterns: readonly string[]): readonly string[] =>
  git('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...patterns);

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const Manifest = z.object({ name: z.string(), exports: z.record(z.string(), z.string()) });

/** Our packages: the directory of each name, and what it exports. */
const packages = new Map(
  files('packages/*/package.json', 'stacks/package.json', 'profiles/package.json', 'onprem/package.json').map(
    (path) => {
      const { name, exports } = Manifest.parse(JSON.parse(read(path)));
      return [name, { dir: dirname(path), exports }];
    },
  ),
);

/** The file of ours that an import of `from` names. */
function targetOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const [, name = '', sub = ''] = /^(@catalyst\/[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const found = packages.get(name);
  if (found === undefined) return undefined;
  const target = found.exports[sub === '' ? '.' : `./${sub}`] ?? found.exports['./*']?.replace('*', sub);
  return target === undefined ? undefined : join(found.dir, target);
}

/** Every import, export from and `import()` of a file. */
export function importsOf(file: string, text: string): readonly Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Expression, erased: boolean): void => {
    if (!ts.isStringLiteral(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart()).line + 1;
    found.push({ file, line, specifier: specifier.text, target: targetOf(specifier.text, file), erased });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0])
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
