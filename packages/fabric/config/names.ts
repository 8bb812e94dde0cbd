import { Milliseconds, seconds } from '@catalyst/model';
import type { Bfd } from './types.ts';

/** Names and numbers that several parts of a device's configuration share. */

/** The VRF of the management port. Apart from all others, so that no mistake in the fabric shuts us out. */
export const MANAGEMENT_VRF = 'OOB';

export const GROUPS = { underlay: 'UNDERLAY', overlay: 'EVPN', peer: 'MLAG-PEER' } as const;

export const POLICIES = {
  loopbacks: 'PL-LOOPBACKS',
  peerLinks: 'PL-MLAG-PEERS',
  connected: 'RM-CONNECTED',
  connectedVrf: 'RM-CONNECTED-VRF',
  peerIn: 'RM-MLAG-PEER-IN',
} as const;

/**
 * VLANs of the peer link, which no segment may have, and the bond that it is.
 * @source network notes §4.1: 4094 for MLAG's own session, 4093 for routing between the two
 */
export const PEER_LINK = { control: 4094, routing: 4093, bond: 2000, trunkGroup: 'MLAG' } as const;

/** Largest frame on fabric links: 9,000 bytes of a server and 50 of VXLAN fit. @source network notes §4.2 */
export const FABRIC_MTU = 9214;

/** Lost links are found after 0.9 s. @source network notes §0.3: measured 0.77 to 0.92 s with 300 ms × 3 */
export const FABRIC_BFD: Bfd = { interval: Milliseconds.of(300), multiplier: 3 };

/** Next hops in use at once. More than any device of the catalogue has uplinks, so that growth changes no leaf. */
export const MAXIMUM_PATHS = 64;

/** Routes that an underlay neighbour may send. A fabric of 5,000 switches has 10,000. @source network notes §4.1 */
export const UNDERLAY_ROUTES = { limit: 12_000, warnAt: 80 } as const;

/** Between loopbacks: through a spine, or over the peer link and then a spine. @source network notes §4.2: AVD's value */
export const OVERLAY_HOPS = 3;

/** How often neighbours speak where BFD already watches the link. @source network notes §4.3 */
export const FABRIC_TIMERS: { readonly keepalive: Milliseconds; readonly hold: Milliseconds } = {
  keepalive: seconds(3),
  hold: seconds(9),
};
