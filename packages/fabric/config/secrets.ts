import type { Platform, Secret } from '@catalyst/model';
import type { Device, Fabric } from '../facts.ts';
import { edgeSecrets } from '../firewall/secrets.ts';

/** Names of the secrets of a site's network, by what they are for. Devices refer to them; nothing is ever a default. */
export const networkSecretId = {
  /** A hash, as the device takes it: nobody needs the password itself until AAA is down. */
  localUser: (site: string): string => `${site}/network/local-user`,
  tacacs: (site: string): string => `${site}/network/tacacs`,
  snmpAuth: (site: string): string => `${site}/network/snmp/auth`,
  snmpPrivacy: (site: string): string => `${site}/network/snmp/privacy`,
  certificate: ({ site, name }: Pick<Device, 'site' | 'name'>): string => `${site}/network/tls/${name}`,
} as const;

const password = (site: string, id: string, purpose: string): Secret => ({
  id,
  site,
  kind: 'password',
  purpose,
  names: [],
});

/** What switches and routers of a site refer to, whatever is beyond them. */
function deviceSecrets({ site, devices }: Fabric): readonly Secret[] {
  const configured = devices.filter(({ os }) => os !== 'panos');
  if (configured.length === 0) return [];
  return [
    password(
      site,
      networkSecretId.localUser(site),
      'SHA-512 hash of the password for network devices while AAA is down',
    ),
    password(site, networkSecretId.tacacs(site), 'key that network devices share with TACACS+'),
    password(site, networkSecretId.snmpAuth(site), 'SNMPv3 authentication of the monitoring user'),
    password(site, networkSecretId.snmpPrivacy(site), 'SNMPv3 encryption of the monitoring user'),
    ...configured.map((device): Secret => ({
      id: networkSecretId.certificate(device),
      site,
      kind: 'certificate',
      purpose: `gNMI and API of ${device.name}`,
      names: [device.fqdn],
    })),
  ];
}

/** Every secret that a device of a site refers to, with those of firewalls, providers and tunnels. */
export const networkSecrets = (fabric: Fabric, platform: Platform): readonly Secret[] => [
  ...deviceSecrets(fabric),
  ...edgeSecrets(platform, fabric.site),
];
