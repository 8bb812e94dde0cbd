import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Seen } from '../seen.ts';
import { runOnly, servers } from '../rows.ts';
import { finding, met, open, type Area, type Met } from '../verdict.ts';

const POOL = 'dc1/dragonfly';
const DISKS = ['2 TB NVMe, RAID 1'];

const HostJson = z.object({ operatingSystem: z.object({ id: z.string(), version: z.string() }) });
const Node = z.object({
  first: z.boolean(),
  peers: z.array(z.string()),
  sentinels: z.array(z.string()),
  quorum: z.number(),
  keyspaces: z.array(z.object({ name: z.string(), shape: z.string(), expiry: z.number().nullable() })),
});

const nodes = (seen: Seen, pool = POOL) =>
  seen.hosts(pool).map((host) => ({ host, ...Node.parse(JSON.parse(seen.file(host, '/etc/dragonfly/node.json'))) }));

/** A flag of the node of production. */
const flag = (id: string, text: string): Met =>
  met(id, `\`${text}\` in the flags of the node of production`, ({ production }) => {
    for (const host of production.hosts(POOL))
      assert.ok(production.file(host, '/etc/dragonfly/flags').split('\n').includes(text));
  });

/** A copy in the primary region of enterprise, beside the others of its shard. */
const copy = (id: string): Met =>
  met(
    id,
    'three of the four nodes at east of enterprise, of 16 cores and 512 GiB, copy the first',
    ({ enterprise }) => {
      const { cores, memoryGiB } = enterprise.fleet('east/dragonfly');
      assert.deepEqual([cores, memoryGiB], [16, 512]);
      assert.deepEqual(
        nodes(enterprise, 'east/dragonfly').map(({ first, peers }) => [first, peers.length]),
        [
          [true, 3],
          [false, 3],
          [false, 3],
          [false, 3],
        ],
      );
    },
  );

const claim = (id: string, code: string, ...says: readonly [string, ...string[]]) =>
  finding(id, 'production', `dragonfly/${code}`, 'dc1/dragonfly', ...says);

export const dragonfly: Area = {
  area: 'Dragonfly',
  entries: [
    servers('DFY-01', 'production', POOL, { cores: 16 }),
    servers('DFY-02', 'production', POOL, { memoryGiB: 512 }),
    servers('DFY-03', 'production', POOL, { disks: DISKS }),
    servers('DFY-04', 'production', POOL, { ports: '1 × 10 Gbps' }),
    met('DFY-05', 'nothing but the cache runs on its 16 cores', ({ production }) => {
      runOnly(production, POOL, 'dragonfly/node');
    }),
    servers('DFY-06', 'enterprise', 'east/dragonfly', { memoryGiB: 512 }),
    servers('DFY-07', 'enterprise', 'east/dragonfly', { disks: DISKS }),
    servers('DFY-08', 'enterprise', 'east/dragonfly', { ports: '1 × 10 Gbps' }),
    met('DFY-09', 'the cache of production is configured for Ubuntu 22.04', ({ production }) => {
      for (const host of production.hosts(POOL))
        assert.deepEqual(HostJson.parse(JSON.parse(production.hostJson(host))).operatingSystem, {
          id: 'ubuntu',
          version: '22.04',
        });
    }),
    met(
      'DFY-10',
      'keys of all five purposes in node.json, with users that may touch them and no others',
      ({ production }) => {
        for (const { keyspaces } of nodes(production))
          assert.deepEqual(
            keyspaces.map(({ name }) => name),
            ['balances', 'rate-cards', 'sessions', 'blacklist', 'workflow'],
          );
      },
    ),
    claim('DFY-11', 'balances-size', '512 GB', '10 MB', '51,200 times'),
    claim('DFY-12', 'rate-cards-size', '50 GB', '100 MB', '500 times'),
    claim('DFY-13', 'session-size', '50 GB', '500 kB each'),
    claim('DFY-14', 'allotted', 'blacklist 10 GB', '= 622 GB'),
    claim('DFY-15', 'allotted', '= 622 GB', '500 GB', '512 GiB'),
    met(
      'DFY-16',
      'at east of enterprise: a master, three copies, and three Sentinels of which two decide',
      ({ enterprise }) => {
        const all = nodes(enterprise, 'east/dragonfly');
        assert.equal(all.length, 4);
        for (const { sentinels, quorum } of all) assert.deepEqual([sentinels.length, quorum], [3, 2]);
      },
    ),
    copy('DFY-17'),
    copy('DFY-18'),
    finding('DFY-19', 'enterprise', 'dragonfly/remote-copy', 'west/dragonfly', 'no copy of the cache of east'),
    flag('DFY-20', '--snapshot_cron=0 * * * *'),
    claim('DFY-21', 'durability', 'There is no append-only file', '1 h old'),
    claim('DFY-22', 'eviction', 'balances', 'cache_mode is off'),
    met('DFY-23', 'sessions end after 300 s in node.json, and keys that do not are counted', ({ production }) => {
      for (const { host, keyspaces } of nodes(production)) {
        assert.equal(keyspaces.find(({ name }) => name === 'sessions')?.expiry, 300);
        assert.match(production.file(host, '/etc/systemd/system/dragonfly-expiry.service'), /cache\.py expiry/);
      }
    }),
    claim('DFY-24', 'recovery', '500 GB in 30 s are 16.7 GB/s'),
    ...open('Smoke', 'DFY-25', 'DFY-26'),
    claim('DFY-27', 'throughput', '2,740,000/s', '1,000,000'),
    flag('DFY-28', '--maxclients=10000'),
    claim('DFY-29', 'line-rate', '8 Gbps of 10 Gbps', '80 %'),
    ...open('Observability', 'DFY-30..34'),
  ],
};
