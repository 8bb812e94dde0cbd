export { deviceAddresses, type DeviceAddress } from './addresses.ts';
export { cableRows, portRows, type CableRow, type PortRow } from './cables.ts';
export { drawElevations } from './elevations.ts';
export { parts, type Part } from './parts.ts';
export { powerRows, rackItems, type PowerRow, type RackItem } from './racks.ts';
export { drawTopology } from './topology.ts';
