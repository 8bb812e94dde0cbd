import type { Device } from '../facts.ts';
import type { DeviceConfig, Management } from './types.ts';

/** A device that is managed and does nothing: what every kind of device starts from. */
export const bareConfig = (device: Device, management: Management): DeviceConfig => ({
  device: device.id,
  hostname: device.name,
  domain: device.fqdn.slice(device.name.length + 1),
  role: device.role,
  os: device.os,
  model: device.model,
  management,
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
});
