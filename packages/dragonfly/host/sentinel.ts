import { PORTS } from '../plan.ts';
import { files, paths } from './paths.ts';

/**
 * Settings of a Sentinel. It names no shard: masters make themselves known, so that another shard changes no file here.
 * Sentinel writes what it learns into the file, so what it runs from is a copy (`cache.py sentinel`).
 * @source https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
 */
export const sentinelConfig = (address: string): string =>
  [
    `bind ${address}`,
    'protected-mode no',
    '# Only over TLS, and only with a certificate of the site.',
    'port 0',
    `tls-port ${String(PORTS.sentinel)}`,
    `tls-cert-file ${files.sentinelTls}/tls.crt`,
    `tls-key-file ${files.sentinelTls}/tls.key`,
    `tls-ca-cert-file ${files.sentinelTls}/ca.crt`,
    'tls-auth-clients yes',
    '# What it calls, it calls over TLS.',
    'tls-replication yes',
    `sentinel announce-ip ${address}`,
    `sentinel announce-port ${String(PORTS.sentinel)}`,
    'sentinel deny-scripts-reconfig yes',
    `dir ${paths.sentinelState}`,
    'logfile ""',
    '',
  ].join('\n');
