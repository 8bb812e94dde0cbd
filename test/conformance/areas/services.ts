import assert from 'node:assert/strict';
import type { Instance } from '@catalyst/model';
import type { Seen } from '../seen.ts';
import { servers } from '../rows.ts';
import { finding, met, type Area } from '../verdict.ts';

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

/** What runs of the services themselves, without the workflow engine. */
export const serviceInstances = (seen: Seen, site: string): readonly Instance[] =>
  seen.instances(site, 'services').filter(({ role }) => !role.startsWith('n8n'));

const POOL = 'dc1/services';

export const services: Area = {
  area: 'Microservices / n8n',
  entries: [
    servers('MSV-01', 'production', POOL, { servers: 8 }),
    servers('MSV-02', 'production', POOL, { cores: 16 }),
    servers('MSV-03', 'production', POOL, { memoryGiB: 96 }),
    servers('MSV-04', 'production', POOL, { disks: ['2 TB NVMe'] }),
    servers('MSV-05', 'production', POOL, { ports: '1 × 10 Gbps' }),
    // Three on each server; together they carry less than the demand has.
    finding('MSV-06', 'production', 'services/instances', 'dc1/services/sms/all-up-at-peak', '24 instances × 2,000/s'),
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
      assert.ok(serviceInstances(enterprise, 'east').length >= 30);
    }),
    met('MSV-14', 'n8n on two servers of 16 cores and 96 GiB, in two racks', ({ enterprise }) => {
      const { servers: count, cores, memoryGiB, hosts } = enterprise.fleet('east/n8n');
      assert.deepEqual([count, cores, memoryGiB], [2, 16, 96]);
      assert.equal(enterprise.domains(hosts).length, 2);
      assert.equal(enterprise.instances('east', 'services', 'n8n').length, 2);
    }),
    // Images of a registry, replicas and health checks are there; what moves containers is not.
    finding(
      'MSV-15',
      'production',
      'services/orchestrator',
      'dc1/services',
      'Kubernetes or Docker Swarm',
      '3 hosts',
      '0 of',
    ),
    finding(
      'MSV-16',
      'production',
      'services/instances',
      'dc1/services/whatsapp/one-host-lost-at-peak',
      '14 instances × 5,000/s',
    ),
    met(
      'MSV-17',
      'n8n-workflows.service, n8n.env and a route for webhooks on every load balancer',
      ({ production }) => {
        const [host] = production.hosts('dc1/monitoring');
        assert.ok(host);
        const workflow: unknown = JSON.parse(
          production.file(host, '/etc/catalyst/services/workflows/low-balance.json'),
        );
        assert.ok(typeof workflow === 'object' && workflow !== null && 'nodes' in workflow);
        assert.match(
          production.file(host, '/etc/systemd/system/n8n-workflows.service'),
          /n8n import:workflow --separate/,
        );
        const settings = production.file(host, '/etc/catalyst/services/n8n.env');
        assert.match(settings, /^DB_POSTGRESDB_HOST=postgres\.dc1\.catalyst\.internal$/m);
        assert.match(settings, /^WEBHOOK_URL=https:\/\/api\.catalyst\.example\/$/m);
        assert.match(settings, /^CREDENTIALS_OVERWRITE_DATA_FILE=/m);
        for (const node of production.hosts('dc1/ingress')) {
          const proxy = production.file(node, '/etc/haproxy/haproxy.cfg');
          assert.match(proxy, /^ {4}use_backend n8n-webhooks if \{ path_beg \/webhook\/ /m);
          assert.match(proxy, /^backend n8n-webhooks\n(?: {4}.*\n)* {4}server monitoring-1-n8n-webhooks /m);
        }
      },
    ),
    met(
      'MSV-18',
      'service units: a read-only file system, nothing of the host to write to, and the cache for sessions',
      ({ production }) => {
        for (const host of production.hosts(POOL))
          for (const name of ['sms-1', 'whatsapp-1', 'channels-1', 'billing-1', 'sms-firewall-1']) {
            const unit = production.file(host, `/etc/systemd/system/service-${name}.service`);
            assert.match(unit, / --read-only --tmpfs \/tmp /);
            assert.doesNotMatch(unit, /:rw\b/);
            assert.match(production.file(host, `/etc/catalyst/services/${name}.env`), /^CACHE_NODES=dragonfly-1\./m);
          }
      },
    ),
  ],
};
