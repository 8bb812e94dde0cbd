import { across, type Finding } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import { KafkaSpec } from './spec.ts';
import { planned, profileWith, resolved, server, type SiteText } from './testing/site.ts';
import { kafka } from './index.ts';
import { resolve } from '@catalyst/model';

const RACKS = ['r01', 'r02', 'r03'] as const;
const nodes = (site: SiteText, role: string): readonly number[] =>
  planned(site)
    .platform.instances.filter((instance) => instance.role === role)
    .map(({ number }) => number);

const errorsOf = (site: SiteText): readonly string[] => {
  const resolution = resolved(site);
  expect(resolution.ok).toBe(false);
  return resolution.findings
    .filter(({ severity }) => severity === 'error')
    .map((f: Finding) => `${f.path}: ${f.message}`);
};
const warningsOf = (site: SiteText): readonly string[] => {
  const resolution = resolved(site);
  expect(resolution.ok).toBe(true);
  return resolution.findings.map(({ code }) => code);
};

describe('Kafka at a site', () => {
  it('numbers brokers as their hosts, and dedicated controllers far above them', () => {
    const site = { brokers: across(4, ...RACKS), controllers: [...RACKS] };
    expect(nodes(site, 'broker')).toEqual([1, 2, 3, 4]);
    expect(nodes(site, 'controller')).toEqual([2001, 2002, 2003]);
  });

  it('makes as many of the first brokers controllers as the profile says, where there are no others', () => {
    expect(nodes({ brokers: across(5, ...RACKS) }, 'controller')).toEqual([1, 2, 3]);
    const two = {
      brokers: across(2, ...RACKS),
      kafka: { copies: { total: 2, inSync: 1 }, brokersAsControllers: 1 as const },
    };
    expect(nodes(two, 'controller')).toEqual([1]);
    expect(warningsOf(two)).toEqual(['kafka/combined-mode']);
  });

  it('keeps the numbers of those that stay when a broker is gone', () => {
    expect(nodes({ brokers: ['r01', 'retired', 'r03', 'r01'] }, 'broker')).toEqual([1, 3, 4]);
  });

  it('offers clients, nodes and Prometheus a service each', () => {
    const { services } = planned({ brokers: [...RACKS], controllers: [...RACKS] }).platform;
    expect(services.map(({ name, role, port, tls }) => `${name} ${role} ${String(port)}${tls ? ' tls' : ''}`)).toEqual([
      'kafka broker 9094 tls',
      'kafka-internal broker 9092 tls',
      'kafka-controllers controller 9093 tls',
      'kafka-metrics broker 7071',
      'kafka-lag broker 7072',
      'kafka-controller-metrics controller 7071',
    ]);
  });

  it('lets brokers talk to brokers and controllers, and controllers to controllers', () => {
    const { flows } = planned({ brokers: [...RACKS], controllers: [...RACKS] }).platform;
    expect(flows.map(({ id, port }) => `${id} ${String(port)}`)).toEqual([
      'dc1/kafka.broker>kafka-internal 9092',
      'dc1/kafka.broker>kafka-controllers 9093',
      'dc1/kafka.controller>kafka-controllers 9093',
    ]);
  });

  it('has a certificate for each host and a password for each user, by reference', () => {
    const { secrets } = planned({ brokers: [...RACKS] }).platform;
    expect(secrets.filter(({ kind }) => kind === 'certificate').map(({ id, names }) => [id, ...names])).toEqual(
      [1, 2, 3].map((n) => [`dc1/kafka/nodes/kafka-${String(n)}`, `kafka-${String(n)}.dc1.catalyst.internal`]),
    );
    expect(secrets.filter(({ kind }) => kind === 'password').map(({ id }) => id)).toContain(
      'dc1/kafka/users/messaging-sms',
    );
    expect(secrets.filter(({ kind }) => kind === 'certificate-authority')).toHaveLength(1);
  });
});

