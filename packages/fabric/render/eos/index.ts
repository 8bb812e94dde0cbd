import type { DeviceConfig } from '../../config/types.ts';
import { bgp } from './bgp.ts';
import { interfaces } from './interfaces.ts';
import { printSections, type Line } from './lines.ts';
import * as policy from './policy.ts';
import * as routing from './routing.ts';
import * as system from './system.ts';

export { checkEos } from './grammar/check.ts';

/** Every section, in the order in which `show running-config` prints them, so that a diff against a device shows changes only. */
const sections = (config: DeviceConfig): readonly (readonly Line[])[] => [
  system.users(config),
  ...system.basics(),
  system.linkTracking(config),
  system.lldp(),
  system.logging(config),
  system.names(config),
  system.sflow(config),
  system.snmp(config),
  system.spanningTree(config),
  routing.vlans(config),
  routing.vrfInstances(config),
  system.banner(),
  ...system.machineInterfaces(config),
  ...system.aaa(config),
  interfaces(config),
  config.gatewayMac === null ? [] : [`ip virtual-router mac-address ${config.gatewayMac}`],
  policy.accessLists(config),
  policy.policyClasses(config),
  system.snmpFilter(config),
  routing.ipRouting(config),
  policy.asPathLists(config),
  policy.communityLists(config),
  policy.prefixLists(config),
  routing.mlag(config),
  routing.staticRoutes(config),
  system.ntp(config),
  policy.policyMaps(config),
  policy.routeMaps(config),
  routing.bfd(config),
  bgp(config),
  routing.ospf(config),
  system.tacacsSource(config),
  system.ssh(config),
];

/** Structured configuration to the text of Arista EOS. The same configuration gives the same bytes. */
export const renderEos = (config: DeviceConfig): string =>
  `! ${config.hostname}: ${config.model}, ${config.role}\n${printSections(sections(config))}`;
