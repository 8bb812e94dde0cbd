import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { across } from '@catalyst/model';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { engine } from '../../test/support/engines.ts';
import { Cluster } from './testing/cluster.ts';
import { planned } from './testing/site.ts';

const opensearch = engine('opensearch');
const NODES = ['search-data-1', 'search-data-2', 'search-data-3'] as const;
const [FIRST, SECOND] = NODES;
const PROVISION = 'elasticsearch-provision.service';

/*
 * OpenSearch 2.19, the server and its security from Maven Central, in place of Elasticsearch. Settings, certificates, the
 * start of a cluster, templates, data streams, roles, users, gates and metrics are what hosts get, translated where
 * testing/as-opensearch.ts says so. Lifecycles and snapshot policies are Elastic's alone: their JSON is held against
 * Elastic's published types (provisioning.test.ts).
 */
describe.runIf(opensearch.present)('OpenSearch in place of Elasticsearch: three nodes', () => {
  const plan = planned({
    data: across(3, 'r01', 'r02', 'r03'),
    search: { streams: { logs: { primaries: 3 }, metrics: {}, audit: { replicas: 2 } } },
  });
  const cluster = new Cluster(plan, opensearch.path, mkdtempSync(join(inject('scratch'), 'search-')));
  const until = <T>(condition: () => Promise<T>): Promise<T> =>
    vi.waitFor(condition, { timeout: 180_000, interval: 500 });
  const gates = (hostname: string, name: string): Promise<void> =>
    until(async () => {
      expect(await cluster.gate(hostname, name), cluster.logOf(hostname).slice(-1500)).toMatchObject({ code: 0 });
    });
  const ask = (hostname: string, user: string, method: string, path: string, body?: unknown) =>
    cluster.ask(hostname, user, method, path, body);
  const uuid = async (hostname: string): Promise<string> =>
    z.looseObject({ cluster_uuid: z.string() }).parse((await ask(hostname, 'elastic', 'GET', '/')).body).cluster_uuid;

  beforeAll(async () => {
    await Promise.all(NODES.map((hostname) => cluster.start(hostname)));
    await until(async () => {
      const { output, code } = await cluster.execute(FIRST, PROVISION);
      expect(code, `${output}\n${cluster.logOf(FIRST).slice(-2500)}`).toBe(0);
    });
  }, 240_000);
  afterAll(() => cluster.killAll());

  it('form one cluster, started at the same time, and each is known to it', async () => {
    for (const hostname of NODES) await gates(hostname, 'search-joined');
    expect(new Set(await Promise.all(NODES.map(uuid))).size).toBe(1);
    for (const hostname of NODES) await gates(hostname, 'search-health');
  });

  it('have secrets in the keystore and in no configuration', () => {
    expect(cluster.fileOf(FIRST, '/etc/elasticsearch/elasticsearch.keystore')).toBe(
      `bootstrap.password=${cluster.passwordOf('elastic')}\n`,
    );
    expect(cluster.fileOf(FIRST, '/etc/elasticsearch/elasticsearch.yml')).not.toContain('7Q');
  });

  it('are told the same again without any change', async () => {
    const before = await ask(FIRST, 'elastic', 'GET', '/_index_template/catalyst-*');
    expect(await cluster.execute(FIRST, PROVISION)).toMatchObject({ code: 0 });
    expect(await ask(FIRST, 'elastic', 'GET', '/_index_template/catalyst-*')).toEqual(before);
  });

  it('have a stream for logs, metrics and audit, with shards and copies as the profile says, and dates in their names', async () => {
    const { body } = await ask(FIRST, 'elastic', 'GET', '/_data_stream/catalyst-*');
    const streams = z
      .looseObject({
        data_streams: z.array(
          z.looseObject({ name: z.string(), indices: z.array(z.looseObject({ index_name: z.string() })) }),
        ),
      })
      .parse(body).data_streams;
    expect(streams.map(({ name }) => name).sort()).toEqual([
      'catalyst-audit',
      'catalyst-failed',
      'catalyst-logs',
      'catalyst-metrics-hourly',
    ]);
    const settings = async (stream: string) => {
      const answer = await ask(FIRST, 'elastic', 'GET', `/${stream}/_settings?flat_settings=true`);
      const [entry] = Object.values(
        z.record(z.string(), z.looseObject({ settings: z.record(z.string(), z.unknown()) })).parse(answer.body),
      );
      return [entry?.settings['index.number_of_shards'], entry?.settings['index.number_of_replicas']];
    };
    expect(await settings('catalyst-logs')).toEqual(['3', '1']);
    expect(await settings('catalyst-audit')).toEqual(['2', '2']);
  });

  it('let Logstash add documents, and neither read nor remove them, nor make an index that nobody has planned', async () => {
    const event = {
      '@timestamp': '2026-01-01T00:00:00Z',
      message: 'sent',
      channel: 'sms',
      host: { ip: '10.0.0.1' },
      tenant: 'seven',
    };
    expect(await ask(SECOND, 'logstash_writer', 'POST', '/catalyst-logs/_doc?refresh=true', event)).toMatchObject({
      status: 201,
    });
    expect(await ask(SECOND, 'logstash_writer', 'GET', '/catalyst-logs/_search')).toMatchObject({ status: 403 });
    expect(await ask(SECOND, 'logstash_writer', 'DELETE', '/_data_stream/catalyst-logs')).toMatchObject({
      status: 403,
    });
    expect((await ask(SECOND, 'elastic', 'POST', '/catalog-logs/_doc', event)).status).toBe(404);
    expect(await cluster.ask(SECOND, undefined, 'GET', '/_cluster/health')).toMatchObject({ status: 401 });
  });

  it('find an event by what the mapping says of its fields', async () => {
    const query = {
      query: { bool: { filter: [{ term: { tenant: 'seven' } }, { term: { 'host.ip': '10.0.0.0/8' } }] } },
    };
    expect(await ask(FIRST, 'elastic', 'POST', '/catalyst-logs/_search', query)).toMatchObject({
      body: { hits: { total: { value: 1 } } },
    });
  });

  it('begin the next index of a stream', async () => {
    expect(await ask(FIRST, 'elastic', 'POST', '/catalyst-logs/_rollover')).toMatchObject({
      body: { rolled_over: true },
    });
  });

  it('show the metrics that the alerts are about', async () => {
    await gates(FIRST, 'search-health');
    await cluster.start(FIRST, 'elasticsearch-metrics.service');
    const text = await until(() => cluster.metrics(FIRST));
    const names = [...text.matchAll(/^([a-z_]+)[{ ]/gm)].flatMap(([, name]) => name ?? []);
    // Lifecycles and snapshot policies are Elastic's.
    const alerts = plan.observation.rules.flatMap(({ expr }) =>
      [...expr.matchAll(/(elasticsearch_[a-z_]+)/g)].flatMap(([, name]) => name ?? []),
    );
    expect([...new Set(alerts)].filter((name) => !/_(ilm|slm)_/.test(name) && !names.includes(name))).toEqual([]);
    expect(text).toContain('elasticsearch_cluster_health_status{color="green"} 1');
  });

  it('go on without the one that formed the cluster, and say why they are not well', async () => {
    const before = await uuid(SECOND);
    await cluster.kill(FIRST);
    await until(async () => {
      expect(await ask(SECOND, 'elastic', 'GET', '/_cluster/health')).toMatchObject({ body: { number_of_nodes: 2 } });
    });
    const event = { '@timestamp': '2026-01-01T00:00:01Z', message: 'sent while one was away' };
    expect(await ask(SECOND, 'logstash_writer', 'POST', '/catalyst-logs/_doc', event)).toMatchObject({ status: 201 });
    const { code, output } = await cluster.gate(SECOND, 'search-health');
    expect(code).toBe(1);
    expect(output).toMatch(/yellow: \d+ shards are nowhere, \d+ on their way, \d+ wait for a node to come back/);

    // Nobody waits a minute here for what comes back without its shards.
    const soon = { 'index.unassigned.node_left.delayed_timeout': '0s' };
    expect(await ask(SECOND, 'elastic', 'PUT', '/catalyst-*/_settings?expand_wildcards=all', soon)).toMatchObject({
      status: 200,
    });

    // A server without any past takes its place: it joins, and forms no second cluster of the same name.
    cluster.replace(FIRST);
    await cluster.start(FIRST);
    await gates(FIRST, 'search-joined');
    expect(await uuid(FIRST)).toBe(before);
    for (const hostname of NODES) await gates(hostname, 'search-health');
  }, 240_000);
});
