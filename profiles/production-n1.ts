import { across } from '@catalyst/model';
import { defineProfile } from '@catalyst/platform';
import { channels } from './demand.ts';
import * as hardware from './hardware.ts';

/**
 * The corrected production (audit 4.12): carries 685,000 TPS, and 850,000 in bursts, with any one component lost.
 * 98 servers in five racks, every one on two ports to two leaves, every quorum in three racks.
 */
export default defineProfile({
  name: 'production-n1',
  title: 'Production that outlives any one failure',
  demand: { sustained: '685k tps', peak: '850k tps', channels },
  // What one site can promise, with the times that its failovers take (audit E11, 4.10).
  objectives: { availability: '99.97 %', failover: '40 s', latencyP99: '100 ms', retention: '24 h' },

  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'US East',
      cidr: '10.32.0.0/16',
      // Servers fill five racks; spines, routers and firewalls stand in two of their own.
      racks: ['r01', 'r02', 'r03', 'r04', 'r05', 'r06', 'r07'],
      rackUnits: 48,
      // The case study's fabric (000 l. 12-56): two spines, a pair of leaves in every rack, two routers, two firewalls.
      fabric: {
        topology: {
          kind: 'leaf-spine',
          spines: { model: 'DCS-7358X4', count: 2, racks: ['r06', 'r07'] },
          leaves: { model: 'DCS-7050SX3-48YC12', uplinks: 3 },
        },
        // Which units each pool has in its racks, so that one that grows moves no other.
        layout: {
          services: 1,
          kafka: 11,
          backup: 13,
          timescale: 17,
          'search-frozen': 19,
          dragonfly: 23,
          billing: 27,
          'search-data': 29,
          postgres: 33,
          monitoring: 35,
          ingress: 37,
          kraft: 38,
          'search-master': 39,
          logstash: 40,
          control: 41,
        },
        // The company's own.
        management: {
          aaa: ['10.0.0.49', '10.0.1.49'],
          ntp: ['10.0.0.123', '10.0.1.123', '10.0.2.123', '10.0.3.123'],
          syslog: ['10.0.0.14', '10.0.1.14'],
        },
        edge: {
          routers: { model: 'DCS-7280SR3-48YC8', count: 2, racks: ['r06', 'r07'] },
          asn: 64_496,
          public: '203.0.113.0/24',
          // 000 l. 33: backups leave the first circuit to everything else.
          paths: [{ pool: 'backup', to: 'use1', via: 'dx-2' }],
        },
        firewalls: {
          model: 'PA-5445',
          racks: ['r06', 'r07'],
          egress: [
            { tier: 'services', ports: [443], reason: 'providers of messaging channels and customers’ callbacks' },
            {
              tier: 'ingress',
              role: 'node',
              ports: [443],
              reason: 'certificates from a public authority (guide l. 853)',
            },
          ],
        },
      },
      // The company's own; the guide has none (audit S14).
      resolvers: ['10.0.0.53', '10.0.1.53'],
      servers: {
        kafka: {
          hardware: hardware.kafkaBrokerN1,
          racks: across(18, 'r01', 'r02', 'r03'),
          networks: ['compute', 'storage'],
        },
        kraft: { hardware: hardware.quorumNode, racks: across(3, 'r01', 'r02', 'r03') },
        postgres: {
          hardware: hardware.postgresNodeWithWal,
          racks: across(3, 'r01', 'r02', 'r03'),
          networks: ['compute', 'storage'],
        },
        timescale: {
          hardware: hardware.timescaleNode,
          racks: across(2, 'r04', 'r05'),
          networks: ['compute', 'storage'],
        },
        dragonfly: { hardware: hardware.dragonflyNodeN1, racks: across(10, 'r01', 'r02', 'r03', 'r04', 'r05') },
        services: { hardware: hardware.servicesNodeN1, racks: across(27, 'r04', 'r05', 'r01', 'r02', 'r03') },
        billing: { hardware: hardware.servicesNodeN1, racks: across(6, 'r01', 'r02', 'r03', 'r04', 'r05') },
        'search-master': { hardware: hardware.searchMasterNode, racks: across(3, 'r01', 'r02', 'r03') },
        'search-data': {
          hardware: hardware.searchDataNodeN1,
          racks: across(8, 'r04', 'r05', 'r03'),
          networks: ['compute', 'storage'],
        },
        'search-frozen': { hardware: hardware.searchDataNodeN1, racks: across(2, 'r04', 'r05') },
        logstash: { hardware: hardware.logstashNode, racks: across(3, 'r03', 'r04', 'r05') },
        ingress: { hardware: hardware.ingressNodeN1, racks: across(4, 'r01', 'r02', 'r04', 'r05') },
        monitoring: { hardware: hardware.monitoringNodeN1, racks: across(4, 'r02', 'r03', 'r04', 'r05') },
        control: { hardware: hardware.quorumNode, racks: across(3, 'r01', 'r02', 'r03') },
        backup: { hardware: hardware.backupNodeN1, racks: across(2, 'r04', 'r05'), networks: ['compute', 'storage'] },
      },
      tiers: {
        pki: { nodes: { on: 'control' } },
        kafka: { brokers: { on: 'kafka' }, controllers: { on: 'kraft' }, retention: '24 h' },
        postgres: {
          engine: 'patroni',
          nodes: { on: 'postgres' },
          etcd: { on: 'control' },
          backup: { repository: { on: 'backup' } },
        },
        timescale: { nodes: { on: 'timescale' }, etcd: { on: 'control' }, backup: { repository: { on: 'backup' } } },
        dragonfly: { engine: 'dragonfly', nodes: { on: 'dragonfly' }, sentinels: { on: 'control' } },
        elasticsearch: {
          engine: 'elasticsearch',
          masters: { on: 'search-master' },
          data: { on: 'search-data' },
          frozen: { on: 'search-frozen' },
          logstash: { on: 'logstash' },
          kibana: { on: 'monitoring' },
          // Audit F11: what must be kept longer is kept where it cannot be changed, not where it is searched.
          streams: { metrics: { retention: '90 d' }, audit: { retention: '90 d' } },
          snapshots: { bucket: 'catalyst-n1-search-dc1', region: 'us-east-1' },
        },
        services: {
          engine: 'containers',
          // Eight instances a host (audit 4.7, C01, C02): 207 for channels of the 202 needed, 45 for billing of 43, 12 firewalls.
          workers: [
            { on: 'services', run: { channels: 7, billing: 1 } },
            { on: 'billing', run: { channels: 3, billing: 3, 'sms-firewall': 2 } },
          ],
          // Audit C08: two mains, three workers or more.
          n8n: { on: 'monitoring', mains: 2, webhooks: 'api.catalyst.example' },
        },
        ingress: {
          engine: 'haproxy',
          nodes: { on: 'ingress' },
          mode: 'active-active',
          names: ['api.catalyst.example'],
          acme: { contact: 'noc@catalyst.example' },
          // Audit C05: four nodes carry the peak if customers send ten messages in a request.
          batch: 10,
        },
        monitoring: { prometheus: { on: 'monitoring' }, grafana: { on: 'monitoring' }, kafkaUi: { on: 'monitoring' } },
        // Audit D06: billing writes 2,000 aggregated rows a second and not every message, so the log is small.
        backup: {
          engine: 'repository',
          repository: { on: 'backup' },
          retention: '30 d',
          copyTo: 'use1',
          wal: '2 MB/s',
        },
      },
    },

    use1: {
      substrate: 'aws',
      location: 'Northern Virginia',
      region: 'us-east-1',
      zones: ['a', 'b', 'c'],
      cidr: '10.33.0.0/16',
      counterpartOf: 'dc1',
      instances: {
        kafka: { type: 'i3en.6xlarge', zones: across(18, 'a', 'b', 'c') },
        kraft: { type: 'm7i.xlarge', zones: across(3, 'a', 'b', 'c'), volume: '100 GB' },
        postgres: { type: 'r6i.8xlarge', zones: across(3, 'a', 'b', 'c'), volume: '10 TB' },
        timescale: { type: 'r6i.8xlarge', zones: across(2, 'a', 'b'), volume: '12 TB' },
        control: { type: 'm7i.2xlarge', zones: across(3, 'a', 'b', 'c'), volume: '100 GB' },
        'search-master': { type: 'm6i.2xlarge', zones: across(3, 'a', 'b', 'c'), volume: '500 GB' },
        'search-data': { type: 'i3en.3xlarge', zones: across(8, 'a', 'b', 'c') },
      },
      tiers: {
        kafka: { brokers: { on: 'kafka' }, controllers: { on: 'kraft' }, retention: '24 h' },
        postgres: { engine: 'patroni', nodes: { on: 'postgres' }, etcd: { on: 'control' } },
        timescale: { nodes: { on: 'timescale' }, etcd: { on: 'control' } },
        dragonfly: { engine: 'elasticache-valkey', nodeType: 'cache.r7g.8xlarge', nodes: 10 },
        elasticsearch: {
          engine: 'elasticsearch',
          masters: { on: 'search-master' },
          data: { on: 'search-data' },
          // Without frozen nodes: a week.
          streams: {
            logs: { retention: '7 d' },
            metrics: { retention: '7 d', rollover: { age: '1 d' } },
            audit: { retention: '7 d', rollover: { age: '1 d' } },
          },
          snapshots: { bucket: 'catalyst-n1-search-use1', region: 'us-east-1' },
        },
        services: { engine: 'ecs', nodeType: 'm7i.4xlarge', nodes: 33 },
        ingress: { engine: 'elb', nodeType: 'network', nodes: 3 },
        backup: { engine: 'object-store', capacity: '100 TB', retention: '30 d' },
      },
    },
  },

  interconnects: {
    'dx-1': { kind: 'direct-connect', between: ['dc1', 'use1'], bandwidth: '10 Gbps', location: 'EqDC2' },
    'dx-2': { kind: 'direct-connect', between: ['dc1', 'use1'], bandwidth: '10 Gbps', location: 'CSVA1' },
    'vpn-1': { kind: 'ipsec', between: ['dc1', 'use1'], bandwidth: '5 Gbps' },
    // Audit H03: two providers, either of which carries all.
    'isp-1': {
      kind: 'internet',
      between: ['dc1', 'internet'],
      bandwidth: '20 Gbps',
      provider: 'first',
      role: 'primary',
      asn: 64_500,
      peering: { ours: '198.18.0.2/30', theirs: '198.18.0.1' },
      flowspec: true,
    },
    'isp-2': {
      kind: 'internet',
      between: ['dc1', 'internet'],
      bandwidth: '20 Gbps',
      provider: 'second',
      role: 'primary',
      asn: 64_501,
      peering: { ours: '198.18.1.2/30', theirs: '198.18.1.1' },
      flowspec: true,
    },
  },
});
