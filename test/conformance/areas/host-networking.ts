import assert from 'node:assert/strict';
import { planFabric, type Attachment } from '@catalyst/fabric';
import { hostById, type Platform } from '@catalyst/model';
import { hostConfig, type DatacenterProfile } from '@catalyst/platform';
import { withSite } from '../change.ts';
import type { Evidence } from '../evidence.ts';
import type { Seen } from '../seen.ts';
import { servers } from '../rows.ts';
import { finding, met, type Area } from '../verdict.ts';

const NETPLAN = '/etc/netplan/01-netcfg.yaml';

type Hardware = DatacenterProfile['servers'][string]['hardware'];

/** production-n1 with other hardware in a pool of dc1. */
const withHardware = (evidence: Evidence, pool: string, change: Partial<Hardware>): Platform =>
  evidence.changed('production-n1', (profile) =>
    withSite(profile, 'dc1', (site) => {
      const servers = site.substrate === 'datacenter' ? site.servers[pool] : undefined;
      assert.ok(site.substrate === 'datacenter' && servers !== undefined, pool);
      const hardware = { ...servers.hardware, ...change };
      return { ...site, servers: { ...site.servers, [pool]: { ...servers, hardware } } };
    }),
  ).platform;

/** A file of the first host of a pool, as an apply would write it. */
function fileOf(platform: Platform, pool: string, path: string): string {
  const file = hostConfig(platform, hostById(platform, `dc1/${pool}-1`)).files.find((f) => f.path === path);
  assert.ok(file, path);
  return file.content;
}

/** Servers with more than one port on switches. */
const bonded = (platform: Platform): readonly Attachment[] =>
  planFabric(platform, 'dc1').fabric.attachments.filter(({ bond }) => bond !== null);

/** The controllers of a storage array in a rack of production-n1. */
const controllers = (evidence: Evidence): readonly Attachment[] =>
  bonded(
    evidence.changed('production-n1', (profile) =>
      withSite(profile, 'dc1', (site) => {
        assert.ok(site.substrate === 'datacenter' && site.fabric !== undefined);
        return { ...site, fabric: { ...site.fabric, arrays: { san: { number: 1, rack: 'r06', speed: '25 Gbps' } } } };
      }),
    ).platform,
  ).filter(({ on }) => on.includes('san'));

/** The bonds of every server that has more than one data port. */
const bonds = (seen: Seen) =>
  seen.platform.hosts
    .filter(({ substrate, machine }) => substrate === 'datacenter' && machine.nics.ports > 1)
    .map((host) => {
      const bond = seen.netplan(host).bonds?.['bond0'];
      assert.ok(bond, `${host.id} has no bond0`);
      return { host, bond };
    });

