import {
  Bytes,
  secretRef,
  type File,
  type HostConfigPart,
  type Instance,
  type Platform,
  type Repository,
  type SystemdUnit,
} from '@catalyst/model';
import { AUTHORITY, type Kind } from '../names.ts';
import { PROGRAMS } from '../programs.ts';
import { mostMemory } from '../sizes.ts';
import type { ClusterSpec, PostgresSpec, TimescaleSpec } from '../spec.ts';
import { PATRONI, POSTGRESQL } from '../versions.ts';
import { keepalivedConf } from './address.ts';
import { archivistHost, schedule } from './archivist.ts';
import { etcdYaml } from './etcd.ts';
import { poolExporterYaml, queriesYaml } from './exporters.ts';
import { nodeGates, quorumGate } from './gates.ts';
import { BESIDE, kernelOf } from './kernel.ts';
import { nodeOf, type Node } from './node.ts';
import { patroniYaml, settings } from './patroni.ts';
import { PGDG } from './packages.ts';
import { pgbackrestConf } from './pgbackrest.ts';
import { poolIni } from './pool.ts';
import { clusterJson, migrationFiles, passwordFiles, policiesSql } from './provisioning.ts';
import { proxyCfg } from './proxy.ts';
import * as unit from './systemd.ts';

/** A host as a PostgreSQL node or a member of its quorum; nothing where Amazon runs it. */
export const postgresHost = (instance: Instance, spec: PostgresSpec, platform: Platform): HostConfigPart =>
  spec.engine === 'rds' ? { owner: 'postgres' } : hostOf('postgres', instance, spec, platform, {}, []);

/** The same for TimescaleDB: other packages, other migrations. */
export const timescaleHost = (instance: Instance, spec: TimescaleSpec, platform: Platform): HostConfigPart =>
  hostOf(
    'timescale',
    instance,
    spec,
    platform,
    { 'repeat-policies.sql': policiesSql(spec) },
    spec.packages === undefined
      ? []
      : [{ name: 'timescaledb', uri: spec.packages.uri, suite: 'jammy', components: ['main'], key: spec.packages.key }],
  );

function hostOf(
  kind: Kind,
  instance: Instance,
  spec: ClusterSpec,
  platform: Platform,
  migrations: Readonly<Record<string, string>>,
  repositories: readonly Repository[],
): HostConfigPart {
  if (instance.role === 'archivist') return archivistHost(kind, instance, spec, platform);
  const node = nodeOf(kind, instance, spec, platform);
  const quorum = node.keepsQuorum ? quorumPart(node) : { files: [], units: [], gates: [], directories: [] };
  // Root's, for the group to read: pgBackRest and PostgreSQL refuse a key of their own that others may read.
  const certificate = (directory: string, secret: string, group: string, service: string) => ({
    id: `${node.site.id}/${secret}`,
    authority: `${node.site.id}/${AUTHORITY}`,
    directory,
    owner: 'root',
    group,
    onChange: { run: service },
  });
  const member = (name: string) =>
    certificate(node.paths.etcdTls, name, 'etcd', `systemctl try-restart ${node.paths.units.etcd}`);
  if (instance.role === 'etcd')
    return {
      owner: kind,
      archives: [ETCD],
      users: [ETCD_USER],
      certificates: [member(node.secrets.member(node.host.hostname))],
      ...quorum,
    };
  const { secrets, paths } = node;
  const own = secrets.node(node.host.hostname);
  return {
    owner: kind,
    repositories: [PGDG, ...repositories],
    packages: [
      `postgresql-${String(POSTGRESQL)}`,
      ...(kind === 'timescale' ? [`timescaledb-2-postgresql-${String(POSTGRESQL)}`] : []),
      ...['patroni', 'python3-etcd', 'python3-psycopg2', 'python3-yaml', 'pgbouncer', 'pgbackrest', 'haproxy', 'curl'],
      ...['prometheus-postgres-exporter', 'prometheus-pgbouncer-exporter'],
      ...(node.floating === undefined ? [] : ['keepalived']),
    ],
    ...(node.keepsQuorum ? { archives: [ETCD], users: [ETCD_USER] } : {}),
    directories: [...directories(node), ...quorum.directories],
    kernel: kernelOf(node, spec),
    memory: Bytes.of(mostMemory(spec, node.sizes) + BESIDE),
    certificates: [
      certificate(paths.tls, own, 'postgres', `systemctl try-reload-or-restart ${RELOADED(node).join(' ')}`),
      ...(node.keepsQuorum ? [member(own)] : []),
    ],
    files: [...nodeFiles(node, spec, migrations), ...quorum.files],
    units: [...quorum.units, ...nodeUnits(node)],
    gates: [...quorum.gates, ...nodeGates(node)],
  };
}

/** What has the certificate of a node open. */
const RELOADED = ({ paths: { units } }: Node): readonly string[] => [
  units.patroni,
  units.pool,
  units.proxy,
  units.backupServer,
];

