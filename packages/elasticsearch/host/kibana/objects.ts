import { FAILED, streamName } from '../../streams.ts';
import { titled, watched, type Watched } from './catalogue.ts';

/** An object as Kibana exports and imports it. @source https://www.elastic.co/docs/explore-analyze/find-and-organize/saved-objects */
export interface SavedObject {
  readonly type: 'index-pattern' | 'search' | 'dashboard';
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly type: string; readonly id: string; readonly name: string }[];
  readonly coreMigrationVersion: '8.8.0';
}

const object = (
  type: SavedObject['type'],
  id: string,
  attributes: SavedObject['attributes'],
  references: SavedObject['references'] = [],
): SavedObject => ({ type, id, attributes, references, coreMigrationVersion: '8.8.0' });

const VIEWS = [
  { id: streamName('logs'), name: 'Logs' },
  { id: streamName('metrics'), name: 'Metrics' },
  { id: streamName('audit'), name: 'Audit' },
  { id: FAILED, name: 'What could not be indexed' },
] as const;

const COLUMNS = ['service.name', 'log.level', 'tenant', 'message'] as const;

/** The name by which an object refers to its data view. */
const SOURCE = 'kibanaSavedObjectMeta.searchSourceJSON.index';

const search = (id: string, title: string, view: string, query: string): SavedObject =>
  object(
    'search',
    id,
    {
      title,
      description: '',
      columns: COLUMNS,
      sort: [['@timestamp', 'desc']],
      grid: {},
      hideChart: false,
      isTextBasedQuery: false,
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({
          query: { query, language: 'kuery' },
          filter: [],
          highlightAll: true,
          version: true,
          indexRefName: SOURCE,
        }),
      },
    },
    [{ type: 'index-pattern', id: view, name: SOURCE }],
  );

/** What is asked of each thing that is watched. */
const QUESTIONS = [
  { key: 'all', title: 'everything', query: '' },
  { key: 'errors', title: 'errors', query: ' and log.level : ("ERROR" or "FATAL")' },
  { key: 'refused', title: 'refused', query: ' and event.outcome : "failure"' },
  { key: 'slow', title: 'slower than a second', query: ' and event.duration > 1000000000' },
] as const;

const searchesOf = (thing: Watched): readonly SavedObject[] =>
  QUESTIONS.map(({ key, title, query }) =>
    search(`${thing.id}-${key}`, `${titled(thing)}: ${title}`, streamName('logs'), `${thing.query}${query}`),
  );

/** Two beside each other, in the 48 columns that a dashboard has. */
const gridOf = (i: number) => ({ x: (i % 2) * 24, y: Math.floor(i / 2) * 15, w: 24, h: 15 });

function dashboard(id: string, title: string, searches: readonly SavedObject[]): SavedObject {
  const panels = searches.map((found, i) => ({ found, index: String(i + 1), grid: gridOf(i) }));
  return object(
    'dashboard',
    id,
    {
      title,
      description: '',
      timeRestore: true,
      timeFrom: 'now-1h',
      timeTo: 'now',
      refreshInterval: { pause: false, value: 30_000 },
      optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
      panelsJSON: JSON.stringify(
        panels.map(({ index, grid }) => ({
          type: 'search',
          gridData: { ...grid, i: index },
          panelIndex: index,
          embeddableConfig: {},
          panelRefName: `panel_${index}`,
        })),
      ),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
      },
    },
    panels.map(({ found, index }) => ({ type: found.type, id: found.id, name: `${index}:panel_${index}` })),
  );
}

/** Data views, a search for each question about each channel and service, and a dashboard of each. */
export function savedObjects(channels: readonly string[]): readonly SavedObject[] {
  const views = VIEWS.map(({ id, name }) =>
    object('index-pattern', id, { title: id, name, timeFieldName: '@timestamp' }),
  );
  const things = watched(channels).map((thing) => ({ thing, searches: searchesOf(thing) }));
  const streams = VIEWS.slice(1).map(({ id, name }) => search(`${id}-newest`, `${name}: newest`, id, ''));
  return [
    ...views,
    ...things.flatMap(({ searches }) => searches),
    ...streams,
    ...things.map(({ thing, searches }) => dashboard(`${thing.id}-overview`, titled(thing), searches)),
    dashboard('streams-overview', 'Metrics, audit and what could not be indexed', streams),
  ];
}

/** As Kibana imports it: one object a line. */
export const ndjson = (objects: readonly SavedObject[]): string =>
  objects.map((entry) => `${JSON.stringify(entry)}\n`).join('');
