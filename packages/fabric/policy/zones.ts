import type { Address, Platform } from '@catalyst/model';
import { OUTSIDE_VRF, WAN_VRF } from '../edge/handoff.ts';

/** The VRF of each network of a datacenter. Tenants have VRFs of their own. @source 000 l. 66: compute, storage, management, customer, security */
export const NETWORK_VRFS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    compute: 'PLATFORM',
    storage: 'PLATFORM',
    virtual: 'PLATFORM',
    management: 'MGMT',
    customer: 'CUSTOMER',
    security: 'SECURITY',
  }),
);

export const OUTSIDE_ZONE = OUTSIDE_VRF;
export const WAN_ZONE = WAN_VRF;
export const MANAGEMENT_ZONE = 'MGMT';

export const tenantVrf = (tenant: string): string => `T-${tenant}`;

/** `dc1/compute`: the zone of what is in it. Undefined for a network that nothing passes from, or of another site. */
export function zoneOf(network: Address['network'], site: string): string | undefined {
  const [at = '', name = ''] = network.split('/');
  return at === site ? NETWORK_VRFS.get(name) : WAN_ZONE;
}

/** Every zone of a site, in the order in which they are shown. */
export const zonesOf = (platform: Platform): readonly string[] => [
  OUTSIDE_ZONE,
  WAN_ZONE,
  ...new Set(NETWORK_VRFS.values()),
  ...platform.tenants.map(({ name }) => tenantVrf(name)),
];
