import { minutes, seconds, type File, type HealthGate, type HostConfigPart, type Platform } from '@catalyst/model';
import { PORTS, USERS, needsKeys, secretNames } from '../plan.ts';
import { requestsOf } from '../provisioning/index.ts';
import { heapOf, processOf } from '../sizing.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { ELASTIC_VERSION } from '../versions.ts';
import { elasticsearchYml } from './yml.ts';
import { jvmOptions, logging } from './jvm.ts';
import { searchUrl } from './members.ts';
import type { Node } from './node.ts';
import { json, readable, restart, secretFile } from './parts.ts';
import { files, paths, program } from './paths.ts';
import { programFile } from './program.ts';
import { MARK, keystoreScript, startScript } from './scripts.ts';
import { metricsUnit, nodeUnit, provisionUnit } from './systemd.ts';

const UNIT = 'elasticsearch.service';
const METRICS = 'elasticsearch-metrics.service';
const PROVISION = 'elasticsearch-provision.service';
const GROUP = 'elasticsearch';

/** A server as this node. No file of it counts or lists the data nodes, so another one rewrites none. */
export function searchNode(node: Node, spec: SelfManagedElasticsearch, platform: Platform): HostConfigPart {
  const { site, hostname, machine } = node.host;
  const again = restart(UNIT);
  return {
    owner: 'elasticsearch',
    packages: ['python3-minimal'],
    archives: [
      { name: 'elasticsearch', version: ELASTIC_VERSION, directory: paths.home, owner: 'root', onChange: again },
    ],
    users: [{ name: GROUP, home: paths.state, shell: '/usr/sbin/nologin', groups: [] }],
    directories: node.dataPaths.map((path) => ({ path, owner: GROUP, group: GROUP, mode: 0o750 })),
    // @source elasticsearch docs, vm-max-map-count: 1,048,576 since 8.16
    kernel: { 'vm.max_map_count': { atLeast: 1_048_576 }, 'vm.swappiness': 1 },
    memory: processOf(heapOf(machine, spec, node.alone)),
    certificates: [
      {
        id: `${site}/${secretNames.node(hostname)}`,
        authority: `${site}/${secretNames.authority}`,
        directory: files.tls,
        owner: 'root',
        group: GROUP,
        // Elasticsearch looks every five seconds whether they have changed. @source elasticsearch docs, update-node-certs
        onChange: { run: 'true' },
      },
    ],
    files: [
      programFile,
      readable(GROUP, files.yml, elasticsearchYml(node, spec, site), again),
      readable(GROUP, files.jvm, jvmOptions(node, spec), again),
      readable(GROUP, files.logging, logging(), again),
      readable('root', files.keystore, keystoreScript(), again, 'sh -n {}'),
      readable(GROUP, files.start, startScript(node), again, 'sh -n {}'),
      readable(GROUP, files.node, nodeJson(node, spec), restart(METRICS)),
      ...settingsOfKeystore(node, spec, platform),
      secretFile(GROUP, `${files.passwords}/${USERS.observer}`, `${site}/${secretNames.user(USERS.observer)}`),
      readable('root', files.unit(UNIT), nodeUnit(node), again),
      readable('root', files.unit(METRICS), metricsUnit('Elasticsearch', GROUP, files.node), restart(METRICS)),
      ...(node.forms ? provisioning(node, spec) : []),
    ],
    units: [
      { name: UNIT, enabled: true, after: [] },
      { name: METRICS, enabled: true, after: [UNIT] },
      // It needs a cluster, and on the first day there is one node.
      ...(node.forms ? [{ name: PROVISION, enabled: true, after: [UNIT], wait: false }] : []),
    ],
    gates: gatesOf(),
  };
}

/** What is secret among the settings: one file each, called like the setting. */
function settingsOfKeystore(node: Node, spec: SelfManagedElasticsearch, platform: Platform): readonly File[] {
  const { site, substrate } = node.host;
  const secret = (setting: string, name: string): File =>
    secretFile('root', `${files.secrets}/${setting}`, `${site}/${name}`, restart(UNIT));
  const known = platform.secrets.some(({ id }) => id === `${site}/${secretNames.access}`);
  return [
    // The password of `elastic` until it has one in the cluster, which is the same.
    secret('bootstrap.password', secretNames.user(USERS.elastic)),
    ...(known && needsKeys(spec, { substrate })
      ? [
          secret('s3.client.default.access_key', secretNames.access),
          secret('s3.client.default.secret_key', secretNames.secret),
        ]
      : []),
  ];
}

/** One node tells the cluster what it must know: so it is in one place, and two never do it at a time. */
function provisioning(node: Node, spec: SelfManagedElasticsearch): readonly File[] {
  const { site } = node.host;
  const again = restart(PROVISION);
  const requests = requestsOf(spec);
  const secrets = [...new Set(requests.flatMap(({ password, file }) => password ?? file ?? []))];
  const elastic = `${site}/${secretNames.user(USERS.elastic)}`;
  return [
    readable(GROUP, files.cluster, clusterJson(node, requests), again),
    secretFile(GROUP, `${files.passwords}/${USERS.elastic}`, elastic),
    ...secrets.map((name) =>
      secretFile(GROUP, `${SECRETS}/${name.split('/').at(-1) ?? name}`, `${site}/${name}`, again),
    ),
    readable(
      'root',
      files.unit(PROVISION),
      provisionUnit('Elasticsearch', GROUP, program('provision', files.cluster), UNIT),
      again,
    ),
  ];
}

const SECRETS = `${paths.etc}/provisioning`;

const clusterJson = (node: Node, requests: ReturnType<typeof requestsOf>): string =>
  json({
    url: searchUrl(node.host.fqdn),
    ca: `${files.tls}/ca.crt`,
    passwords: files.passwords,
    secrets: SECRETS,
    mark: MARK,
    requests,
  });

const nodeJson = (node: Node, spec: SelfManagedElasticsearch): string =>
  json({
    name: node.host.fqdn,
    address: node.address,
    metricsPort: PORTS.metrics,
    url: searchUrl(node.host.fqdn),
    others: node.masters.filter((name) => name !== node.host.fqdn).map(searchUrl),
    eligible: node.eligible,
    /** Copies of the stream that has the most. With fewer data nodes, the cluster is yellow and all is well. */
    copies: Math.max(...Object.values(spec.streams).map(({ replicas }) => replicas)) + 1,
    ca: `${files.tls}/ca.crt`,
    passwords: files.passwords,
  });

/** An open port proves little: a node answers before the cluster knows it, and before its shards are back. */
const gatesOf = (): readonly HealthGate[] => [
  { name: 'search-joined', command: program('gate', files.node, 'joined'), within: minutes(10), every: seconds(5) },
  // Of 4 TB on a node, what is missing after a restart is copied at 40 MB/s and more.
  { name: 'search-health', command: program('gate', files.node, 'health'), within: minutes(60), every: seconds(10) },
];
