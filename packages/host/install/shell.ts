/** A word of a shell command that stands for exactly this text. */
export const word = (text: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A command with its arguments quoted. */
export const command = (...words: readonly (string | number)[]): string => words.map((w) => word(String(w))).join(' ');

/** A word that ends a here-document and is no line of it. */
function terminator(content: string): string {
  const lines = new Set(content.split('\n'));
  const name = (n: number): string => (n === 0 ? 'END' : `END_${String(n)}`);
  const first = Array.from({ length: lines.size + 1 }, (_, n) => name(n)).find((end) => !lines.has(end));
  return first ?? name(lines.size + 1);
}

/** A command that reads the text from its input, byte for byte. A text that ends without a newline gets one. */
export function withInput(invocation: string, content: string): string {
  const end = terminator(content);
  return `${invocation} <<'${end}'\n${content}${content.endsWith('\n') ? '' : '\n'}${end}`;
}
