import { createHash } from 'node:crypto';
import { FAILED, streamName } from '../../streams.ts';
import { titled, watched, type Watched } from './catalogue.ts';

/** A rule as Kibana's interface takes it. @source https://www.elastic.co/docs/api/doc/kibana/operation/operation-post-alerting-rule-id */
export interface Rule {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A UUID from a name, so that a rule that is told again is the same rule. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

type Query = Readonly<Record<string, unknown>>;

/** More than, or fewer than, so many events in so many minutes. */
function rule(
  name: string,
  index: string,
  query: Query,
  comparator: '>' | '<',
  threshold: number,
  minutes: number,
): Rule {
  return {
    id: uuidOf(name),
    body: {
      name,
      rule_type_id: '.es-query',
      consumer: 'alerts',
      tags: ['catalyst'],
      schedule: { interval: '1m' },
      params: {
        searchType: 'esQuery',
        index: [index],
        timeField: '@timestamp',
        esQuery: JSON.stringify({ query }),
        size: 10,
        threshold: [threshold],
        thresholdComparator: comparator,
        timeWindowSize: minutes,
        timeWindowUnit: 'm',
        aggType: 'count',
        groupBy: 'all',
        excludeHitsFromPreviousRun: comparator === '>',
      },
      actions: [],
    },
  };
}

const all = (...filter: readonly Query[]): Query => ({ bool: { filter } });
const term = (field: string, value: string): Query => ({ term: { [field]: value } });
const of = ({ kind, name }: Watched): Query => term(kind === 'channel' ? 'channel' : 'service.name', name);
const errors: Query = { terms: { 'log.level': ['ERROR', 'FATAL'] } };

/** What logs tell and metrics do not: errors in words, a channel that says nothing, and events that nobody can search. */
export function rules(channels: readonly string[]): readonly Rule[] {
  const logs = streamName('logs');
  const things = watched(channels);
  return [
    ...things.map((thing) => rule(`${titled(thing)}: errors`, logs, all(of(thing), errors), '>', 100, 5)),
    ...things
      .filter(({ kind }) => kind === 'channel')
      .map((thing) => rule(`${titled(thing)}: silent`, logs, all(of(thing)), '<', 1, 15)),
    rule('Events that could not be indexed', FAILED, { match_all: {} }, '>', 0, 5),
    rule('Audit: refused attempts', streamName('audit'), all(term('event.outcome', 'failure')), '>', 50, 5),
  ];
}
