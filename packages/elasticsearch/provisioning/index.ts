import { GB, days } from '@catalyst/model';
import { USERS, secretNames } from '../plan.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { FAILED, streamName, streamsOf, type Stream } from '../streams.ts';
import { REPOSITORY, lifecycleOf, snapshotPolicy } from './lifecycle.ts';
import { OWN_USERS, ROLES } from './security.ts';
import { MAPPINGS, SHARED, settingsOf, templateOf } from './templates.ts';

/** One thing that the cluster is told. Telling it twice changes nothing. */
export interface Request {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** Only where this path does not exist. */
  readonly unless?: string;
  /** A file of secrets whose content becomes `password` in the body. */
  readonly password?: string;
  /** A file of secrets that is the body. */
  readonly file?: string;
}

/** What could not be indexed: little, or something is wrong. */
const failed = {
  primaries: 1,
  replicas: 1,
  retention: days(30),
  hot: days(30),
  rollover: { size: GB(50), age: days(7) },
};

/** All that the cluster must know, in the order in which it can be told. It depends on the profile, and not on nodes. */
export function requestsOf(spec: SelfManagedElasticsearch): readonly Request[] {
  const frozen = spec.frozen !== undefined;
  return [
    ...(frozen ? [{ method: 'PUT', path: '/_license?acknowledge=true', file: secretNames.license } as const] : []),
    put('/_cluster/settings', {
      persistent: {
        // A name that no template knows is a mistake of whoever writes to it.
        'action.auto_create_index': '+.*,+catalyst-*,-*',
        'action.destructive_requires_name': true,
      },
    }),
    ...snapshots(spec),
    put(`/_ingest/pipeline/${SHARED}`, {
      description: 'When an event came in, beside when it happened',
      processors: [{ set: { field: 'event.ingested', value: '{{{_ingest.timestamp}}}' } }],
    }),
    put(`/_component_template/${SHARED}`, {
      template: { mappings: MAPPINGS, settings: { index: { default_pipeline: SHARED } } },
    }),
    ...streamsOf(spec).flatMap((stream) => streamRequests(streamName(stream.name), stream, frozen)),
    ...streamRequests(FAILED, { ...spec.streams.logs, ...failed, name: 'logs' }, false),
    ...Object.entries(ROLES).map(([name, role]) => put(`/_security/role/${name}`, role)),
    ...OWN_USERS.map(({ name, roles }) => ({
      ...put(`/_security/user/${name}`, { roles }),
      password: secretNames.user(name),
    })),
    ...(spec.kibana === undefined
      ? []
      : [
          {
            method: 'POST' as const,
            path: `/_security/user/${USERS.kibana}/_password`,
            body: {},
            password: secretNames.user(USERS.kibana),
          },
        ]),
  ];
}

const put = (path: string, body: unknown): Request => ({ method: 'PUT', path, body });

function snapshots({ snapshots: spec }: SelfManagedElasticsearch): readonly Request[] {
  if (spec === undefined) return [];
  return [
    put(`/_snapshot/${REPOSITORY}`, { type: 's3', settings: { bucket: spec.bucket, base_path: 'elasticsearch' } }),
    put('/_slm/policy/catalyst', snapshotPolicy(spec)),
  ];
}

function streamRequests(name: string, stream: Stream, frozen: boolean): readonly Request[] {
  return [
    put(`/_ilm/policy/${name}`, lifecycleOf(stream, frozen)),
    put(`/_index_template/${name}`, templateOf(name, settingsOf(stream, name))),
    { method: 'PUT', path: `/_data_stream/${name}`, unless: `/_data_stream/${name}` },
  ];
}
