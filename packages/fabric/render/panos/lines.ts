/** Builds `set` commands: words that need quotes get them, lists are bracketed. */

const PLAIN = /^[A-Za-z0-9._/:,{}#-]+$/;

/** A word as the command line takes it. */
export const word = (text: string): string => (PLAIN.test(text) ? text : `"${text.replaceAll('"', "'")}"`);

/** `[ a b ]`, or the word itself where there is one; `any` where there is none. */
export function list(values: readonly string[]): string {
  const [only] = values;
  if (only === undefined) return 'any';
  return values.length === 1 ? word(only) : `[ ${values.map(word).join(' ')} ]`;
}

export type Lines = readonly string[];

export const set = (...words: readonly (string | number)[]): string => `set ${words.map(String).join(' ')}`;

/** The reference to a secret, which is put in its place when the configuration is applied. */
export const secretRef = (id: string): string => `{{secret:${id}}}`;

/** `255.255.255.252` of 30. */
export function netmask(prefix: number): string {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.');
}
