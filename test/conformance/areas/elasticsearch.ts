import assert from 'node:assert/strict';
import { runOnly, servers } from '../rows.ts';
import { met, open, partly, type Area } from '../verdict.ts';

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
    ...open('Hosts and data tiers', 'ELS-06..31'),
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
    ...open('Hosts and data tiers', 'ELS-34'),
  ],
};
