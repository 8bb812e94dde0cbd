import { AUTHORITY_DIRECTORY, intermediateName, tokenName } from '@catalyst/host';
import {
  MiB,
  hostById,
  instancesOf,
  minutes,
  secretRef,
  seconds,
  type File,
  type Host,
  type HostConfigPart,
  type Instance,
  type OnChange,
  type Platform,
} from '@catalyst/model';
import { PORT, serverName } from '../plan.ts';
import type { PkiSpec } from '../spec.ts';
import { TOKENS, keysScript, localConfig, rootsConfig, signingConfig } from './authority.ts';
import { keepalivedConf, keepalivedUnit } from './floating.ts';
import { SERVER, USER, files } from './paths.ts';
import { authorityUnit } from './unit.ts';

const RESTART: OnChange = { restart: 'catalyst-pki.service' };

/** Readable by the server, and by nobody else but root. */
const readable = (path: string, content: string, onChange: OnChange, mode = 0o640): File => ({
  path,
  content,
  owner: 'root',
  group: USER,
  mode,
  onChange,
});

/** A server as a certificate authority of its site. The root's key is nowhere here: what is, is intermediates. */
export function pkiHost(instance: Instance, spec: PkiSpec, platform: Platform): HostConfigPart {
  const host = hostById(platform, instance.host);
  const hosts = platform.hosts.filter(({ site }) => site === host.site);
  const floating = platform.floating.find(({ site, tier }) => site === host.site && tier === 'pki');
  const others = instancesOf(platform, host.site, 'pki').filter((other) => other.host !== host.id);
  const peers = others.map((other) => hostById(platform, other.host));
  return {
    owner: 'pki',
    packages: ['golang-cfssl', 'curl', ...(floating === undefined ? [] : ['keepalived'])],
    users: [{ name: USER, home: AUTHORITY_DIRECTORY, shell: '/usr/sbin/nologin', groups: [] }],
    memory: MiB(128),
    certificates: [
      ...spec.authorities.map((label) => ({
        id: `${host.site}/${intermediateName(label)}`,
        authority: `${host.site}/${label}/ca`,
        directory: `${AUTHORITY_DIRECTORY}/${label}`,
        owner: 'root',
        group: USER,
        onChange: RESTART,
      })),
      {
        id: `${host.site}/${serverName(host.hostname)}`,
        authority: `${host.site}/tls/ca`,
        directory: SERVER,
        owner: 'root',
        group: USER,
        onChange: RESTART,
      },
    ],
    files: [
      readable(files.roots, rootsConfig(spec.authorities), RESTART),
      readable(files.local, localConfig(spec.lifetime), RESTART),
      ...spec.authorities.map((label) =>
        readable(`${AUTHORITY_DIRECTORY}/${label}.json`, signingConfig(label, hosts, spec.lifetime, platform), RESTART),
      ),
      ...hosts.map((known) => token(known)),
      readable(files.keys, keysScript, RESTART, 0o750),
      readable(files.unit, authorityUnit(), RESTART),
      ...(floating === undefined
        ? []
        : [
            readable(files.keepalived, keepalivedConf(host, peers, floating), { restart: 'keepalived-pki.service' }),
            readable(files.keepalivedUnit, keepalivedUnit(), { restart: 'keepalived-pki.service' }),
          ]),
    ],
    units: [
      { name: 'catalyst-pki.service', enabled: true, after: [] },
      ...(floating === undefined
        ? []
        : [{ name: 'keepalived-pki.service', enabled: true, after: ['catalyst-pki.service'] }]),
    ],
    gates: [{ name: 'pki', command: ANSWERS(host.fqdn), within: minutes(1), every: seconds(2) }],
  };
}

const token = ({ site, hostname }: Host): File =>
  readable(`${TOKENS}/${hostname}`, secretRef(`${site}/${tokenName(hostname)}`), RESTART);

/** It answers with a certificate that this host believes, and knows its first authority. */
const ANSWERS = (fqdn: string): string =>
  `curl -fsS -m 5 --cacert ${SERVER}/ca.crt --data '{"label": "tls"}' https://${fqdn}:${String(PORT)}/api/v1/cfssl/info`;
