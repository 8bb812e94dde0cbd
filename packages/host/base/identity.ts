import type { File, Host } from '@catalyst/model';
import { stringify } from 'yaml';
import { systemFile } from './file.ts';

/** The host's own names. Those of others are the DNS's business, so that another host changes nothing here. */
export function identity(host: Host): readonly File[] {
  const [{ address }] = host.addresses;
  return [
    {
      path: '/etc/hostname',
      content: `${host.hostname}\n`,
      owner: 'root',
      group: 'root',
      mode: 0o644,
      onChange: { run: 'hostname -F /etc/hostname' },
    },
    systemFile('/etc/hosts', [
      '127.0.0.1 localhost',
      '::1 localhost ip6-localhost ip6-loopback',
      `${address} ${host.fqdn} ${host.hostname}`,
    ]),
    systemFile('/etc/cloud/cloud.cfg.d/99-catalyst.cfg', [cloudInit(host).trimEnd()]),
  ];
}

/**
 * cloud-init, which Ubuntu Server has, gives a host its name back at every boot, and on a server of our own a second
 * network configuration. In the cloud the provider's DHCP knows the address, so there the network stays with it.
 * @source https://cloudinit.readthedocs.io/en/latest/reference/modules.html#set-hostname, …/network-config.html
 */
const cloudInit = ({ substrate }: Host): string =>
  stringify({
    preserve_hostname: true,
    manage_etc_hosts: false,
    ...(substrate === 'datacenter' ? { network: { config: 'disabled' } } : {}),
  });
