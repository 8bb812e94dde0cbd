import { certificatePart } from '@catalyst/host';
import {
  type Assessment,
  type RatioText,
  mergeHostConfig,
  RETIRED,
  resolve,
  type HostConfig,
  type Platform,
  type ProfileText,
  type Resolution,
} from '@catalyst/model';
import type { z } from 'zod';
import { assessKafka } from '../capacity/index.ts';
import { kafkaHost } from '../host/index.ts';
import { kafka } from '../index.ts';
import type { KafkaSpec } from '../spec.ts';

type Hardware = Extract<ProfileText['sites'][string], { substrate: 'datacenter' }>['servers'][string]['hardware'];

/** The server of audit §4.12: 24 cores, 128 GiB, four drives of 3.84 TB, two ports of 25 Gbps. */
export const server = {
  cores: 24,
  memory: '128 GiB',
  volumes: { data: { media: 'nvme', drives: 4, drive: '3.84 TB', raid: 'none', mount: '/data' } },
  nics: { ports: 2, speed: '25 Gbps' },
} as const satisfies Hardware;

export interface SiteText {
  /** The rack of each broker, or `retired`. */
  readonly brokers: readonly string[];
  /** The rack of each dedicated controller. */
  readonly controllers?: readonly string[];
  readonly kafka?: Omit<Extract<z.input<typeof KafkaSpec>, { brokers: unknown }>, 'brokers' | 'controllers'>;
  readonly hardware?: Hardware;
  readonly carries?: RatioText;
  readonly demand?: Partial<ProfileText['demand']>;
}

/** A profile with one datacenter, and Kafka in it and nothing else. */
export function profileWith({
  brokers,
  controllers,
  kafka,
  hardware = server,
  carries = '100 %',
  demand,
}: SiteText): ProfileText {
  return {
    name: 'test',
    title: 'Kafka alone',
    demand: { sustained: '685k tps', peak: '850k tps', channels: { sms: 3, whatsapp: 2 }, ...demand },
    objectives: { availability: '99.99 %', failover: '30 s', latencyP99: '100 ms', retention: '7 d' },
    sites: {
      dc1: {
        substrate: 'datacenter',
        location: 'here',
        carries,
        cidr: '10.16.0.0/16',
        racks: [...new Set([...brokers, ...(controllers ?? [])])].filter((rack) => rack !== RETIRED).sort(),
        servers: {
          kafka: { hardware, racks: [...brokers] },
          ...(controllers === undefined ? {} : { kraft: { hardware, racks: [...controllers] } }),
        },
        tiers: {
          kafka: {
            ...kafka,
            brokers: { on: 'kafka' },
            ...(controllers === undefined ? {} : { controllers: { on: 'kraft' } }),
          },
        },
      },
    },
  };
}

export const resolved = (site: SiteText): Resolution => resolve(profileWith(site), [kafka]);

/** A site that is sound: its platform, what Kafka's part of the profile became, and what each host becomes. */
export interface Planned {
  readonly platform: Platform;
  readonly spec: KafkaSpec;
  readonly hosts: ReadonlyMap<string, HostConfig>;
  readonly assessment: Assessment;
}

export function planned(text: SiteText): Planned {
  const resolution = resolved(text);
  if (!resolution.ok) throw new Error(resolution.findings.map((f) => `${f.path}: ${f.message}`).join('\n'));
  const { platform } = resolution;
  const spec = kafka.spec.parse(profileWith(text).sites['dc1']?.tiers['kafka']);
  const hosts = platform.hosts.map((host): [string, HostConfig] => {
    const here = platform.instances.filter((instance) => instance.host === host.id);
    const parts = here.map((instance) => kafkaHost(instance, spec, platform));
    const certificates = parts.flatMap((part) => part.certificates ?? []);
    return [host.hostname, mergeHostConfig([...parts, ...certificatePart(host, platform, certificates)])];
  });
  const [site] = platform.sites;
  if (site === undefined) throw new Error('the profile has no site');
  return { platform, spec, hosts: new Map(hosts), assessment: assessKafka(spec, site, platform) };
}
