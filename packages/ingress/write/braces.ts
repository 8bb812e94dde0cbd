/** A statement, a comment (`# …`), an empty line, or a block of statements in braces. */
export type Statement = string | readonly [heading: string, body: readonly Statement[]];

const lines = (statements: readonly Statement[], end: string, depth: number): readonly string[] =>
  statements.flatMap((statement) => {
    const indent = '    '.repeat(depth);
    if (typeof statement !== 'string')
      return [`${indent}${statement[0]} {`, ...lines(statement[1], end, depth + 1), `${indent}}`];
    if (statement === '') return [''];
    return [`${indent}${statement}${statement.startsWith('#') ? '' : end}`];
  });

/** A file of statements that end with a semicolon, as Nginx reads it. */
export const nginxFile = (statements: readonly Statement[]): string => `${lines(statements, ';', 0).join('\n')}\n`;

/** A file of one statement a line, as keepalived reads it. @source keepalived.conf(5) */
export const keepalivedFile = (statements: readonly Statement[]): string => `${lines(statements, '', 0).join('\n')}\n`;
