import { PEER_LINK } from '../names.ts';
import { finding, type Rule } from './rule.ts';

/** Fifty bytes: outer Ethernet, IP, UDP and VXLAN headers. @source network notes §4.2 */
const VXLAN_OVERHEAD = 50;

/** What a server may send has to fit every link that it can take, in its tunnel. */
export const frameSizes: Rule = (config) => {
  const { vxlan, interfaces } = config;
  if (vxlan === null) return [];
  const largest = Math.max(
    0,
    ...interfaces.map((port) => (port.kind === 'gateway' && port.virtualAddress !== null ? (port.mtu ?? 0) : 0)),
  );
  return interfaces.flatMap((port) =>
    port.kind !== 'routed' || port.vrf !== null || port.mtu === null || port.mtu >= largest + VXLAN_OVERHEAD
      ? []
      : [
          finding(config, '')(
            'mtu',
            `${config.hostname} ${port.name} carries frames of ${String(port.mtu)} B, and servers send ${String(largest)} B that VXLAN makes ${String(largest + VXLAN_OVERHEAD)} B`,
            `raise the MTU of the link to ${String(largest + VXLAN_OVERHEAD)} B at least`,
            { mtu: port.mtu, needed: largest + VXLAN_OVERHEAD },
          ),
        ],
  );
};

/** VLANs that the switch takes for itself. @source network notes §4.1; peer link: names.ts */
export const vlanNumbers: Rule = (config) =>
  config.vlans.flatMap(({ id, name, trunkGroup }) => {
    const internal = config.os === 'eos' && id >= 1006 && id <= 1199;
    const peer = trunkGroup === null && config.mlag !== null && (id === PEER_LINK.routing || id === PEER_LINK.control);
    return internal || peer
      ? [
          finding(config, '')(
            'vlan-taken',
            `VLAN ${String(id)} (${name}) is one that ${config.hostname} needs itself, ${internal ? 'for routed ports (1006 to 1199)' : 'on the link to its twin'}`,
            'give the segment another VLAN',
            { vlan: id },
          ),
        ]
      : [];
  });
