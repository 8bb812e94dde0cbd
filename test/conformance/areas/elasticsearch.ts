import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Seen } from '../seen.ts';
import { runOnly, servers } from '../rows.ts';
import { finding, met, open, partly, type Area, type Met } from '../verdict.ts';

const ClusterJson = z.object({ requests: z.array(z.object({ path: z.string(), body: z.unknown().optional() })) });
const Policy = z.object({
  policy: z.object({
    phases: z.object({
      hot: z.object({ actions: z.object({ rollover: z.object({ max_age: z.string() }) }) }),
      delete: z.object({ min_age: z.string() }),
    }),
  }),
});
const Template = z.object({
  index_patterns: z.array(z.string()),
  data_stream: z.object({}),
  template: z.object({
    settings: z.object({ index: z.object({ number_of_shards: z.number(), number_of_replicas: z.number() }) }),
  }),
});

/** What the first node of production tells its cluster. */
function told(seen: Seen, path: string): unknown {
  const [host] = seen.hosts('dc1/monitoring');
  assert.ok(host);
  const { requests } = ClusterJson.parse(JSON.parse(seen.file(host, '/etc/elasticsearch/cluster.json')));
  const request = requests.find((r) => r.path === path);
  assert.ok(request, `nothing is told of ${path}`);
  return request.body;
}

const policyOf = (seen: Seen, stream: string) => Policy.parse(told(seen, `/_ilm/policy/${stream}`)).policy.phases;

const retention = (id: string, stream: string, time: string): Met =>
  met(id, `the lifecycle of ${stream} in cluster.json of production deletes after ${time}`, ({ production }) => {
    assert.equal(policyOf(production, stream).delete.min_age, time);
  });

/** A stream has indices called `.ds-<name>-<date>-<number>`: Elasticsearch adds the date. */
const named = (id: string, stream: string): Met =>
  met(id, `a data stream ${stream} in cluster.json of production, whose indices have their date`, ({ production }) => {
    told(production, `/_data_stream/${stream}`);
    assert.deepEqual(Template.parse(told(production, `/_index_template/${stream}`)).index_patterns, [stream]);
  });

const claim = (id: string, code: string, ...says: readonly [string, ...string[]]) =>
  finding(id, 'production', `elasticsearch/${code}`, 'dc1/elasticsearch', ...says);

export const elasticsearch: Area = {
  area: 'Elasticsearch',
  entries: [
    met('ELS-01', 'three servers of 8 cores, 64 GiB and 500 GB in production-n1 that only coordinate', ({ n1 }) => {
      const { servers: count, cores, memoryGiB, disks } = n1.fleet('dc1/search-master');
      assert.deepEqual([count, cores, memoryGiB, ...disks], [3, 8, 64, '500 GB NVMe']);
      runOnly(n1, 'dc1/search-master', 'elasticsearch/master');
    }),
    servers('ELS-02', 'enterprise', 'east/search-data', {
      servers: 5,
      cores: 16,
      memoryGiB: 128,
      disks: ['4 TB NVMe, RAID 10'],
    }),
    met('ELS-03', 'the five data nodes of enterprise have 20 TB of drives', ({ enterprise }) => {
      const volumes = enterprise.hosts('east/search-data').flatMap(({ machine }) => machine.volumes);
      assert.equal(
        volumes.reduce((sum, { drives, drive }) => sum + drives * drive, 0),
        20e12,
      );
    }),
    partly('AWS', 'ELS-04', 'there are two ingest nodes in the cloud, of 8 vCPU and 32 GiB'),
    met('ELS-05', 'three masters, five data nodes and two ingest nodes at use1 of production', ({ production }) => {
      assert.equal(production.instances('use1', 'elasticsearch').length, 10);
    }),
    claim('ELS-06', 'sum-of-cores', '3 × 8 + 5 × 16 + 2 × 16 = 136', '120'),
    claim('ELS-07', 'sum-of-memory', '3 × 64 GiB + 5 × 128 GiB + 2 × 96 GiB = 1 TiB', '960 GiB'),
    claim('ELS-08', 'sum-of-storage', '22.5 TB', '20 TB'),
    named('ELS-09', 'catalyst-logs'),
    claim('ELS-10', 'shard-count', 'logs 10 × 3 × 90 indices', '1,731 each', '1,000'),
    claim('ELS-11', 'volume', 'logs 100 GB × 90 d × 3 copies = 27 TB', '20 TB'),
    retention('ELS-12', 'catalyst-logs', '90d'),
    met(
      'ELS-13',
      'the lifecycle of catalyst-logs in cluster.json of production: a new index every day',
      ({ production }) => {
        assert.equal(policyOf(production, 'catalyst-logs').hot.actions.rollover.max_age, '1d');
      },
    ),
    claim('ELS-14', 'index-sizes', 'logs 100 GB (23.15 B an event)'),
    claim('ELS-15', 'volume', 'logs 100 GB × 90 d × 3 copies = 27 TB'),
    named('ELS-16', 'catalyst-metrics-hourly'),
    claim('ELS-17', 'shard-count', 'metrics 5 × 3 × 365 indices', 'metrics 4 GB', '10 GB to 50 GB'),
    retention('ELS-18', 'catalyst-metrics-hourly', '365d'),
    claim('ELS-19', 'index-sizes', 'metrics 20 GB (46.3 B an event)'),
    named('ELS-20', 'catalyst-audit'),
    claim('ELS-21', 'shard-count', 'audit 5 × 4 × 24 indices', '8,655 shards'),
    retention('ELS-22', 'catalyst-audit', '730d'),
    claim('ELS-23', 'index-sizes', 'audit 1.6 GB (1.852 B an event)'),
    claim('ELS-24', 'index-sizes', 'logs 100 GB (23.15 B an event)', '500 GB a day come in'),
    claim('ELS-25', 'index-sizes', 'metrics 20 GB (46.3 B an event)', '500 GB a day come in'),
    claim('ELS-26', 'index-sizes', 'audit 1.6 GB (1.852 B an event)', '500 GB a day come in'),
    claim('ELS-27', 'event-size', '500 GB a day ÷ 65,000 events/s', '89.03 B an event', '2.81 TB a day'),
    ...open('Smoke', 'ELS-28..31'),
    met('ELS-32', 'the data node of dc1 runs on dc1/monitoring-1, with Prometheus and n8n', ({ production }) => {
      const [monitoring] = production.hosts('dc1/monitoring');
      assert.ok(monitoring);
      for (const role of ['elasticsearch/data', 'monitoring/prometheus', 'services/n8n'])
        assert.ok(production.rolesOn(monitoring).includes(role), role);
    }),
    met('ELS-33', 'three masters and five data nodes at use1 of production', ({ production }) => {
      assert.equal(production.instances('use1', 'elasticsearch', 'master').length, 3);
      assert.equal(production.instances('use1', 'elasticsearch', 'data').length, 5);
    }),
    met(
      'ELS-34',
      'templates in cluster.json of production: 8 shards for logs, 2 each for the others, with a copy',
      ({ production }) => {
        for (const [stream, shards] of Object.entries({
          'catalyst-logs': 8,
          'catalyst-metrics-hourly': 2,
          'catalyst-audit': 2,
        })) {
          const { index } = Template.parse(told(production, `/_index_template/${stream}`)).template.settings;
          assert.deepEqual([index.number_of_shards, index.number_of_replicas], [shards, 1]);
        }
      },
    ),
  ],
};
