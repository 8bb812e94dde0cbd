/** How findings can be printed. */
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'md'] as const;
export type Format = (typeof FORMATS)[number];
