import { parseCidr, type Platform } from '@catalyst/model';
import type { Device } from '../facts.ts';
import { managementPort } from '../hardware/index.ts';
import type { FabricIndex } from './fabric-index.ts';
import { MANAGEMENT_VRF } from './names.ts';
import { networkSecretId } from './secrets.ts';
import type { Management } from './types.ts';

/** The port that gNMI is registered for. @source https://www.iana.org/assignments/service-names-port-numbers: 9339; 6030 is what EOS listens on */
const GNMI_PORT = 6030;

/** One packet in so many goes to the collector. At 100 Gbit/s of 1,000 B that is 760 a second. */
const SAMPLING = 16_384;

/** Where the collectors of a site listen: the addresses of a service in the management network, if a tier offers it. */
function collectors(platform: Platform, site: string, service: string): readonly string[] {
  const offered = platform.services.find((candidate) => candidate.site === site && candidate.name === service);
  if (offered === undefined) return [];
  const members = new Set(offered.members);
  const hosts = new Set(platform.instances.filter(({ id }) => members.has(id)).map(({ host }) => host));
  return platform.hosts
    .filter(({ id }) => hosts.has(id))
    .flatMap(({ addresses }) => addresses.filter(({ network }) => network === `${site}/management`))
    .map(({ address }) => address);
}

/** What all devices of a site share of their management. Found once, not for each device. */
export type SiteManagement = Pick<Management, 'dns' | 'ntp' | 'syslog' | 'aaa' | 'sflow' | 'localUser'> & {
  readonly snmp: Omit<Management['snmp'], 'location'>;
  readonly prefix: number;
  readonly gateway: string;
};

/** Servers come from the profile (`fabric.management`), from tiers that offer `syslog` or `sflow`, and from the site (time). */
export function siteManagement({ fabric, platform, site, profile, management }: FabricIndex): SiteManagement {
  const said = profile?.management;
  const or = (addresses: readonly string[] | undefined, service: string) =>
    addresses === undefined || addresses.length === 0 ? collectors(platform, fabric.site, service) : addresses;
  const sflow = or(said?.sflow, 'sflow');
  return {
    dns: site.resolvers,
    ntp: said === undefined || said.ntp.length === 0 ? site.timeServers : said.ntp,
    syslog: or(said?.syslog, 'syslog'),
    aaa:
      said === undefined || said.aaa.length === 0
        ? null
        : { servers: said.aaa, key: networkSecretId.tacacs(fabric.site) },
    localUser: { name: 'fallback', password: networkSecretId.localUser(fabric.site) },
    snmp: {
      user: 'monitoring',
      auth: networkSecretId.snmpAuth(fabric.site),
      privacy: networkSecretId.snmpPrivacy(fabric.site),
      contact: said?.contact ?? 'network operations',
      from: collectors(platform, fabric.site, 'prometheus'),
    },
    sflow: sflow.length === 0 ? null : { collectors: sflow, sampling: SAMPLING },
    prefix: parseCidr(management?.cidr ?? '')?.prefix ?? 24,
    gateway: management?.gateway ?? '',
  };
}

/** How one device is reached and watched. */
export function managementOf(
  { site }: FabricIndex,
  { prefix, gateway, snmp, ...shared }: SiteManagement,
  device: Device,
): Management {
  return {
    vrf: MANAGEMENT_VRF,
    interface: managementPort(device.os, device.model),
    address: `${device.management}/${String(prefix)}`,
    gateway,
    ...shared,
    snmp: { ...snmp, location: `${site.location}, rack ${device.rack}, unit ${String(device.unit)}` },
    gnmi: { port: GNMI_PORT, certificate: networkSecretId.certificate(device) },
    netconf: true,
  };
}
