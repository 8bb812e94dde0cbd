import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ResourceImpact, fullDiff } from '@aws-cdk/cloudformation-diff';
import { SiteFoundation, SiteNetwork, isAwsSite } from '@catalyst/aws';
import { exportsOf, propertiesOf, resourcesOf, templatesIn, type StackTemplate } from '@catalyst/aws/testing';
import {
  bootstrap,
  mergeHostConfig,
  resolve,
  serviceAt,
  siteById,
  type Platform,
  type ProfileText,
} from '@catalyst/model';
import { App } from 'aws-cdk-lib';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { kafkaOnAws } from './aws.ts';
import { kafkaHost } from './host/index.ts';
import { kafka } from './index.ts';
import type { KafkaSpec } from './spec.ts';

interface Cloud {
  /** The zone of each broker. */
  readonly brokers?: readonly string[];
  /** The zone of each controller that is nothing else. */
  readonly controllers?: readonly string[];
  /** Instead of brokers of our own. */
  readonly msk?: Extract<z.input<typeof KafkaSpec>, { engine: 'msk' }>;
}

const profileOf = ({ brokers = ['a', 'b', 'c'], controllers, msk }: Cloud): ProfileText => ({
  name: 'test',
  title: 'Kafka alone',
  demand: { sustained: '100k tps', peak: '120k tps', channels: { sms: 3, whatsapp: 2 } },
  objectives: { availability: '99.9 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
  sites: {
    use1: {
      substrate: 'aws',
      location: 'here',
      region: 'us-east-1',
      zones: ['a', 'b', 'c'],
      cidr: '10.20.0.0/16',
      instances: {
        kafka: { type: 'i3en.3xlarge', zones: [...brokers] },
        ...(controllers === undefined
          ? {}
          : { kraft: { type: 'm7i.xlarge', zones: [...controllers], volume: '100 GB' as const } }),
      },
      tiers: {
        kafka: msk ?? {
          brokers: { on: 'kafka' },
          ...(controllers === undefined ? {} : { controllers: { on: 'kraft' } }),
        },
      },
    },
  },
});

interface Deployed {
  readonly platform: Platform;
  readonly network: StackTemplate;
  readonly kafka: StackTemplate;
}

function deployed(cloud: Cloud = {}): Deployed {
  const text = profileOf(cloud);
  const resolution = resolve(text, [kafka]);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const spec = kafka.spec.parse(text.sites['use1']?.tiers['kafka']);
  const configs = new Map(
    platform.hosts.map((host) => {
      const here = platform.instances.filter((instance) => instance.host === host.id);
      return [host.id, mergeHostConfig(here.map((i) => kafkaHost(i, spec, platform)))];
    }),
  );
  const outdir = mkdtempSync(join(inject('scratch'), 'kafka-'));
  const app = new App({ outdir, autoSynth: false, analyticsReporting: false, treeMetadata: false });
  const site = siteById(platform, 'use1');
  if (!isAwsSite(site)) throw new Error('use1 is at AWS');
  const foundation = new SiteFoundation(app, { platform, site });
  const network = new SiteNetwork(app, { platform, site, foundation });
  kafkaOnAws.deploy(app, spec, { platform, site, configs, foundation, network, security: network.security });
  app.synth();
  const [, kafkaTemplate, networkTemplate] = [...templatesIn(outdir)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, template]) => template);
  if (kafkaTemplate === undefined || networkTemplate === undefined) throw new Error('stacks are missing');
  return { platform, network: networkTemplate, kafka: kafkaTemplate };
}

/** What a deployment would do to the resources that change, by logical id. */
function impacts(before: StackTemplate, after: StackTemplate): ReadonlyMap<string, ResourceImpact> {
  const changes = new Map<string, ResourceImpact>();
  fullDiff(before, after).resources.forEachDifference((id, change) => {
    if (change.changeImpact !== ResourceImpact.NO_CHANGE) changes.set(id, change.changeImpact);
  });
  return changes;
}

