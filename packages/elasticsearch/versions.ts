/**
 * Elasticsearch, Kibana and Logstash of one release: Kibana and its cluster must be of the same.
 * @source https://www.elastic.co/support/matrix#matrix_compatibility
 */
export const ELASTIC_VERSION = '8.19.4';
