import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { connect } from 'node:tls';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ResourcePatternTypes,
  type ITopicMetadata,
  type Kafka,
} from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engine } from '../../test/support/engines.ts';
import { files } from './host/paths.ts';
import { Cluster } from './testing/cluster.ts';
import { planned, type SiteText } from './testing/site.ts';

const kafka = engine('kafka');
const present = kafka.present && engine('openssl').present;

const clusterOf = (site: SiteText): Cluster =>
  new Cluster(planned(site), kafka, mkdtempSync(path(inject('scratch'), 'kafka-')));

/** Writes messages as a user into the first partition, and says how many requests that took. */
async function write(client: Kafka, topic: string, values: readonly string[], acks = -1): Promise<number> {
  const producer = client.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    const written = await producer.send({ topic, acks, messages: values.map((value) => ({ value, partition: 0 })) });
    return written.length;
  } finally {
    await producer.disconnect();
  }
}

/** Reads so many messages of a topic with a consumer group. */
async function read(client: Kafka, topic: string, groupId: string, count: number): Promise<readonly string[]> {
  const consumer = client.consumer({ groupId });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    return await new Promise<readonly string[]>((resolve, reject) => {
      const values: string[] = [];
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        // The coordinator of the first group takes a moment to be made: the client tries again by itself.
        if (!payload.restart) reject(payload.error);
      });
      consumer
        .run({
          eachMessage: ({ message }) => {
            values.push(message.value?.toString() ?? '');
            if (values.length === count) resolve(values);
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

async function topicsOf(client: Kafka): Promise<readonly ITopicMetadata[]> {
  const admin = client.admin();
  await admin.connect();
  try {
    return (await admin.fetchTopicMetadata()).topics;
  } finally {
    await admin.disconnect();
  }
}

/** Creates topics, users and access lists, and waits until every broker has heard of the last of them: the web view's. */
async function provision(cluster: Cluster): Promise<void> {
  const { code, output } = await cluster.execute('kafka-1', files.provisionUnit);
  expect({ code, output }).toMatchObject({ code: 0 });
  for (const broker of cluster.brokers)
    await vi.waitFor(
      async () => {
        const known = await topicsOf(cluster.client('kafka-ui', undefined, [broker]));
        expect(known.length).toBeGreaterThan(0);
      },
      { timeout: 20_000, interval: 200 },
    );
}

/** Runs what gives a controller its vote until it has it, as systemd does. */
const join = (cluster: Cluster, host: string): Promise<void> =>
  vi.waitFor(
    async () => {
      expect(await cluster.execute(host, files.joinUnit)).toMatchObject({ code: 0 });
    },
    { timeout: 60_000, interval: 500 },
  );

const NAMES = `
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
public class Names {
  public static void main(String[] args) {
    kafka.server.KafkaConfig.configNames().foreach(name -> { System.out.println(name); return null; });
    System.out.println(StandardAuthorizer.SUPER_USERS_CONFIG);
    System.out.println(StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG);
  }
}`;

/** Every setting that this version of Kafka and its authorizer know, as they say themselves. */
function configNames(): readonly string[] {
  const source = path(mkdtempSync(path(inject('scratch'), 'names-')), 'Names.java');
  writeFileSync(source, NAMES);
  return execFileSync('java', ['-cp', path(kafka.path, 'libs/*'), source], { encoding: 'utf8' }).split('\n');
}

describe.runIf(present)('a broker and a controller of its own, from the files of their hosts', () => {
  const site: SiteText = {
    brokers: ['r01'],
    controllers: ['r01'],
    kafka: {
      copies: { total: 1, inSync: 1 },
      partitions: 2,
      topics: {
        partitions: { 'billing.events': 5 },
        added: { 'partner.events': { writers: ['partner'], readers: ['billing'], retention: '90 min', partitions: 1 } },
      },
    },
  };
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = clusterOf(site);
    await cluster.start('kraft-1', 'kafka-1');
    await provision(cluster);
  });
  afterAll(() => cluster.killAll());

  it('has the topics of the site, with their partitions and settings', async () => {
    const client = cluster.client('kafka-ui');
    const topics = await topicsOf(client);
    const partitions = Object.fromEntries(topics.map((topic) => [topic.name, topic.partitions.length]));
    expect(partitions).toMatchObject({
      'billing.events': 5,
      'messaging.sms.inbound': 2,
      'messaging.whatsapp.dlq': 2,
      'partner.events': 1,
    });
    expect(topics.filter(({ name }) => !name.startsWith('__'))).toHaveLength(37);

    const admin = client.admin();
    await admin.connect();
    const configsOf = async (name: string) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name }],
      });
      return new Map(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]));
    };
    const [stream, table, partner] = [
      await configsOf('billing.events'),
      await configsOf('billing.balances'),
      await configsOf('partner.events'),
    ];
    await admin.disconnect();
    expect(stream.get('cleanup.policy')).toBe('delete');
    expect(stream.get('retention.ms')).toBe(String(7 * 86_400_000));
    expect(stream.get('unclean.leader.election.enable')).toBe('false');
    expect(table.get('cleanup.policy')).toBe('compact');
    expect(partner.get('retention.ms')).toBe(String(90 * 60_000));
  });

  it('says nothing in server.properties that Kafka does not know', () => {
    const known = new Set(configNames());
    const keys = ['kafka-1', 'kraft-1'].flatMap((host) => cluster.keysOf(host, files.server));
    const plain = keys.map((key) => key.replace(/^listener\.name\.[a-z]+\.(scram-sha-512\.)?/, ''));
    expect(plain.length).toBeGreaterThan(50);
    expect(plain.filter((key) => !known.has(key))).toEqual([]);
  });

  it('changes nothing when the same topics, users and access lists are provisioned again', async () => {
    const { code, output } = await cluster.execute('kafka-1', files.provisionUnit);
    expect(code).toBe(0);
    expect(output).not.toMatch(/created|granted|took away|removed|set up|differs/);
  });

  it('lets a service write its own topics, and none of another', async () => {
    const billing = cluster.client('billing');
    await expect(write(billing, 'billing.cdr', ['call'])).resolves.toBe(1);
    await expect(write(billing, 'messaging.sms.inbound', ['forged'])).rejects.toThrow(/not authorized/i);
  });

  it('lets a service read with consumer groups of its own, and not with those of another', async () => {
    await write(cluster.client('messaging-sms'), 'billing.events', ['one', 'two']);
    const billing = cluster.client('billing');
    const values = await read(billing, 'billing.events', 'billing.rating', 2);
    expect([...values].sort()).toEqual(['one', 'two']);
    await expect(read(billing, 'billing.events', 'analytics.reports', 1)).rejects.toThrow();
    await expect(read(cluster.client('notifications'), 'billing.events', 'notifications.spy', 1)).rejects.toThrow(
      /authoriz|does not host/i,
    );
    // The client calls it a missing coordinator; the broker's log says what it was.
    await vi.waitFor(() => {
      expect(cluster.denials('kafka-1')).toMatch(/User:billing is Denied .*Group:LITERAL:analytics\.reports/);
    });
  });

  it('refuses clients without a password, with a wrong one, and those that nobody knows', async () => {
    await expect(topicsOf(cluster.client(undefined))).rejects.toThrow();
    await expect(topicsOf(cluster.client('billing', 'guess'))).rejects.toThrow(/authentication/i);
    await expect(topicsOf(cluster.client('intruder'))).rejects.toThrow(/authentication/i);
  });

  it('lets no client look at or change access lists', async () => {
    const admin = cluster.client('kafka-ui').admin();
    await admin.connect();
    const grant = admin.createAcls({
      acl: [
        {
          resourceType: AclResourceTypes.TOPIC,
          resourceName: 'billing.events',
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:kafka-ui',
          host: '*',
          operation: AclOperationTypes.WRITE,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    });
    await expect(grant).rejects.toThrow(/authoriz/i);
    await admin.disconnect();
  });

  it('lets nobody near the inter-broker listener without a certificate of its own authority', async () => {
    await expect(knock(cluster, 9092)).rejects.toThrow(/certificate|alert|ECONNRESET|closed/i);
  });

  it('passes the gates of both hosts', async () => {
    for (const [host, gate] of [
      ['kraft-1', 'kafka-quorum'],
      ['kafka-1', 'kafka-quorum'],
      ['kafka-1', 'kafka-registered'],
      ['kafka-1', 'kafka-in-sync'],
    ] as const)
      expect({ host, gate, ...(await cluster.gate(host, gate)) }).toMatchObject({ host, gate, code: 0 });
  });

  it('shows Prometheus everything that the alerts ask for', async () => {
    const pages = [await cluster.metrics('kafka-1'), await cluster.metrics('kraft-1')].join('\n');
    const known = new Set([...pages.matchAll(/^([a-z][a-z0-9_]*)[ {]/gm)].map(([, name]) => name));
    const asked = cluster
      .metricsOfAlerts()
      .filter((name) => !/^(up|node_|kafka_group_|catalyst_certificate_)/.test(name));
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('measures in seconds how far behind a consumer is', async () => {
    await write(cluster.client('messaging-sms'), 'billing.events', ['unread']);
    const exporter = cluster.startUnit('kafka-1', files.lagUnit);
    const behind = async () => {
      const page = await cluster.metrics('kafka-1', 7072);
      return Number(/kafka_group_lag_seconds\{group="billing.rating",topic="billing.events"\} (\S+)/.exec(page)?.[1]);
    };
    await vi.waitFor(
      async () => {
        expect(await behind()).toBeGreaterThan(4);
      },
      { timeout: 40_000, interval: 500 },
    );
    await read(cluster.client('billing'), 'billing.events', 'billing.rating', 1);
    await vi.waitFor(
      async () => {
        expect(await behind()).toBe(0);
      },
      { timeout: 40_000, interval: 500 },
    );
    exporter.kill();
  });

  it('takes back what a person has granted, and adds partitions that a profile asks for', async () => {
    const grown = planned({
      ...site,
      kafka: { ...site.kafka, topics: { partitions: { 'billing.events': 7 }, added: {} } },
    });
    cluster.update('kafka-1', grown);
    const { code, output } = await cluster.execute('kafka-1', files.provisionUnit);
    expect(output).toContain('topic billing.events has 7 partitions now');
    expect(output).toContain('removed user partner');
    expect(output).toMatch(/took away .*partner\.events/);
    expect(output).toContain('differs: partner.events is not listed');
    expect(code).toBe(3);
    await expect(topicsOf(cluster.client('partner'))).rejects.toThrow(/authentication/i);
  });

  it('is not formatted again under its old name after it has lost its disk', async () => {
    await cluster.kill('kraft-1');
    cluster.wipe('kraft-1');
    await expect(cluster.start('kraft-1')).rejects.toThrow('This controller has lost its disk');
  });
});

/** Opens a TLS connection without a certificate and waits for an answer. */
function knock(cluster: Cluster, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: cluster.addressOf('kafka-1'),
      port,
      ca: cluster.authority.certificate,
      servername: cluster.fqdnOf('kafka-1'),
    });
    // With TLS 1.3 the server refuses after the client believes that it is connected: only an answer proves anything.
    socket.on('secureConnect', () => socket.write(Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255])));
    socket.on('data', () => {
      resolve();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('closed'));
    });
  });
}

