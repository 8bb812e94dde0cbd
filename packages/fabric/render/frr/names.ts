import type { DeviceConfig, Interface } from '../../config/types.ts';

/**
 * Longest name that Linux gives a network device or a VRF.
 * @source linux/if.h: IFNAMSIZ is 16, with the zero at its end
 */
export const LONGEST_NAME = 15;

/** The loopback of the default VRF; every VRF device is the loopback of its own. */
const LOOPBACK = 'lo';

/** The device that stands for an interface on Linux. Bonds, gateways and loopbacks are named by their numbers. */
export function linuxName(interface_: Interface): string {
  switch (interface_.kind) {
    case 'bond':
      return bondName(interface_.number);
    case 'gateway':
      return gatewayName(interface_.vlan);
    case 'loopback':
      return interface_.vrf ?? LOOPBACK;
    case 'routed':
    case 'switched':
    case 'member':
      return interface_.name;
  }
}

export const bondName = (number: number): string => `bond${String(number)}`;

/** The switch's own leg in a VLAN. */
export const gatewayName = (vlan: number): string => `vlan${String(vlan)}`;

/** One VXLAN device for each VNI. */
export const vxlanName = (vni: number): string => `vni${String(vni)}`;

/** The bridge of a VRF's own VNI: with it, routed packets need no VLAN that another switch would have to agree on. */
export const vrfBridgeName = (vni: number): string => `l3vni${String(vni)}`;

/** The bridge that is all VLANs of a switch. */
export const BRIDGE = 'bridge';

/** Linux names by the names that a configuration uses in references (`updateSource`, OSPF interfaces). */
export const linuxNames = (config: DeviceConfig): ReadonlyMap<string, string> =>
  new Map(config.interfaces.map((interface_) => [interface_.name, linuxName(interface_)]));

/** Its loopback addresses in the default VRF, by the names that a configuration uses, without prefix lengths. */
export const loopbackAddresses = (config: DeviceConfig): ReadonlyMap<string, string> =>
  new Map(
    config.interfaces.flatMap((interface_) =>
      interface_.kind === 'loopback' && interface_.vrf === null
        ? [[interface_.name, withoutLength(interface_.address)] as const]
        : [],
    ),
  );

/** `10.16.0.3` of `10.16.0.3/32`. */
export const withoutLength = (address: string): string => address.split('/')[0] ?? address;
