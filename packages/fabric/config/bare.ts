import type { Device } from '../facts.ts';
import type { DeviceConfig, Management } from './types.ts';

/** All that a device may be told, and this one is not. */
export const NOTHING_TOLD = {
  vlans: [],
  vrfs: [],
  interfaces: [],
  mlag: null,
  vxlan: null,
  gatewayMac: null,
  bfd: null,
  ospf: null,
  bgp: null,
  prefixLists: [],
  communityLists: [],
  asPathLists: [],
  routeMaps: [],
  staticRoutes: [],
  accessLists: [],
  policyRoutes: [],
} as const satisfies Partial<DeviceConfig>;

/** A device that is managed and does nothing: what every kind of device starts from. */
export const bareConfig = (device: Device, management: Management): DeviceConfig => ({
  device: device.id,
  hostname: device.name,
  domain: device.fqdn.slice(device.name.length + 1),
  role: device.role,
  os: device.os,
  model: device.model,
  management,
  ...NOTHING_TOLD,
});
