import { hours, minutes, type File, type Host, type HostConfigPart, type OnChange } from '@catalyst/model';
import { commandOf } from './certificates/change.ts';
import { slotOf } from './base/slot.ts';
import { command, word } from './install/shell.ts';
import { systemdUnit } from './write/systemd.ts';

/** A certificate for names that the public knows, from an authority that browsers believe. */
export interface PublicCertificate {
  /** The first is what the certificate is called. */
  readonly names: readonly [string, ...string[]];
  /** Where the authority writes to before one expires. */
  readonly contact: string;
  /** Gets `tls.crt`, `tls.key` and `tls.pem`. */
  readonly directory: string;
  readonly owner: string;
  readonly group: string;
  readonly onChange: OnChange;
  /**
   * Where a challenge is answered while one is under way: load balancers send `/.well-known/acme-challenge/` of port 80
   * to this port of all nodes, of which only the one that has asked listens.
   */
  readonly challengePort: number;
  /** Default: Let's Encrypt. @source guide l. 818: "Certificate Management: Automated (Let's Encrypt)" */
  readonly server?: string;
}

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const HOOK = '/usr/local/lib/catalyst/acme-deploy';
const UNIT = 'catalyst-acme';

const rootOnly = (path: string, content: string, mode: number, onChange?: OnChange): File => ({
  path,
  content,
  owner: 'root',
  group: 'root',
  mode,
  ...(onChange === undefined ? {} : { onChange }),
});

/**
 * Gets and renews a public certificate by ACME (RFC 8555, HTTP-01), each node one of its own, at a time of its own in the
 * day: a node asks when less than a third of the life is left, which is what certbot does by itself. Until the first is
 * there the software has to do with another: `tls.pem` is absent.
 * @source https://eff-certbot.readthedocs.io/en/stable/using.html#standalone, #renewing-certificates;
 * https://letsencrypt.org/docs/rate-limits: five certificates for the same names in a week, so five nodes at most at once
 */
export function acme(host: Host, wanted: PublicCertificate): HostConfigPart {
  const units = '/etc/systemd/system';
  const [name] = wanted.names;
  const again: OnChange = { restart: `${UNIT}.timer` };
  const options = [
    ...['certonly', '--non-interactive', '--agree-tos', '--keep-until-expiring', '--expand', '--standalone'],
    ...[
      '--key-type',
      'ecdsa',
      '--cert-name',
      name,
      '--email',
      wanted.contact,
      '--server',
      wanted.server ?? LETS_ENCRYPT,
    ],
    ...['--http-01-address', host.addresses[0].address, '--http-01-port', String(wanted.challengePort)],
    ...wanted.names.flatMap((each) => ['-d', each]),
    ...['--deploy-hook', HOOK],
  ];
  return {
    owner: 'host',
    packages: ['certbot'],
    directories: [{ path: wanted.directory, owner: wanted.owner, group: wanted.group, mode: 0o750 }],
    files: [
      rootOnly(HOOK, deployScript(wanted), 0o755),
      rootOnly(
        `${units}/${UNIT}.service`,
        systemdUnit({
          Unit: [
            ['Description', `Public certificate of ${name}`],
            ['Wants', 'network-online.target'],
            ['After', 'network-online.target'],
          ],
          Service: [
            ['Type', 'oneshot'],
            ['ExecStart', command('/usr/bin/certbot', ...options)],
          ],
        }),
        0o644,
        again,
      ),
      rootOnly(
        `${units}/${UNIT}.timer`,
        systemdUnit({
          Unit: [['Description', `Daily look at the public certificate of ${name}`]],
          Timer: [
            ['OnActiveSec', '1min'],
            ['OnCalendar', `*-*-* ${slotOf(host, hours(24), minutes(20), hours(1))}`],
            ['AccuracySec', '1s'],
          ],
          Install: [['WantedBy', 'timers.target']],
        }),
        0o644,
        again,
      ),
    ],
    units: [
      { name: `${UNIT}.timer`, enabled: true, after: [] },
      // The package's own would renew all hosts at the same times of the day, and knows no directory of ours.
      { name: 'certbot.timer', enabled: false, after: [] },
    ],
  };
}

/** Run by certbot with RENEWED_LINEAGE set. @source certbot(1), --deploy-hook */
const deployScript = ({ directory, owner, group, onChange }: PublicCertificate): string => `#!/bin/sh
set -eu
umask 077
directory=${word(directory)}
place() { # name, from standard input; in one step
  cat >"$directory/.$1.new"
  chown ${word(`${owner}:${group}`)} "$directory/.$1.new"
  chmod 0640 "$directory/.$1.new"
  mv -f "$directory/.$1.new" "$directory/$1"
}
place tls.key <"$RENEWED_LINEAGE/privkey.pem"
place tls.crt <"$RENEWED_LINEAGE/fullchain.pem"
cat "$RENEWED_LINEAGE/privkey.pem" "$RENEWED_LINEAGE/fullchain.pem" | place tls.pem
${commandOf(onChange)}
`;
