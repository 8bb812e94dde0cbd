import { siteById, type Platform } from '@catalyst/model';
import type { Device, Fabric, FabricPlan } from '../facts.ts';
import { checkNumbers } from '../rules/index.ts';
import { Cabling } from './cabling.ts';
import { Problems, type Context } from './context.ts';
import { draftDevices, numberDevice, type Drafts } from './devices.ts';
import { layBorder, layProviders, layRouters, layTwins } from './edge.ts';
import { numbersOf } from './numbering.ts';
import { placeAll } from './racks.ts';
import { segment } from './segments.ts';
import { layArrays, layManagement, layManagementUplinks, layServers, type Standings } from './servers.ts';
import { layPairs, layUplinks } from './switches.ts';

/** What every leaf answers for a gateway with. @source network notes §4.1; locally administered, so that no vendor has it */
const GATEWAY_MAC = '02:1c:73:00:00:99';

const nothing = (site: string): Fabric => ({
  site,
  devices: [],
  pairs: [],
  cables: [],
  links: [],
  vrfs: [],
  segments: [],
  attachments: [],
  gatewayMac: GATEWAY_MAC,
});

/**
 * The whole network of a datacenter: what stands where, which number everything has, and every cable. Pure; follows from
 * names, so that growth changes nothing but the devices that get a port. Takes time in proportion to cables.
 * A site without a fabric has an empty one. Throws where the platform has no such site.
 */
export function planFabric(platform: Platform, siteId: string): FabricPlan {
  const site = siteById(platform, siteId);
  const spec = site.fabric;
  if (spec === null) return { fabric: nothing(siteId), findings: [] };
  const problems = new Problems(siteId);
  const numbers = numbersOf(site);
  if (numbers === undefined) {
    problems.report(
      'error',
      'cidr',
      siteId,
      'fabric.cidr',
      `'${spec.cidr ?? ''}' is not an IPv4 network`,
      "write it as '10.128.0.0/16'",
    );
    return { fabric: nothing(siteId), findings: problems.all };
  }
  const context: Context = { platform, site, spec, numbers, problems };
  const hosts = platform.hosts.filter((host) => host.site === siteId);
  const drafts = draftDevices(context);
  const standings = placeAll(context, drafts, hosts);
  const devices = numberAll(context, drafts, standings);
  const placed = new Map(devices.map((device) => [device.id, device]));

  const cabling = new Cabling(context, Math.max(...site.racks.map(({ units }) => units)));
  const uplinks = layUplinks(context, cabling, drafts, placed);
  const pairs = layPairs(context, cabling, drafts, placed);
  layBorder(context, cabling, drafts, placed);
  const routers = layRouters(context, cabling, drafts, placed);
  layTwins(cabling, drafts, placed);
  layProviders(context, cabling, drafts, placed);
  const attachments = [
    ...layServers(context, cabling, drafts, placed, hosts, standings),
    ...layArrays(context, cabling, drafts, placed, standings),
    ...layManagementUplinks(context, cabling, drafts, placed),
  ];
  layManagement(context, cabling, drafts, placed, hosts, standings);

  const fabric: Fabric = {
    site: siteId,
    devices: devices.map((device) => ({ ...device, ports: cabling.portsOf(device) })),
    pairs,
    cables: cabling.cables,
    links: [...uplinks, ...routers],
    ...segment(context),
    attachments,
    gatewayMac: GATEWAY_MAC,
  };
  return { fabric, findings: [...problems.all, ...checkNumbers(fabric, platform)] };
}

/** Every device that stands somewhere and has a number. */
function numberAll(context: Context, drafts: Drafts, standings: Standings): readonly Device[] {
  return drafts.all.flatMap((draft) => {
    const at = standings.get(draft.id);
    const device = at === undefined ? undefined : numberDevice(context, draft, at);
    return device === undefined ? [] : [device];
  });
}
