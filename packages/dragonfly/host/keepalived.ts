import type { FloatingAddress } from '@catalyst/model';
import type { Node } from './node.ts';
import { files, program } from './paths.ts';

/**
 * The master's address: whoever is master has it, and says so itself. All start as BACKUP, since a node that is not
 * master is in FAULT, and never in line.
 * @source keepalived.conf(5)
 */
export function keepalivedConfig(node: Node, floating: FloatingAddress): string {
  const own = node.host.addresses.find(({ network }) => network === floating.network) ?? node.host.addresses[0];
  return `${[
    'global_defs {',
    '  enable_script_security',
    '  script_user dragonfly',
    '}',
    '',
    'vrrp_script master {',
    `  script "${program('gate', files.node, 'master')}"`,
    '  interval 1',
    '  timeout 3',
    '  fall 2',
    '  rise 1',
    '  init_fail',
    '}',
    '',
    'vrrp_instance cache {',
    '  state BACKUP',
    `  interface ${own.interface}`,
    `  virtual_router_id ${String(floating.router)}`,
    `  priority ${String(101 - node.place)}`,
    '  advert_int 1',
    `  unicast_src_ip ${own.address}`,
    '  unicast_peer {',
    ...node.peers.map((peer) => `    ${peer}`),
    '  }',
    '  virtual_ipaddress {',
    `    ${floating.address}/${String(floating.prefix)}`,
    '  }',
    '  track_script {',
    '    master',
    '  }',
    '}',
  ].join('\n')}\n`;
}
