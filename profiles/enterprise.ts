import { across } from '@catalyst/model';
import { defineProfile } from '@catalyst/platform';
import { brokerClaims, cacheClaims } from './claims.ts';
import { guideOnAws } from './cloud.ts';
import { channels } from './demand.ts';
import * as hardware from './hardware.ts';

const EAST = ['r01', 'r02', 'r03'] as const;

/** The case study's fabric (000 l. 12-56), at every site: two spines, a pair of leaves in every rack, routers, firewalls. */
const fabric = {
  topology: {
    kind: 'leaf-spine',
    spines: { model: 'DCS-7050CX3-32S', count: 2 },
    leaves: { model: 'DCS-7050SX3-48C8', uplinks: 2 },
  },
} as const;

/** What each site is to the world: numbers and networks that are kept for documentation (RFC 5398, 5737). */
const edge = (asn: number, network: string) => ({
  routers: { model: 'DCS-7280SR3-48YC8', count: 2 },
  asn,
  public: network,
});

/** Guide l. 828-829: only the sites with microservices call out. */
const callers = {
  model: 'PA-5440',
  egress: [{ tier: 'services', ports: [443], reason: 'external API calls and callbacks (guide l. 828-829)' }],
};

/**
 * Three regions as the guide itemises them (l. 238-347): a primary, a hot standby and a disaster-recovery site. The
 * items add up to 65 servers where the guide says 115; its claims stand below, and `catalyst check` does the sums.
 */
