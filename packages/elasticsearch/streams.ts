import { Bytes, GB, days, seconds, type Milliseconds } from '@catalyst/model';
import type { SelfManagedElasticsearch, StreamSpec } from './spec.ts';

/** What is kept for searching. Each is a data stream: a row of indices of which the newest is written to. */
export const STREAM_NAMES = ['logs', 'metrics', 'audit'] as const;
export type StreamName = (typeof STREAM_NAMES)[number];

/** Where Kafka has the events of a stream, and the Kafka user that may read them there. */
export const SOURCES: Readonly<Record<StreamName, { readonly user: string; readonly topics: readonly string[] }>> = {
  logs: { user: 'logs', topics: ['logs.services', 'logs.network', 'logs.security'] },
  metrics: { user: 'analytics', topics: ['metrics.services', 'metrics.channels'] },
  audit: { user: 'audit', topics: ['audit.events', 'audit.access'] },
};

/**
 * The name of a stream. Its indices are called `.ds-<name>-<date>-<number>`, with the date of their first day.
 * @source guide l. 645 (catalyst-logs-YYYY.MM.DD), 655 (catalyst-metrics-hourly-…), 664 (catalyst-audit-…)
 */
export const streamName = (stream: StreamName): string =>
  stream === 'metrics' ? 'catalyst-metrics-hourly' : `catalyst-${stream}`;

/** What could not be indexed, with the reason. */
export const FAILED = 'catalyst-failed';

/** A stream with what follows from it. */
export interface Stream extends StreamSpec {
  readonly name: StreamName;
}

export const streamsOf = (spec: SelfManagedElasticsearch): readonly Stream[] =>
  STREAM_NAMES.map((name) => ({ name, ...spec.streams[name] }));

/** What one copy of a stream grows by in a day, at a share of its rate. */
export const perDay = ({ events, event }: Pick<StreamSpec, 'events' | 'event'>, share = 1): Bytes =>
  Bytes.of(((events * event * days(1)) / seconds(1)) * share);

/** How long a stream stays on the drives of the data nodes: all its time, or until frozen nodes take it. */
export const onDataNodes = (stream: StreamSpec, frozen: boolean): Milliseconds =>
  frozen && stream.hot < stream.retention ? stream.hot : stream.retention;

/** Target size of a shard. @source elasticsearch docs, size-your-shards: 10 to 50 GB */
export const SHARD = { least: GB(10), most: GB(50) } as const;
