import type { Part } from './parts.ts';

/** Names of all secrets that containers use. */
export const secretsOf = (parts: readonly Part[]): readonly string[] =>
  [
    ...new Set(
      parts.flatMap(({ services }) =>
        Object.values(services).flatMap(({ secrets = [] }) => secrets.map(({ source }) => source)),
      ),
    ),
  ].sort();

/** The certificate of the way in, which is more than a password. */
export const CERTIFICATE = 'proxy-tls';

/** Makes the secrets that are not there yet, each a file: nothing has a password that somebody else knows. */
export const secretsScript = (names: readonly string[]): string =>
  [
    '#!/bin/sh',
    '# Makes what is missing in secrets/, and changes nothing that is there.',
    'set -eu',
    'cd "$(dirname "$0")"',
    'umask 077',
    'mkdir -p secrets',
    `for name in ${names.filter((name) => name !== CERTIFICATE).join(' ')}; do`,
    '  [ -s "secrets/$name" ] || openssl rand -hex 24 | tr -d "\\n" >"secrets/$name"',
    'done',
    `if [ ! -s secrets/${CERTIFICATE} ]; then`,
    '  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=localhost \\',
    `    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout secrets/${CERTIFICATE}.key -out secrets/${CERTIFICATE}.crt 2>/dev/null`,
    `  cat secrets/${CERTIFICATE}.key secrets/${CERTIFICATE}.crt >secrets/${CERTIFICATE}`,
    'fi',
    '# Programs in containers are not root, and a file keeps its mode there; the directory does not come along.',
    'chmod 700 secrets',
    'chmod 644 secrets/*',
    '',
  ].join('\n');
