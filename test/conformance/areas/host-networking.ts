import assert from 'node:assert/strict';
import type { Seen } from '../seen.ts';
import { servers } from '../rows.ts';
import { finding, met, open, type Area } from '../verdict.ts';

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
    ...open('Fabric', 'HST-03', 'HST-04', 'HST-05'),
    ...open('Fabric', 'HST-06..10'),
    ...open('Fabric', 'HST-11'),
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
    ...open('Fabric', 'HST-18'),
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
