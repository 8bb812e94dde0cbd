import { across } from '@catalyst/model';
import type { AwsProfile } from '@catalyst/platform';

/** The guide's AWS sizing (l. 953-1038), for one region. Another region is another name and network. */
export const guideOnAws = (location: string, region: string, cidr: string, counterpartOf: string): AwsProfile => ({
  substrate: 'aws',
  location,
  region,
  zones: ['a', 'b', 'c'],
  cidr,
  counterpartOf,
  instances: {
    kafka: { type: 'i3en.3xlarge', zones: across(6, 'a', 'b', 'c') },
    // The guide rents TimescaleDB from RDS, which does not offer it (audit K10): an instance of the same size.
    timescale: { type: 'r6i.4xlarge', zones: ['a'], volume: '12 TB' },
    'search-master': { type: 'm6i.2xlarge', zones: across(3, 'a', 'b', 'c'), volume: '500 GB' },
    'search-data': { type: 'm6i.2xlarge', zones: across(5, 'a', 'b', 'c'), volume: '4 TB' },
    'search-ingest': { type: 'm6i.2xlarge', zones: across(2, 'a', 'b'), volume: '500 GB' },
  },
  tiers: {
    kafka: { brokers: { on: 'kafka' }, retention: '7 d' },
    postgres: { engine: 'rds', nodeType: 'db.r6i.8xlarge', nodes: 3 },
    timescale: { nodes: { on: 'timescale' } },
    // The guide's Memcached has neither hashes nor replicas (audit K09).
    dragonfly: { engine: 'elasticache-valkey', nodeType: 'cache.r6g.16xlarge', nodes: 4 },
    elasticsearch: {
      engine: 'elasticsearch',
      masters: { on: 'search-master' },
      data: { on: 'search-data' },
      ingest: { on: 'search-ingest' },
    },
    services: { engine: 'ecs', nodeType: 't3.2xlarge', nodes: 50 },
    ingress: { engine: 'elb', nodeType: 'application', nodes: 2 },
    backup: { engine: 'object-store', capacity: '100 TB', retention: '30 d' },
  },
});
