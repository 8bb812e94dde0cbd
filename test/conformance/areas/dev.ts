import assert from 'node:assert/strict';
import type { Evidence } from '../evidence.ts';
import type { Seen } from '../seen.ts';
import { finding, met, type Area, type Met } from '../verdict.ts';
import { serviceInstances } from './services.ts';

/** The one server of dev. */
const server = (dev: Seen) => dev.fleet('dc1/all-in-one');

/** So many instances of a role, all on the one server. */
const runs = (id: string, tier: string, roles: readonly string[]): Met =>
  met(id, `one ${roles.join(' and one ')} of tier ${tier} on dc1/all-in-one-1`, ({ dev }) => {
    for (const role of roles)
      assert.deepEqual(
        dev.instances('dc1', tier, role).map(({ host }) => host),
        ['dc1/all-in-one-1'],
        role,
      );
  });

const hardware = (id: string, by: string, check: (dev: ReturnType<typeof server>, evidence: Evidence) => void): Met =>
  met(id, by, (evidence) => {
    check(server(evidence.dev), evidence);
  });

export const dev: Area = {
  area: 'Profile: dev/test single server',
  entries: [
    met(
      'DEV-01',
      'dev is one server whose broker, at what dev is asked for, is below its limits with all up',
      ({ dev }) => {
        assert.equal(dev.total.servers, 1);
        const above = dev.findings.filter(({ code }) => /^kafka\/(ingress|network|cpu|throughput)$/.test(code));
        assert.deepEqual(
          above.map(({ subject }) => subject).filter((subject) => subject.startsWith('dc1/')),
          [],
        );
      },
    ),
    met('DEV-02', 'one server in the totals of dev', ({ dev }) => {
      assert.equal(dev.total.servers, 1);
    }),
    hardware('DEV-03', '16 cores, Intel Xeon or AMD EPYC', ({ cores, cpu }) => {
      assert.deepEqual([cores, cpu], [16, 'Intel Xeon / AMD EPYC']);
    }),
    hardware('DEV-04', '64 GiB of memory', ({ memoryGiB }) => {
      assert.equal(memoryGiB, 64);
    }),
    hardware(
      'DEV-05',
      'two NVMe drives of 1 TB in RAID 1, which the host is told to make',
      ({ disks, hosts }, { dev }) => {
        assert.deepEqual(disks, ['2 TB NVMe, RAID 1']);
        for (const host of hosts) assert.match(dev.hostJson(host), /"drives": "2 × 1 TB nvme", "raid": "raid1"/);
      },
    ),
    hardware('DEV-06', 'two ports of 1 Gbps in bond0, in /etc/netplan/01-netcfg.yaml', ({ ports, hosts }, { dev }) => {
      assert.equal(ports, '2 × 1 Gbps');
      for (const host of hosts) {
        const { bonds } = dev.netplan(host);
        assert.deepEqual(bonds?.['bond0']?.interfaces, ['enp3s0', 'enp4s0']);
      }
    }),
    hardware('DEV-07', 'no GPU is needed: nothing that the host installs is for one', ({ hosts }, { dev }) => {
      for (const host of hosts) assert.doesNotMatch(dev.hostJson(host), /nvidia|cuda|rocm|gpu/i);
    }),
    met('DEV-08', 'fewer than 50 services run on the one server', ({ dev }) => {
      const { length } = dev.platform.instances.filter(({ site }) => site === 'dc1');
      assert.ok(length > 0 && length < 50, String(length));
    }),
    finding('DEV-09', 'dev', 'kafka/claimed-rate', 'dc1/kafka', '60 MB/s is 60 % of the 100 MB/s'),
    met('DEV-10', 'the broker keeps 500,000 messages of 1 kB and more, in time and in space', ({ dev }) => {
      const { demand } = dev.platform;
      const [broker] = dev.hosts('dc1/all-in-one');
      assert.ok(broker);
      const properties = dev.file(broker, '/etc/kafka/server.properties');
      const hours = Number(/^log\.retention\.hours=(\d+)$/m.exec(properties)?.[1]);
      assert.ok(hours * 3600 * demand.sustained >= 500_000, `${String(hours)} h`);
      // RAID 1 leaves the half.
      const [{ drive } = { drive: 0 }] = broker.machine.volumes;
      assert.ok(500_000 * demand.message <= drive);
    }),
    finding('DEV-11', 'dev', 'claim/daily-messages', 'dev', '8,000,000,000', '8,640,000,000'),
    finding('DEV-12', 'dev', 'claim/retention', 'dev', '8.64 TB for one copy', '2 TB', '5.56 h'),
    runs('DEV-13', 'kafka', ['broker', 'controller']),
    runs('DEV-14', 'postgres', ['node']),
    runs('DEV-15', 'timescale', ['node']),
    runs('DEV-16', 'dragonfly', ['node']),
    runs('DEV-17', 'elasticsearch', ['data']),
    runs('DEV-18', 'services', ['n8n']),
    runs('DEV-19', 'monitoring', ['prometheus', 'grafana']),
    met('DEV-20', 'each of the services that production has, once', ({ dev, production }) => {
      const names = (seen: Seen) => serviceInstances(seen, 'dc1').map(({ id }) => id.replace(/^.*\/(.*)-\d+$/, '$1'));
      const wanted = new Set(names(production));
      assert.ok(wanted.size >= 5);
      assert.deepEqual(names(dev).sort(), [...wanted].sort());
    }),
    met('DEV-21', 'spof/single-instance about every role that dev has on its server: nothing takes over', ({ dev }) => {
      const roles = new Set(
        dev.platform.instances.filter(({ site }) => site === 'dc1').map((i) => `dc1/${i.tier}.${i.role}`),
      );
      assert.ok(roles.size > 5);
      const told = new Set(dev.found('spof/single-instance').map(({ subject }) => subject));
      assert.deepEqual(
        [...roles].filter((role) => !told.has(role)),
        [],
      );
      assert.deepEqual(dev.instances('dc1', 'backup'), []);
    }),
  ],
};
