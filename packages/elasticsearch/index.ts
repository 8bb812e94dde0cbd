import { defineTier } from '@catalyst/model';
import { assessElasticsearch } from './capacity/index.ts';
import { elasticsearchHost } from './host/index.ts';
import { observeElasticsearch } from './observe.ts';
import { planElasticsearch } from './plan.ts';
import { ElasticsearchSpec } from './spec.ts';

export { ElasticsearchSpec, type SelfManagedElasticsearch } from './spec.ts';
export { ELASTIC_VERSION } from './versions.ts';

/** Logs and search: Elasticsearch, Logstash in front of it, Kibana on top. */
export const elasticsearch = defineTier({
  name: 'elasticsearch',
  title: 'Elasticsearch',
  stage: 'data',
  spec: ElasticsearchSpec,
  plan: planElasticsearch,
  host: elasticsearchHost,
  assess: assessElasticsearch,
  observe: observeElasticsearch,
});
