import { defineTier, placed, voting } from '@catalyst/model';
import { ElasticsearchSpec } from './spec.ts';

export { ElasticsearchSpec } from './spec.ts';

/** Logs and search: Elasticsearch, Logstash in front of it, Kibana on top. */
export const elasticsearch = defineTier({
  name: 'elasticsearch',
  title: 'Elasticsearch',
  stage: 'data',
  spec: ElasticsearchSpec,
  plan: (spec, site) => {
    if (spec.engine === 'opensearch-service')
      return {
        instances: [],
        managed: [{ product: 'opensearch-service', nodeType: spec.nodeType, nodes: spec.nodes }],
        services: [{ name: 'search', role: 'data', port: 443, tls: true }],
      };
    const coordinating = spec.masters === undefined ? 'data' : 'master';
    return {
      instances: [
        ...voting(site, spec.masters, 'master', 'masters'),
        ...placed(site, spec.data, 'data', 'data'),
        ...placed(site, spec.ingest, 'ingest', 'ingest'),
        ...placed(site, spec.frozen, 'frozen', 'frozen'),
        ...placed(site, spec.logstash, 'logstash', 'logstash'),
        ...placed(site, spec.kibana, 'kibana', 'kibana'),
      ],
      services: [
        { name: 'search', role: spec.ingest === undefined ? 'data' : 'ingest', port: 9200, tls: true },
        { name: 'search-cluster', role: coordinating, port: 9300, tls: true },
        ...(spec.kibana === undefined
          ? []
          : [{ name: 'kibana', role: 'kibana', port: 5601, tls: true, openTo: ['operators' as const] }]),
      ],
      calls: [
        ...['master', 'data', 'ingest', 'frozen'].map((role) => ({ role, service: 'search-cluster' })),
        ...(spec.logstash === undefined ? [] : ['search', 'kafka'].map((service) => ({ role: 'logstash', service }))),
        { role: 'kibana', service: 'search' },
      ],
    };
  },
});
