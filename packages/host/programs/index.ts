import { readFileSync } from 'node:fs';

/** A program of this package, whole: it is part of the source, as an import would be. */
export const programSource = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Where programs of every host are. */
export const PROGRAMS = '/usr/local/lib/catalyst';
