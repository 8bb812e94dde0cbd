import assert from 'node:assert/strict';
import { kB, type Host } from '@catalyst/model';
import { z } from 'zod';
import type { Evidence } from '../evidence.ts';
import type { Fleet, Seen } from '../seen.ts';
import { finding, met, open, partly, type Area, type Met } from '../verdict.ts';

/** What Provision.java makes of a new cluster. */
const Provisioning = z.object({
  copies: z.number(),
  topics: z.array(z.object({ name: z.string(), partitions: z.number() })),
  users: z.array(z.string()),
});

const UBUNTU = { id: 'ubuntu', version: '22.04' };
const HostJson = z.object({ operatingSystem: z.object({ id: z.string(), version: z.string() }) });
const operatingSystem = (seen: Seen, host: Host) => HostJson.parse(JSON.parse(seen.hostJson(host))).operatingSystem;

const brokers = (seen: Seen, pool = 'dc1/kafka') => seen.hosts(pool);

/** `key=value` lines, as the broker reads them. */
const settings = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.includes('=') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

const serverProperties = (seen: Seen, pool?: string) =>
  brokers(seen, pool).map((host) => settings(seen.file(host, '/etc/kafka/server.properties')));

/** A setting that every broker of `production` gets. */
const setting = (id: string, key: string, value: string): Met =>
  met(id, `\`${key}=${value}\` in server.properties of every broker of production`, ({ production }) => {
    for (const properties of serverProperties(production)) assert.equal(properties.get(key), value);
  });

const provisioning = (seen: Seen) => {
  const [first] = brokers(seen);
  assert.ok(first);
  return Provisioning.parse(JSON.parse(seen.file(first, '/etc/kafka/provisioning/cluster.json')));
};
const topics = (seen: Seen) => provisioning(seen).topics;

/** Topics by name or prefix, each with so many partitions, in what the first broker provisions. */
const provisioned = (id: string, pattern: string, partitions: number): Met =>
  met(
    id,
    `\`${pattern}\` with ${String(partitions)} partitions in cluster.json, from which topics are made`,
    ({ production }) => {
      const wanted = topics(production).filter(({ name }) =>
        pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
      );
      assert.notEqual(wanted.length, 0, `no topic ${pattern}`);
      for (const topic of wanted) assert.equal(topic.partitions, partitions, topic.name);
    },
  );

/** Something of the broker's machine, in the layout of 19 servers and in the component specification of enterprise. */
const layout = (id: string, by: string, pick: (fleet: Fleet) => unknown, expected: unknown): Met =>
  met(id, by, ({ production }) => {
    assert.deepEqual(pick(production.fleet('dc1/kafka')), expected);
  });
const specified = (id: string, by: string, pick: (fleet: Fleet) => unknown, expected: unknown): Met =>
  met(id, by, ({ enterprise }) => {
    for (const site of ['east', 'west', 'europe'])
      assert.deepEqual(pick(enterprise.fleet(`${site}/kafka`)), expected, site);
  });

/** All brokers of three sites. */
const twelve = ({ enterprise }: Evidence) =>
  enterprise.datacenters.flatMap(({ id }) => enterprise.hosts(`${id}/kafka`));

