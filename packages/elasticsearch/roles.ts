/** Roles of hosts that run Elasticsearch, in the order in which they come up. */
export const NODE_ROLES = ['master', 'data', 'ingest', 'frozen'] as const;
export type NodeRole = (typeof NODE_ROLES)[number];