export default defineProfile({
  name: 'enterprise',
  title: 'Enterprise: three regions',
  demand: { sustained: '685k tps', peak: '850k tps', channels },
  objectives: { availability: '99.999 %', failover: '1 s', latencyP99: '100 ms', retention: '30 d' },
  // Guide l. 321-342: "115+ servers".
  claims: {
    atLeast: true,
    servers: 115,
    cores: 1200,
    memory: '8 TB',
    storage: '1 PB',
    network: '500 Gbps',
    power: '250 kW',
    sustained: '2.055M tps',
    dataLoss: '0 s',
  },

  sites: {
    east: {
      substrate: 'datacenter',
      location: 'US East',
      cidr: '10.64.0.0/16',
      // Guide l. 254 and 292-294: "3 servers + 2 replicas" of PostgreSQL, "60+ servers".
      claims: {
        atLeast: true,
        servers: 60,
        cores: 500,
        memory: '4 TB',
        storage: '300 TB',
        sustained: '685k tps',
        fleets: { heading: { partial: true, list: { postgres: { servers: 5 } } } },
      },
      racks: [...EAST],
      fabric: {
        ...fabric,
        edge: edge(64_496, '203.0.113.0/24'),
        firewalls: {
          ...callers,
          egress: [
            ...callers.egress,
            {
              tier: 'ingress',
              role: 'node',
              ports: [443],
              reason: 'certificates from a public authority (guide l. 853)',
            },
          ],
        },
        layout: {
          services: 1,
          kafka: 9,
          dragonfly: 13,
          grafana: 15,
          'search-data': 17,
          postgres: 21,
          timescale: 23,
          n8n: 25,
          ingress: 27,
          monitoring: 28,
        },
      },
      servers: {
        kafka: { hardware: hardware.kafkaBrokerWithArchive, racks: across(6, ...EAST) },
        postgres: { hardware: hardware.postgresNodeWithWal, racks: across(3, ...EAST) },
        timescale: { hardware: hardware.timescaleNode, racks: across(3, ...EAST) },
        dragonfly: { hardware: hardware.dragonflyNode, racks: across(4, ...EAST) },
        services: { hardware: hardware.servicesNode, racks: across(12, ...EAST) },
        'search-data': { hardware: hardware.searchDataNode, racks: across(5, ...EAST) },
        monitoring: { hardware: hardware.monitoringNode, racks: ['r01'] },
        grafana: { hardware: hardware.grafanaNode, racks: ['r02'] },
        n8n: { hardware: hardware.servicesNode, racks: across(2, 'r01', 'r03') },
        ingress: { hardware: hardware.ingressNode, racks: across(3, ...EAST) },
      },
      tiers: {
        pki: { nodes: { on: 'postgres' } },
        // Guide l. 400-403: what six brokers are said to do.
        kafka: {
          brokers: { on: 'kafka' },
          retention: '7 d',
          claims: { ...brokerClaims, throughput: '400 MB/s', peakThroughput: '600 MB/s', messages: '400k tps' },
        },
        postgres: { engine: 'patroni', nodes: { on: 'postgres' }, backup: { at: 'europe' } },
        timescale: { nodes: { on: 'timescale' } },
        // Guide l. 266-270: a master and three replicas. Three of the four vote.
        dragonfly: {
          engine: 'dragonfly',
          nodes: { on: 'dragonfly' },
          sentinels: { on: 'dragonfly' },
          replicas: 3,
          claims: cacheClaims,
        },
        elasticsearch: { engine: 'elasticsearch', data: { on: 'search-data' }, kibana: { on: 'grafana' } },
        services: {
          engine: 'containers',
          workers: [{ on: 'services', run: { sms: 1, channels: 1, billing: 1 } }],
          // Guide l. 286: HA.
          n8n: { on: 'n8n', mains: 2, webhooks: 'api.catalyst.example' },
        },
        ingress: {
          engine: 'haproxy',
          nodes: { on: 'ingress' },
          mode: 'active-active',
          names: ['api.catalyst.example'],
          acme: { contact: 'noc@catalyst.example' },
        },
        monitoring: { prometheus: { on: 'monitoring' }, grafana: { on: 'grafana' } },
      },
    },

    west: {
      substrate: 'datacenter',
      location: 'US West',
      cidr: '10.65.0.0/16',
      standby: { of: 'east', mode: 'hot' },
      claims: { atLeast: true, servers: 35, sustained: '685k tps', failover: '1 s' },
      racks: ['r01', 'r02'],
      fabric: {
        ...fabric,
        edge: edge(64_497, '198.51.100.0/24'),
        firewalls: callers,
        layout: { services: 1, kafka: 11, postgres: 17, timescale: 21, dragonfly: 25 },
      },
      servers: {
        kafka: { hardware: hardware.kafkaBrokerWithArchive, racks: across(3, 'r01', 'r02') },
        postgres: { hardware: hardware.postgresNodeWithWal, racks: across(2, 'r01', 'r02') },
        timescale: { hardware: hardware.timescaleNode, racks: across(2, 'r01', 'r02') },
        dragonfly: { hardware: hardware.dragonflyNode, racks: across(2, 'r01', 'r02') },
        // Guide l. 306: 20 instances, at the 2.5 to a server of the primary.
        services: { hardware: hardware.servicesNode, racks: across(8, 'r01', 'r02') },
      },
      tiers: {
        kafka: { brokers: { on: 'kafka' }, retention: '7 d' },
        postgres: { engine: 'patroni', nodes: { on: 'postgres' }, backup: { at: 'europe' } },
        timescale: { nodes: { on: 'timescale' } },
        dragonfly: { engine: 'dragonfly', nodes: { on: 'dragonfly' } },
        services: { engine: 'containers', workers: [{ on: 'services', run: { sms: 1, channels: 1, billing: 1 } }] },
      },
    },

    europe: {
      substrate: 'datacenter',
      location: 'Europe',
      cidr: '10.66.0.0/16',
      carries: '0 %',
      standby: { of: 'east', mode: 'snapshots' },
      claims: { atLeast: true, servers: 20, sustained: '685k tps', failover: '5 min' },
      racks: ['r01', 'r02'],
      fabric: {
        ...fabric,
        edge: edge(64_498, '192.0.2.0/24'),
        firewalls: { model: 'PA-5440' },
        layout: { kafka: 1, 'search-data': 7, postgres: 13, backup: 13 },
      },
      servers: {
        kafka: { hardware: hardware.kafkaBrokerWithArchive, racks: across(3, 'r01', 'r02') },
        postgres: { hardware: hardware.postgresNodeWithWal, racks: ['r01'] },
        'search-data': { hardware: hardware.searchDataNode, racks: across(3, 'r01', 'r02') },
        backup: { hardware: hardware.backupArchive, racks: ['r02'] },
      },
      tiers: {
        kafka: { brokers: { on: 'kafka' }, retention: '7 d' },
        postgres: { engine: 'patroni', nodes: { on: 'postgres' }, backup: { repository: { on: 'backup' } } },
        elasticsearch: { engine: 'elasticsearch', data: { on: 'search-data' } },
        backup: { engine: 'repository', repository: { on: 'backup' }, retention: '30 d' },
      },
    },

    use1: guideOnAws('Northern Virginia', 'us-east-1', '10.68.0.0/16', 'east'),
    usw2: guideOnAws('Oregon', 'us-west-2', '10.69.0.0/16', 'west'),
    euc1: guideOnAws('Frankfurt', 'eu-central-1', '10.70.0.0/16', 'europe'),
  },

  interconnects: {
    'dx-east-1': { kind: 'direct-connect', between: ['east', 'use1'], bandwidth: '10 Gbps', location: 'EqDC2' },
    'dx-east-2': { kind: 'direct-connect', between: ['east', 'use1'], bandwidth: '10 Gbps', location: 'CSVA1' },
    'vpn-east': { kind: 'ipsec', between: ['east', 'use1'], bandwidth: '1.25 Gbps' },
    'dx-west-1': { kind: 'direct-connect', between: ['west', 'usw2'], bandwidth: '10 Gbps', location: 'EqSe2' },
    'dx-west-2': { kind: 'direct-connect', between: ['west', 'usw2'], bandwidth: '10 Gbps', location: 'PEH51' },
    'vpn-west': { kind: 'ipsec', between: ['west', 'usw2'], bandwidth: '1.25 Gbps' },
    'dx-europe-1': { kind: 'direct-connect', between: ['europe', 'euc1'], bandwidth: '10 Gbps', location: 'EqFA5' },
    'dx-europe-2': { kind: 'direct-connect', between: ['europe', 'euc1'], bandwidth: '10 Gbps', location: 'IXFRA' },
    'vpn-europe': { kind: 'ipsec', between: ['europe', 'euc1'], bandwidth: '1.25 Gbps' },
    // Guide l. 298, 345: 20 ms. Audit I08: 3,900 km, and 60 to 70 ms measured.
    'fiber-east-west': {
      kind: 'dark-fiber',
      between: ['east', 'west'],
      bandwidth: '100 Gbps',
      latency: '65 ms',
      length: '3900 km',
      claims: { latency: '20 ms' },
    },
    'fiber-east-europe': { kind: 'dark-fiber', between: ['east', 'europe'], bandwidth: '10 Gbps', latency: '80 ms' },
    // Guide l. 850-851.
    'vpn-east-west': { kind: 'ipsec', between: ['east', 'west'], bandwidth: '5 Gbps' },
    'isp-east-1': {
      kind: 'internet',
      between: ['east', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_500,
      peering: { ours: '198.18.0.2/30', theirs: '198.18.0.1' },
    },
    'isp-east-2': {
      kind: 'internet',
      between: ['east', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_500,
      peering: { ours: '198.18.0.6/30', theirs: '198.18.0.5' },
    },
    'isp-east-3': {
      kind: 'internet',
      between: ['east', 'internet'],
      bandwidth: '5 Gbps',
      provider: 'secondary',
      role: 'backup',
      asn: 64_501,
      peering: { ours: '198.18.1.2/30', theirs: '198.18.1.1' },
    },
    'isp-west-1': {
      kind: 'internet',
      between: ['west', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_502,
      peering: { ours: '198.18.2.2/30', theirs: '198.18.2.1' },
    },
    'isp-europe-1': {
      kind: 'internet',
      between: ['europe', 'internet'],
      bandwidth: '10 Gbps',
      provider: 'tier-1',
      role: 'primary',
      asn: 64_503,
      peering: { ours: '198.18.3.2/30', theirs: '198.18.3.1' },
    },
  },
});
