import type { FloatingAddress } from '@catalyst/model';
import { keepalivedFile, type Statement } from '../write/braces.ts';
import { MAX_NODES, type HaproxyIngress } from '../spec.ts';
import type { Node } from './node.ts';
import { files } from './paths.ts';

/** Whom an address is for first; each next node is so much further back. Only differences matter. @source RFC 5798, 5.2.4: 1 to 254 */
const FIRST = 200;
const STEP = 10;

/**
 * Who is in line for an address, and where. Its own node is first, and the others follow in a circle from there, so that
 * the addresses of two lost nodes do not both go to the same third. It depends on the two numbers only: another node
 * moves nobody.
 */
export const priority = (node: number, address: number): number =>
  FIRST - STEP * ((node - address + MAX_NODES) % MAX_NODES);

/** `api-3` is the third node's. */
const numberOf = (floating: FloatingAddress): number => Number(floating.name.slice(floating.name.lastIndexOf('-') + 1));

/**
 * Floating addresses with VRRP version 3, from host to host (multicast needs switches that pass it on).
 *
 * A dead proxy is noticed by `ingress-watch`, ten times a second, which keepalived reads from a file: its own scripts run
 * once a second at most (measured: 0.1 s against 2.4 s, twin-network.md §7), and with one that is not root's its
 * `--config-test` ends itself (2.2.7). A node whose watch says that it is not well, or that has none, has no address.
 */
export const keepalivedConfig = (node: Node, spec: HaproxyIngress): string =>
  keepalivedFile([
    [
      'global_defs',
      [
        `router_id ${node.host.hostname}`,
        'vrrp_version 3',
        // Switches and routers that missed the first announcement hear another.
        'vrrp_garp_master_delay 1',
        'vrrp_garp_master_refresh 60',
      ],
    ],
    '',
    ['track_file health', [`file "${files.health}"`, 'weight 0']],
    '',
    ...node.floating.flatMap((floating) => ['', instance(node, floating, spec)]),
  ]);

const instance = (node: Node, floating: FloatingAddress, spec: HaproxyIngress): Statement => [
  `vrrp_instance ${floating.name}`,
  [
    'state BACKUP',
    `interface ${node.device}`,
    `virtual_router_id ${String(floating.router)}`,
    `priority ${String(priority(node.number, numberOf(floating)))}`,
    `advert_int ${(spec.advert / 1000).toFixed(2)}`,
    // Where all answer, each has its own address back once it is well. Where one does, another move helps nobody.
    ...(spec.mode === 'active-active' ? ['preempt_delay 5'] : ['nopreempt']),
    ...peers(node),
    ['virtual_ipaddress', [`${floating.address}/${String(floating.prefix)} dev ${node.device}`]],
    ['track_file', ['health']],
  ],
];

/** A node without others has nobody to tell, and an empty list would mean: everybody. */
function peers({ number, nodes, address }: Node): readonly Statement[] {
  const others = nodes.filter((other) => other.number !== number);
  return others.length === 0
    ? []
    : [`unicast_src_ip ${address}`, ['unicast_peer', others.map(({ host }) => host.addresses[0].address)]];
}
