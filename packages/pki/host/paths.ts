import { AUTHORITY_DIRECTORY } from '@catalyst/host';

/** Whose the server is. */
export const USER = 'catalyst-pki';

/** Its own certificate. */
export const SERVER = `${AUTHORITY_DIRECTORY}/server`;

export const files = {
  roots: `${AUTHORITY_DIRECTORY}/roots.conf`,
  /** Also known to `certificate.py` of @catalyst/host. */
  local: `${AUTHORITY_DIRECTORY}/local.json`,
  keys: '/usr/local/lib/catalyst/pki-keys',
  keepalived: `${AUTHORITY_DIRECTORY}/keepalived.conf`,
  unit: '/etc/systemd/system/catalyst-pki.service',
  keepalivedUnit: '/etc/systemd/system/keepalived-pki.service',
} as const;
