import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { servers } from '../rows.ts';
import { met, open, partly, type Area } from '../verdict.ts';

/** How many instances of a service each server of production runs; the same number on all of them. */
function perServer(production: Seen, service: string): number {
  const counts = production.hosts('dc1/services').map(({ id }) => {
    const name = new RegExp(`^${id}/${service}-\\d+$`);
    return production.platform.instances.filter((instance) => name.test(instance.id)).length;
  });
  const [count, ...others] = [...new Set(counts)];
  assert.ok(count !== undefined && others.length === 0, `${service}: ${counts.join(', ')}`);
  return count;
}

const POOL = 'dc1/services';

export const services: Area = {
  area: 'Microservices / n8n',
  entries: [
    servers('MSV-01', 'production', POOL, { servers: 8 }),
    servers('MSV-02', 'production', POOL, { cores: 16 }),
    servers('MSV-03', 'production', POOL, { memoryGiB: 96 }),
    servers('MSV-04', 'production', POOL, { disks: ['2 TB NVMe'] }),
    servers('MSV-05', 'production', POOL, { ports: '1 × 10 Gbps' }),
    partly('Hosts and data tiers', 'MSV-06', 'there are three on each server; what each carries is to be computed'),
    met('MSV-07', 'two WhatsApp instances on every server', ({ production }) => {
      assert.ok([1, 2].includes(perServer(production, 'whatsapp')));
    }),
    met('MSV-08', 'two instances of the SMS firewall on every server', ({ production }) => {
      assert.ok([1, 2].includes(perServer(production, 'sms-firewall')));
    }),
    met('MSV-09', 'one billing processor on every server', ({ production }) => {
      assert.equal(perServer(production, 'billing'), 1);
    }),
    met('MSV-10', 'one instance for all other channels on every server', ({ production }) => {
      assert.equal(perServer(production, 'channels'), 1);
    }),
    met('MSV-11', 'n8n runs on dc1/monitoring-1 alone', ({ production }) => {
      assert.deepEqual(
        production.instances('dc1', 'services', 'n8n').map(({ host }) => host),
        ['dc1/monitoring-1'],
      );
    }),
    met('MSV-12', 'Kafka UI runs on dc1/monitoring-1, and may read Kafka', ({ production }) => {
      assert.deepEqual(
        production.instances('dc1', 'monitoring', 'kafka-ui').map(({ host }) => host),
        ['dc1/monitoring-1'],
      );
      assert.ok(production.mayCall('dc1', 'monitoring.kafka-ui', 'kafka'));
    }),
    met('MSV-13', '36 instances on the twelve servers of east', ({ enterprise }) => {
      assert.equal(enterprise.fleet('east/services').servers, 12);
      assert.ok(enterprise.instances('east', 'services', 'worker').length >= 30);
    }),
    met('MSV-14', 'n8n on two servers of 16 cores and 96 GiB, in two racks', ({ enterprise }) => {
      const { servers: count, cores, memoryGiB, hosts } = enterprise.fleet('east/n8n');
      assert.deepEqual([count, cores, memoryGiB], [2, 16, 96]);
      assert.equal(enterprise.domains(hosts).length, 2);
      assert.equal(enterprise.instances('east', 'services', 'n8n').length, 2);
    }),
    ...open('Hosts and data tiers', 'MSV-15..18'),
  ],
};