const six = ['a', 'b', 'c', 'a', 'b', 'c'];

describe('Kafka on instances of our own', () => {
  it('has one node for each host, with the address that the platform gives it', () => {
    const { platform, kafka: stack } = deployed({ controllers: ['a', 'b', 'c'] });
    const addresses = propertiesOf([stack], 'AWS::EC2::NetworkInterface').map((n) => n['PrivateIpAddress']);
    expect([...addresses].sort()).toEqual(platform.hosts.map((host) => host.addresses[0].address).sort());
  });

  it('updates controllers before brokers, one at a time', () => {
    const { kafka: stack } = deployed({ controllers: ['a', 'b', 'c'] });
    const applied = Object.entries(stack.Resources).filter(([, { Type }]) => Type === 'AWS::SSM::Association');
    const order = applied.map(([id]) => /Nodes(kraft|kafka)\d/.exec(id)?.[0]);
    expect(order).toEqual(['Nodeskraft1', 'Nodeskraft2', 'Nodeskraft3', 'Nodeskafka1', 'Nodeskafka2', 'Nodeskafka3']);
  });

  it('tells others where its clients may start', () => {
    const { platform, kafka: stack } = deployed();
    const parameters = propertiesOf([stack], 'AWS::SSM::Parameter');
    expect(parameters.filter(({ Name }) => Name === '/catalyst/test/use1/bootstrap/kafka')).toMatchObject([
      { Value: bootstrap(platform, serviceAt(platform, 'use1', 'kafka')) },
    ]);
  });

  it('leaves everything as it was when a seventh broker comes to six, but the list of where to start', () => {
    const before = deployed({ brokers: six });
    const after = deployed({ brokers: [...six, 'a'] });
    const changed = [...impacts(before.kafka, after.kafka)].filter(([id]) => id in before.kafka.Resources);
    expect(changed).toEqual([['Parametercatalysttestuse1bootstrapkafka', ResourceImpact.WILL_UPDATE]]);
    expect(impacts(before.network, after.network)).toEqual(new Map());
    const onlyMore = impacts(deployed().network, deployed({ brokers: [...six.slice(0, 3), 'a'] }).network);
    expect(new Set(onlyMore.values())).toEqual(new Set([ResourceImpact.WILL_CREATE]));
    const added = Object.keys(after.kafka.Resources).filter((id) => !(id in before.kafka.Resources));
    expect(added.every((id) => id.includes('kafka7'))).toBe(true);
  });
});

describe('A smaller Kafka', () => {
  it.each([
    ['the last that is no controller', ['a', 'b', 'c', 'a'], ['a', 'b', 'c']],
    ['the seventh', [...six, 'a'], six],
    ['three of six', six, ['a', 'b', 'c']],
  ])('without %s takes away nothing that its stack from before imports', (_, more, fewer) => {
    const exported = exportsOf(deployed({ brokers: more }).network);
    expect(exportsOf(deployed({ brokers: fewer }).network)).toEqual(exported);
  });
});

