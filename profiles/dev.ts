import { defineProfile, type DatacenterProfile } from '@catalyst/platform';
import { channels } from './demand.ts';
import { allInOne } from './hardware.ts';

/** A database that leaves room for the other tiers. */
const smallDatabase = {
  memory: '4 GiB',
  pool: { size: 50, clients: 500 },
  connections: 100,
  workMem: '8 MiB',
  maintenanceWorkMem: '256 MiB',
  maxWal: '4 GiB',
  load: { customers: 100, besides: '10 GB' },
} as const;

/** Every tier on the one machine, the smallest that each can be. */
const everything: DatacenterProfile['tiers'] = {
  kafka: {
    brokers: { on: 'all-in-one' },
    brokersAsControllers: 1,
    copies: { total: 1, inSync: 1 },
    retention: '2 h',
    heap: '2 GiB',
    partitions: 4,
    // Guide l. 38, 402: about 100,000 messages of 1 kB.
    claims: { throughput: '100 MB/s' },
  },
  postgres: { engine: 'patroni', nodes: { on: 'all-in-one' }, ...smallDatabase },
  timescale: { nodes: { on: 'all-in-one' }, ...smallDatabase },
  dragonfly: {
    engine: 'dragonfly',
    nodes: { on: 'all-in-one' },
    memory: '10 %',
    keyspaces: { balances: '2 GB', 'rate-cards': '100 MB', sessions: '1 GB', blacklist: '100 MB' },
  },
  elasticsearch: {
    engine: 'elasticsearch',
    data: { on: 'all-in-one' },
    heap: '2 GiB',
    streams: {
      logs: { events: 500, retention: '3 d', replicas: 0, primaries: 1 },
      metrics: { events: 50, retention: '7 d', replicas: 0, primaries: 1 },
      audit: { events: 100, retention: '30 d', replicas: 0, primaries: 1 },
    },
  },
  services: {
    engine: 'containers',
    workers: [{ on: 'all-in-one', run: { sms: 1, whatsapp: 1, 'sms-firewall': 1, billing: 1, channels: 1 } }],
    n8n: { on: 'all-in-one' },
  },
  monitoring: { prometheus: { on: 'all-in-one' }, grafana: { on: 'all-in-one' } },
};

/** Development and testing: every service once, on one server (guide l. 23-60). Nothing here survives a failure. */
export default defineProfile({
  name: 'dev',
  title: 'Development: one server',
  // The guide's ~100,000 TPS is a claim below: the model gives 60,000 at best on one server (audit A11).
  demand: { sustained: '10k tps', peak: '12k tps', channels },
  objectives: { availability: '99 %', failover: '1 h', latencyP99: '500 ms', retention: '24 h' },
  claims: {
    servers: 1,
    cores: 16,
    memory: '64 GiB',
    storage: '2 TB',
    sustained: '100k tps',
    dailyMessages: 8_000_000_000,
    retention: '24 h',
  },

  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'a developer’s rack',
      cidr: '10.8.0.0/16',
      racks: ['r01'],
      servers: { 'all-in-one': { hardware: allInOne, racks: ['r01'] } },
      tiers: everything,
    },

    use1: {
      substrate: 'aws',
      location: 'Northern Virginia',
      region: 'us-east-1',
      zones: ['a', 'b', 'c'],
      cidr: '10.9.0.0/16',
      counterpartOf: 'dc1',
      disposable: true,
      instances: { 'all-in-one': { type: 'm7i.4xlarge', zones: ['a'], volume: '2 TB' } },
      tiers: everything,
    },
  },
});
