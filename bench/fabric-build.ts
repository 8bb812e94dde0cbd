/**
 * Builds a whole network once and prints what it cost: `tsx bench/fabric-build.ts 1107`. A process of its own, so that
 * memory is that of this work alone. Counted is what follows on the resolved platform: facts, rules, configuration and
 * text of all devices under EOS and again under FRR, and all documents.
 */
import {
  cableRows,
  checkNetwork,
  deviceFiles,
  drawElevations,
  drawTopology,
  parts,
  planFabric,
  portRows,
  powerRows,
  rackItems,
  type Fabric,
} from '@catalyst/fabric';
import { stringify } from 'csv-stringify/sync';
import { resolve, type Platform, type ProfileText } from '@catalyst/model';

/** Racks, pods of thirty, and devices: three in a rack, four for each pod, two cores, two routers, two firewalls. */
const SIZES: Readonly<Record<string, { readonly racks: number; readonly aggregation: number }>> = {
  '24': { racks: 5, aggregation: 3 },
  '240': { racks: 74, aggregation: 4 },
  '1107': { racks: 351, aggregation: 4 },
};
const SERVERS_IN_RACK = 4;
const POOL = 240;

type Servers = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string];

function profileOf(size: string, nos: 'eos' | 'frr'): ProfileText {
  const shape = SIZES[size];
  if (shape === undefined) throw new Error(`sizes are ${Object.keys(SIZES).join(', ')}`);
  const racks = Array.from({ length: shape.racks }, (_, i) => `r${String(i + 1).padStart(2, '0')}`);
  const places = racks.flatMap((rack) => Array<string>(SERVERS_IN_RACK).fill(rack));
  const pools = Array.from({ length: Math.ceil(places.length / POOL) }, (_, i): [string, Servers] => [
    `pool-${String(i + 1)}`,
    {
      hardware: { cores: 16, memory: '64 GiB', volumes: {}, nics: { ports: 2, speed: '25 Gbps' } },
      racks: places.slice(i * POOL, (i + 1) * POOL),
      block: 32 + i,
    },
  ]);
  return {
    name: 'bench',
    title: 'a hall',
    demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
    objectives: { availability: '99.9 %', failover: '2 s', latencyP99: '100 ms', retention: '1 d' },
    tenants: { one: { id: 1 }, two: { id: 2 } },
    sites: {
      dc1: {
        substrate: 'datacenter',
        location: 'somewhere',
        cidr: '10.16.0.0/14',
        rackUnits: 48,
        racks,
        servers: Object.fromEntries(pools),
        fabric: {
          topology: {
            kind: 'three-tier',
            core: { model: 'DCS-7358X4', count: 2 },
            aggregation: { model: 'DCS-7358X4', count: shape.aggregation, uplinks: 1 },
            access: { model: 'DCS-7050SX3-48YC12', uplinks: 1 },
            racksPerPod: 30,
          },
          nos,
          multihoming: nos === 'eos' ? 'mlag' : 'esi',
          cidr: '10.128.0.0/14',
          edge: { routers: { model: 'DCS-7280SR3-48YC8', count: 2 } },
          firewalls: { model: 'PA-5440' },
        },
        tiers: {},
      },
    },
  };
}

function platformOf(size: string, nos: 'eos' | 'frr'): Platform {
  const resolution = resolve(profileOf(size, nos), []);
  if (!resolution.ok) throw new Error(resolution.findings.map(({ message }) => message).join('\n'));
  return resolution.platform;
}

/** What `catalyst synth` writes about a network for people. */
function documents(fabric: Fabric, platform: Platform): readonly string[] {
  const items = rackItems(fabric, platform);
  const tables = [cableRows(fabric), portRows(fabric), items, powerRows(items), parts(fabric)];
  const racks = platform.sites.flatMap((site) => site.racks);
  return [
    ...tables.map((rows) => stringify([...rows], { header: true })),
    drawTopology(fabric),
    drawElevations(fabric.site, racks, items),
  ];
}

const [size = ''] = process.argv.slice(2);
const platforms = (['eos', 'frr'] as const).map((nos) => platformOf(size, nos));
const before = process.cpuUsage();
let devices = 0;
let bytes = 0;
for (const platform of platforms) {
  const { fabric, findings } = planFabric(platform, 'dc1');
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  devices = fabric.devices.length;
  checkNetwork(platform, 'dc1');
  // As the command does: written, and gone, before the next.
  for (const [, text] of deviceFiles(fabric, platform)) bytes += text.length;
  for (const text of documents(fabric, platform)) bytes += text.length;
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    devices,
    'cpu s': (user + system) / 1e6,
    'peak MB': process.resourceUsage().maxRSS / 1e3,
    'text MB': bytes / 1e6,
  }),
);