export const kafka: Area = {
  area: 'Kafka',
  entries: [
    met('KAF-01', 'nothing but Kafka runs on the hosts of the pool kafka', ({ production, n1, enterprise }) => {
      for (const seen of [production, n1, enterprise])
        for (const host of seen.platform.hosts.filter(({ pool }) => pool === 'kafka'))
          assert.deepEqual(
            seen.rolesOn(host).filter((role) => !role.startsWith('kafka/')),
            [],
            host.id,
          );
    }),
    met(
      'KAF-02',
      'pool dc1/kafka of production: three hosts of one hardware model, each a broker',
      ({ production }) => {
        assert.equal(production.fleet('dc1/kafka').servers, 3);
        assert.equal(production.instances('dc1', 'kafka', 'broker').length, 3);
      },
    ),
    layout('KAF-03', '24 cores in each broker of production', ({ cores, cpu }) => [cores, cpu], [
      24,
      'Intel Xeon / AMD EPYC',
    ]),
    layout('KAF-04', '128 GiB in each broker of production', ({ memoryGiB }) => memoryGiB, 128),
    layout('KAF-05', 'four drives of 1 TB in RAID 10 in each broker of production', ({ disks }) => disks, [
      '4 TB NVMe, RAID 10',
    ]),
    // Audit B12: the layout gives one port, and the component specification a pair.
    finding('KAF-06', 'production', 'host/single-homed', 'dc1', '14 of 19', '3 kafka'),
    met('KAF-08', 'three brokers at the one site dc1 of production', ({ production }) => {
      assert.equal(production.instances('dc1', 'kafka', 'broker').length, 3);
      assert.deepEqual(
        production.datacenters.map(({ id }) => id),
        ['dc1'],
      );
    }),
    met('KAF-09', 'six brokers over three zones at use1, over three racks at east', ({ production, enterprise }) => {
      for (const hosts of [production.hosts('use1/kafka'), enterprise.hosts('east/kafka')]) {
        assert.equal(hosts.length, 6);
        assert.equal(production.domains(hosts).length, 3);
      }
    }),
    met('KAF-10', 'twelve brokers over the three datacenters of enterprise', (evidence) => {
      const hosts = twelve(evidence);
      assert.equal(hosts.length, 12);
      assert.equal(new Set(hosts.map(({ site }) => site)).size, 3);
    }),
    // Audit B20: the E5-2690 v4 has 14 cores, so of the two alternatives only the EPYC has 24.
    specified(
      'KAF-11',
      '24 cores, of which an AMD EPYC is a model',
      ({ cores, cpu }) => [cores, cpu.includes('EPYC')],
      [24, true],
    ),
    finding('KAF-12', 'production', 'kafka/heap', 'dc1/kafka', '64 GiB of heap', '64 GiB of page cache', '128 GiB'),
    specified(
      'KAF-13',
      'NVMe drives in RAID 10 on each broker of enterprise',
      ({ disks }) => disks[0],
      '4 TB NVMe, RAID 10',
    ),
    finding('KAF-14', 'enterprise', 'kafka/idle-volume', 'east/kafka', '8 TB, sas', 'keeps no logs'),
    met('KAF-15', '12 TB in each of the twelve brokers of enterprise, 144 TB in all', (evidence) => {
      const raw = twelve(evidence).map(({ machine }) =>
        machine.volumes.reduce((sum, { drives, drive }) => sum + drives * drive, 0),
      );
      assert.deepEqual(new Set(raw), new Set([12e12]));
      assert.equal(
        raw.reduce((sum, bytes) => sum + bytes, 0),
        144e12,
      );
    }),
    specified(
      'KAF-16',
      'two ports of 10 Gbps in a bond on each broker of enterprise',
      ({ ports, hosts }) => [ports, ...new Set(hosts.map(({ addresses }) => addresses[0].interface))],
      ['2 × 10 Gbps', 'bond0'],
    ),
    met(
      'KAF-07',
      'Ubuntu 22.04 in host.json of every broker of production; its installer refuses another',
      ({ production }) => {
        for (const host of brokers(production)) assert.deepEqual(operatingSystem(production, host), UBUNTU);
      },
    ),
    met(
      'KAF-17',
      'Ubuntu 22.04 in host.json of every broker of enterprise; its installer refuses another',
      ({ enterprise }) => {
        for (const host of brokers(enterprise, 'east/kafka'))
          assert.deepEqual(operatingSystem(enterprise, host), UBUNTU);
      },
    ),
    setting('KAF-18', 'num.network.threads', '8'),
    setting('KAF-19', 'num.io.threads', '8'),
    setting('KAF-20', 'socket.send.buffer.bytes', '102400'),
    setting('KAF-21', 'socket.receive.buffer.bytes', '102400'),
    setting('KAF-22', 'socket.request.max.bytes', '104857600'),
    // The setting is there, log.retention.hours=168; the disks are not (audit B08).
    finding('KAF-23', 'production', 'kafka/retention', 'dc1/kafka', '7 d', '685 MB/s × 3 copies', '1.24 PB', '1.62 h'),
    setting('KAF-24', 'log.segment.bytes', '1073741824'),
    setting('KAF-25', 'replica.lag.time.max.ms', '30000'),
    finding('KAF-26', 'production', 'kafka/heap', 'dc1/kafka', '64 GiB of heap', '32 GiB', 'compressed pointers'),
    met('KAF-27', '50 partitions or more in each topic of cluster.json, and `num.partitions=50`', ({ production }) => {
      for (const { name, partitions } of topics(production)) assert.ok(partitions >= 50, name);
      for (const properties of serverProperties(production)) assert.equal(properties.get('num.partitions'), '50');
    }),
    provisioned('KAF-28', 'billing.events', 100),
    provisioned('KAF-29', 'messaging.sms.*', 50),
    provisioned('KAF-30', 'messaging.whatsapp.*', 50),
    provisioned('KAF-31', 'messaging.telegram.*', 50),
    provisioned('KAF-32', 'messaging.ussd.*', 50),
    provisioned('KAF-33', 'firewall.alerts', 50),
    provisioned('KAF-34', 'workflow.triggers', 50),
    provisioned('KAF-35', 'notifications.*', 50),
    met('KAF-36', 'more than 20 topics in cluster.json that the guide does not name', ({ production }) => {
      const named =
        /^(billing\.events|messaging\.(sms|whatsapp|telegram|ussd)\..*|firewall\.alerts|workflow\.triggers|notifications\..*)$/;
      assert.ok(topics(production).filter(({ name }) => !named.test(name)).length > 20);
    }),
    finding(
      'KAF-37',
      'production',
      'kafka/throughput',
      'dc1/kafka',
      '60 MB/s = 180 MB/s is 26 %',
      '685 MB/s',
      '210 MB/s or 31 %',
    ),
    finding('KAF-38', 'enterprise', 'kafka/claimed-rate', 'east/kafka', '400 MB/s is 58 % of the 685 MB/s'),
    finding('KAF-39', 'enterprise', 'kafka/claimed-rate', 'east/kafka', '400k tps is 58 % of the 685k tps'),
    met('KAF-40', 'every capacity figure reckons with 1,000 B a message', ({ production }) => {
      assert.equal(production.platform.demand.message, kB(1));
      const figures = production.found('kafka/ingress').filter(({ subject }) => subject.startsWith('dc1/kafka/'));
      assert.notDeepEqual(figures, []);
      for (const { message } of figures) assert.match(message, /× 1,000 B/);
    }),
    finding('KAF-41', 'enterprise', 'kafka/claimed-rate', 'east/kafka', '600 MB/s is 71 % of the 850 MB/s'),
    ...open('Smoke', 'KAF-42'),
    met(
      'KAF-43',
      'messages and bytes that producers write, in what the exporter of every broker publishes',
      ({ production }) => {
        for (const broker of brokers(production))
          assert.match(
            production.file(broker, '/etc/kafka/metrics.yml'),
            /BrokerTopicMetrics, name=\(BytesIn\|.*MessagesIn/,
          );
      },
    ),
    partly(
      'Observability',
      'KAF-44',
      'lag is published by group and topic, in messages and in time; by partition it is to come',
    ),
    finding(
      'KAF-45',
      'production',
      'kafka/cpu',
      'dc1/kafka/one-broker-lost-at-peak',
      'one broker lost',
      '70 % is the limit',
      '69.06 of 24 cores',
    ),
    finding('KAF-46', 'production', 'kafka/disk', 'dc1/kafka/all-up-sustained', '80 % is the limit', '414 TB of 2 TB'),
    finding(
      'KAF-47',
      'production',
      'kafka/network',
      'dc1/kafka/all-up-at-peak',
      'all up',
      '60 % is the limit',
      '13.6 Gbps',
      '10 Gbps',
    ),
    met(
      'KAF-48',
      '`min.insync.replicas=2` in server.properties of every broker: a write has two copies, or is refused',
      ({ production, n1, enterprise }) => {
        for (const seen of [production, n1])
          for (const p of serverProperties(seen)) assert.equal(p.get('min.insync.replicas'), '2');
        for (const { id } of enterprise.datacenters)
          for (const p of serverProperties(enterprise, `${id}/kafka`)) assert.equal(p.get('min.insync.replicas'), '2');
      },
    ),
    finding('KAF-49', 'production', 'kafka/lag-alert', 'dc1/kafka', '100,000 messages', '685k tps', '146 ms'),
    met(
      'KAF-50',
      'three brokers or more at every site of production, production-n1 and enterprise',
      ({ production, n1, enterprise }) => {
        for (const seen of [production, n1, enterprise])
          for (const { id } of seen.platform.sites) assert.ok(seen.instances(id, 'kafka', 'broker').length >= 3, id);
      },
    ),
    // ZooKeeper is gone since Kafka 4.0, and the guide has no server for it (audit B17): KRaft takes its place.
    met(
      'KAF-51',
      'three voters in `controller.quorum.bootstrap.servers`, the same in every node',
      ({ production, n1 }) => {
        for (const seen of [production, n1]) {
          const quorums = new Set(serverProperties(seen).map((p) => p.get('controller.quorum.bootstrap.servers')));
          assert.equal(quorums.size, 1);
          assert.equal([...quorums][0]?.split(',').length, 3);
        }
      },
    ),
    finding('KAF-52', 'production', 'claim/share', 'dc1/kafka-brokers', '50 Gbps', '30 Gbps'),
    finding(
      'KAF-53',
      'production',
      'kafka/claimed-traffic',
      'dc1/kafka',
      '685 MB/s × 2 more copies = 11 Gbps',
      '30 Gbps',
    ),
    finding('KAF-54', 'production', 'kafka/claimed-traffic', 'dc1/kafka', '685 MB/s × 4 groups of readers', '20 Gbps'),
    met(
      'KAF-55',
      'three copies, of which two acknowledge, in server.properties and in cluster.json',
      ({ production }) => {
        for (const properties of serverProperties(production)) {
          assert.equal(properties.get('default.replication.factor'), '3');
          assert.equal(properties.get('min.insync.replicas'), '2');
          assert.equal(properties.get('unclean.leader.election.enable'), 'false');
        }
        assert.equal(provisioning(production).copies, 3);
      },
    ),
  ],
};