describe('a size that cannot be', () => {
  it('is more copies than brokers, or more in sync than copies', () => {
    expect(errorsOf({ brokers: ['r01', 'r02'], controllers: [...RACKS] })).toEqual([
      'sites.dc1.tiers.kafka.copies.total: 3 copies need 3 brokers, and site dc1 has 2: a broker keeps one copy of a partition at most',
    ]);
    expect(errorsOf({ brokers: [...RACKS], kafka: { copies: { total: 2, inSync: 3 } } })).toEqual([
      'sites.dc1.tiers.kafka.copies.inSync: 3 in-sync copies are more than the 2 that there are: every write would be refused',
    ]);
  });

  it('is an even quorum', () => {
    expect(errorsOf({ brokers: [...RACKS], controllers: across(4, ...RACKS) })).toEqual([
      'sites.dc1.tiers.kafka.controllers.on: 4 controllers: a majority is 3, so 1 may fail, as with 3',
    ]);
  });

  it('is more controllers among the brokers than brokers', () => {
    expect(errorsOf({ brokers: ['r01', 'r02'], kafka: { copies: { total: 2, inSync: 1 } } })).toEqual([
      'sites.dc1.tiers.kafka.brokersAsControllers: 3 of the brokers are to be controllers, and there are 2',
    ]);
  });

  it('is a machine without memory or volume', () => {
    expect(errorsOf({ brokers: [...RACKS], hardware: { ...server, memory: '8 GiB', volumes: {} } })).toEqual([
      "sites.dc1.tiers.kafka.heap: 6 GiB of heap and 4 GiB for the system leave nothing of the 8 GiB of pool 'kafka' for the page cache",
      "sites.dc1.tiers.kafka.brokers.on: the hosts of pool 'kafka' have no volume to keep logs on",
    ]);
  });

  it('is controllers on the hosts of brokers', () => {
    const profile = profileWith({ brokers: [...RACKS] });
    const site = profile.sites['dc1'];
    const tiers = { kafka: { brokers: { on: 'kafka' }, controllers: { on: 'kafka' } } };
    const { findings } = resolve({ ...profile, sites: { dc1: { ...site, tiers } } }, [kafka]);
    expect(findings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'sites.dc1.tiers.kafka.controllers.on: kafka-1, kafka-2, kafka-3: a host of the brokers cannot run a second Kafka',
    ]);
  });

  it('is reported once where the pool does not exist', () => {
    const profile = profileWith({ brokers: [...RACKS] });
    const tiers = { kafka: { brokers: { on: 'kafak' } } };
    const { findings } = resolve({ ...profile, sites: { dc1: { ...profile.sites['dc1'], tiers } } }, [kafka]);
    expect(findings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "sites.dc1.tiers.kafka.brokers.on: site dc1 has no pool 'kafak'",
    ]);
  });
});

describe('what is possible and not wise', () => {
  it('is a warning: no copy to spare, one controller, brokers that are controllers', () => {
    expect(
      warningsOf({ brokers: [...RACKS], controllers: ['r01'], kafka: { copies: { total: 3, inSync: 3 } } }),
    ).toEqual(['kafka/no-margin', 'kafka/single-controller']);
    expect(warningsOf({ brokers: [...RACKS] })).toEqual(['kafka/combined-mode']);
    expect(warningsOf({ brokers: [...RACKS], controllers: [...RACKS] })).toEqual([]);
  });

  it('says which volume keeps no logs', () => {
    const volumes = {
      ...server.volumes,
      archive: { media: 'sas', drives: 8, drive: '1 TB', raid: 'raid6', mount: '/archive' },
    } as const;
    expect(warningsOf({ brokers: [...RACKS], controllers: [...RACKS], hardware: { ...server, volumes } })).toEqual([
      'kafka/idle-volume',
    ]);
  });
});

describe('the specification', () => {
  const messages = (spec: unknown): readonly string[] => {
    const parsed = KafkaSpec.safeParse(spec);
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  it('needs nothing but a place for the brokers', () => {
    expect(KafkaSpec.parse({ brokers: { on: 'kafka' } })).toMatchObject({
      engine: 'self-managed',
      copies: { total: 3, inSync: 2 },
    });
  });

  it('names a key that it does not know, whichever engine it is', () => {
    expect(messages({ brokers: { on: 'kafka' }, heep: '6 GiB' })).toEqual([': Unrecognized key: "heep"']);
    expect(
      messages({ engine: 'msk', nodeType: 'kafka.m7g.large', brokersPerZone: 1, volume: '1 TB', heap: '6 GiB' }),
    ).toEqual([': Unrecognized key: "heap"']);
    expect(messages({ engine: 'confluent' })).toEqual(["engine: must be 'self-managed' or 'msk'"]);
  });

  it('has no place for a heap of 64 GiB but among the claims', () => {
    expect(messages({ brokers: { on: 'kafka' }, heap: '64 GiB' })).toEqual(['heap: must be at most 31 GiB']);
    expect(messages({ brokers: { on: 'kafka' }, claims: { heap: '64 GiB' } })).toEqual([]);
  });
});
