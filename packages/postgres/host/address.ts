import { inSeconds } from '@catalyst/host';
import type { FloatingAddress } from '@catalyst/model';
import type { Node } from './node.ts';

/**
 * `keepalived.conf`: the floating address is on the lowest node whose HAProxy answers. Nobody takes it back from another
 * that has it: a move interrupts everybody. @source keepalived.conf(5): nopreempt needs the state BACKUP
 */
export function keepalivedConf(node: Node, floating: FloatingAddress): string {
  const { vrrp } = node.recovery;
  const others = node.nodes.filter(({ id }) => id !== node.host.id);
  const card = node.host.addresses[0].interface;
  return [
    'global_defs {',
    `  router_id ${node.host.hostname}`,
    '  enable_script_security',
    '  script_user nobody nogroup',
    '  vrrp_version 3',
    '}',
    '',
    'vrrp_script proxy {',
    `  script "/usr/bin/curl -fsS -o /dev/null -m 1 http://${node.address}:${String(node.ports.proxyMetrics)}/health"`,
    `  interval ${String(inSeconds(vrrp.check))}`,
    '  timeout 2',
    `  fall ${String(vrrp.fall)}`,
    '  rise 2',
    '}',
    '',
    `vrrp_instance ${node.kind} {`,
    '  state BACKUP',
    '  nopreempt',
    `  interface ${card}`,
    `  virtual_router_id ${String(floating.router)}`,
    `  priority ${String(Math.max(1, 200 - node.number))}`,
    `  advert_int ${String(inSeconds(vrrp.advert))}`,
    `  unicast_src_ip ${node.address}`,
    '  unicast_peer {',
    ...others.map(({ addresses: [{ address }] }) => `    ${address}`),
    '  }',
    '  virtual_ipaddress {',
    `    ${floating.address}/${String(floating.prefix)} dev ${card}`,
    '  }',
    '  track_script {',
    '    proxy',
    '  }',
    '}',
    '',
  ].join('\n');
}
