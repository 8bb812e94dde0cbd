import assert from 'node:assert/strict';
import type { Host } from '@catalyst/model';
import { servers } from '../rows.ts';
import type { Seen } from '../seen.ts';
import { finding, met, type Area } from '../verdict.ts';

const POOL = 'dc1/ingress';

/** Priority of a host for each floating address of its keepalived.conf. */
function priorities(seen: Seen, host: Host): ReadonlyMap<string, number> {
  const text = seen.file(host, '/etc/keepalived/keepalived.conf');
  const found = [...text.matchAll(/^vrrp_instance (\S+) \{\n(?: .*\n)*? {4}priority (\d+)$/gm)];
  return new Map(found.map(([, name = '', value = '']) => [name, Number(value)]));
}

/** The host that is first in line for an address, which must be one. */
function first(seen: Seen, pool: string, address: string): string {
  const places = seen.hosts(pool).map((host) => ({ host, place: priorities(seen, host).get(address) ?? 0 }));
  const best = Math.max(...places.map(({ place }) => place));
  const [only, ...others] = places.filter(({ place }) => place === best);
  assert.ok(only !== undefined && others.length === 0, `${address} has ${String(others.length + 1)} first hosts`);
  return only.host.hostname;
}

export const ingress: Area = {
  area: 'Load balancers',
  entries: [
    // Another product than the servers with HAProxy and Nginx of the guide, and the same behaviour.
    finding('LBL-01', 'production', 'ingress/product', 'dc1/ingress', 'Hardware load balancers', '2 servers'),
    met('LBL-02', 'keepalived.conf of both servers: VRRP version 3, from one to the other', ({ production }) => {
      const hosts = production.hosts(POOL);
      for (const host of hosts) {
        const text = production.file(host, '/etc/keepalived/keepalived.conf');
        assert.match(text, /^ {4}vrrp_version 3$/m);
        for (const peer of hosts.filter(({ id }) => id !== host.id))
          assert.ok(text.includes(`\n        ${peer.addresses[0].address}\n`), `${host.id} does not tell ${peer.id}`);
      }
    }),
    met('LBL-03', 'one floating address, in keepalived.conf and in haproxy.cfg of both servers', ({ production }) => {
      const [address, ...others] = production.platform.floating.filter(({ id }) => id.startsWith('dc1/api-'));
      assert.ok(address !== undefined && others.length === 0);
      for (const host of production.hosts(POOL)) {
        assert.ok(production.file(host, '/etc/keepalived/keepalived.conf').includes(` ${address.address}/`));
        assert.ok(production.file(host, '/etc/haproxy/haproxy.cfg').includes(`bind ${address.address}:443\n`));
      }
    }),
    finding('LBL-04', 'production', 'ingress/network', 'dc1/ingress/one-node-lost-at-peak', '10 Gbps', '1 node'),
    met('LBL-05', 'haproxy and nginx on both servers', ({ production }) => {
      for (const host of production.hosts(POOL)) {
        assert.match(production.hostJson(host), /"haproxy"/);
        assert.match(production.hostJson(host), /"nginx-light"/);
        assert.match(production.file(host, '/etc/nginx/nginx.conf'), /^ {4}ssl_protocols TLSv1\.3;$/m);
      }
    }),
    servers('LBL-06', 'production', POOL, { cores: 8 }),
    servers('LBL-07', 'production', POOL, { memoryGiB: 32 }),
    servers('LBL-08', 'production', POOL, { disks: ['500 GB NVMe'] }),
    servers('LBL-09', 'production', POOL, { ports: '2 × 10 Gbps' }),
    met(
      'LBL-10',
      'keepalived.conf: one address, of which ingress-1 is first in line and ingress-2 second',
      ({ production }) => {
        assert.equal(first(production, POOL, 'api-1'), 'ingress-1');
        for (const host of production.hosts(POOL)) {
          assert.equal(priorities(production, host).size, 1);
          assert.match(production.file(host, '/etc/keepalived/keepalived.conf'), /^ {4}nopreempt$/m);
        }
      },
    ),
    met(
      'LBL-11',
      'three servers, each first in line for an address of its own and behind for the others',
      ({ enterprise }) => {
        const addresses = ['api-1', 'api-2', 'api-3'];
        const firsts = addresses.map((address) => first(enterprise, 'east/ingress', address));
        assert.deepEqual(firsts, ['ingress-1', 'ingress-2', 'ingress-3']);
        for (const host of enterprise.hosts('east/ingress'))
          assert.deepEqual([...priorities(enterprise, host).keys()], addresses);
      },
    ),
    met('LBL-12', 'keepalived on both servers, which gives the address up when HAProxy is dead', ({ production }) => {
      assert.ok(production.hosts(POOL).length >= 2);
      for (const host of production.hosts(POOL)) {
        assert.match(production.file(host, '/etc/keepalived/keepalived.conf'), /^ {4}track_file \{\n {8}health\n/m);
        assert.match(production.file(host, '/usr/local/lib/ingress/watch'), /tell -254/);
      }
    }),
    met(
      'LBL-13',
      'haproxy.cfg: GET every second, out after two that fail, ten requests in a row, or none that connects',
      ({ production }) => {
        for (const host of production.hosts(POOL)) {
          const text = production.file(host, '/etc/haproxy/haproxy.cfg');
          const backends = text.split('\n\n').filter((section) => section.startsWith('backend messaging'));
          assert.ok(backends.length >= 3);
          for (const backend of backends) {
            assert.match(backend, /^ {4}http-check send meth GET uri \/health\/ready /m);
            assert.match(backend, /^ {4}http-check expect status 200$/m);
            assert.match(
              backend,
              /default-server check inter 1s .* fall 2 .* observe layer7 error-limit 10 on-error mark-down/,
            );
          }
        }
      },
    ),
  ],
};
