import { readFileSync } from 'node:fs';
import {
  Bytes,
  MiB,
  hostById,
  minutes,
  secretRef,
  seconds,
  type File,
  type HealthGate,
  type HostConfigPart,
  type Instance,
  type Platform,
} from '@catalyst/model';
import { OVER_LIMIT } from '../checks.ts';
import { KEYSPACES } from '../keyspaces.ts';
import { PORTS, secretNames } from '../plan.ts';
import { memoryOf } from '../sizing.ts';
import type { DragonflySpec, SelfManagedDragonfly } from '../spec.ts';
import { usersOf } from '../users.ts';
import { DRAGONFLY_VERSION } from '../versions.ts';
import { flags } from './flags.ts';
import { keepalivedConfig } from './keepalived.ts';
import { nodeOf, type Node } from './node.ts';
import { files, paths, program } from './paths.ts';
import { sentinelConfig } from './sentinel.ts';
import { cacheUnit, patienceOf, regularly, sentinelUnit, watchUnit } from './systemd.ts';

/** The program of nodes and Sentinels, whole: it is part of the source, as an import would be. */
const PROGRAM = readFileSync(new URL('programs/cache.py', import.meta.url), 'utf8');

const RESTART = { restart: 'dragonfly.service' } as const;
const RESTART_SENTINEL = { restart: 'dragonfly-sentinel.service' } as const;

/** Records that a copy may be behind where a host counts as healthy again. @source a hundredth of a second at 100,000 writes a second */
const LAG = 1000;

const readable = (group: string, file: Omit<File, 'owner' | 'group' | 'mode'>): File => ({
  ...file,
  owner: 'root',
  group,
  mode: 0o640,
});

/** The same file for a node and for a Sentinel, since both may share a host. It reads what only its caller may read. */
const programFile: File = {
  path: files.program,
  content: PROGRAM,
  owner: 'root',
  group: 'root',
  mode: 0o755,
  validate: 'python3 -c "import ast, sys; ast.parse(open(sys.argv[1]).read())" {}',
};

/** A server as this node or as this Sentinel: the same on bare metal, on EC2 and in the twin. */
export function dragonflyHost(instance: Instance, spec: DragonflySpec, platform: Platform): HostConfigPart {
  if (spec.engine !== 'dragonfly') return { owner: 'dragonfly' };
  return instance.role === 'sentinel' ? sentinelHost(instance, platform) : nodeHost(instance, spec, platform);
}

function nodeHost(instance: Instance, spec: SelfManagedDragonfly, platform: Platform): HostConfigPart {
  const node = nodeOf(instance, spec, platform);
  const { site, hostname } = node.host;
  const prune = regularly(
    'Removes old snapshots of the cache',
    program('prune', files.node, String(spec.snapshots.keep)),
    minutes(10),
    node.directory,
  );
  const expiry = regularly(
    'Counts keys of the cache that should end',
    program('expiry', files.node, `${paths.textfiles}/dragonfly.prom`),
    minutes(5),
    paths.textfiles,
  );
  const unit = (name: string, content: string, onChange: File['onChange']): File =>
    readable('root', { path: files.unit(name), content, ...(onChange === undefined ? {} : { onChange }) });
  const voted = node.sentinels.length > 0;
  return {
    owner: 'dragonfly',
    packages: ['python3-minimal', ...(node.floating === undefined ? [] : ['keepalived'])],
    archives: [
      { name: 'dragonfly', version: DRAGONFLY_VERSION, directory: paths.dragonfly, owner: 'root', onChange: RESTART },
    ],
    users: [{ name: 'dragonfly', home: paths.state, shell: '/usr/sbin/nologin', groups: [] }],
    directories: [{ path: node.directory, owner: 'dragonfly', group: 'dragonfly', mode: 0o750 }],
    // The snapshots: what is written at the moment has another name, and goes with the next copy.
    backups: [{ name: 'dragonfly', paths: [node.directory] }],
    kernel: { 'net.core.somaxconn': { atLeast: 4096 }, 'vm.swappiness': 1 },
    memory: Bytes.of(Math.ceil(memoryOf(node.host.machine, spec) * OVER_LIMIT)),
    certificates: [
      {
        id: `${site}/${secretNames.node(hostname)}`,
        authority: `${site}/${secretNames.authority}`,
        directory: files.tls,
        owner: 'root',
        group: 'dragonfly',
        onChange: RESTART,
      },
    ],
    files: [
      programFile,
      readable('dragonfly', { path: files.flags, content: flags(node, spec), onChange: RESTART }),
      readable('dragonfly', { path: files.node, content: nodeJson(node, spec), onChange: RESTART }),
      ...usersOf().map(({ name }) =>
        readable('dragonfly', {
          path: `${files.users}/${name}`,
          content: secretRef(`${site}/${secretNames.user(name)}`),
          onChange: RESTART,
        }),
      ),
      unit('dragonfly.service', cacheUnit(node, spec), RESTART),
      ...(voted ? [unit('dragonfly-watch.service', watchUnit(), { restart: 'dragonfly-watch.service' })] : []),
      unit('dragonfly-prune.service', prune.service, undefined),
      unit('dragonfly-prune.timer', prune.timer, { restart: 'dragonfly-prune.timer' }),
      unit('dragonfly-expiry.service', expiry.service, undefined),
      unit('dragonfly-expiry.timer', expiry.timer, { restart: 'dragonfly-expiry.timer' }),
      ...(node.floating === undefined
        ? []
        : [
            readable('root', {
              path: files.keepalived,
              content: keepalivedConfig(node, node.floating),
              validate: 'keepalived --config-test={}',
              onChange: { reload: 'keepalived.service' },
            }),
          ]),
    ],
    units: [
      { name: 'dragonfly.service', enabled: true, after: [] },
      ...(voted ? [{ name: 'dragonfly-watch.service', enabled: true, after: ['dragonfly.service'] }] : []),
      { name: 'dragonfly-prune.timer', enabled: true, after: [] },
      { name: 'dragonfly-expiry.timer', enabled: true, after: [] },
      ...(node.floating === undefined ? [] : [{ name: 'keepalived.service', enabled: true, after: [] }]),
    ],
    gates: gatesOf(),
  };
}

