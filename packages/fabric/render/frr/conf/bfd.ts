import type { DeviceConfig, PeerGroup } from '../../../config/types.ts';
import { given, section, type Lines } from '../lines.ts';

/** BFD to a neighbour on the link. */
export const LINK_PROFILE = 'LINK';

/** The profile of a group's sessions. */
export const profileOf = ({ multihop }: Pick<PeerGroup, 'multihop'>): string =>
  multihop === null ? LINK_PROFILE : `HOPS-${String(multihop)}`;

/**
 * Profiles of BFD. Where a session may cross several hops, packets from farther away are dropped; without saying so,
 * FRR would already drop those that have crossed a single router.
 * @source https://docs.frrouting.org/en/stable-8.4/bfd.html: minimum-ttl, multihop only, default 254
 */
export const bfd = (config: DeviceConfig): Lines =>
  given(config.bfd, ({ interval, multiplier }) => {
    const times = [
      `transmit-interval ${String(interval)}`,
      `receive-interval ${String(interval)}`,
      `detect-multiplier ${String(multiplier)}`,
    ];
    const hops = new Set(config.bgp?.groups.flatMap((group) => (group.bfd ? (group.multihop ?? []) : [])));
    return section('bfd', [
      ...section(`profile ${LINK_PROFILE}`, times),
      ...[...hops].flatMap((multihop) =>
        section(`profile ${profileOf({ multihop })}`, [...times, `minimum-ttl ${String(255 - multihop)}`]),
      ),
    ]);
  });
