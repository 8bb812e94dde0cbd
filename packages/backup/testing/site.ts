import { defineProfile, resolvePlatform, type PlatformProfile } from '@catalyst/platform';
import { InvalidInput, type Platform } from '@catalyst/model';

type Server = Extract<PlatformProfile['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];

const server: Server = {
  cores: 8,
  memory: '64 GiB',
  volumes: { data: { media: 'sas', drives: 10, drive: '10 TB', raid: 'raid6', mount: '/var/lib/backup' } },
  nics: { ports: 1, speed: '10 Gbps' },
};

type BackupText = NonNullable<PlatformProfile['sites'][string]['tiers']['backup']>;

/** A site with two servers and one repository. */
export function siteWith(backup: Partial<Extract<BackupText, { engine: 'repository' }>> = {}): Platform {
  const resolution = resolvePlatform(
    defineProfile({
      name: 'small',
      title: 'A site with a repository',
      demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
      objectives: { availability: '99 %', failover: '1 min', latencyP99: '1 s', retention: '1 d' },
      sites: {
        dc1: {
          substrate: 'datacenter',
          location: 'here',
          cidr: '10.0.0.0/16',
          racks: ['r01'],
          servers: {
            backup: { hardware: server, racks: ['r01'] },
            control: { hardware: server, racks: ['r01', 'r01'] },
          },
          tiers: { backup: { engine: 'repository', repository: { on: 'backup' }, retention: '30 d', ...backup } },
        },
      },
    }),
  );
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}

/** A site with a database of one node and two repositories. */
export function databaseSite(): Platform {
  const racks = ['r01', 'r02'];
  const resolution = resolvePlatform(
    defineProfile({
      name: 'small',
      title: 'A site with a database',
      demand: { sustained: '1k tps', peak: '1k tps', channels: { sms: 1 } },
      objectives: { availability: '99 %', failover: '1 min', latencyP99: '1 s', retention: '1 d' },
      sites: {
        dc1: {
          substrate: 'datacenter',
          location: 'here',
          cidr: '10.0.0.0/16',
          racks,
          servers: {
            backup: { hardware: server, racks },
            postgres: {
              hardware: {
                ...server,
                volumes: {
                  data: { media: 'nvme', drives: 2, drive: '1 TB', raid: 'raid1', mount: '/var/lib/postgresql' },
                },
              },
              racks: ['r01'],
            },
          },
          tiers: {
            postgres: { engine: 'patroni', nodes: { on: 'postgres' }, backup: { repository: { on: 'backup' } } },
            backup: { engine: 'repository', repository: { on: 'backup' }, retention: '30 d' },
          },
        },
      },
    }),
  );
  if (!resolution.ok) throw new InvalidInput(resolution.findings);
  return resolution.platform;
}
