import { resolve, type Finding, type Platform } from '@catalyst/model';
import { describe, expect, it } from 'vitest';
import { assessKafka } from './capacity/index.ts';
import { kafka } from './index.ts';
import { MSK_NODES } from './msk-nodes.ts';
import { mskConfiguration } from './msk.ts';
import { observeKafka } from './observe.ts';
import { KafkaSpec } from './spec.ts';
import { profileWith } from './testing/site.ts';

const text = {
  engine: 'msk',
  nodeType: 'kafka.m7g.4xlarge',
  brokersPerZone: 6,
  volume: '16 TB',
  retention: '24 h',
} as const;
const spec = KafkaSpec.parse(text);

const { demand, objectives } = profileWith({ brokers: ['r01'] });
const resolved = (tier: object) =>
  resolve(
    {
      name: 'test',
      title: 'MSK',
      demand,
      objectives,
      sites: {
        use1: {
          substrate: 'aws',
          location: 'there',
          cidr: '10.17.0.0/16',
          region: 'us-east-1',
          zones: ['a', 'b', 'c'],
          tiers: { kafka: tier },
        },
      },
    },
    [kafka],
  );

function platformOf(tier: object): Platform {
  const resolution = resolved(tier);
  if (!resolution.ok) throw new Error(resolution.findings.map(({ message }) => message).join('\n'));
  return resolution.platform;
}

describe('MSK', () => {
  it('is a managed cluster with the same number of brokers in each zone, and no host of ours', () => {
    const { managed, instances, services, secrets } = platformOf(text);
    expect(managed).toEqual([
      { id: 'use1/kafka/msk', site: 'use1', tier: 'kafka', product: 'msk', nodeType: 'kafka.m7g.4xlarge', nodes: 18 },
    ]);
    expect(instances).toEqual([]);
    expect(services.map(({ name, port }) => [name, port])).toEqual([
      ['kafka', 9096],
      ['kafka-metrics', 11_001],
    ]);
    expect(secrets.every(({ kind }) => kind === 'password')).toBe(true);
  });

  it('is assessed like any other cluster, but for memory that Amazon divides', () => {
    const platform = platformOf(text);
    const [site] = platform.sites;
    if (site === undefined) throw new Error('no site');
    const { utilisation, findings } = assessKafka(spec, site, platform);
    expect(new Set(utilisation.map(({ code }) => code))).toEqual(
      new Set(['kafka/ingress', 'kafka/network', 'kafka/cpu', 'kafka/disk', 'kafka/partitions']),
    );
    expect(
      utilisation.filter(({ used, limit }) => used > limit).map(({ code, scenario }) => `${code}, ${scenario}`),
    ).toEqual([
      // 16 cores where audit §4.12 has 24.
      'kafka/cpu, all up, at peak',
    ]);
    expect(findings).toEqual([]);
    expect(observeKafka(spec, site, platform)).toEqual({ targets: [], rules: [] });
  });

  it('cannot have more copies than brokers, and does not run in a datacenter', () => {
    const paths = (findings: readonly Finding[]) => findings.map(({ path }) => path);
    expect(paths(resolved({ ...text, brokersPerZone: 1, copies: { total: 4, inSync: 2 } }).findings)).toEqual([
      'sites.use1.tiers.kafka.copies.total',
    ]);
    const datacenter = profileWith({ brokers: ['r01'] });
    const site = { ...datacenter.sites['dc1'], tiers: { kafka: text } };
    const { ok, findings } = resolve({ ...datacenter, sites: { dc1: site } }, [kafka]);
    expect(ok).toBe(false);
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining("'msk' is run by AWS")]);
  });

  it('has the settings of brokers of our own, as far as Amazon lets them be set', () => {
    expect(mskConfiguration(spec)).toMatchObject({
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'log.retention.ms': '86400000',
      'num.io.threads': '8',
      'unclean.leader.election.enable': 'false',
      'auto.create.topics.enable': 'false',
      'allow.everyone.if.no.acl.found': 'false',
    });
    expect(
      Object.keys(mskConfiguration(spec)).filter((key) => /^(listener|ssl|sasl|log\.dirs|node\.id)/.test(key)),
    ).toEqual([]);
  });

  it('knows its broker types, and names them all when it does not know one', () => {
    const parsed = KafkaSpec.safeParse({ ...text, nodeType: 'kafka.m7g.huge' });
    expect(parsed.success ? [] : parsed.error.issues).toEqual([
      expect.objectContaining({ code: 'invalid_value', path: ['nodeType'], values: Object.keys(MSK_NODES) }),
    ]);
  });
});
