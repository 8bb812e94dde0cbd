import {
  defineTier,
  mergeHostConfig,
  placed,
  resolve,
  siteById,
  type Assessment,
  type HostConfig,
  type Observation,
  type Platform,
  type ProfileText,
  type Resolution,
  type Tier,
} from '@catalyst/model';
import { z } from 'zod';
import { elasticsearch } from '../index.ts';
import type { ElasticsearchSpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];
export type SpecText = Extract<z.input<typeof ElasticsearchSpec>, { engine: 'elasticsearch' }>;

/** The server of audit §4.5: 16 cores, 128 GiB, 7.68 TB, two ports of 25 Gbps. */
export const server = {
  cores: 16,
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 1, drive: '7.68 TB', raid: 'none', mount: '/var/lib/elasticsearch' } },
  nics: { ports: 2, speed: '25 Gbps' },
} as const satisfies Hardware;

/** Somebody who offers what Logstash calls. Tiers know each other by names of services only. */
const kafka: Tier = defineTier({
  name: 'kafka',
  title: 'a stand-in',
  stage: 'data',
  spec: z.strictObject({ on: z.string() }),
  plan: (spec, site) => ({
    instances: placed(site, spec, 'broker', 'on'),
    services: [{ name: 'kafka', role: 'broker', port: 9094, tls: true }],
    secrets: [
      { name: 'kafka/ca', kind: 'certificate-authority', purpose: 'Kafka' },
      ...['logs', 'analytics', 'audit'].map((user) => ({
        name: `kafka/users/${user}`,
        kind: 'password' as const,
        purpose: user,
      })),
    ],
  }),
});

/** The racks of the hosts of each role. */
export interface SiteText {
  readonly data: readonly string[];
  readonly masters?: readonly string[];
  readonly ingest?: readonly string[];
  readonly frozen?: readonly string[];
  readonly logstash?: readonly string[];
  readonly kibana?: readonly string[];
  readonly brokers?: readonly string[];
  readonly search?: Partial<
    Omit<SpecText, 'engine' | 'data' | 'masters' | 'ingest' | 'frozen' | 'logstash' | 'kibana'>
  >;
  readonly hardware?: Hardware;
}

const POOLS = {
  data: 'search-data',
  masters: 'search-master',
  ingest: 'search-ingest',
  frozen: 'search-frozen',
  logstash: 'logstash',
  kibana: 'monitoring',
} as const;

/** A profile with one datacenter, and search in it and nothing else but brokers that it reads from. */
export function profileWith({ brokers = ['r01'], search, hardware = server, ...roles }: SiteText): ProfileText {
  const given = Object.entries(POOLS).flatMap(([role, pool]) => {
    const racks = Object.entries(roles).find(([key]) => key === role)?.[1];
    return racks === undefined ? [] : [{ role, pool, racks }];
  });
  return {
    name: 'test',
    title: 'Search alone',
    demand: { sustained: '685k tps', peak: '850k tps', channels: { sms: 1, whatsapp: 1 } },
    objectives: { availability: '99.99 %', failover: '40 s', latencyP99: '100 ms', retention: '7 d' },
    sites: {
      dc1: {
        substrate: 'datacenter',
        location: 'here',
        cidr: '10.16.0.0/16',
        racks: ['r01', 'r02', 'r03'],
        servers: {
          kafka: { hardware, racks: [...brokers] },
          ...Object.fromEntries(given.map(({ pool, racks }) => [pool, { hardware, racks: [...racks] }])),
        },
        tiers: {
          kafka: { on: 'kafka' },
          elasticsearch: {
            engine: 'elasticsearch',
            ...Object.fromEntries(given.map(({ role, pool }) => [role, { on: pool }])),
            ...search,
          },
        },
      },
    },
  };
}

export const resolved = (site: SiteText): Resolution => resolve(profileWith(site), [kafka, elasticsearch]);

/** A site that is sound: its platform, what each host becomes, what is said of its size and what is watched. */
export interface Planned {
  readonly platform: Platform;
  readonly hosts: ReadonlyMap<string, HostConfig>;
  readonly assessment: Assessment;
  readonly observation: Observation;
}

export function planned(text: SiteText): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const site = siteById(platform, 'dc1');
  const spec = elasticsearch.spec.parse(profileWith(text).sites['dc1']?.tiers['elasticsearch']);
  const hosts = platform.hosts.map((host): [string, HostConfig] => {
    const here = platform.instances.filter((i) => i.host === host.id && i.tier === 'elasticsearch');
    return [
      host.hostname,
      mergeHostConfig(here.flatMap((instance) => elasticsearch.host?.(instance, spec, platform) ?? [])),
    ];
  });
  return {
    platform,
    hosts: new Map(hosts),
    assessment: elasticsearch.assess?.(spec, site, platform) ?? { utilisation: [], findings: [] },
    observation: elasticsearch.observe?.(spec, site, platform) ?? { targets: [], rules: [] },
  };
}
