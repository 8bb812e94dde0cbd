import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Seen } from '../seen.ts';
import { finding, met, type Area, type Met } from '../verdict.ts';

const STREAMS = ['logs', 'metrics', 'audit'] as const;

const SavedObject = z.object({ type: z.string(), id: z.string() });

/** The first Kibana of production-n1 brings what all of them show. */
function kibana(seen: Seen): { readonly objects: readonly { readonly type: string }[]; readonly rules: number } {
  const [host] = seen.hosts('dc1/monitoring');
  assert.ok(host);
  const lines = seen.file(host, '/etc/kibana/objects.ndjson').trim().split('\n');
  return {
    objects: lines.map((line) => SavedObject.parse(JSON.parse(line))),
    rules: z.array(z.unknown()).parse(JSON.parse(seen.file(host, '/etc/kibana/rules.json'))).length,
  };
}

const atLeast = (id: string, what: string, type: string, count: number): Met =>
  met(id, `${String(count)} ${what} or more in objects.ndjson of Kibana of production-n1`, ({ n1 }) => {
    assert.ok(kibana(n1).objects.filter((object) => object.type === type).length >= count);
  });

/** Every Logstash of production-n1 reads each stream from Kafka and adds it to search. */
function pipelines(seen: Seen): void {
  for (const host of seen.hosts('dc1/logstash'))
    for (const stream of STREAMS) {
      const text = seen.file(host, `/etc/logstash/conf.d/${stream}.conf`);
      assert.match(text, /^input \{\n {2}kafka \{/m);
      assert.match(text, /bootstrap_servers => "kafka-1\.dc1\.[^"]+:9094/);
      assert.match(text, /^output \{\n {2}elasticsearch \{/m);
      assert.match(text, /hosts => \["https:\/\/search-data-1\.dc1\.[^"]+:9200"/);
    }
}

const claim = (id: string, code: string, ...says: readonly [string, ...string[]]) =>
  finding(id, 'production', `elasticsearch/${code}`, 'dc1/elasticsearch', ...says);

export const logs: Area = {
  area: 'Logstash / Kibana',
  entries: [
    met('LGK-01', 'pipelines of every Logstash of production-n1 lead from Kafka to Elasticsearch', ({ n1 }) => {
      pipelines(n1);
      assert.ok(n1.mayCall('dc1', 'elasticsearch.logstash', 'kafka'));
      assert.ok(n1.mayCall('dc1', 'elasticsearch.logstash', 'search'));
    }),
    claim('LGK-02', 'logstash-batches', '20 workers × 1,000', '20,000 events/s of 65,000'),
    met('LGK-03', '`pipeline.batch.size: 1000` of every stream in pipelines.yml of production-n1', ({ n1 }) => {
      for (const host of n1.hosts('dc1/logstash')) {
        const own = z
          .array(z.looseObject({ 'pipeline.id': z.string(), 'pipeline.batch.size': z.number().optional() }))
          .parse(parse(n1.file(host, '/etc/logstash/pipelines.yml')));
        for (const stream of STREAMS)
          assert.equal(own.find((p) => p['pipeline.id'] === stream)?.['pipeline.batch.size'], 1000);
      }
    }),
    claim('LGK-04', 'logstash-batches', '÷ 1 s', 'enough only if a batch takes 307.7 ms at most'),
    claim('LGK-05', 'logstash-buffer', '65,000 events/s × 1 h = 234 million events', '117 GB of memory'),
    atLeast('LGK-06', 'dashboards', 'dashboard', 20),
    atLeast('LGK-07', 'saved searches', 'search', 50),
    met('LGK-08', '30 rules or more in rules.json of Kibana of production-n1', ({ n1 }) => {
      assert.ok(kibana(n1).rules >= 30);
    }),
    claim('LGK-09', 'kibana-users', '10,000 people at a time', '20 instances'),
    met('LGK-10', 'Kibana runs on dc1/monitoring-1', ({ production }) => {
      assert.deepEqual(
        production.instances('dc1', 'elasticsearch', 'kibana').map(({ host }) => host),
        ['dc1/monitoring-1'],
      );
    }),
    met('LGK-11', 'pipelines of Logstash and dashboards of Kibana in production-n1', ({ n1 }) => {
      pipelines(n1);
      assert.ok(kibana(n1).objects.some(({ type }) => type === 'dashboard'));
    }),
  ],
};
