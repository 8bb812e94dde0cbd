import type { Platform } from '@catalyst/model';
import { borderOf, type Border } from '../edge/border.ts';
import type { Device, Fabric } from '../facts.ts';
import { edgeConfig, edgeOf, type Edge } from './edge.ts';
import { indexFabric, type FabricIndex } from './fabric-index.ts';
import { managementOf, siteManagement, type SiteManagement } from './management.ts';
import { managementSwitch } from './management-switch.ts';
import { switchConfig } from './switch.ts';
import type { DeviceConfig } from './types.ts';

export { configFindings } from './findings/index.ts';
export { networkSecretId, networkSecrets } from './secrets.ts';
export type * from './types.ts';

/** What one device is told; undefined for a firewall, which has a configuration of another kind. */
function deviceConfig(
  index: FabricIndex,
  border: Border,
  edge: Edge,
  shared: SiteManagement,
  device: Device,
): DeviceConfig | undefined {
  const management = managementOf(index, shared, device);
  switch (device.role) {
    case 'spine':
    case 'core':
    case 'aggregation':
    case 'leaf':
    case 'access':
      return switchConfig(index, border, management, device);
    case 'management':
      return managementSwitch(index, management, device);
    case 'edge':
      return edgeConfig(edge, management, device);
    case 'firewall':
      return undefined;
  }
}

/** Facts to structured configuration: what each switch and router of a site is told, by its id. Pure, and linear. */
export function deviceConfigs(fabric: Fabric, platform: Platform): ReadonlyMap<string, DeviceConfig> {
  const index = indexFabric(fabric, platform);
  const border = borderOf(fabric, platform);
  const edge = edgeOf(fabric, platform);
  const shared = siteManagement(index);
  const configs = new Map<string, DeviceConfig>();
  for (const device of fabric.devices) {
    const config = deviceConfig(index, border, edge, shared, device);
    if (config !== undefined) configs.set(device.id, config);
  }
  return configs;
}