describe('Kafka as MSK', () => {
  const msk = { engine: 'msk', nodeType: 'kafka.m7g.4xlarge', brokersPerZone: 2, volume: '2 TiB' } as const;
  const { network, kafka: stack } = deployed({ msk });
  const [cluster] = resourcesOf([stack], 'AWS::MSK::Cluster');

  it('has its brokers in every zone of the site, and no instance', () => {
    expect(cluster?.Properties).toMatchObject({ NumberOfBrokerNodes: 6 });
    expect(cluster?.Properties).toHaveProperty('BrokerNodeGroupInfo.ClientSubnets.length', 3);
    expect(cluster?.Properties).toHaveProperty('BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize', 2048);
    expect(resourcesOf([stack], 'AWS::EC2::Instance')).toEqual([]);
  });

  it('lets in users with a password and roles of IAM, over TLS, and nobody else', () => {
    expect(cluster?.Properties).toMatchObject({
      ClientAuthentication: {
        Sasl: { Scram: { Enabled: true }, Iam: { Enabled: true } },
        Unauthenticated: { Enabled: false },
      },
      EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
    });
  });

  it('has somebody who may make the first topic and the first access list, and reads and writes no message', () => {
    const [role] = propertiesOf([stack], 'AWS::IAM::Role').map(({ Policies }) => JSON.stringify(Policies));
    const allowed = [...(role ?? '').matchAll(/kafka-cluster:(\w+)/g)].map(([, action]) => action);
    expect(allowed).toEqual(expect.arrayContaining(['Connect', 'AlterCluster', 'CreateTopic', 'AlterTopic']));
    expect(allowed.filter((action) => /Read|Write|Delete|\*/.test(action ?? ''))).toEqual([]);
    const [rule] = propertiesOf([stack], 'AWS::EC2::SecurityGroupIngress');
    expect(rule).toMatchObject({ FromPort: 9098, ToPort: 9098 });
    expect(rule?.['GroupId']).toEqual(groupsOf(cluster?.Properties)[0]);
  });

  it('runs with the settings that brokers of our own would have', () => {
    const [configuration] = propertiesOf([stack], 'AWS::MSK::Configuration');
    const lines = String(configuration?.['ServerProperties']).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'default.replication.factor=3',
        'min.insync.replicas=2',
        'auto.create.topics.enable=false',
      ]),
    );
  });

  it('gives MSK the passwords by reference, under the names that it asks for', () => {
    const secrets = propertiesOf([stack], 'AWS::SecretsManager::Secret');
    expect(secrets.length).toBeGreaterThan(10);
    for (const { Name, SecretString } of secrets) {
      expect(Name).toMatch(/^AmazonMSK_catalyst\/test\/use1\/kafka\/users\//);
      expect(JSON.stringify(SecretString)).toContain('{{resolve:secretsmanager:catalyst/test/use1/kafka/users/');
    }
  });

  it('lets its users in one after the other, and never more than ten at a time', () => {
    const access = Object.entries(stack.Resources).filter(([, { Type }]) => Type === 'Custom::MskUser');
    const secrets = Object.entries(stack.Resources).filter(([, { Type }]) => Type === 'AWS::SecretsManager::Secret');
    const calls = access.map(([, { Properties }]) => JSON.stringify(Properties['Update']));
    for (const [id] of secrets) {
      const about = calls.filter((call) => call.includes(id));
      expect(about).toEqual([expect.stringContaining('BatchAssociateScramSecret')]);
    }
    for (const call of calls) expect(secrets.filter(([id]) => call.includes(id)).length).toBeLessThanOrEqual(10);
    const ids = access.map(([id]) => id);
    const waits = access.map(([, { DependsOn = [] }]) => [DependsOn].flat().filter((id) => ids.includes(id)));
    expect(waits).toEqual(ids.map((_, i) => ids.slice(Math.max(0, i - 1), i)));
  });

  it('is encrypted with the key of the site, and stays when its stack goes', () => {
    expect(JSON.stringify(cluster?.Properties['EncryptionInfo'])).toContain('catalyst-test-use1-foundation');
    expect(cluster).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is behind the security group of its brokers', () => {
    const [id = ''] = Object.keys(network.Resources).filter((name) => name.startsWith('Securitykafkabroker'));
    expect(network.Resources[id]).toMatchObject({ Type: 'AWS::EC2::SecurityGroup' });
    expect(JSON.stringify(groupsOf(cluster?.Properties))).toContain(id);
  });
});

const groupsOf = (properties: unknown): readonly unknown[] =>
  z.object({ BrokerNodeGroupInfo: z.object({ SecurityGroups: z.array(z.unknown()).min(1) }) }).parse(properties)
    .BrokerNodeGroupInfo.SecurityGroups;