describe.runIf(present)('three brokers that are controllers too, each in a rack', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = clusterOf({
      brokers: ['r01', 'r02', 'r03'],
      kafka: { partitions: 1, topics: { partitions: { 'billing.events': 3 } } },
    });
    // One after the other, as an apply does it: each is healthy before the next one exists.
    for (const host of cluster.brokers) {
      await cluster.start(host);
      await join(cluster, host);
      for (const gate of ['kafka-quorum', 'kafka-voter', 'kafka-registered', 'kafka-in-sync'])
        await vi.waitFor(
          async () => {
            expect(await cluster.gate(host, gate)).toMatchObject({ code: 0 });
          },
          { timeout: 30_000, interval: 200 },
        );
    }
    await provision(cluster);
  }, 240_000);
  afterAll(() => cluster.killAll());

  it('keep a copy of each partition in each rack', async () => {
    const topics = await topicsOf(cluster.client('kafka-ui'));
    const copies = topics.flatMap(({ partitions }) => partitions.map(({ replicas }) => [...replicas].sort()));
    expect(copies.length).toBeGreaterThan(30);
    expect(copies.filter((nodes) => String(nodes) !== '1,2,3')).toEqual([]);
  });

  it('go on writing with one of them killed, say so, and are whole again when it is back', async () => {
    const client = cluster.client('messaging-sms');
    await write(client, 'billing.events', ['before']);
    await cluster.kill('kafka-2');
    await write(client, 'billing.events', ['meanwhile 1', 'meanwhile 2']);
    await vi.waitFor(
      async () => {
        const { code, output } = await cluster.gate('kafka-1', 'kafka-quorum');
        expect(output).toContain('controller 2 does not follow');
        expect(code).toBe(3);
      },
      { timeout: 40_000, interval: 200 },
    );

    await cluster.start('kafka-2');
    for (const gate of ['kafka-quorum', 'kafka-registered', 'kafka-in-sync'])
      await vi.waitFor(
        async () => {
          expect(await cluster.gate('kafka-2', gate)).toMatchObject({ code: 0 });
        },
        { timeout: 60_000, interval: 200 },
      );
    const values = await read(cluster.client('billing'), 'billing.events', 'billing.rating', 3);
    expect([...values].sort()).toEqual(['before', 'meanwhile 1', 'meanwhile 2']);
  }, 120_000);

  it('start without a drive that is lost, and say so', async () => {
    await cluster.kill('kafka-3');
    cluster.lose('kafka-3', '/data/d2/kafka');
    await cluster.start('kafka-3');
    await vi.waitFor(
      async () => {
        expect(await cluster.metrics('kafka-3')).toMatch(/^kafka_log_offlinelogdirectorycount(\{\})? 1\.0$/m);
      },
      { timeout: 40_000, interval: 500 },
    );
  }, 120_000);

  it('form no second quorum when the one that formed the first comes back as a new server', async () => {
    await cluster.kill('kafka-1');
    cluster.replace('kafka-1');
    // It does not start while the others have no leader yet: systemd tries again.
    await vi.waitFor(() => cluster.start('kafka-1'), { timeout: 100_000, interval: 1000 });
    const { code, output } = await cluster.execute('kafka-1', files.joinUnit);
    expect(output).toContain('Controller 1 votes with a disk that it has lost');
    expect(code).toBe(3);
    expect((await topicsOf(cluster.client('kafka-ui', undefined, ['kafka-1']))).length).toBeGreaterThan(30);
  }, 120_000);
});
