import type { Host } from '@catalyst/model';
import { PORTS } from '../plan.ts';
import { paths, storeOf } from './paths.ts';

/**
 * The server that PostgreSQL hosts send write-ahead log to, and that fetches backups from them. Which of them may come is
 * in files of their own. What is kept is encrypted here: database hosts ask for the key by the same connection.
 * @source https://pgbackrest.org/configuration.html#section-server
 */
export const repositoryConfig = (number: number, mount: string, retentionDays: number, key: string): string => {
  // Whoever calls says which of its repositories it means, and this must have the same number here.
  const repo = `repo${String(number)}`;
  return [
    '# Written by Catalyst: a change made here is lost.',
    '[global]',
    `${repo}-path=${storeOf(mount).databases}`,
    // A full backup goes when the next one is older than that, and the log before it with it.
    `${repo}-retention-full-type=time`,
    `${repo}-retention-full=${String(retentionDays)}`,
    `${repo}-cipher-type=aes-256-cbc`,
    `${repo}-cipher-pass=${key}`,
    'tls-server-address=*',
    `tls-server-port=${String(PORTS.databases)}`,
    `tls-server-ca-file=${paths.tls}/ca.crt`,
    `tls-server-cert-file=${paths.tls}/tls.crt`,
    `tls-server-key-file=${paths.tls}/tls.key`,
    'log-level-console=info',
    'log-level-file=off',
    '',
  ].join('\n');
};

/** Lets one host in, by the name in its certificate, to its own databases. */
export const clientConfig = (host: Host, stanza: string): string =>
  `# Written by Catalyst: a change made here is lost.\n[global]\ntls-server-auth=${host.fqdn}=${stanza}\n`;

/** Reads every backup and checks it against its checksums, database by database. */
export const verifyScript = (stanzas: readonly string[]): string =>
  [
    '#!/bin/sh',
    '# Written by Catalyst: a change made here is lost.',
    'failed=0',
    ...stanzas.map((stanza) => `pgbackrest --stanza=${stanza} verify || failed=1`),
    'exit "$failed"',
    '',
  ].join('\n');
