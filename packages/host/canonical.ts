import { createHash } from 'node:crypto';
import type { HostConfig } from '@catalyst/model';

/** Whether a value is an object with keys, and no list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same JSON for the same value, in whatever order its keys were written. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** SHA-256 of a text, in hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a host is to become, as one number: it changes when anything about it does. */
export const bundleHash = (config: HostConfig): string => sha256(canonicalJson(config));
