import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { files } from './host/paths.ts';
import { Cluster } from './testing/cluster.ts';
import { planned, server } from './testing/site.ts';

const kafka = engine('kafka');
const openssl = engine('openssl');

const clusterOf = (site: Parameters<typeof planned>[0]): Cluster =>
  new Cluster(planned(site), kafka, mkdtempSync(join(inject('scratch'), 'kafka-')));

describe.runIf(kafka.present && openssl.present)(
  'a broker and a controller of its own, from the files of their hosts',
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = clusterOf({
        brokers: ['r01'],
        controllers: ['r01'],
        kafka: { copies: { total: 1, inSync: 1 }, partitions: 2, topics: { partitions: { 'billing.events': 5 } } },
      });
      await cluster.start('kraft-1', 'kafka-1');
    });
    afterAll(() => cluster.killAll());

    it('creates the topics, users and access lists of the site', async () => {
      const { code, output } = await cluster.execute('kafka-1', files.provisionUnit);
      expect(output).toContain('created topic billing.events');
      expect(code).toBe(0);
    });
  },
);
