import { DATACENTER_NETWORKS } from '@catalyst/model';
import { problem, type Rule } from './facts.ts';

/** Outer Ethernet, IP, UDP and VXLAN headers. @source network notes §4.2 */
const TUNNEL_HEADERS = 50;

/** The largest frame of every segment, in its tunnel, through every link of the fabric. */
export const frames: Rule = (facts) => {
  const carried = DATACENTER_NETWORKS.fabric.mtu;
  return facts.fabric.segments
    .filter(({ mtu }) => mtu + TUNNEL_HEADERS > carried)
    .map(({ id, name, mtu }) =>
      problem(
        facts,
        'error',
        'frame-size',
        id,
        'topology',
        `packets of ${String(mtu)} B in ${name} are ${String(mtu)} + ${String(TUNNEL_HEADERS)} = ${String(mtu + TUNNEL_HEADERS)} B in a tunnel, and links carry ${String(carried)} B`,
        `lower the MTU of ${name} to ${String(carried - TUNNEL_HEADERS)} B`,
        { mtu, carried },
      ),
    );
};
