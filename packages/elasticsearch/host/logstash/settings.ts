import { type Bytes, MiB } from '@catalyst/model';
import { stringify } from 'yaml';
import { PORTS } from '../../plan.ts';
import type { SelfManagedElasticsearch } from '../../spec.ts';
import { STREAM_NAMES, type StreamName } from '../../streams.ts';
import type { Node } from '../node.ts';
import { files } from '../paths.ts';

/** Most that documents that were refused take, for each pipeline; the oldest go first. */
const DEAD_LETTERS = MiB(512);

const size = (bytes: Bytes): string => `${String(Math.round(bytes / MiB(1)))}mb`;

/** The name of the pipeline that takes up what the others could not deliver. */
export const FAILED_PIPELINE = 'failed';

/** `logstash.yml`. @source https://www.elastic.co/docs/reference/logstash/logstash-settings-file */
export const logstashYml = (node: Node, data: string): string =>
  stringify(
    {
      'node.name': node.host.fqdn,
      'path.data': data,
      'path.logs': '/var/log/logstash',
      'api.http.host': '127.0.0.1',
      'api.http.port': PORTS.logstash,
      'pipeline.ecs_compatibility': 'v8',
      // Logstash does not know the password, and would ask forever.
      'xpack.monitoring.enabled': false,
    },
    { lineWidth: 0 },
  );

/** How many workers a stream gets of a node's cores: its share of the events, and one at least. */
export function workersOf(stream: StreamName, spec: SelfManagedElasticsearch, cores: number): number {
  const all = STREAM_NAMES.reduce((sum, name) => sum + spec.streams[name].events, 0);
  const share = all === 0 ? 1 / STREAM_NAMES.length : spec.streams[stream].events / all;
  return Math.max(1, Math.round(cores * share));
}

/**
 * `pipelines.yml`. What has been read and not delivered is on disk, so that a process that is killed loses nothing; it is
 * small, since what waits longer waits in Kafka. @source audit F09; https://www.elastic.co/docs/reference/logstash/persistent-queues
 */
export const pipelinesYml = (node: Node, spec: SelfManagedElasticsearch): string =>
  stringify(
    [
      ...STREAM_NAMES.map((stream) => ({
        'pipeline.id': stream,
        'path.config': files.logstashPipeline(stream),
        'pipeline.workers': workersOf(stream, spec, node.host.machine.cores),
        'pipeline.batch.size': spec.pipelines.batch,
        'pipeline.batch.delay': spec.pipelines.delay,
        'queue.type': 'persisted',
        'queue.max_bytes': size(spec.pipelines.queue),
        'dead_letter_queue.enable': true,
        'dead_letter_queue.max_bytes': size(DEAD_LETTERS),
        'dead_letter_queue.storage_policy': 'drop_older',
      })),
      {
        'pipeline.id': FAILED_PIPELINE,
        'path.config': files.logstashPipeline(FAILED_PIPELINE),
        'pipeline.workers': 1,
      },
    ],
    { lineWidth: 0 },
  );
