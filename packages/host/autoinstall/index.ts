import { secretRef, type Host, type Platform } from '@catalyst/model';
import { stringify } from 'yaml';
import { netplanOf } from '../base/netplan.ts';
import { checkAutoinstall } from '../rules/autoinstall.ts';
import { systemStorage } from './storage.ts';

/**
 * What Ubuntu's installer (subiquity) does on an empty server, with nobody at its console: system drives, network, access
 * by key. What the server is for comes afterwards, over SSH. Data drives stay as they are, so that a server that is
 * installed anew keeps its data: volumes are made by the first apply, on drives that are empty.
 *
 * Assumed, since the guide says nothing of it: two system drives of their own, smaller than all data drives, mirrored.
 * @source https://canonical-subiquity.readthedocs-hosted.com/en/latest/reference/autoinstall-reference.html
 */
export function autoinstall(host: Host, platform: Platform): ReadonlyMap<string, string> {
  const wanted = {
    version: 1,
    locale: 'C.UTF-8',
    keyboard: { layout: 'us' },
    // As subiquity reads it: a network configuration with its own key above it. @source subiquity, autoinstall-reference: network
    network: netplanOf(host, platform).network,
    storage: systemStorage(),
    source: { id: 'ubuntu-server-minimal' },
    ssh: { 'install-server': true, 'allow-pw': false },
    updates: 'security',
    shutdown: 'reboot',
    // In the place of `identity`, which wants a password.
    'user-data': {
      hostname: host.hostname,
      fqdn: host.fqdn,
      preserve_hostname: false,
      timezone: 'Etc/UTC',
      disable_root: false,
      ssh_pwauth: false,
      users: [{ name: 'root', ssh_authorized_keys: [secretRef(`${host.site}/installer`)] }],
    },
  };
  const problems = checkAutoinstall(wanted);
  if (problems.length > 0) throw new Error(`${host.id}: ${problems.join('; ')}`);
  return new Map([
    [
      'autoinstall/user-data',
      `#cloud-config\n# ${host.id}. Written by Catalyst.\n${stringify({ autoinstall: wanted }, { aliasDuplicateObjects: false, lineWidth: 0 })}`,
    ],
    [
      'autoinstall/meta-data',
      stringify({ 'instance-id': host.id.replaceAll('/', '-'), 'local-hostname': host.hostname }),
    ],
  ]);
}