/** The release that the members run. @source https://github.com/etcd-io/etcd/blob/main/CHANGELOG/CHANGELOG-3.5.md */
const ETCD = {
  name: 'etcd',
  version: '3.5.21',
  directory: '/opt/etcd',
  owner: 'root',
  // Of both tiers, where both are on the host.
  onChange: { run: "systemctl try-restart 'etcd-*.service'" },
};
const ETCD_USER = { name: 'etcd', home: '/var/lib/etcd', shell: '/usr/sbin/nologin', groups: [] };

function quorumPart(node: Node) {
  const { paths } = node;
  const restart = { onChange: { restart: paths.units.etcd } };
  return {
    directories: [{ path: node.dirs.etcd, owner: 'etcd', group: 'etcd', mode: 0o700 }],
    files: [
      {
        path: paths.etcd,
        content: etcdYaml(node, paths.etcdTls),
        owner: 'root',
        group: 'etcd',
        mode: 0o640,
        ...restart,
      },
      {
        path: paths.unit(paths.units.etcd),
        content: unit.etcdUnit(node),
        owner: 'root',
        group: 'root',
        mode: 0o644,
        ...restart,
      },
    ] satisfies readonly File[],
    // A member answers once a majority is there, and on the first day they come one after the other.
    units: [{ name: paths.units.etcd, enabled: true, after: [], wait: false }] satisfies readonly SystemdUnit[],
    gates: node.quorum.length > 1 ? [] : [quorumGate(node, paths.etcdTls)],
  };
}

/** On the first day, whom the file believes comes after it. */
const onceCertified = ({ paths }: Node, command: string): string => `[ ! -s ${paths.tls}/ca.crt ] || ${command}`;

/** Parents of what PostgreSQL makes and removes itself. */
const directories = ({ dirs, paths }: Node): NonNullable<HostConfigPart['directories']> =>
  [
    dirs.data.replace(/\/\d+$/, ''),
    dirs.wal?.replace(/\/\d+$/, ''),
    dirs.backup,
    `${dirs.backup}-drill`,
    paths.spool,
    paths.logs,
  ]
    .flatMap((path) => path ?? [])
    .map((path) => ({ path, owner: 'postgres', group: 'postgres', mode: 0o700 }));

function nodeFiles(node: Node, spec: ClusterSpec, migrations: Readonly<Record<string, string>>): readonly File[] {
  const { paths } = node;
  const { units } = paths;
  const ours = (path: string, content: string, more: Pick<File, 'onChange' | 'validate'> = {}): File => ({
    path,
    content,
    owner: 'root',
    group: 'postgres',
    mode: 0o640,
    ...more,
  });
  const open = (file: File): File => ({ ...file, group: 'root', mode: 0o644 });
  const restart = (name: string): Pick<File, 'onChange'> => ({ onChange: { restart: name } });
  const reload = (name: string): Pick<File, 'onChange'> => ({ onChange: { reload: name } });
  const service = (name: string, content: string): File => open(ours(paths.unit(name), content, restart(name)));
  const task = (name: string, content: string): File => open(ours(paths.unit(name), content));
  const programs: Readonly<Record<string, Pick<File, 'onChange'>>> = {
    'settle.py': restart(units.settle),
    'provision.py': restart(units.provision),
  };
  return [
    ours(paths.patroni, patroniYaml(node, spec), restart(units.settle)),
    ours(paths.settings, `${JSON.stringify(settings(node, spec), null, 2)}\n`, restart(units.settle)),
    ours(paths.pool, poolIni(node, spec), reload(units.pool)),
    ours(paths.poolUsers, '"pgbouncer" ""\n', reload(units.pool)),
    {
      ...ours(paths.proxy, proxyCfg(node, spec.pool.clients), {
        validate: onceCertified(node, 'haproxy -c -q -f {}'),
        ...reload(units.proxy),
      }),
      group: 'haproxy',
    },
    ...(node.floating === undefined
      ? []
      : [
          ours(paths.address, keepalivedConf(node, node.floating), restart(units.address)),
          service(units.address, unit.addressUnit(node)),
        ]),
    ours(paths.pgbackrest, pgbackrestConf(node, spec), restart(units.backupServer)),
    open(ours(paths.queries, queriesYaml(), restart(units.exporter))),
    ours(paths.poolExporter, poolExporterYaml(node), restart(units.poolExporter)),
    ours(paths.cluster, clusterJson(node, spec), restart(units.provision)),
    ...authorities(node).map((content) => ours(paths.upstream, content, restart(units.settle))),
    ...passwordFiles(node, spec).map((file) =>
      ours(file.path, file.content, file.onChange === undefined ? {} : { onChange: file.onChange }),
    ),
    ...migrationFiles(node, migrations).map((file) =>
      ours(file.path, file.content, file.onChange === undefined ? {} : { onChange: file.onChange }),
    ),
    ...Object.entries(PROGRAMS).map(([name, content]) =>
      open(ours(paths.program(name), content, programs[name] ?? {})),
    ),
    service(units.patroni, unit.patroniUnit(node)),
    service(units.settle, unit.settleUnit(node)),
    service(units.provision, unit.provisionUnit(node)),
    service(units.pool, unit.poolUnit(node)),
    service(units.proxy, unit.proxyUnit(node)),
    service(units.backupServer, unit.backupServerUnit(node)),
    service(units.exporter, unit.exporterUnit(node)),
    service(units.poolExporter, unit.poolExporterUnit(node)),
    task(units.upkeep, unit.upkeepUnit(node)),
    service(units.upkeepTimer, unit.timer(`Partitions of ${node.kind}`, '*-*-* 00:20:00')),
    ...(node.repository.hosts.length > 0 ? [] : localBackups(node, spec, { service, task })),
    ...(node.drills
      ? [
          task(units.drill, unit.drillUnit(node)),
          // Guide l. 535: monthly. On a Sunday, when there is least to do.
          service(units.drillTimer, unit.timer(`Restore drill of ${node.kind}`, 'Sun *-*-01..07 05:00:00')),
        ]
      : []),
    {
      path: `/etc/apt/preferences.d/catalyst-${node.kind}`,
      content: pins(spec),
      owner: 'root',
      group: 'root',
      mode: 0o644,
    },
    // A huge page is not put together while a query waits for it. The exporter's directory is root's, the drill postgres.
    open(
      ours(`/etc/tmpfiles.d/60-${node.kind}.conf`, temporaryFiles(node), {
        onChange: { run: `systemd-tmpfiles --create /etc/tmpfiles.d/60-${node.kind}.conf` },
      }),
    ),
  ];
}

