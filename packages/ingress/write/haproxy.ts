/** A section of HAProxy's configuration: its heading, and its lines. Texts that begin with `#` are comments. */
export type Section = readonly [heading: string, lines: readonly string[]];

/** HAProxy's configuration language: sections of one statement a line. @source https://docs.haproxy.org/2.4/configuration.html#2.1 */
export const haproxyFile = (sections: readonly Section[]): string =>
  `${sections.map(([heading, lines]) => [heading, ...lines.map((line) => `    ${line}`)].join('\n')).join('\n\n')}\n`;

/** A duration as HAProxy and Nginx take it: a whole number of milliseconds. */
export const inMilliseconds = (duration: number): string => `${String(Math.round(duration))}ms`;
