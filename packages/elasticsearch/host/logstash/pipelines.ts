import { FAILED, SOURCES, STREAM_NAMES, streamName, type StreamName } from '../../streams.ts';
import { USERS } from '../../plan.ts';
import { files } from '../paths.ts';
import { kafkaVariable } from '../scripts.ts';
import { plugin, when, type Pipeline } from './pipeline.ts';

/** What the pipelines call. A few members of each are enough to begin with, so that another changes no file here. */
export interface Upstreams {
  /** `kafka-1.dc1.catalyst.internal:9094,…` */
  readonly kafka: string;
  /** Whether Kafka has certificates of its own authority; a provider's are of public ones. */
  readonly kafkaAuthority: boolean;
  readonly search: readonly string[];
  /** Where Logstash keeps what it is working on. */
  readonly data: string;
}

/** Settings of the way to Elasticsearch: documents are added, and never replaced. */
const toSearch = (index: string, { search }: Upstreams) =>
  plugin('elasticsearch', {
    hosts: search,
    index,
    action: 'create',
    ssl_enabled: true,
    ssl_certificate_authorities: [`${files.logstashTls}/ca.crt`],
    user: USERS.writer,
    password: '${SEARCH_PASSWORD}',
    // Templates and policies are the cluster's, and come with it.
    manage_template: false,
    ilm_enabled: false,
  });

/** From Kafka to one stream. Kafka is the buffer: what is not delivered is read again. */
export function pipelineOf(stream: StreamName, upstreams: Upstreams): Pipeline {
  const { user, topics } = SOURCES[stream];
  return {
    input: [
      plugin('kafka', {
        bootstrap_servers: upstreams.kafka,
        topics,
        // The access lists give a user the groups that begin with its name and a dot.
        group_id: `${user}.search-${stream}`,
        client_id: `search-${stream}`,
        auto_offset_reset: 'earliest',
        // Offsets are committed once the events are in the queue on disk.
        enable_auto_commit: false,
        codec: 'json',
        decorate_events: 'basic',
        security_protocol: 'SASL_SSL',
        sasl_mechanism: 'SCRAM-SHA-512',
        sasl_jaas_config: `\${${kafkaVariable(user)}}`,
        ...(upstreams.kafkaAuthority
          ? { ssl_truststore_type: 'PEM', ssl_truststore_location: files.logstashKafkaAuthority }
          : {}),
      }),
    ],
    filter: [
      plugin('mutate', { add_field: { '[event][dataset]': '%{[@metadata][kafka][topic]}' } }),
      // What is no JSON is kept as it is, where somebody looks for it.
      when('"_jsonparsefailure" in [tags]', plugin('mutate', { add_field: { '[@metadata][index]': FAILED } })),
      when('![@metadata][index]', plugin('mutate', { add_field: { '[@metadata][index]': streamName(stream) } })),
      when('[timestamp]', plugin('date', { match: ['timestamp', 'ISO8601', 'UNIX_MS'], remove_field: ['timestamp'] })),
    ],
    output: [toSearch('%{[@metadata][index]}', upstreams)],
  };
}

/** What Elasticsearch has refused, with its reason as a field and the document as a text: it can be searched again. */
export const failedPipeline = (upstreams: Upstreams): Pipeline => ({
  input: STREAM_NAMES.map((stream) =>
    plugin('dead_letter_queue', {
      path: `${upstreams.data}/dead_letter_queue`,
      pipeline_id: stream,
      commit_offsets: true,
      clean_consumed: true,
    }),
  ),
  filter: [
    plugin('ruby', { code: "event.set('[event][original]', event.to_json)" }),
    plugin('mutate', {
      add_field: {
        '[error][message]': '%{[@metadata][dead_letter_queue][reason]}',
        '[event][dataset]': '%{[@metadata][dead_letter_queue][plugin_id]}',
      },
    }),
    plugin('prune', { whitelist_names: ['^@timestamp$', '^event$', '^error$', '^message$'] }),
  ],
  output: [toSearch(FAILED, upstreams)],
});
