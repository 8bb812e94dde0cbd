import { readFileSync } from 'node:fs';

/** A file of this package, whole: the Java programs are part of the source, as an import would be. */
const sourceOf = (name: string): string => readFileSync(new URL(`java/${name}`, import.meta.url), 'utf8');

/** Creates topics, users and access lists. */
export const PROVISION_SOURCE = sourceOf('Provision.java');
/** Answers the questions of the health gates. */
export const HEALTH_SOURCE = sourceOf('Health.java');
export const QUORUM_SOURCE = sourceOf('Quorum.java');
/** Measures how far behind consumers are. */
export const LAG_SOURCE = sourceOf('Lag.java');
