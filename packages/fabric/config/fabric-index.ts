import { siteById, type FabricProfile, type Network, type Platform, type Site } from '@catalyst/model';
import type { Attachment, Cable, CableEnd, Device, Fabric, Link, LinkEnd, Pair, Segment, Vrf } from '../facts.ts';

/** A cable as seen from one of its devices. */
export interface CableSide {
  readonly cable: Cable;
  readonly near: CableEnd;
  readonly far: CableEnd;
}

/** A routed link as seen from one of its devices. */
export interface LinkSide {
  readonly link: Link;
  readonly near: LinkEnd;
  readonly far: LinkEnd;
  readonly peer: Device;
  /** Whether the peer is of the tier above. */
  readonly upwards: boolean;
}

/** What hangs on one switch: the attachment, and which ports of this switch it is on. */
export interface Attached {
  readonly attachment: Attachment;
  readonly ports: readonly { readonly own: string; readonly port: string }[];
}

/** The facts of a fabric by what they are asked for: every device is configured in time that does not depend on the others. */
export interface FabricIndex {
  readonly fabric: Fabric;
  readonly platform: Platform;
  readonly site: Site;
  readonly profile: FabricProfile | null;
  readonly management: Network | null;
  readonly devices: ReadonlyMap<string, Device>;
  /** Ids of servers. */
  readonly hosts: ReadonlySet<string>;
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly vrfs: ReadonlyMap<string, Vrf>;
  readonly cablesOf: (device: string) => readonly CableSide[];
  readonly linksOf: (device: string) => readonly LinkSide[];
  readonly attachedTo: (device: string) => readonly Attached[];
  /** By what each hangs on leaves itself: a server, an array, or a switch for management. */
  readonly attachmentsOf: (on: string) => readonly Attachment[];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Both views of every link between two devices. */
function linkSides(fabric: Fabric, devices: ReadonlyMap<string, Device>): ReadonlyMap<string, readonly LinkSide[]> {
  const sides = new Map<string, LinkSide[]>();
  for (const link of fabric.links) {
    const [lower, upper] = link.ends;
    const [below, above] = [devices.get(lower.device), devices.get(upper.device)];
    if (above !== undefined) push(sides, lower.device, { link, near: lower, far: upper, peer: above, upwards: true });
    if (below !== undefined) push(sides, upper.device, { link, near: upper, far: lower, peer: below, upwards: false });
  }
  return sides;
}

function attachedSides(fabric: Fabric): ReadonlyMap<string, readonly Attached[]> {
  const attached = new Map<string, Attached[]>();
  for (const attachment of fabric.attachments) {
    const byDevice = new Map<string, { own: string; port: string }[]>();
    for (const { own, device, port } of attachment.ports) push(byDevice, device, { own, port });
    for (const [device, ports] of byDevice) push(attached, device, { attachment, ports });
  }
  return attached;
}

/** Indexes the facts once for all devices. Throws where the platform does not have the fabric's site. */
export function indexFabric(fabric: Fabric, platform: Platform): FabricIndex {
  const site = siteById(platform, fabric.site);
  const devices = new Map(fabric.devices.map((device) => [device.id, device]));
  const cables = new Map<string, CableSide[]>();
  for (const cable of fabric.cables) {
    const [a, b] = cable.ends;
    push(cables, a.on, { cable, near: a, far: b });
    push(cables, b.on, { cable, near: b, far: a });
  }
  const links = linkSides(fabric, devices);
  const attached = attachedSides(fabric);
  const hanging = new Map<string, Attachment[]>();
  for (const attachment of fabric.attachments) push(hanging, attachment.on, attachment);
  return {
    fabric,
    platform,
    site,
    profile: site.fabric,
    management: site.networks.find(({ name }) => name === 'management') ?? null,
    devices,
    hosts: new Set(platform.hosts.filter(({ site: at }) => at === fabric.site).map(({ id }) => id)),
    pairs: new Map(fabric.pairs.map((pair) => [pair.id, pair])),
    segments: new Map(fabric.segments.map((segment) => [segment.id, segment])),
    vrfs: new Map(fabric.vrfs.map((vrf) => [vrf.name, vrf])),
    cablesOf: (device) => cables.get(device) ?? [],
    linksOf: (device) => links.get(device) ?? [],
    attachedTo: (device) => attached.get(device) ?? [],
    attachmentsOf: (on) => hanging.get(on) ?? [],
  };
}

/** The pair of a device with the two seen from it: which is itself, and the other. Null where it has none. */
export function pairOf(
  index: FabricIndex,
  device: Device,
): { readonly pair: Pair; readonly peer: Device; readonly own: 0 | 1; readonly other: 0 | 1 } | null {
  const pair = device.pair === null ? undefined : index.pairs.get(device.pair);
  if (pair === undefined) return null;
  const own = pair.devices[0] === device.id ? 0 : 1;
  const other = own === 0 ? 1 : 0;
  const peer = index.devices.get(pair.devices[other]);
  return peer === undefined ? null : { pair, peer, own, other };
}

/** Whether the two of a pair are one switch to the servers, with one tunnel end for both; otherwise they share an ESI. */
export function isMlag(index: FabricIndex, device: Device): boolean {
  const pair = pairOf(index, device);
  return pair !== null && device.vtep !== null && device.vtep === pair.peer.vtep;
}
