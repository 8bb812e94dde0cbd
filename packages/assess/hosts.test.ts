import { GiB, mergeHostConfig, type HostConfig, type HostConfigPart, type Platform } from '@catalyst/model';
import type { PlatformProfile } from '@catalyst/platform';
import { describe, expect, it } from 'vitest';
import { checkHostMemory } from './host-memory.ts';
import { checkOffHostBackup } from './off-host-backup.ts';
import { checkSharedMounts } from './shared-mounts.ts';
import { checkSharedQuorums } from './shared-quorums.ts';
import { only, platformOf } from './testing.ts';
import { checkTimeServers } from './time-servers.ts';

const server = {
  cores: 16,
  memory: '64 GiB',
  volumes: { data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/data' } },
  nics: { ports: 2, speed: '10 Gbps' },
} as const;

/** Brokers and an authority on three hosts, in as many racks as are given. */
const profile = (racks: readonly string[], timeServers: string[] = []): PlatformProfile => ({
  name: 'test',
  title: 'Hosts',
  demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
  objectives: { availability: '99.99 %', failover: '1 min', latencyP99: '1 s', retention: '1 h' },
  sites: {
    dc1: {
      substrate: 'datacenter',
      location: 'somewhere',
      cidr: '10.16.0.0/16',
      racks: [...new Set(racks)],
      timeServers,
      servers: { kafka: { hardware: server, racks: [...racks] } },
      tiers: { kafka: { brokers: { on: 'kafka' }, retention: '1 h' } },
    },
  },
});

const platform = platformOf(profile(['r01', 'r02', 'r03']));
const configs = (...parts: readonly HostConfigPart[]): ReadonlyMap<string, HostConfig> =>
  new Map(platform.hosts.map(({ id }) => [id, mergeHostConfig(parts)]));

describe('The memory of a host', () => {
  it('is a finding where its processes may take more than there is, with the sum', () => {
    const parts = [
      { owner: 'host', memory: GiB(1) },
      { owner: 'postgres', memory: GiB(48) },
      { owner: 'kafka', memory: GiB(16) },
    ];
    expect(only(checkHostMemory(platform, configs(...parts)), 'host/memory', 'dc1/kafka')).toMatchObject({
      severity: 'error',
      path: 'sites.dc1.servers.kafka.hardware.memory',
      message: '65 GiB may be taken and there are 64 GiB: 1 GiB host + 48 GiB postgres + 16 GiB kafka',
    });
  });

  it('is none where it suffices to the last byte', () => {
    expect(checkHostMemory(platform, configs({ owner: 'kafka', memory: GiB(64) }))).toEqual([]);
  });
});

describe('A volume', () => {
  const directory = (path: string, owner: string) => ({ path, owner, group: owner, mode: 0o750 });

  it('is a finding where data of several kinds of software is on it', () => {
    const directories = [
      directory('/data/kafka', 'kafka'),
      directory('/data/pg', 'postgres'),
      directory('/var/x', 'x'),
    ];
    expect(
      only(checkSharedMounts(platform, configs({ owner: 'x', directories })), 'host/shared-volume', 'dc1/kafka')
        .message,
    ).toBe('/data of 3 hosts is shared by kafka, postgres: one that grows fills the disk of the others');
  });

  it('is none where one has it for itself', () => {
    const directories = [
      directory('/data/kafka', 'kafka'),
      directory('/data/kafka/meta', 'kafka'),
      directory('/data/tmp', 'root'),
    ];
    expect(checkSharedMounts(platform, configs({ owner: 'x', directories }))).toEqual([]);
  });
});

describe('Quorums of several tiers', () => {
  /** The same members, as if they voted in another tier too. */
  const doubled = (of: Platform): Platform => ({
    ...of,
    instances: of.instances.flatMap((i) =>
      i.votes ? [i, { ...i, id: `${i.id}-2`, tier: 'postgres', role: 'etcd' }] : [i],
    ),
  });

  it('are a finding where one rack takes the majority of each', () => {
    const narrow = doubled(platformOf(profile(['r01', 'r01', 'r02'])));
    expect(only(checkSharedQuorums(narrow), 'quorum/shared-domain', 'dc1/r01').message).toBe(
      'without dc1/r01 2 quorums have no majority at the same time: dc1/kafka.controller, dc1/postgres.etcd',
    );
  });

  it('are none in three racks', () => {
    expect(checkSharedQuorums(doubled(platform))).toEqual([]);
  });
});

describe('A tier with data', () => {
  const withPostgres = (tiers: readonly { tier: string; host: string }[]): Platform => ({
    ...platform,
    instances: tiers.map(({ tier, host }, i) => ({
      id: `${host}/${tier}`,
      site: 'dc1',
      tier,
      role: 'node',
      host,
      number: i + 1,
      votes: false,
    })),
  });

  it('is a finding where nothing keeps a copy, or only its own host does', () => {
    const alone = { tier: 'postgres', host: 'dc1/kafka-1' };
    expect(only(checkOffHostBackup(withPostgres([alone])), 'backup/off-host', 'dc1/postgres').message).toContain(
      'there is no place for backups',
    );
    const same = checkOffHostBackup(withPostgres([alone, { tier: 'backup', host: 'dc1/kafka-1' }]));
    expect(only(same, 'backup/off-host', 'dc1/postgres').message).toContain('backups are on the same hosts');
    expect(checkOffHostBackup(withPostgres([alone, { tier: 'backup', host: 'dc1/kafka-2' }]))).toEqual([]);
  });
});

describe('Time servers', () => {
  it('are a finding where they are too few to outvote one that is wrong, and none where they are three or nobody’s', () => {
    const racks = ['r01', 'r02', 'r03'];
    const of = (timeServers: string[]) => checkTimeServers(platformOf(profile(racks, timeServers)));
    expect(only(of(['10.0.0.1', '10.0.0.2']), 'site/time-servers', 'dc1').message).toMatch(/^2 of at least 3/);
    expect(of(['10.0.0.1', '10.0.0.2', '10.0.0.3'])).toEqual([]);
    expect(of([])).toEqual([]);
  });
});
