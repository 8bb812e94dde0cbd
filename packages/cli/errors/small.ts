/**
 * A small profile without faults. Each file beside this one changes one thing in it, and the text beside that file is
 * what its author is told. They are plain objects and not `defineProfile(…)`, since the compiler would refuse most.
 */
export const hardware = {
  cores: 8,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/kafka' } },
  nics: { ports: 2, speed: '10 Gbps' },
};

export const servers = {
  kafka: { hardware, racks: ['r01', 'r02', 'r03'] },
  kraft: { hardware, racks: ['r01', 'r02', 'r03'] },
};

export const tiers = { kafka: { brokers: { on: 'kafka' }, controllers: { on: 'kraft' } } };

export const datacenter = {
  substrate: 'datacenter',
  location: 'a test',
  cidr: '10.16.0.0/16',
  racks: ['r01', 'r02', 'r03'],
  servers,
  tiers,
};

export const cloud = {
  substrate: 'aws',
  location: 'a test',
  region: 'us-east-1',
  zones: ['a', 'b', 'c'],
  cidr: '10.17.0.0/16',
  counterpartOf: 'dc1',
  instances: {
    kafka: { type: 'i3en.3xlarge', zones: ['a', 'b', 'c'] },
    kraft: { type: 'm7i.large', zones: ['a', 'b', 'c'], volume: '100 GB' },
  },
  tiers,
};

export const small = {
  name: 'small',
  title: 'A profile without faults',
  demand: { sustained: '100k tps', peak: '120k tps', channels: { sms: 60, email: 40 } },
  objectives: { availability: '99.9 %', failover: '40 s', latencyP99: '100 ms', retention: '24 h' },
  sites: { dc1: datacenter, use1: cloud },
};

/** The profile with another datacenter. */
export const withDatacenter = (changes: object) => ({
  ...small,
  sites: { ...small.sites, dc1: { ...datacenter, ...changes } },
});

/** The profile with another cloud site. */
export const withCloud = (changes: object) => ({ ...small, sites: { ...small.sites, use1: { ...cloud, ...changes } } });

/** The profile with another part about Kafka in the datacenter. */
export const withKafka = (changes: object) => withDatacenter({ tiers: { kafka: { ...tiers.kafka, ...changes } } });

/** The profile with other brokers. */
export const withBrokers = (changes: object) =>
  withDatacenter({ servers: { ...servers, kafka: { ...servers.kafka, ...changes } } });
