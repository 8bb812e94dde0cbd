import { describe, expect, it } from 'vitest';
import { aclsOf, usersOf } from '../acls.ts';
import { KafkaSpec } from '../spec.ts';
import { resolved } from '../testing/site.ts';
import { checkTopics, topicsOf } from './index.ts';

/** Twelve channels, as many as the guide has (l. 9). */
const CHANNELS = [
  'sms',
  'whatsapp',
  'telegram',
  'ussd',
  'rcs',
  'viber',
  'messenger',
  'instagram',
  'wechat',
  'line',
  'email',
  'voice',
];
const specWith = (topics?: unknown) =>
  KafkaSpec.parse({ brokers: { on: 'kafka' }, ...(topics === undefined ? {} : { topics }) });
const topics = topicsOf(specWith(), CHANNELS);
const partitionsOf = (name: string, list = topics) => list.find((topic) => topic.name === name)?.partitions;

describe('the topics of a site', () => {
  it('are those of the guide with its partitions: 100 for billing, 50 for each of the others', () => {
    expect(partitionsOf('billing.events')).toBe(100);
    for (const channel of CHANNELS)
      for (const kind of ['inbound', 'outbound', 'status', 'dlq'])
        expect(partitionsOf(`messaging.${channel}.${kind}`)).toBe(50);
    for (const name of ['firewall.alerts', 'workflow.triggers', 'notifications.email', 'notifications.push'])
      expect(partitionsOf(name)).toBe(50);
  });

  it('are more than 50, of which 20 and more are in no list of the guide', () => {
    const listed = /^(messaging\.|notifications\.|billing\.events$|firewall\.alerts$|workflow\.triggers$)/;
    expect(topics.length).toBeGreaterThan(50);
    expect(topics.filter(({ name }) => !listed.test(name)).length).toBeGreaterThan(20);
    expect(new Set(topics.map(({ name }) => name)).size).toBe(topics.length);
  });

  it('stay below 4,000 replicas on each of 3 brokers', () => {
    const replicas = topics.reduce((sum, topic) => sum + topic.partitions * 3, 0) / 3;
    expect(replicas).toBeLessThanOrEqual(4000);
  });

  it('take partitions from the longest pattern that fits', () => {
    const spec = specWith({ partitions: { 'messaging.*': 20, 'messaging.sms.*': 80, 'messaging.sms.dlq': 4 } });
    const changed = topicsOf(spec, CHANNELS);
    expect(partitionsOf('messaging.ussd.inbound', changed)).toBe(20);
    expect(partitionsOf('messaging.sms.inbound', changed)).toBe(80);
    expect(partitionsOf('messaging.sms.dlq', changed)).toBe(4);
    expect(partitionsOf('billing.events', changed)).toBe(100);
  });

  it('are what they were when a channel is added', () => {
    const more = topicsOf(specWith(), [...CHANNELS, 'push']);
    expect(more.filter(({ name }) => name.startsWith('messaging.') && !name.includes('.push.'))).toEqual(
      topics.filter(({ name }) => name.startsWith('messaging.')),
    );
    expect(more.length).toBe(topics.length + 4);
  });

  it('say so when a profile adds one that is there, or has a pattern that fits none', () => {
    const spec = specWith({
      partitions: { 'messaging.smss.*': 10 },
      added: { 'billing.events': { writers: ['partner'] } },
    });
    expect(
      checkTopics(spec, CHANNELS, 'dc1/kafka', 'sites.dc1.tiers.kafka').map((f) => `${f.path}: ${f.message}`),
    ).toEqual([
      "sites.dc1.tiers.kafka.topics.added.billing.events: 'billing.events' is a topic that every site has",
      "sites.dc1.tiers.kafka.topics.partitions.messaging.smss.*: 'messaging.smss.*' fits no topic",
    ]);
    expect(resolved({ brokers: ['r01', 'r02', 'r03'], kafka: { topics: { partitions: { 'nothing.*': 1 } } } }).ok).toBe(
      false,
    );
  });
});

describe('access to them', () => {
  const acls = aclsOf(topics);
  const granted = (user: string, operation: string) =>
    acls
      .filter((acl) => acl.user === user && acl.operation === operation && acl.resource === 'TOPIC')
      .map(({ name }) => name);

  it('is given by name, and to nobody for all topics but to look', () => {
    const wide = acls.filter(({ resource, name }) => resource === 'TOPIC' && name === '*');
    expect(wide.map(({ user, operation }) => `${user} ${operation}`)).toEqual([
      'kafka-ui DESCRIBE',
      'kafka-ui DESCRIBE_CONFIGS',
    ]);
  });

  it('lets a channel write what comes from its own carrier, and nothing of another channel', () => {
    const written = granted('messaging-sms', 'WRITE').filter((name) => name.startsWith('messaging.'));
    expect(written).toEqual(['messaging.sms.dlq', 'messaging.sms.inbound', 'messaging.sms.status']);
    expect(granted('messaging-sms', 'READ')).toContain('messaging.sms.outbound');
    expect(
      granted('messaging-sms', 'READ').filter((name) => name.startsWith('messaging.') && !name.includes('.sms.')),
    ).toEqual([]);
  });

  it('lets only billing and carriers near the topics of billing', () => {
    const writers = new Set(
      acls.filter((acl) => acl.name === 'billing.events' && acl.operation === 'WRITE').map(({ user }) => user),
    );
    expect([...writers].sort()).toEqual(CHANNELS.map((channel) => `messaging-${channel}`).sort());
  });

  it('gives each reader consumer groups that begin with its name and a dot, so that no name is the beginning of another', () => {
    const groups = acls.filter(({ resource, operation }) => resource === 'GROUP' && operation === 'READ');
    expect(groups.filter(({ user, name, pattern }) => name !== `${user}.` || pattern !== 'PREFIXED')).toEqual([]);
    for (const a of groups) expect(groups.filter((b) => b !== a && b.name.startsWith(a.name))).toEqual([]);
  });

  it('leaves no topic without a writer and a reader, and no user without a use', () => {
    expect(topics.filter(({ writers, readers }) => writers.length === 0 || readers.length === 0)).toEqual([]);
    const used = new Set(acls.map(({ user }) => user));
    expect(usersOf(topics).filter((user) => !used.has(user))).toEqual([]);
  });
});
