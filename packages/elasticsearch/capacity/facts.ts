import { Bytes, hostById, instancesOf, usable, type Machine, type Platform, type Site } from '@catalyst/model';
import { onDataNodes, perDay, streamsOf, type Stream } from '../streams.ts';
import type { SelfManagedElasticsearch } from '../spec.ts';
import { dataVolumes } from '../sizing.ts';

/** All that the capacity of a site is computed from. */
export interface Facts {
  readonly site: string;
  readonly path: string;
  readonly spec: SelfManagedElasticsearch;
  readonly streams: readonly Stream[];
  /** The share of the events that the site has. */
  readonly share: number;
  readonly data: number;
  readonly frozen: number;
  readonly logstash: number;
  /** The smallest data node, since shards are spread evenly. */
  readonly cores: number;
  readonly disk: Bytes;
  readonly logstashCores: number;
}

/** The facts of a site; undefined where it has no data node. */
export function factsOf(spec: SelfManagedElasticsearch, site: Site, platform: Platform): Facts | undefined {
  const machines = (role: string): readonly Machine[] =>
    instancesOf(platform, site.id, 'elasticsearch', role).map(({ host }) => hostById(platform, host).machine);
  const data = machines('data');
  if (data.length === 0) return undefined;
  const logstash = machines('logstash');
  const diskOf = ({ volumes }: Machine): number =>
    dataVolumes(volumes).reduce((sum, volume) => sum + usable(volume), 0);
  return {
    site: site.id,
    path: `sites.${site.id}.tiers.elasticsearch`,
    spec,
    streams: streamsOf(spec),
    share: site.carries,
    data: data.length,
    frozen: machines('frozen').length,
    logstash: logstash.length,
    cores: Math.min(...data.map(({ cores }) => cores)),
    disk: Bytes.of(Math.min(...data.map(diskOf))),
    logstashCores: Math.min(...logstash.map(({ cores }) => cores), Infinity),
  };
}

/** Events in a second, of all streams. */
export const eventsOf = ({ streams, share }: Facts): number =>
  streams.reduce((sum, { events }) => sum + events, 0) * share;

/** Copies of a stream that have a place: no two of a shard on one node. */
const copiesOf = ({ replicas }: Stream, nodes: number): number => Math.min(1 + replicas, nodes);

/** Documents that the data nodes write in a second: each event once, and once more for each copy. */
export const documentsOf = ({ streams, share, data }: Facts): number =>
  streams.reduce((sum, stream) => sum + stream.events * copiesOf(stream, data), 0) * share;

/** What a stream comes to on all data nodes, copies included, and what the object store has of it. */
export interface Stored {
  readonly stream: Stream;
  readonly perDay: Bytes;
  readonly days: number;
  readonly copies: number;
  readonly onData: Bytes;
  /** Kept once: the object store has its own copies. */
  readonly inStore: Bytes;
}

const DAY = 86_400e3;

export const storedOf = (facts: Facts): readonly Stored[] =>
  facts.streams.map((stream) => {
    const daily = perDay(stream, facts.share);
    const stays = onDataNodes(stream, facts.frozen > 0);
    // The index that is written to is not yet counted: its age begins when it is full.
    const daysOnData = (stays + Math.min(stream.rollover.age, ageWhenFull(stream, daily))) / DAY;
    return {
      stream,
      perDay: daily,
      days: daysOnData,
      copies: copiesOf(stream, facts.data),
      onData: Bytes.of(daily * daysOnData * copiesOf(stream, facts.data)),
      inStore: Bytes.of((daily * (stream.retention - stays)) / DAY),
    };
  });

/** How long an index is written to until its shards have their size. */
const ageWhenFull = ({ rollover, primaries }: Stream, daily: Bytes): number =>
  daily === 0 ? rollover.age : ((rollover.size * primaries) / daily) * DAY;

/** Shards of a stream on data nodes, copies included: of their full size, or as many as its age gives. */
export function shardsOf(stored: Stored): number {
  const { stream, perDay: daily, days, copies } = stored;
  const indices = Math.ceil((days * DAY) / Math.min(stream.rollover.age, ageWhenFull(stream, daily))) + 1;
  return indices * stream.primaries * copies;
}

/** Shards that frozen nodes search, each of the size at which the index ended, copies not counted: there are none. */
export function frozenShardsOf(stored: Stored): number {
  const { stream, perDay: daily } = stored;
  const each = (daily * Math.min(stream.rollover.age, ageWhenFull(stream, daily))) / DAY / stream.primaries;
  return each === 0 ? 0 : Math.ceil(stored.inStore / each);
}
