import { USERS } from '../plan.ts';
import { FAILED, streamName } from '../streams.ts';

/** All that comes from Kafka. */
const EVENTS = ['catalyst-*'];

/** Roles beside Elasticsearch's own. @source https://www.elastic.co/docs/reference/elasticsearch/security-privileges */
export const ROLES = {
  /** Adds documents, and changes and reads none. */
  logstash_writer: {
    cluster: ['monitor'],
    indices: [{ names: EVENTS, privileges: ['create_doc', 'auto_configure', 'view_index_metadata'] }],
  },
  /** Looks at the health of the cluster, and at no document. */
  search_observer: {
    cluster: ['monitor', 'read_ilm', 'read_slm'],
    indices: [{ names: ['*'], privileges: ['monitor', 'view_index_metadata'] }],
  },
  /** People who operate the platform. What is for auditors is not for them. */
  logs_reader: {
    cluster: [],
    indices: [
      {
        names: [streamName('logs'), streamName('metrics'), FAILED],
        privileges: ['read', 'view_index_metadata'],
      },
    ],
  },
  audit_reader: {
    cluster: [],
    indices: [{ names: [streamName('audit')], privileges: ['read', 'view_index_metadata'] }],
  },
} as const;

/** Users with a role of ours. */
export const OWN_USERS = [
  { name: USERS.writer, roles: ['logstash_writer'] },
  { name: USERS.observer, roles: ['search_observer'] },
  // A rule reads with what its author may read.
  { name: USERS.publisher, roles: ['kibana_admin', 'logs_reader', 'audit_reader'] },
] as const;
