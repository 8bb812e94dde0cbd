import { CONFINED, inSeconds, systemdUnit } from '@catalyst/host';
import { seconds } from '@catalyst/model';
import { PORT } from '../plan.ts';
import { SERVER, USER, files } from './paths.ts';

/** `catalyst-pki.service`: signs for hosts that prove who they are. */
export const authorityUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Certificate authority of this site'],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
    ],
    Service: [
      ['User', USER],
      ['Group', USER],
      ['RuntimeDirectory', 'catalyst-pki'],
      ['RuntimeDirectoryMode', '0700'],
      ['ExecStartPre', `/bin/sh ${files.keys}`],
      [
        'ExecStart',
        `/usr/bin/multirootca -a 0.0.0.0:${String(PORT)} -roots ${files.roots} -tls-cert ${SERVER}/tls.crt -tls-key ${SERVER}/tls.key`,
      ],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(2))],
      ...CONFINED,
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