export const hostNetworking: Area = {
  area: 'Host networking: bonding / MPIO',
  entries: [
    finding('HST-01', 'production', 'host/single-homed', 'dc1', '14 of 19 servers have one port'),
    met('HST-02', '`mode: 802.3ad` in netplan of every server of production-n1', ({ n1 }) => {
      const servers98 = n1.platform.hosts.filter(({ substrate }) => substrate === 'datacenter');
      assert.equal(bonds(n1).length, servers98.length);
      for (const { host, bond } of bonds(n1)) assert.equal(bond.parameters['mode'], '802.3ad', host.id);
    }),
    met(
      'HST-03',
      '`mode: 802.3ad` by default, and `mode: active-backup` for hardware with `bond: active-passive`',
      (evidence) => {
        const modes = (change: Partial<Hardware>) =>
          new Set(fileOf(withHardware(evidence, 'dragonfly', change), 'dragonfly', NETPLAN).match(/mode: \S+/g));
        const ports = { ports: 2, speed: '25 Gbps' } as const;
        assert.deepEqual([...modes({ nics: ports })], ['mode: 802.3ad']);
        assert.deepEqual([...modes({ nics: { ...ports, bond: 'active-passive' } })], ['mode: active-backup']);
      },
    ),
    met('HST-04', 'both legs of every bond are on two leaves: docs/dc1/ports.csv', ({ n1 }) => {
      for (const { on, ports } of bonded(n1.platform))
        assert.equal(new Set(ports.map(({ device }) => device)).size, 2, on);
    }),
    met('HST-05', 'LACP over two leaves, each of which waits after a restart until it knows its routes', ({ n1 }) => {
      assert.ok(bonds(n1).every(({ bond }) => bond.parameters['mode'] === '802.3ad'));
      for (const leaf of ['r01-leaf-a', 'r01-leaf-b'])
        assert.match(n1.device('dc1', leaf, 'eos.cfg'), /^ {3}reload-delay mlag 300$/m);
    }),
    met('HST-06', 'multipathd over every port of an array (`storageArray.portals` of the hardware)', (evidence) => {
      const portals = ['10.32.48.10', '10.32.48.11'];
      const seen = withHardware(evidence, 'postgres', { storageArray: { portals } });
      assert.match(fileOf(seen, 'postgres', '/etc/multipath.conf'), /path_grouping_policy group_by_prio/);
      const unit = fileOf(seen, 'postgres', '/etc/systemd/system/catalyst-storage.service');
      for (const portal of portals) assert.ok(unit.includes(`-p ${portal}\n`), portal);
    }),
    met('HST-07', 'each controller of an array is a bond over both leaves of its rack', (evidence) => {
      for (const { on, ports, mode } of controllers(evidence)) {
        assert.equal(mode, 'active-active', on);
        assert.equal(new Set(ports.map(({ device }) => device)).size, 2, on);
      }
    }),
    met('HST-08', 'an array has two controllers, each with a bond of its own', (evidence) => {
      assert.deepEqual(new Set(controllers(evidence).map(({ bond }) => bond)).size, 2);
    }),
    met('HST-09', 'VLAN 30 with frames of 9,000 bytes on servers in the storage network, 1,500 elsewhere', ({ n1 }) => {
      const storage = bonds(n1).filter(({ host }) => host.addresses.some(({ network }) => network === 'dc1/storage'));
      assert.notEqual(storage.length, 0);
      for (const { host } of storage) {
        const vlan = n1.netplan(host).vlans?.['bond0.30'];
        assert.deepEqual([vlan?.id, vlan?.['mtu']], [30, 9000], host.id);
      }
      for (const { host, bond } of bonds(n1).filter(
        (entry) => !storage.some((other) => other.host.id === entry.host.id),
      ))
        assert.equal(bond['mtu'], 1500, host.id);
    }),
    met(
      'HST-10',
      'two ports carry at once, by addresses and ports: twice one for many flows, once for one',
      ({ n1 }) => {
        for (const { host, bond } of bonds(n1)) {
          assert.equal(bond.interfaces.length, 2, host.id);
          assert.equal(bond.parameters['transmit-hash-policy'], 'layer3+4', host.id);
        }
      },
    ),
    met('HST-11', 'LACP on the bond and several paths to the array on one and the same server', (evidence) => {
      const seen = withHardware(evidence, 'postgres', { storageArray: { portals: ['10.32.48.10', '10.32.48.11'] } });
      assert.match(fileOf(seen, 'postgres', NETPLAN), /mode: 802\.3ad/);
      assert.match(fileOf(seen, 'postgres', '/etc/multipath.conf'), /path_checker tur/);
    }),
    met(
      'HST-12',
      '/etc/netplan/01-netcfg.yaml, version 2, on every server of every profile',
      ({ dev, production, n1, enterprise }) => {
        for (const seen of [dev, production, n1, enterprise])
          for (const host of seen.platform.hosts.filter(({ substrate }) => substrate === 'datacenter'))
            assert.equal(seen.netplan(host).version, 2, host.id);
      },
    ),
    met(
      'HST-13',
      'bond0 over enp3s0 and enp4s0 on every server with two data ports',
      ({ dev, production, n1, enterprise }) => {
        for (const seen of [dev, production, n1, enterprise])
          for (const { host, bond } of bonds(seen)) {
            assert.deepEqual(bond.interfaces, ['enp3s0', 'enp4s0'], host.id);
            for (const port of bond.interfaces) assert.ok(port in seen.netplan(host).ethernets, host.id);
          }
      },
    ),
    // The address of the article is an example: each host has one of its own, inside its network.
    met('HST-14', 'one static address with its prefix on bond0, another on every server', ({ n1 }) => {
      const addresses = bonds(n1).map(({ bond }) => bond.addresses);
      for (const own of addresses) assert.match(own.join(), /^\d+\.\d+\.\d+\.\d+\/\d+$/);
      assert.equal(new Set(addresses.flat()).size, addresses.length);
    }),
    // `gateway4` is deprecated (audit H13): the same is said as a route.
    met('HST-15', 'a default route over the first address of the network on bond0, and no gateway4', ({ n1 }) => {
      for (const { host, bond } of bonds(n1)) {
        const [network] = host.addresses;
        const gateway = n1.platform.sites
          .flatMap(({ networks }) => networks)
          .find(({ id }) => id === network.network)?.gateway;
        assert.deepEqual(
          bond.routes?.filter(({ to }) => to === 'default').map(({ via }) => via),
          [gateway],
          host.id,
        );
        assert.ok(!('gateway4' in bond));
      }
    }),
    met('HST-16', '`mode: 802.3ad` on bond0 of every server with two ports', ({ dev, production, n1, enterprise }) => {
      for (const seen of [dev, production, n1, enterprise])
        for (const { host, bond } of bonds(seen)) assert.equal(bond.parameters['mode'], '802.3ad', host.id);
    }),
    met(
      'HST-17',
      '`mii-monitor-interval: 100` on bond0 of every server with two ports',
      ({ dev, production, n1, enterprise }) => {
        for (const seen of [dev, production, n1, enterprise])
          for (const { host, bond } of bonds(seen)) assert.equal(bond.parameters['mii-monitor-interval'], 100, host.id);
      },
    ),
    met('HST-18', 'the bond of a server has one number at both leaves, which are one switch to it (MLAG)', ({ n1 }) => {
      for (const leaf of ['r01-leaf-a', 'r01-leaf-b'])
        assert.match(n1.device('dc1', leaf, 'eos.cfg'), /description kafka-1 bond0\n(?: {3}.*\n)*? {3}mlag 11\n/);
    }),
    servers('HST-19', 'production', 'dc1/postgres', { ports: '2 × 10 Gbps' }),
    servers('HST-20', 'production', 'dc1/ingress', { ports: '2 × 10 Gbps' }),
    finding(
      'HST-21',
      'production',
      'host/single-homed',
      'dc1',
      '3 kafka',
      '1 dragonfly',
      '8 services',
      '1 monitoring',
      '1 backup',
    ),
    met(
      'HST-22',
      'a bond on each of the servers of production-n1, and VLANs on those in the storage network',
      ({ n1 }) => {
        const storage = bonds(n1).filter(({ host }) => host.addresses.some(({ network }) => network === 'dc1/storage'));
        assert.notEqual(storage.length, 0);
        for (const { host } of storage) assert.ok(Object.keys(n1.netplan(host).vlans ?? {}).length > 0, host.id);
      },
    ),
  ],
};