/** An open port proves little: a copy answers long before it has what its master has. */
function gatesOf(): readonly HealthGate[] {
  const gate = (question: string, within: HealthGate['within']): HealthGate => ({
    name: `cache-${question}`,
    command: program('gate', files.node, question),
    within,
    every: seconds(5),
  });
  // A full copy of 250 GB at 10 Gbps takes 200 s, and loading a snapshot takes longer.
  return [gate('role', minutes(10)), gate('link', minutes(30)), gate('lag', minutes(30))];
}

/** What `cache.py` reads. Another shard changes nothing in it. */
const nodeJson = (node: Node, spec: SelfManagedDragonfly): string =>
  `${JSON.stringify(
    {
      shard: node.shard,
      address: node.address,
      port: PORTS.cache,
      sentinelPort: PORTS.sentinel,
      first: node.first,
      firstAddress: node.firstAddress,
      peers: node.peers,
      sentinels: node.sentinels,
      quorum: Math.floor(node.sentinels.length / 2) + 1,
      downAfter: spec.failover.downAfter,
      failoverTimeout: spec.failover.timeout,
      /** Seconds that a start waits for others to choose another master. */
      patience: patienceOf(spec) / seconds(1),
      lag: LAG,
      tls: tlsOf(files.tls),
      users: files.users,
      state: paths.state,
      directory: node.directory,
      acl: usersOf(),
      keyspaces: Object.entries(KEYSPACES).map(([name, { shape, pattern, expiry }]) => ({
        name,
        shape,
        pattern,
        expiry: expiry === null ? null : expiry / seconds(1),
      })),
    },
    null,
    2,
  )}\n`;

const tlsOf = (directory: string) => ({
  ca: `${directory}/ca.crt`,
  certificate: `${directory}/tls.crt`,
  key: `${directory}/tls.key`,
});

/** A host that only decides: it has no password of the cache until a master gives it one. */
function sentinelHost(instance: Instance, platform: Platform): HostConfigPart {
  const { site, hostname, addresses } = hostById(platform, instance.host);
  const [{ address }] = addresses;
  return {
    owner: 'dragonfly',
    packages: ['python3-minimal', 'redis-sentinel'],
    memory: MiB(64),
    certificates: [
      {
        id: `${site}/${secretNames.sentinel(hostname)}`,
        authority: `${site}/${secretNames.authority}`,
        directory: files.sentinelTls,
        owner: 'root',
        group: 'redis',
        onChange: RESTART_SENTINEL,
      },
    ],
    files: [
      programFile,
      readable('redis', { path: files.sentinel, content: sentinelConfig(address), onChange: RESTART_SENTINEL }),
      readable('redis', {
        path: files.sentinelNode,
        content: `${JSON.stringify({ address, sentinelPort: PORTS.sentinel, tls: tlsOf(files.sentinelTls) }, null, 2)}\n`,
      }),
      readable('root', {
        path: files.unit('dragonfly-sentinel.service'),
        content: sentinelUnit(),
        onChange: RESTART_SENTINEL,
      }),
    ],
    units: [
      { name: 'redis-sentinel.service', enabled: false, after: [] },
      { name: 'dragonfly-sentinel.service', enabled: true, after: [] },
    ],
    gates: [
      {
        name: 'cache-sentinel',
        command: program('gate-sentinel', files.sentinelNode),
        within: minutes(2),
        every: seconds(5),
      },
    ],
  };
}
