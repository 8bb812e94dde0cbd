import { AUTHORITY_DIRECTORY, namesFor } from '@catalyst/host';
import { hours, type Host, type Milliseconds, type Platform } from '@catalyst/model';

/** Where the keys are that both sides make of tokens. In memory. */
export const KEYS = '/run/catalyst-pki/keys';

/** Where hosts' tokens are, as they come from the secret store. */
export const TOKENS = `${AUTHORITY_DIRECTORY}/tokens`;

/** Servers are clients of each other. @source https://github.com/cloudflare/cfssl/blob/master/doc/cmd/cfssl.txt, "usages" */
const USAGES = ['digital signature', 'key encipherment', 'server auth', 'client auth'];

/** A quarter of an hour of the day counts as a quarter of an hour of a certificate. */
const expiry = (lifetime: Milliseconds): string => `${String(Math.round(lifetime / hours(1)))}h`;

const escaped = (name: string): string => name.replaceAll('.', '\\.');

/**
 * What one authority signs, for cfssl: a profile for each host, with a key of the host's own and the names that the plan
 * gives it. A host that asks for another's name is refused, and so is one whose profile is not there any more. The
 * default profile has a key that nobody knows, so that nothing is signed without a name.
 */
export function signingConfig(
  label: string,
  hosts: readonly Host[],
  lifetime: Milliseconds,
  platform: Platform,
): string {
  const allowed = hosts
    .map((host) => ({ host, names: namesFor(host, label, platform) }))
    .filter(({ names }) => names.length > 0);
  const profile = (hostname: string, names: readonly string[]) => ({
    auth_key: hostname,
    expiry: expiry(lifetime),
    usages: USAGES,
    name_whitelist: `^(${names.map(escaped).join('|')})$`,
  });
  return print({
    signing: {
      default: { auth_key: NOBODY, expiry: '1h', usages: ['digital signature'], name_whitelist: '^$' },
      profiles: Object.fromEntries(allowed.map(({ host, names }) => [host.hostname, profile(host.hostname, names)])),
    },
    auth_keys: Object.fromEntries(
      [NOBODY, ...allowed.map(({ host }) => host.hostname)].map((name) => [
        name,
        { type: 'standard', key: `file:${KEYS}/${name}` },
      ]),
    ),
  });
}

/** The name of a key that is made anew at every start and written nowhere else. No host has it: it begins with a dot. */
export const NOBODY = '.nobody';

/** What the authority's own hosts sign for themselves, with no server in between. */
export const localConfig = (lifetime: Milliseconds): string =>
  print({ signing: { default: { expiry: expiry(lifetime), usages: USAGES } } });

/** The authorities of one server, each with a label. @source https://github.com/cloudflare/cfssl/blob/master/doc/README.txt, multirootca */
export const rootsConfig = (labels: readonly string[]): string =>
  labels
    .map((label) =>
      [
        `[${label}]`,
        `private = file://${AUTHORITY_DIRECTORY}/${label}/tls.key`,
        `certificate = ${AUTHORITY_DIRECTORY}/${label}/tls.crt`,
        `config = ${AUTHORITY_DIRECTORY}/${label}.json`,
        '',
      ].join('\n'),
    )
    .join('\n');

/**
 * The keys of the hosts: what HMAC-SHA-256 takes, from tokens of whatever form the secret store has. cfssl wants them in
 * hexadecimal, without a newline.
 */
export const keysScript = `#!/bin/sh
set -eu
umask 077
mkdir -p ${KEYS}
for token in ${TOKENS}/*; do
  printf %s "$(tr -d '[:space:]' <"$token" | sha256sum | cut -d ' ' -f 1)" >"${KEYS}/\${token##*/}"
done
printf %s "$(head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1)" >${KEYS}/${NOBODY}
`;

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