const temporaryFiles = ({ paths, drills }: Node): string =>
  [
    'w /sys/kernel/mm/transparent_hugepage/enabled - - - - never',
    ...(drills ? [`f ${paths.drillMetrics} 0644 postgres postgres -`] : []),
    '',
  ].join('\n');

/** Whom a copy believes: the authority of the site that it streams from, and that of its own, whose nodes copy from each other. */
function authorities({ upstream, site }: Node): readonly string[] {
  if (upstream === null) return [];
  if (upstream.host === null) return [];
  return [`${[upstream.site, site.id].map((id) => secretRef(`${id}/${AUTHORITY}`)).join('\n')}\n`];
}

/** What the archives may give: the versions that this is made for. @source apt_preferences(5) */
const pins = (spec: ClusterSpec | TimescaleSpec): string =>
  [['patroni', `${String(PATRONI)}.*`], ...('version' in spec ? [['timescaledb-2-*', `${spec.version}.*`]] : [])]
    .map(([name = '', version = '']) => `Package: ${name}\nPin: version ${version}\nPin-Priority: 1001\n`)
    .join('\n');

type UnitFile = (name: string, content: string) => File;

function localBackups(
  node: Node,
  spec: ClusterSpec,
  { service, task }: { readonly service: UnitFile; readonly task: UnitFile },
): readonly File[] {
  const { units } = node.paths;
  const { full, incr } = schedule(spec.backup);
  return [
    service(units.stanza, unit.stanzaUnit(node)),
    task(units.full, unit.backupUnit(node, 'full')),
    task(units.incremental, unit.backupUnit(node, 'incr')),
    service(units.fullTimer, unit.timer(`Full backup of ${node.kind}`, full)),
    service(units.incrementalTimer, unit.timer(`Incremental backup of ${node.kind}`, incr)),
  ];
}

function nodeUnits(node: Node): readonly SystemdUnit[] {
  const { units } = node.paths;
  const on = (name: string, ...after: readonly string[]): SystemdUnit => ({ name, enabled: true, after });
  // They end once there is a leader, and where commits wait for a standby once there is one: not on the first host.
  const later = (name: string): SystemdUnit => ({ ...on(name, units.patroni), wait: false });
  return [
    // Ours have names of their own; the distribution's would take their ports.
    ...['postgresql.service', 'patroni.service', 'pgbouncer.service'].map((name) => ({
      name,
      enabled: false,
      after: [],
    })),
    on(units.patroni, ...(node.keepsQuorum ? [units.etcd] : [])),
    later(units.settle),
    on(units.pool, units.patroni),
    on(units.proxy),
    ...(node.floating === undefined ? [] : [on(units.address, units.proxy)]),
    later(units.provision),
    on(units.backupServer),
    on(units.upkeepTimer),
    on(units.exporter, units.patroni),
    on(units.poolExporter, units.pool),
    ...(node.repository.hosts.length > 0 ? [] : [later(units.stanza), on(units.fullTimer), on(units.incrementalTimer)]),
    ...(node.drills ? [on(units.drillTimer)] : []),
  ];
}
