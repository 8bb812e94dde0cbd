import {
  hours,
  minutes,
  secretRef,
  seconds,
  type Certificate,
  type File,
  type Host,
  type HostConfigPart,
  type OnChange,
  type Platform,
} from '@catalyst/model';
import { PROGRAMS, programSource } from '../programs/index.ts';
import { systemdUnit } from '../write/systemd.ts';
import { TEXTFILES } from '../base/exporter.ts';
import { slotOf } from '../base/slot.ts';
import { authorityOf, type Authority } from './authority.ts';
import { commandOf } from './change.ts';

const ETC = '/etc/catalyst';
const CONFIG = `${ETC}/certificates.json`;
const TOKEN = `${ETC}/pki/token`;
const SERVER_CA = `${ETC}/pki/ca.crt`;
const PROGRAM = `${PROGRAMS}/certificate`;

/** How often a host looks: a third of a life is left to those that find it due, so a day or two without luck is none lost. */
const EVERY_DAY = hours(24);

const rootOnly = (path: string, content: string, mode: number, onChange?: OnChange): File => ({
  path,
  content,
  owner: 'root',
  group: 'root',
  mode,
  ...(onChange === undefined ? {} : { onChange }),
});

/** When the installer has placed a file of a certificate, the program makes the rest and tells the software. */
const RENEW: OnChange = { run: `python3 ${PROGRAM} renew` };

/**
 * The certificates of a host. Where its site has an authority (service `pki`) that may sign for it, the host makes its
 * keys itself, has them signed and renews them at two thirds of their life, each host at a time of its own in the day.
 * Elsewhere key and chain come from the secret store, and a new one from there is what renews them.
 */
export function certificatePart(
  host: Host,
  platform: Platform,
  certificates: readonly Certificate[],
): readonly HostConfigPart[] {
  if (certificates.length === 0) return [];
  // Several instances on a host may share one. What comes from the store first: an authority's own keys are among it.
  const known = [...new Map(certificates.map((certificate) => [certificate.directory, certificate])).values()]
    .map((certificate) => ({ certificate, authority: authorityOf(certificate, host, platform) }))
    .sort((a, b) => Number(a.authority !== undefined) - Number(b.authority !== undefined));
  const enrols = known.flatMap(({ authority }) => authority ?? []);
  return [
    {
      owner: 'host',
      packages: ['openssl', 'python3', ...(enrols.some(({ local }) => local !== null) ? ['golang-cfssl'] : [])],
      files: [
        rootOnly(PROGRAM, programSource('certificate.py'), 0o755),
        rootOnly(CONFIG, settings(host, known), 0o600, RENEW),
        ...known.flatMap(({ certificate, authority }) => filesOf(certificate, authority)),
        ...remoteFiles(host, enrols),
        ...timer(host),
      ],
      units: [{ name: 'catalyst-certificates.timer', enabled: true, after: [] }],
      gates: [
        {
          name: 'certificates',
          command: `python3 ${PROGRAM} check`,
          within: seconds(30),
          every: seconds(5),
        },
      ],
    },
  ];
}

interface Known {
  readonly certificate: Certificate;
  readonly authority: Authority | undefined;
}

/** What the program reads. */
function settings(host: Host, known: readonly Known[]): string {
  const [enrols] = known.flatMap(({ authority }) => authority ?? []);
  const source =
    enrols === undefined
      ? {}
      : enrols.local === null
        ? { server: enrols.server, ca: SERVER_CA, profile: host.hostname, token: TOKEN }
        : { local: enrols.local };
  const list = known.map(({ certificate: { directory, owner, group, onChange }, authority }) => ({
    directory,
    owner,
    group,
    changed: commandOf(onChange),
    ...(authority === undefined ? {} : { enrol: { label: authority.label, names: authority.names } }),
  }));
  const state = '/var/lib/catalyst/certificates';
  const metrics = `${TEXTFILES}/catalyst-certificates.prom`;
  return `${JSON.stringify({ state, metrics, ...source, certificates: list }, null, 2)}\n`;
}

/** What the secret store has of a certificate: whom to believe, and where the host does not enrol, key and chain too. */
function filesOf(
  { id, authority, directory, owner, group }: Certificate,
  enrols: Authority | undefined,
): readonly File[] {
  const file = (name: string, content: string): File => ({
    path: `${directory}/${name}`,
    content,
    owner,
    group,
    mode: 0o640,
    onChange: RENEW,
  });
  return [file('ca.crt', secretRef(authority)), ...(enrols === undefined ? [file('tls.pem', secretRef(id))] : [])];
}

/** How the host knows its authority, and proves to it who it is. */
function remoteFiles(host: Host, enrols: readonly Authority[]): readonly File[] {
  const first = enrols.find(({ local }) => local === null);
  if (first === undefined) return [];
  return [
    rootOnly(TOKEN, secretRef(first.token), 0o600, RENEW),
    rootOnly(SERVER_CA, secretRef(`${host.site}/tls/ca`), 0o644, RENEW),
  ];
}

function timer(host: Host): readonly File[] {
  const units = '/etc/systemd/system';
  const reload: OnChange = { restart: 'catalyst-certificates.timer' };
  return [
    rootOnly(
      `${units}/catalyst-certificates.service`,
      systemdUnit({
        Unit: [
          ['Description', 'Certificates of this host'],
          ['Wants', 'network-online.target'],
          ['After', 'network-online.target'],
        ],
        Service: [
          ['Type', 'oneshot'],
          ['ExecStart', `/usr/bin/python3 ${PROGRAM} renew`],
        ],
      }),
      0o644,
    ),
    rootOnly(
      `${units}/catalyst-certificates.timer`,
      systemdUnit({
        Unit: [['Description', 'Daily look at the certificates of this host']],
        Timer: [
          // No two hosts of a pool at a time: a new certificate may restart what a quorum is made of.
          ['OnCalendar', `*-*-* ${slotOf(host, EVERY_DAY, minutes(20))}`],
          ['AccuracySec', '1s'],
          ['Persistent', 'no'],
        ],
        Install: [['WantedBy', 'timers.target']],
      }),
      0o644,
      reload,
    ),
  ];
}
