import {
  secretRef,
  type Directory,
  type File,
  type Host,
  type HostConfigPart,
  type Platform,
  type User,
} from '@catalyst/model';
import { systemFile } from './file.ts';

/** People who may log in, and become root. */
const OPERATORS = 'catalyst-operators';

/** Keys of people, out of their own reach: who has left is out with the next apply. */
const KEYS = '/etc/ssh/authorized_keys.d';

/**
 * Keys only, and nothing that a server has no use for. The name sorts before the `50-cloud-init.conf` of cloud images: of
 * two settings sshd takes the first. Root is for what installs hosts, by key; the file of keys that the installer or the
 * provider has left stays good for it.
 * @source sshd_config(5): "the first obtained value will be used"; https://infosec.mozilla.org/guidelines/openssh#modern
 */
const SSHD = systemFile(
  '/etc/ssh/sshd_config.d/10-catalyst.conf',
  [
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitEmptyPasswords no',
    'PermitRootLogin prohibit-password',
    `AllowGroups root ${OPERATORS} ubuntu`,
    `AuthorizedKeysFile ${KEYS}/%u .ssh/authorized_keys`,
    'MaxAuthTries 3',
    'LoginGraceTime 20',
    'MaxStartups 10:30:60',
    'ClientAliveInterval 60',
    'ClientAliveCountMax 5',
    'X11Forwarding no',
    'AllowAgentForwarding no',
    'AllowTcpForwarding local',
    'PermitTunnel no',
    'PermitUserEnvironment no',
    'LogLevel VERBOSE',
    'KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org',
    'Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com',
    'MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
  ],
  { validate: 'mkdir -p /run/sshd && sshd -t -f {}', onChange: { reload: 'ssh.service' } },
);

/**
 * Nobody has a password, so none can be asked for: who has the key has logged in, and what is done as root is recorded,
 * with all that was typed and shown.
 * @source sudoers(5): log_output; a NOPASSWD without a record would leave no trace of who did what
 */
const SUDO: File = {
  ...systemFile(
    '/etc/sudoers.d/60-catalyst',
    [
      'Defaults use_pty',
      'Defaults logfile=/var/log/sudo.log',
      `Defaults:%${OPERATORS} log_input, log_output, iolog_dir=/var/log/sudo-io/%{user}`,
      `%${OPERATORS} ALL=(ALL:ALL) NOPASSWD: ALL`,
    ],
    { validate: 'visudo -c -q -f {}' },
  ),
  mode: 0o440,
};

/** How people and the installer get onto a host. */
export function access(
  host: Host,
  platform: Platform,
): Required<Pick<HostConfigPart, 'files' | 'users' | 'directories'>> {
  const homes = platform.operators.map((name): Directory => ({
    path: `/home/${name}`,
    owner: name,
    group: name,
    mode: 0o700,
  }));
  const users = platform.operators.map((name): User => ({
    name,
    home: `/home/${name}`,
    shell: '/bin/bash',
    groups: [OPERATORS],
  }));
  const keys = platform.operators.map((name): File => ({
    path: `${KEYS}/${name}`,
    content: `${secretRef(`${host.site}/operators/${name}`)}\n`,
    owner: 'root',
    group: 'root',
    mode: 0o644,
  }));
  return {
    users,
    directories: homes,
    files: [SSHD, ...(platform.operators.length === 0 ? [] : [SUDO]), ...keys],
  };
}
