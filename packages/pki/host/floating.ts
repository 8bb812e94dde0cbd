import { inSeconds, systemdUnit } from '@catalyst/host';
import { seconds, type FloatingAddress, type Host } from '@catalyst/model';
import { PORT } from '../plan.ts';
import { USER, files } from './paths.ts';

/** Who is first in line for the address. Only differences matter. @source RFC 5798, 5.2.4: 1 to 254 */
const FIRST = 200;

/**
 * The authority's floating address: on one of its hosts whose server answers, and it stays there until that one does not.
 * Seconds are enough: who asks tries again for two minutes.
 * @source keepalived.conf(5): nopreempt needs the state BACKUP
 */
export function keepalivedConf(host: Host, peers: readonly Host[], floating: FloatingAddress): string {
  const [{ address, interface: device }] = host.addresses;
  return [
    'global_defs {',
    `  router_id ${host.hostname}`,
    '  enable_script_security',
    `  script_user ${USER}`,
    '  vrrp_version 3',
    '}',
    '',
    'vrrp_script answers {',
    `  script "/usr/bin/curl -sS -o /dev/null -m 2 -k https://${address}:${String(PORT)}/"`,
    '  interval 2',
    '  timeout 3',
    '  fall 2',
    '  rise 1',
    '}',
    '',
    'vrrp_instance pki {',
    '  state BACKUP',
    '  nopreempt',
    `  interface ${device}`,
    `  virtual_router_id ${String(floating.router)}`,
    `  priority ${String(Math.max(1, FIRST - host.number))}`,
    '  advert_int 1',
    `  unicast_src_ip ${address}`,
    '  unicast_peer {',
    ...peers.map((peer) => `    ${peer.addresses[0].address}`),
    '  }',
    '  virtual_ipaddress {',
    `    ${floating.address}/${String(floating.prefix)} dev ${device}`,
    '  }',
    '  track_script {',
    '    answers',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** A keepalived of its own: others on the same host have theirs, and none stops with another. */
export const keepalivedUnit = (): string =>
  systemdUnit({
    Unit: [
      ['Description', 'Floating address of the certificate authority'],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target catalyst-pki.service'],
    ],
    Service: [
      [
        'ExecStart',
        `/usr/sbin/keepalived --dont-fork --log-console -f ${files.keepalived} -p /run/keepalived-pki.pid -r /run/keepalived-pki-vrrp.pid`,
      ],
      ['Restart', 'always'],
      ['RestartSec', inSeconds(seconds(2))],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
