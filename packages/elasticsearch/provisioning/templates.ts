import type { Stream } from '../streams.ts';

/** What every event may have, beside what it brings. Fields that are not here are kept and searched as words. */
export const MAPPINGS = {
  dynamic_templates: [{ words: { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 1024 } } }],
  properties: {
    '@timestamp': { type: 'date' },
    message: { type: 'text', norms: false },
    tenant: { type: 'keyword' },
    channel: { type: 'keyword' },
    trace: { properties: { id: { type: 'keyword' } } },
    log: { properties: { level: { type: 'keyword' }, logger: { type: 'keyword' } } },
    service: { properties: { name: { type: 'keyword' }, version: { type: 'keyword' } } },
    host: { properties: { name: { type: 'keyword' }, ip: { type: 'ip' } } },
    event: {
      properties: {
        action: { type: 'keyword' },
        outcome: { type: 'keyword' },
        duration: { type: 'long' },
        ingested: { type: 'date' },
      },
    },
    user: { properties: { name: { type: 'keyword' } } },
    source: { properties: { ip: { type: 'ip' } } },
    metric: { properties: { name: { type: 'keyword' }, value: { type: 'double' } } },
  },
} as const;

/** A name of the component template that all streams share. */
export const SHARED = 'catalyst-events';

/** Above Elasticsearch's own templates. @source elasticsearch docs, index-templates: built-in ones have at most 200 */
const PRIORITY = 500;

/** Settings that every index of a stream is made with. `best_compression` takes a third less room for some CPU. */
export const settingsOf = ({ primaries, replicas }: Pick<Stream, 'primaries' | 'replicas'>, policy: string) => ({
  index: {
    number_of_shards: primaries,
    number_of_replicas: replicas,
    refresh_interval: '5s',
    codec: 'best_compression',
    'lifecycle.name': policy,
  },
});

export const templateOf = (name: string, settings: ReturnType<typeof settingsOf>) => ({
  index_patterns: [name],
  data_stream: {},
  composed_of: [SHARED],
  priority: PRIORITY,
  template: { settings },
});
