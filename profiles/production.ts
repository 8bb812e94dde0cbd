import { across } from '@catalyst/model';
import { defineProfile } from '@catalyst/platform';
import { channels } from './demand.ts';
import {
  bandwidth,
  brokerClaims,
  cacheClaims,
  databaseClaims,
  productionFleets,
  seriesClaims,
  searchClaims,
} from './claims.ts';
import { guideOnAws } from './cloud.ts';
import * as hardware from './hardware.ts';
import { lowBalance } from './workflows.ts';

/**
 * The sizing guide's recommended production (l. 62-236), as it stands: 19 servers in the 2 racks that it pays for
 * (l. 905), and its AWS sizing (l. 953-1010). It does not carry what it promises: `catalyst check` says where and by
 * how much, and `production-n1` is the layout that does.
 */
export default defineProfile({
  name: 'production',
  title: 'Recommended production: the guide’s 19 servers',
  demand: { sustained: '685k tps', peak: '850k tps', channels },
  objectives: { availability: '99.99 %', failover: '2 s', latencyP99: '100 ms', retention: '30 d' },
  // Guide l. 208-224.
  claims: {
    servers: 19,
    cores: 316,
    memory: '2 TB',
    storage: '190 TB',
    network: '170 Gbps',
    power: '60 kW',
    sustained: '685k tps',
    dailyMessages: 59_000_000_000,
    retention: '30 d',
  },

  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'US East',
      cidr: '10.16.0.0/16',
      claims: { allotted: bandwidth, fleets: productionFleets, tls: '1.3' },
      racks: ['r01', 'r02'],
      // Guide l. 787-801: two cores, six aggregation and ten access switches. Its 7050s are of the third generation, which
      // is the first that routes between tunnels; routers are the case study's (000 l. 30), the guide has none.
      fabric: {
        topology: {
          kind: 'three-tier',
          core: { model: 'DCS-7358X4', count: 2 },
          aggregation: { model: 'DCS-7050CX3-32S', count: 6, uplinks: 4 },
          access: { model: 'DCS-7050SX3-48YC12', pairs: { r01: 3, r02: 2 }, uplinks: 1, speed: '40 Gbps' },
        },
        layout: {
          services: 1,
          kafka: 9,
          timescale: 11,
          postgres: 13,
          dragonfly: 15,
          backup: 15,
          monitoring: 19,
          ingress: 21,
        },
        // Guide l. 806: multi-mode fibre inside racks.
        inRack: 'om4',
        // 000 l. 14; guide l. 791, 797, 805, 807; 001 l. 40.
        claims: {
          nonBlocking: true,
          coreSpeed: '400 Gbps',
          coreLinks: '10 Gbps',
          failover: '1 s',
          downlinks: { ports: 16, speed: '40 Gbps' },
          backbone: { fibre: 'single-mode', grade: 'OM5' },
          copper: { grade: 'CAT6A', speeds: ['10 Gbps', '25 Gbps'] },
        },
        // Numbers and networks are those that are kept for documentation (RFC 5398, 5737).
        edge: {
          routers: { model: 'DCS-7280SR3-48YC8', count: 2 },
          asn: 64_496,
          public: '203.0.113.0/24',
          // Guide l. 784-786, 828-835, 858, 860.
          claims: {
            egress: '25 Gbps',
            availability: '99.99 %',
            absorbs: '500 Gbps',
            anycast: true,
            inbound: { 'message-submission': '20 Gbps' },
            outbound: {
              'api-calls': '15 Gbps',
              callbacks: '5 Gbps',
              notifications: '15 Gbps',
              partners: '10 Gbps',
            },
          },
        },
        // The largest that is not a chassis. Guide l. 842-844.
        firewalls: {
          model: 'PA-5445',
          egress: [
            { tier: 'services', ports: [443], reason: 'external API calls and callbacks (guide l. 828-829)' },
            {
              tier: 'ingress',
              role: 'node',
              ports: [443],
              reason: 'certificates from a public authority (guide l. 853)',
            },
          ],
          claims: { throughput: '100 Gbps', rules: 1000 },
        },
      },
      servers: {
        kafka: { hardware: hardware.kafkaBroker, racks: across(3, 'r01', 'r02') },
        postgres: { hardware: hardware.postgresNode, racks: across(2, 'r01', 'r02') },
        timescale: { hardware: hardware.timescaleNode, racks: ['r02'] },
        dragonfly: { hardware: hardware.dragonflyNode, racks: ['r01'] },
        services: { hardware: hardware.servicesNode, racks: across(8, 'r01', 'r02') },
        monitoring: { hardware: hardware.monitoringNode, racks: ['r02'] },
        ingress: { hardware: hardware.ingressNode, racks: across(2, 'r01', 'r02') },
        backup: { hardware: hardware.backupNode, racks: ['r02'] },
      },
      tiers: {
        // The guide's ZooKeeper has no server, and Kafka no longer has ZooKeeper: the brokers are the KRaft quorum.
        // The guide has no hosts for it (l. 815): these two are behind all others.
        pki: { nodes: { on: 'postgres' } },
        kafka: { brokers: { on: 'kafka' }, retention: '7 d', claims: brokerClaims },
        postgres: {
          engine: 'patroni',
          nodes: { on: 'postgres' },
          backup: { repository: { on: 'backup' } },
          claims: databaseClaims,
        },
        timescale: { nodes: { on: 'timescale' }, backup: { repository: { on: 'backup' } }, claims: seriesClaims },
        dragonfly: { engine: 'dragonfly', nodes: { on: 'dragonfly' }, claims: cacheClaims },
        elasticsearch: {
          engine: 'elasticsearch',
          data: { on: 'monitoring' },
          kibana: { on: 'monitoring' },
          claims: searchClaims,
        },
        services: {
          engine: 'containers',
          // Guide l. 144-154: 2-3 SMS, 1-2 WhatsApp, 1-2 firewall, 1 billing, and the other channels.
          workers: [{ on: 'services', run: { sms: 3, whatsapp: 2, 'sms-firewall': 2, billing: 1, channels: 1 } }],
          // Guide l. 1148-1153: workflows, database, credentials for mail and SMS, webhooks.
          n8n: {
            on: 'monitoring',
            webhooks: 'api.catalyst.example',
            workflows: { 'low-balance': lowBalance },
            credentials: {
              smtp: { host: 'mail.catalyst.example', user: 'catalyst' },
              httpBasicAuth: { user: 'sms-gateway' },
            },
          },
          // Guide l. 1135.
          claims: { orchestrator: 'Kubernetes or Docker Swarm' },
        },
        ingress: {
          engine: 'haproxy',
          nodes: { on: 'ingress' },
          mode: 'active-passive',
          names: ['api.catalyst.example'],
          acme: { contact: 'noc@catalyst.example' },
          // Case study l. 42.
          claims: { product: 'Hardware load balancers' },
        },
        monitoring: { prometheus: { on: 'monitoring' }, grafana: { on: 'monitoring' }, kafkaUi: { on: 'monitoring' } },
        // Guide l. 522-528, 822; the remote site of l. 206 is the region across the border.
        backup: {
          engine: 'repository',
          repository: { on: 'backup' },
          retention: '30 d',
          copyTo: 'use1',
          claims: {
            size: '20 TB',
            duration: '2 h',
            recovery: '1 h',
            bandwidth: '5 Gbps',
            method: 'pg_basebackup, parallel',
            appliance: 'NetApp / Dell EMC',
          },
        },
      },
    },

    use1: guideOnAws('Northern Virginia', 'us-east-1', '10.17.0.0/16', 'dc1'),
  },

  interconnects: {
    'dx-1': { kind: 'direct-connect', between: ['dc1', 'use1'], bandwidth: '10 Gbps', location: 'EqDC2' },
    'dx-2': { kind: 'direct-connect', between: ['dc1', 'use1'], bandwidth: '10 Gbps', location: 'CSVA1' },
    'vpn-1': { kind: 'ipsec', between: ['dc1', 'use1'], bandwidth: '1.25 Gbps' },
    // Guide l. 782-785: two ports at one provider, and a smaller one at another.
    'isp-1': {
      kind: 'internet',
      between: ['dc1', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_500,
      peering: { ours: '198.18.0.2/30', theirs: '198.18.0.1' },
    },
    'isp-2': {
      kind: 'internet',
      between: ['dc1', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_500,
      peering: { ours: '198.18.0.6/30', theirs: '198.18.0.5' },
    },
    'isp-3': {
      kind: 'internet',
      between: ['dc1', 'internet'],
      bandwidth: '5 Gbps',
      provider: 'secondary',
      role: 'backup',
      asn: 64_501,
      peering: { ours: '198.18.1.2/30', theirs: '198.18.1.1' },
    },
  },
});
