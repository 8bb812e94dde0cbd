import { Bytes, minutes, seconds, serviceAt, type HostConfigPart, type Platform } from '@catalyst/model';
import { PORTS, USERS, secretNames } from '../plan.ts';
import { logstashHeap, processOf } from '../sizing.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { SOURCES, STREAM_NAMES } from '../streams.ts';
import { ELASTIC_VERSION } from '../versions.ts';
import { logging, logstashJvm } from './jvm.ts';
import { pipelineText } from './logstash/pipeline.ts';
import { failedPipeline, pipelineOf, type Upstreams } from './logstash/pipelines.ts';
import { FAILED_PIPELINE, logstashYml, pipelinesYml } from './logstash/settings.ts';
import { firstOf, searchUrls } from './members.ts';
import type { Node } from './node.ts';
import { json, readable, restart, secretFile } from './parts.ts';
import { files, paths, program } from './paths.ts';
import { programFile } from './program.ts';
import { logstashStartScript } from './scripts.ts';
import { logstashUnit, metricsUnit } from './systemd.ts';

const UNIT = 'logstash.service';
const METRICS = 'logstash-metrics.service';
const GROUP = 'logstash';

/** A server that reads from Kafka and writes to Elasticsearch. */
export function logstashNode(node: Node, spec: SelfManagedElasticsearch, platform: Platform): HostConfigPart {
  const { site, hostname, machine } = node.host;
  const data = `${machine.volumes[0]?.mount ?? '/var/lib'}/logstash`;
  const upstreams = upstreamsOf(node, platform, data);
  const again = restart(UNIT);
  const users = [...new Set(STREAM_NAMES.map((stream) => SOURCES[stream].user))].sort();
  return {
    owner: 'logstash',
    packages: ['python3-minimal'],
    archives: [
      { name: 'logstash', version: ELASTIC_VERSION, directory: paths.logstashHome, owner: 'root', onChange: again },
    ],
    users: [{ name: GROUP, home: '/var/log/logstash', shell: '/usr/sbin/nologin', groups: [] }],
    directories: [{ path: data, owner: GROUP, group: GROUP, mode: 0o750 }],
    memory: Bytes.of(processOf(logstashHeap(machine))),
    certificates: [
      {
        id: `${site}/${secretNames.logstash(hostname)}`,
        authority: `${site}/${secretNames.authority}`,
        directory: files.logstashTls,
        owner: 'root',
        group: GROUP,
        onChange: again,
      },
    ],
    files: [
      programFile,
      readable(GROUP, files.logstashYml, logstashYml(node, data), again),
      readable(GROUP, files.logstashPipelines, pipelinesYml(node, spec), again),
      ...STREAM_NAMES.map((stream) =>
        readable(GROUP, files.logstashPipeline(stream), pipelineText(pipelineOf(stream, upstreams)), again),
      ),
      readable(GROUP, files.logstashPipeline(FAILED_PIPELINE), pipelineText(failedPipeline(upstreams)), again),
      readable(GROUP, files.logstashJvm, logstashJvm(node), again),
      readable(GROUP, files.logstashLogging, logging(), again),
      readable(GROUP, files.logstashStart, logstashStartScript(users), again, 'sh -n {}'),
      readable(GROUP, files.logstashNode, nodeJson(node), restart(METRICS)),
      ...(upstreams.kafkaAuthority
        ? [secretFile(GROUP, files.logstashKafkaAuthority, `${site}/${KAFKA_AUTHORITY}`, again)]
        : []),
      ...users.map((user) =>
        secretFile(GROUP, `${files.logstashSecrets}/kafka-${user}`, `${site}/kafka/users/${user}`, again),
      ),
      secretFile(GROUP, `${files.logstashSecrets}/search`, `${site}/${secretNames.user(USERS.writer)}`, again),
      readable('root', files.unit(UNIT), logstashUnit(data), again),
      readable('root', files.unit(METRICS), metricsUnit('Logstash', GROUP, files.logstashNode), restart(METRICS)),
    ],
    units: [
      { name: UNIT, enabled: true, after: [] },
      { name: METRICS, enabled: true, after: [UNIT] },
    ],
    gates: [
      {
        name: 'logstash-pipelines',
        command: program('gate', files.logstashNode, 'pipelines'),
        within: minutes(5),
        every: seconds(5),
      },
    ],
  };
}

/** Kafka signs the certificates of its own nodes, and of nobody else. */
const KAFKA_AUTHORITY = 'kafka/ca';

function upstreamsOf(node: Node, platform: Platform, data: string): Upstreams {
  const { site } = node.host;
  const kafka = serviceAt(platform, site, 'kafka');
  const managed = kafka.members.length === 0;
  return {
    // A provider names its brokers when it has made them: a name of ours leads there.
    kafka: managed
      ? `kafka.${site}.${platform.domain}:${String(kafka.port)}`
      : firstOf(platform, site, 'kafka').join(','),
    kafkaAuthority: !managed,
    search: searchUrls(platform, site),
    data,
  };
}

const nodeJson = (node: Node): string =>
  json({
    address: node.address,
    metricsPort: PORTS.logstashMetrics,
    logstash: `http://127.0.0.1:${String(PORTS.logstash)}`,
    pipelines: [...STREAM_NAMES, FAILED_PIPELINE],
  });
