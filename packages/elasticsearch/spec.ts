import { ManagedNodes, Placement } from '@catalyst/model';
import { z } from 'zod';

/** What a profile may say about search and logs at one site. */
export const ElasticsearchSpec = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('elasticsearch'),
    data: Placement,
    /** Nodes that only coordinate. Without them the data nodes do it. */
    masters: Placement.optional(),
    ingest: Placement.optional(),
    /** Nodes that search snapshots in object storage. */
    frozen: Placement.optional(),
    /** Reads from Kafka and writes to Elasticsearch; Kafka is its buffer. */
    logstash: Placement.optional(),
    kibana: Placement.optional(),
  }),
  z.strictObject({ engine: z.literal('opensearch-service'), ...ManagedNodes.shape }),
]);
