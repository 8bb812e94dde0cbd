/** A setting, or a line that says why the next one is what it is. */
export type PropertyLine = readonly [key: string, value: string | number | boolean] | string;

const hex = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Characters that mean something to `java.util.Properties`, and all that Latin-1 cannot hold. */
const escapeCommon = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\t/g, '\\t')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\f/g, '\\f')
    .replace(/[^\x20-\x7e]/g, hex);

const escapeKey = (key: string): string => escapeCommon(key).replace(/[ =:#!]/g, (char) => `\\${char}`);

/** Only a leading space would be lost: after the separator, `=`, `:` and `#` are text. */
const escapeValue = (value: string): string => escapeCommon(value).replace(/^ /, '\\ ');

/**
 * A file as `java.util.Properties` reads it, in the order given. Texts become comments, one line each.
 * @source https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export const properties = (lines: readonly PropertyLine[]): string =>
  lines
    .map((line) =>
      typeof line === 'string'
        ? line === ''
          ? ''
          : line
              .split(/\r\n|\r|\n/)
              .map((part) => `# ${part}`)
              .join('\n')
        : `${escapeKey(line[0])}=${escapeValue(String(line[1]))}`,
    )
    .join('\n') + '\n';
