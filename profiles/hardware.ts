import type { ProfileText } from '@catalyst/model';

type Datacenter = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>;
type Hardware = Datacenter['servers'][string]['hardware'];

/*
 * The server models of the sizing guide, and those of the corrected sizing (audit 4.12).
 * The guide's "GB" of memory are GiB, as memory is sold; its "TB" of disk are decimal, as drives are labelled, and
 * raw: "4 TB NVMe (RAID 10)" is four drives of 1 TB, of which two are left to use.
 */

/** A pair of ports in a bond over both leaves of the rack, or the single port that the guide gives most servers. */
const bonded10G = { ports: 2, speed: '10 Gbps' } as const;
const single10G = { ports: 1, speed: '10 Gbps' } as const;
const bonded25G = { ports: 2, speed: '25 Gbps' } as const;

/** Guide l. 27-33: everything on one server. Two ports of 1 Gbps, "bonded". */
export const allInOne = {
  cores: 16,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '1 Gbps' },
} as const satisfies Hardware;

/** Guide l. 70-80: a Kafka broker of the 19-server layout, on one port. */
export const kafkaBroker = {
  cores: 24,
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 4, drive: '1 TB', raid: 'raid10', mount: '/var/lib/kafka' } },
  nics: single10G,
} as const satisfies Hardware;

/** Guide l. 362-371: the broker of the component specification, with a bond and disks for backup topics. */
export const kafkaBrokerWithArchive = {
  ...kafkaBroker,
  volumes: {
    ...kafkaBroker.volumes,
    archive: { media: 'sas', drives: 8, drive: '1 TB', raid: 'raid6', mount: '/var/lib/kafka-archive' },
  },
  nics: bonded10G,
} as const satisfies Hardware;

/** Audit 4.12: a broker that holds a day of messages and outlives a rack. */
export const kafkaBrokerN1 = {
  cores: 24,
  cpu: 'AMD EPYC, 24 cores',
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 4, drive: '3.84 TB', raid: 'none', mount: '/var/lib/kafka' } },
  nics: bonded25G,
} as const satisfies Hardware;

/** Guide l. 88-104: PostgreSQL in the 19-server layout, 8 TB NVMe and 10 TB SAS. */
export const postgresNode = {
  cores: 32,
  memory: '256 GiB',
  volumes: {
    data: { media: 'nvme', drives: 4, drive: '2 TB', raid: 'raid10', mount: '/var/lib/postgresql' },
    archive: { media: 'sas', drives: 5, drive: '2 TB', raid: 'raid6', mount: '/var/lib/postgresql-archive' },
  },
  nics: bonded10G,
} as const satisfies Hardware;

/** Guide l. 425-435: PostgreSQL in the component specification, with mirrored drives for the write-ahead log: 20 TB. */
export const postgresNodeWithWal = {
  ...postgresNode,
  volumes: {
    ...postgresNode.volumes,
    wal: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/postgresql-wal' },
  },
} as const satisfies Hardware;

/** Guide l. 106-114 and, for the network, l. 489-495. */
export const timescaleNode = {
  cores: 32,
  memory: '256 GiB',
  volumes: {
    data: { media: 'nvme', drives: 6, drive: '2 TB', raid: 'raid10', mount: '/var/lib/postgresql' },
    archive: { media: 'sas', drives: 10, drive: '2 TB', raid: 'raid6', mount: '/var/lib/postgresql-archive' },
  },
  nics: bonded10G,
} as const satisfies Hardware;

/** Guide l. 118-126 and l. 545-549: all in memory, drives for snapshots only. */
export const dragonflyNode = {
  cores: 16,
  memory: '512 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/dragonfly' } },
  nics: single10G,
} as const satisfies Hardware;

/** Audit 4.12: half of the memory in each of five shards. */
export const dragonflyNodeN1 = { ...dragonflyNode, memory: '256 GiB', nics: bonded25G } as const satisfies Hardware;

/** Guide l. 130-142: a host for containers. */
export const servicesNode = {
  cores: 16,
  memory: '96 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '2 TB', raid: 'none', mount: '/var/lib/containers' } },
  nics: single10G,
} as const satisfies Hardware;

export const servicesNodeN1 = { ...servicesNode, nics: bonded25G } as const satisfies Hardware;

/** Guide l. 158-182 and l. 709-715: metrics, dashboards, logs and workflows on one server. */
export const monitoringNode = {
  cores: 16,
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 4, drive: '1 TB', raid: 'raid10', mount: '/var/lib/monitoring' } },
  nics: single10G,
} as const satisfies Hardware;

export const monitoringNodeN1 = { ...monitoringNode, nics: bonded25G } as const satisfies Hardware;

/** Guide l. 736-741: Grafana on a server of its own. */
export const grafanaNode = {
  ...monitoringNode,
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/monitoring' } },
} as const satisfies Hardware;

/** Guide l. 186-194: a load balancer. */
export const ingressNode = {
  cores: 8,
  memory: '32 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '500 GB', raid: 'none', mount: '/var/lib/ingress' } },
  nics: bonded10G,
  units: 1,
} as const satisfies Hardware;

/** Audit C05: 16 cores for TLS and the application firewall. */
export const ingressNodeN1 = { ...ingressNode, cores: 16, nics: bonded25G } as const satisfies Hardware;

/** Guide l. 196-206: 100 TB for backups. */
export const backupNode = {
  cores: 8,
  memory: '64 GiB',
  volumes: { data: { media: 'sas', drives: 10, drive: '10 TB', raid: 'raid6', mount: '/var/lib/backup' } },
  nics: single10G,
  units: 4,
} as const satisfies Hardware;

export const backupNodeN1 = { ...backupNode, nics: bonded25G } as const satisfies Hardware;

/** Guide l. 315: 500 TB of compressed backups in the third region. */
export const backupArchive = {
  ...backupNode,
  volumes: { data: { media: 'sas', drives: 25, drive: '20 TB', raid: 'raid6', mount: '/var/lib/backup' } },
} as const satisfies Hardware;

/** Guide l. 276-278 and l. 620-626: a data node with 4 TB. */
export const searchDataNode = {
  cores: 16,
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 4, drive: '1 TB', raid: 'raid10', mount: '/var/lib/elasticsearch' } },
  nics: single10G,
} as const satisfies Hardware;

/** Audit F05: 7.68 TB for the hot week, on one drive: Elasticsearch no longer spreads itself over several. */
export const searchDataNodeN1 = {
  ...searchDataNode,
  volumes: { data: { media: 'nvme', drives: 1, drive: '7.68 TB', raid: 'none', mount: '/var/lib/elasticsearch' } },
  nics: bonded25G,
} as const satisfies Hardware;

/** Guide l. 612-618: coordinates, stores the cluster's state. */
export const searchMasterNode = {
  cores: 8,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '500 GB', raid: 'none', mount: '/var/lib/elasticsearch' } },
  nics: bonded10G,
  units: 1,
} as const satisfies Hardware;

/** Guide l. 628-632: enriches and routes, stores little. */
export const logstashNode = {
  cores: 16,
  memory: '96 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '500 GB', raid: 'none', mount: '/var/lib/logstash' } },
  nics: bonded25G,
  units: 1,
} as const satisfies Hardware;

/** A small server for a member of a quorum. Kafka documents 5 GB of memory and of disk for a controller (ops, KRaft). */
export const quorumNode = {
  cores: 8,
  memory: '32 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '480 GB', raid: 'raid1', mount: '/var/lib/quorum' } },
  nics: bonded10G,
  units: 1,
} as const satisfies Hardware;
