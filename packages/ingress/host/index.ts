import { acme } from '@catalyst/host';
import {
  Bytes,
  MiB,
  type File,
  type Host,
  type HostConfigPart,
  type Instance,
  type KernelSetting,
  type Platform,
} from '@catalyst/model';
import { AUTHORITY, PORTS, certificateOf, isPublic } from '../plan.ts';
import type { HaproxyIngress, IngressSpec } from '../spec.ts';
import { firewallRules } from './firewall.ts';
import { gatesOf } from './gates.ts';
import { haproxyConfig } from './haproxy.ts';
import { keepalivedConfig } from './keepalived.ts';
import { namesConfig, nginxConfig } from './nginx.ts';
import { nodeOf, type Node } from './node.ts';
import { files, paths } from './paths.ts';
import { watchScript, watchUnit } from './watch.ts';

const owned = (file: Omit<File, 'owner' | 'group' | 'mode'>): File => ({
  ...file,
  owner: 'root',
  group: 'root',
  mode: 0o644,
});

/** On the first day the certificate comes after the files that name it; from then on the program itself is asked. */
const onceCertified = (command: string): string => `[ ! -s ${files.key} ] || ${command}`;

/** A server as this node of the way in. */
export function ingressHost(instance: Instance, spec: IngressSpec, platform: Platform): HostConfigPart {
  if (spec.engine === 'elb') return { owner: 'ingress' };
  const node = nodeOf(instance, platform);
  const certified = publicCertificate(node.host, spec);
  return {
    owner: 'ingress',
    ...(spec.firewall === undefined ? {} : { repositories: [{ name: 'ingress', ...spec.firewall.repository }] }),
    packages: [
      'curl',
      'haproxy',
      'keepalived',
      'nginx-light',
      'prometheus-nginx-exporter',
      ...(spec.firewall === undefined ? [] : ['libnginx-mod-http-modsecurity', 'modsecurity-crs']),
      ...(certified.packages ?? []),
    ],
    kernel: KERNEL,
    memory: memoryOf(spec),
    directories: [{ path: paths.tls, owner: 'root', group: 'root', mode: 0o700 }, ...(certified.directories ?? [])],
    certificates: [
      {
        id: `${node.host.site}/${certificateOf(node.host.hostname)}`,
        authority: `${node.host.site}/${AUTHORITY}`,
        directory: paths.tls,
        owner: 'root',
        group: 'root',
        onChange: { run: 'systemctl try-reload-or-restart haproxy.service nginx.service' },
      },
    ],
    files: [...filesOf(node, spec), ...(certified.files ?? [])],
    units: [
      { name: 'nginx.service', enabled: true, after: [] },
      { name: 'haproxy.service', enabled: true, after: [] },
      { name: 'ingress-watch.service', enabled: true, after: ['haproxy.service'] },
      // Last: whoever holds an address must be able to answer.
      {
        name: 'keepalived.service',
        enabled: true,
        after: ['haproxy.service', 'nginx.service', 'ingress-watch.service'],
      },
      { name: 'prometheus-nginx-exporter.service', enabled: true, after: ['nginx.service'] },
      ...(certified.units ?? []),
    ],
    gates: gatesOf(node),
  };
}

/** A certificate that customers trust. The first one puts the server for their names into force. */
const publicCertificate = (
  host: Host,
  { names: [name, ...others], acme: authority }: HaproxyIngress,
): HostConfigPart =>
  name === undefined || authority === undefined
    ? { owner: 'ingress' }
    : acme(host, {
        names: [name, ...others],
        contact: authority.contact,
        ...(authority.server === undefined ? {} : { server: authority.server }),
        directory: paths.publicTls,
        owner: 'root',
        group: 'root',
        challengePort: PORTS.challenge,
        onChange: {
          run:
            `mkdir -p ${files.certified} && ln -sf ${files.names} ${files.certified}/names.conf && ` +
            'systemctl try-reload-or-restart nginx.service',
        },
      });

const filesOf = (node: Node, spec: HaproxyIngress): readonly File[] => [
  // Before Nginx's, which names it.
  ...(spec.firewall === undefined
    ? []
    : [
        owned({
          path: files.firewall,
          content: firewallRules(spec.firewall, spec),
          onChange: { reload: 'nginx.service' },
        }),
      ]),
  ...(isPublic(spec)
    ? [owned({ path: files.names, content: namesConfig(node, spec), onChange: { reload: 'nginx.service' } })]
    : []),
  owned({
    path: files.nginx,
    content: nginxConfig(node, spec),
    validate: onceCertified('nginx -t -q -c {}'),
    onChange: { reload: 'nginx.service' },
  }),
  owned({
    path: files.haproxy,
    content: haproxyConfig(node, spec),
    validate: onceCertified('haproxy -c -q -f {}'),
    onChange: { reload: 'haproxy.service' },
  }),
  owned({ path: files.watch, content: watchScript(), validate: 'sh -n {}', onChange: { restart: WATCH_UNIT } }),
  owned({ path: files.watchUnit, content: watchUnit(), onChange: { restart: WATCH_UNIT } }),
  owned({
    path: files.keepalived,
    content: keepalivedConfig(node, spec),
    validate: 'keepalived --config-test --use-file {}',
    onChange: { reload: 'keepalived.service' },
  }),
  owned({
    path: files.exporter,
    content:
      `ARGS="-nginx.scrape-uri=http://127.0.0.1:${String(PORTS.status)}/status ` +
      `-web.listen-address=${node.address}:${String(PORTS.tlsMetrics)}"\n`,
    onChange: { restart: 'prometheus-nginx-exporter.service' },
  }),
];

const WATCH_UNIT = 'ingress-watch.service';

/** Many connections that come at once, and addresses that are not here yet. */
const KERNEL: Readonly<Record<string, KernelSetting>> = {
  'net.ipv4.ip_nonlocal_bind': 1,
  'net.core.somaxconn': { atLeast: 65_535 },
  'net.ipv4.tcp_max_syn_backlog': { atLeast: 65_535 },
  'net.core.netdev_max_backlog': { atLeast: 65_536 },
  'net.ipv4.ip_local_port_range': '15000 65000',
  'net.ipv4.tcp_tw_reuse': 1,
};

/**
 * What a connection takes of the memory: two of HAProxy's with two buffers of 16 KiB each at most, one of Nginx's with its
 * TLS record of 16 KiB and its header buffers. @source https://docs.haproxy.org/2.4/configuration.html#tune.bufsize
 */
const PER_CONNECTION = 104 * 1024;

/** Tables of clients and tenants, rules, code. */
const FIXED = MiB(768);

export const memoryOf = ({ connections }: HaproxyIngress): Bytes => Bytes.of(FIXED + connections * PER_CONNECTION);
