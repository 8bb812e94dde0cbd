import assert from 'node:assert/strict';
import { servers } from '../rows.ts';
import { finding, met, open, partly, type Area } from '../verdict.ts';

const SERVER = { cores: 16, memoryGiB: 128, disks: ['4 TB NVMe, RAID 10'], ports: '1 × 10 Gbps' } as const;

export const prometheus: Area = {
  area: 'Prometheus',
  entries: [
    servers('PRM-01', 'production', 'dc1/monitoring', { servers: 1, ...SERVER }),
    met('PRM-02', 'the six services of the guide run on dc1/monitoring-1, and no other', ({ production }) => {
      const [host] = production.hosts('dc1/monitoring');
      assert.ok(host);
      assert.deepEqual(production.rolesOn(host), [
        'elasticsearch/data',
        'elasticsearch/kibana',
        'monitoring/grafana',
        'monitoring/kafka-ui',
        'monitoring/prometheus',
        'services/n8n',
        'services/n8n-webhooks',
        'services/n8n-worker',
      ]);
    }),
    servers('PRM-03', 'enterprise', 'east/monitoring', { cores: 16 }),
    partly('Observability', 'PRM-04', 'there are 128 GiB; what the database takes of them is to be configured'),
    servers('PRM-05', 'enterprise', 'east/monitoring', { disks: SERVER.disks }),
    servers('PRM-06', 'enterprise', 'east/monitoring', { ports: '1 × 10 Gbps' }),
    ...open('Observability', 'PRM-07..19'),
    ...open('Fabric', 'PRM-20', 'PRM-21'),
    ...open('Twin', 'PRM-22'),
    ...open('Observability', 'PRM-23', 'PRM-24'),
  ],
};

export const grafana: Area = {
  area: 'Grafana',
  entries: [
    servers('GRF-01', 'enterprise', 'east/grafana', { cores: 16 }),
    servers('GRF-02', 'enterprise', 'east/grafana', { memoryGiB: 128 }),
    servers('GRF-03', 'enterprise', 'east/grafana', { disks: ['2 TB NVMe, RAID 1'] }),
    servers('GRF-04', 'enterprise', 'east/grafana', { ports: '1 × 10 Gbps' }),
    ...open('Observability', 'GRF-05..12'),
  ],
};

export const alerting: Area = {
  area: 'Alerting',
  entries: [
    ...open('Observability', 'ALR-01..04'),
    finding('ALR-05', 'production', 'kafka/lag-alert', 'dc1/kafka', '100,000 messages', '146 ms'),
    ...open('Observability', 'ALR-06..15'),
  ],
};
